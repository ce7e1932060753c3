"""Compiles the router in a program of its own: `python -m balai.apps.mobility.compiling`.

A process that compiles keeps the compiler, some 250 MB, and whoever asks waits for it. So a mark beside the compiled code
says for which edition of the router it is whole; where it is missing, as after an upgrade, one program compiles for all
web processes, and they only load what it made.
"""

from __future__ import annotations

import fcntl
import logging
import os
import platform
import subprocess
import sys
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from zoneinfo import ZoneInfo

from balai.base.postgres.children import end_with_parent
from balai.base.stopping import last_words, run_program

ENGINES = ("balai.engines.transit", "balai.engines.fares")
MOST_SECONDS = 900
BY_ITSELF = "Each process compiles the router by itself"
POLITE = 5
"""Whoever asks the city something goes before."""
_log = logging.getLogger(__name__)


@cache
def edition() -> str:
    """Names what compiled code belongs to: each source of the engines as it lies on the disk, as numba judges it, too."""
    said = sha256(f"{platform.python_version()} {platform.machine()} {version('numba')}".encode())
    for engine in ENGINES:
        found = find_spec(engine)
        for folder in (found and found.submodule_search_locations) or ():
            for path in sorted(Path(folder).glob("*.py")):
                state = path.stat()
                said.update(f"\n{path} {state.st_size} {state.st_mtime_ns}".encode())
    return said.hexdigest()[:16]


def compile_here() -> None:
    """Compile all that a web process asks of the router, or find it compiled, and say so; heavy: loads what reads feeds."""
    from balai.engines.fares.searching import plainest  # noqa: PLC0415 (whoever only looks at the mark loads no engine)
    from balai.engines.transit.warming import compile_all, compile_with  # noqa: PLC0415

    compile_all()
    compile_with(plainest(ZoneInfo("UTC")))
    folder = os.environ.get("NUMBA_CACHE_DIR")
    if folder:
        mark = _mark(Path(folder))
        for old in mark.parent.glob("whole-*"):
            if old != mark:
                old.unlink(missing_ok=True)
        mark.touch()


def have_compiled(folder: Path) -> bool:
    """Whether the router is compiled into `folder` now: by whom it had been, or by one program for all who wait here.

    Where that fails, it is said in the log, and whoever loads the router compiles it as before.
    """
    if not _mark(folder).exists():
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with (folder / "compiling.lock").open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                if not _mark(folder).exists():
                    _compile_into(folder)
        except subprocess.CalledProcessError as error:
            _log.error("%s: %s", BY_ITSELF, last_words(error))
        except (OSError, subprocess.TimeoutExpired):
            _log.exception(BY_ITSELF)
    return _mark(folder).exists()


def _compile_into(folder: Path) -> None:
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(folder)}
    command = [sys.executable, "-m", "balai.apps.mobility.compiling"]
    run_program(command, told="", environment=environment, seconds=MOST_SECONDS).check_returncode()


def _mark(folder: Path) -> Path:
    return folder / f"whole-{edition()}"


def main() -> int:
    end_with_parent()
    os.nice(POLITE)
    compile_here()
    return 0


if __name__ == "__main__":
    sys.exit(main())
