"""The server runs as whoever starts it; for root, as a system user of its own."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from balai.base.postgres import APP, Server, ServerFailure, connection_of, find_binaries, open_server
from balai.base.postgres.account import Account, server_account
from balai.base.postgres.binaries import OVERRIDE
from balai.base.postgres.cluster import running_server

pytestmark = pytest.mark.database
Start = Callable[[Path], Server]

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become other users")

TRY = """
import sys
from pathlib import Path
import psycopg
from balai.base.postgres import APP, connection_of, opened_server
home = Path(sys.argv[1])
with opened_server(home) as server, psycopg.connect(**connection_of(home, APP)) as connection:
    print(connection.execute("SELECT current_user").fetchone()[0], server.place.account.uid, server.place.data)
"""


@pytest.fixture
def closed_home() -> Iterator[Path]:
    """A home below a folder that only root may enter, as /root itself is."""
    closed = Path("/root" if os.geteuid() == 0 else "/nonexistent") / f".balai-test-{os.getpid()}"
    closed.mkdir(mode=0o700)
    yield closed / "home"
    shutil.rmtree(closed)


def python_for(account: Account) -> list[str] | None:
    """A Python of this version that the account can start; None when there is none."""
    for name in (sys.executable, f"/usr/bin/python3.{sys.version_info[1]}"):
        with contextlib.suppress(OSError, subprocess.CalledProcessError):
            subprocess.run([name, "-c", "pass"], cwd="/", check=True, **account.for_subprocess())
            return [name, "-W", "ignore"]
    return None


@as_root
def test_root_runs_the_server_as_a_system_user(home: Path, start: Start) -> None:
    server = start(home)
    process = running_server(server.place.data)
    assert process is not None
    assert Path(f"/proc/{process}").stat().st_uid == server.place.account.uid != 0
    assert pwd.getpwuid(server.place.account.uid).pw_name in {"balai", "postgres", "nobody"}


@as_root
def test_a_home_that_the_system_user_cannot_enter_keeps_its_data_elsewhere(closed_home: Path, start: Start) -> None:
    server = start(closed_home)
    try:
        assert not server.place.data.is_relative_to(closed_home)
        assert stat.S_IMODE(closed_home.parent.stat().st_mode) == 0o700
        with psycopg.connect(**connection_of(closed_home, APP)) as connection:  # type: ignore[arg-type]
            assert connection.execute("SELECT current_user").fetchone() == ("app",)
        server.stop()
        again = start(closed_home)
        assert again.place.data == server.place.data
        again.stop()
    finally:
        shutil.rmtree(server.place.data.parent, ignore_errors=True)


@as_root
def test_programs_that_the_system_user_cannot_reach_are_copied_with_their_libraries(
    closed_home: Path, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = find_binaries()
    package = found.folder.parents[1]
    for part in (package, package.with_name(f"{package.name}.libs")):
        if part.is_dir():
            shutil.copytree(part, closed_home.parent / part.name, symlinks=True)
    hidden = closed_home.parent / found.folder.relative_to(package.parent)
    monkeypatch.setenv(OVERRIDE, str(hidden))
    server = start(closed_home)
    programs = server.place.binaries.folder
    server.stop()
    shutil.rmtree(programs.parents[2])
    shutil.rmtree(server.place.data.parent)
    assert not programs.is_relative_to(closed_home.parent)


@as_root
def test_an_ordinary_user_runs_the_server_as_themselves(home: Path) -> None:
    nobody = pwd.getpwnam("nobody")
    account = Account(nobody.pw_uid, nobody.pw_gid, switched=True)
    python = python_for(account)
    if python is None:
        pytest.skip("no Python of this version that another user may start")
    own = home / "own"
    own.mkdir()
    os.chown(own, nobody.pw_uid, nobody.pw_gid)
    packages = [path for path in sys.path if path.endswith("site-packages")]
    source = Path(__file__).parents[4]
    done = subprocess.run(
        [*python, "-c", TRY, str(own)],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join([str(source), *packages])},
        capture_output=True, text=True, timeout=120, check=False, cwd="/", **account.for_subprocess(),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.split(" ", 2)[:2] == ["app", str(nobody.pw_uid)]
    assert (own / "postgres" / "data").stat().st_uid == nobody.pw_uid


@as_root
def test_data_of_another_user_is_refused_clearly(home: Path, start: Start) -> None:
    server = start(home)
    server.stop()
    nobody = pwd.getpwnam("nobody")
    os.chown(server.place.data, nobody.pw_uid, nobody.pw_gid)
    with pytest.raises(ServerFailure, match=r"balai\.P005.*started it first"):
        open_server(home)


def test_an_ordinary_user_needs_no_account_made() -> None:
    account = server_account()
    assert account.switched == (os.geteuid() == 0)
