"""The data folder: made once, found running or not, and the settings of a small server."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from balai.base.postgres.failures import ServerFailure
from balai.base.postgres.place import ON_LINUX, PORT, Place, make_private_folder

SUPERUSER = "postgres"

# Everything not named here is PostgreSQL's own default. No TCP; fsync stays on: a city's records are on this disk.
# The last four keep people's words out of the log: no statements, no values, no row contents.
SERVER_SETTINGS: dict[str, str] = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "max_connections": "80",
    "shared_buffers": "128MB",
    "work_mem": "8MB",
    "maintenance_work_mem": "64MB",
    "max_wal_size": "1GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "max_logical_replication_workers": "0",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "warning",
    "log_min_error_statement": "panic",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_error_verbosity": "terse",
}

# For databases that live only as long as a test run.
FAST_AND_FORGETFUL: dict[str, str] = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def server_command(place: Place, extra: dict[str, str]) -> list[str]:
    """The command that runs the server in the foreground."""
    quoted = str(place.socket).replace('"', '""')
    newer = {"io_method": "sync"} if place.binaries.version >= 18 else {}  # its processes cost an idle city more
    settings = SERVER_SETTINGS | newer | {"unix_socket_directories": f'"{quoted}"'} | extra
    arguments = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    return [place.binaries.program("postgres"), "-D", str(place.data), *arguments]


def clean_environment() -> dict[str, str]:
    """What PostgreSQL's programs need of our environment: nothing that changes whom they speak to or in which words."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_"))}
    return kept | {"LC_ALL": "C", "TZ": "UTC"}


def make_cluster(place: Place, password: str, *, durable: bool = True) -> None:
    """Make the data folder, unless there is one. An interrupted attempt leaves nothing that a later one takes for whole.

    Without `durable` it may be lost with the machine: for databases of tests.

    Raises:
        ServerFailure: the folder was made by another version of PostgreSQL or for another user, or initdb fails.
    """
    if (place.data / "PG_VERSION").exists():
        _check_cluster(place)
        return
    account = place.account
    workshop = make_private_folder(Path(tempfile.mkdtemp(prefix="making-", dir=place.data.parent)), account)
    try:
        if account.switched:
            os.chown(workshop, account.uid, account.gid)
        secret = workshop / "password"
        secret.touch(mode=0o600)
        secret.write_text(password)
        if account.switched:
            os.chown(secret, account.uid, account.gid)
        _run_initdb(place, workshop / "data", secret, durable=durable)
        (workshop / "data" / "pg_hba.conf").write_text("local all all scram-sha-256\n")
        (workshop / "data").rename(place.data)
    finally:
        shutil.rmtree(workshop, ignore_errors=True)


def _run_initdb(place: Place, data: Path, secret: Path, *, durable: bool) -> None:
    locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    if place.binaries.version < 17:  # the built-in provider is younger
        locale = ["--locale=C.UTF-8" if ON_LINUX else "--locale=C"]
    options = [f"--username={SUPERUSER}", f"--pwfile={secret}", "--auth=scram-sha-256", "--encoding=UTF8", *locale]
    if not durable:
        options.append("--no-sync")
    answer = subprocess.run(  # noqa: S603 (our own binaries)
        [place.binaries.program("initdb"), "-D", str(data), "--data-checksums", *options],
        env=clean_environment(),
        cwd=data.parent,
        capture_output=True,
        text=True,
        check=False,
        **place.account.for_subprocess(),
    )
    if answer.returncode:
        raise ServerFailure(
            "balai.P004",
            f"The database folder could not be made in {data.parent.parent}: {answer.stderr.strip()}",
            "Check free disk space and that the folder belongs to you; or choose another BALAI_HOME.",
        )


def _check_cluster(place: Place) -> None:
    owner = place.data.stat().st_uid
    if owner != place.account.uid:
        raise ServerFailure(
            "balai.P005",
            f"The database folder {place.data} belongs to system user number {owner}, not to {place.account.uid}.",
            "Start Balai as the user who started it first.",
        )
    made_by = int((place.data / "PG_VERSION").read_text().split(".")[0])
    if made_by != place.binaries.version:
        raise ServerFailure(
            "balai.P006",
            f"The database folder was made by PostgreSQL {made_by}; this Balai brings {place.binaries.version}.",
            "Back up with the Balai that made it (`balai backup`), then restore here (`balai restore`).",
        )


def running_server(data: Path) -> int | None:
    """The process number of the server that runs on `data`, or None. Another program of that number does not count."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        process = int((data / "postmaster.pid").read_text().splitlines()[0])
        if _serves(process, data):
            return process
    return None


def is_ready(data: Path, process: int) -> bool:
    """Whether server number `process` has written that it takes connections (line 8 of postmaster.pid)."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        lines = (data / "postmaster.pid").read_text().splitlines()
        return int(lines[0]) == process and lines[7].strip() == "ready"
    return False


def drop_misleading_lock(data: Path) -> None:
    """Remove a postmaster.pid whose number now belongs to another program: PostgreSQL would wait for it forever."""
    if running_server(data) is None:
        (data / "postmaster.pid").unlink(missing_ok=True)


def _serves(process: int, data: Path) -> bool:
    if ON_LINUX:
        # The server works in its data folder; the kernel tells where that is.
        return Path(f"/proc/{process}/cwd").readlink() == data.resolve()
    listing = subprocess.run(  # noqa: S603
        ["ps", "-ww", "-o", "command=", "-p", str(process)],  # noqa: S607 (ps lies elsewhere on each system)
        capture_output=True,
        text=True,
        check=False,
    )
    return f"-D {data} " in listing.stdout
