"""As whom the server runs: as ourselves, or, since PostgreSQL refuses root, as a system user of its own."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from balai.base.postgres.failures import ServerFailure

SYSTEM_USER = "balai"
USERADD_OPTIONS = (
    "--system",
    "--user-group",
    "--no-create-home",
    "--home-dir=/nonexistent",
    "--shell=/usr/sbin/nologin",
)
STAND_INS = ("postgres", "nobody")


class _As(TypedDict, total=False):
    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True, slots=True)
class Account:
    """A system user by number. `switched` says that it is not the user of this process."""

    uid: int
    gid: int
    switched: bool

    def for_subprocess(self) -> _As:
        """Keyword arguments for `subprocess.run` that start a program as this account."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.switched else {}

    def reaches(self, path: Path) -> bool:
        """Whether this account can enter the folder, or read the file, at `path`."""
        if not self.switched:
            return os.access(path, os.R_OK)
        test = 'if [ -d "$1" ]; then cd -- "$1"; else test -r "$1"; fi'
        answer = subprocess.run(  # noqa: S603 (a fixed script; the path is an argument, never part of it)
            ["/bin/sh", "-c", test, "sh", str(path)], cwd="/", capture_output=True, check=False, **self.for_subprocess()
        )
        return answer.returncode == 0


def server_account() -> Account:
    """Ourselves, or when we are root the system user `balai`, made at first use.

    Raises:
        ServerFailure: we are root and there is no user that the server could run as.
    """
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), switched=False)
    if _find(SYSTEM_USER) is None:
        _make_system_user()
    for name in (SYSTEM_USER, *STAND_INS):
        entry = _find(name)
        if entry is not None and entry.pw_uid != 0:
            return Account(entry.pw_uid, entry.pw_gid, switched=True)
    raise ServerFailure(
        "balai.P003",
        "PostgreSQL refuses to run as root, and no system user could be made for it.",
        f"Make one with `useradd --system {SYSTEM_USER}`, or start Balai as an ordinary user.",
    )


def _find(name: str) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


def _make_system_user() -> None:
    program = shutil.which("useradd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if program is None:
        return
    subprocess.run(  # noqa: S603 (useradd with fixed arguments)
        [program, *USERADD_OPTIONS, SYSTEM_USER],
        capture_output=True,
        check=False,
    )
