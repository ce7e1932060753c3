"""Makes .venv-oracles from requirements-oracles.lock, with every hash checked: other people's counting libraries.

Only tests and benchmarks want it (`make soak`, `make bench-votes`, CI); nothing when it was made from this very lock.
Usage: python tools/oracles.py
"""

from __future__ import annotations

import fcntl
import hashlib
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements-oracles.lock"
VENV = ROOT / ".venv-oracles"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "made-from"


def wanted() -> str:
    """What the environment depends on: the lock, and this Python."""
    return hashlib.sha256(LOCK.read_bytes() + str(sys.version_info[:2]).encode()).hexdigest()


def is_made() -> bool:
    return STAMP.is_file() and PYTHON.exists() and STAMP.read_text(encoding="utf-8") == wanted()


def make() -> Path:
    """The Python of the environment, made when it is not there; several processes may ask at once.

    Raises:
        CalledProcessError: it could not be installed; uv has said why.
    """
    if not is_made():
        VENV.mkdir(exist_ok=True)
        with (VENV / ".making").open("w", encoding="utf-8") as waiting:
            fcntl.flock(waiting, fcntl.LOCK_EX)
            if not is_made():
                _install()
    return PYTHON


def _install() -> None:
    print(f"  … Installing what {LOCK.name} names (1.3 GB)", flush=True)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(VENV)], check=True)
    uv = [sys.executable, "-m", "uv", "pip", "sync", "-q", "--require-hashes", "--python", str(PYTHON)]
    subprocess.run([*uv, str(LOCK)], check=True)
    STAMP.write_text(wanted(), encoding="utf-8")


if __name__ == "__main__":
    make()
