"""Makes .venv from a lock file, with every hash checked; does nothing when it was made from this very lock.

Run with any Python; it says clearly when that one is too old or lacks the venv module.
Usage: python3 tools/setup.py requirements.lock
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

OLDEST = (3, 11)
VENV = Path(".venv")
# `make test` installs everything that `make run` needs, and more.
ENOUGH = {
    "requirements.lock": ("requirements.lock", "requirements-dev.lock"),
    "requirements-dev.lock": ("requirements-dev.lock",),
}


def stop(sentence: str, hint: str) -> None:
    sys.stderr.write(f"\n{sentence}\n  → {hint}\n\n")
    sys.exit(1)


def check_python() -> None:
    """Stop with a clear sentence unless this Python can make the environment."""
    if sys.version_info < OLDEST:
        stop(
            f"Balai needs Python 3.11 or newer; {sys.executable} is {sys.version.split()[0]}.",
            "Install a newer one, or name it: make run PYTHON=/path/to/python3.12",
        )
    try:
        import ensurepip  # noqa: F401, PLC0415 (Debian leaves it out of the base package)
        import venv  # noqa: F401, PLC0415
    except ImportError:
        stop(
            "This Python lacks the venv module, which Debian and Ubuntu package apart.",
            f"sudo apt install python3-venv   (or python{sys.version_info[0]}.{sys.version_info[1]}-venv)",
        )


def stamp_of(lock: str) -> str:
    """What the environment depends on: the lock, the package's own facts, this Python, this very place."""
    digest = hashlib.sha256()
    for name in (lock, "pyproject.toml"):
        digest.update(Path(name).read_bytes())
    digest.update(f"{sys.version_info[:2]}|{Path.cwd()}".encode())
    return digest.hexdigest()


def is_fresh(lock: str) -> bool:
    return any(
        (VENV / f"made-from-{name}").is_file() and (VENV / f"made-from-{name}").read_text() == stamp_of(name)
        for name in ENOUGH[lock]
    )


def python_works() -> bool:
    """Whether .venv has a Python of our version that starts: it breaks when the folder moves or Python goes."""
    test = f"import pip, sys; sys.exit(sys.version_info[:2] != {tuple(sys.version_info[:2])})"
    try:
        return subprocess.run([VENV / "bin" / "python", "-c", test], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def pip(*arguments: str) -> None:
    """Run the environment's own pip, quietly; stop when it fails."""
    command = [str(VENV / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "-qq", *arguments]
    if subprocess.run(command, check=False, env={**os.environ, "PIP_ROOT_USER_ACTION": "ignore"}).returncode:
        stop(
            "The packages could not be installed; pip says why above.", "Often the network. Run the same command again."
        )


def install(lock: str) -> None:
    if not python_works():
        say("Making .venv")
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=True)
    for old in VENV.glob("made-from-*"):
        old.unlink()
    count = sum("==" in line for line in Path(lock).read_text().splitlines())
    say(f"Installing {count} packages from {lock}, hashes checked (the first time: about a minute)")
    pip("install", "--require-hashes", "-r", lock)
    say("Installing Balai itself")
    pip("install", "--no-deps", "--no-build-isolation", "-e", ".")
    (VENV / f"made-from-{lock}").write_text(stamp_of(lock))


def say(sentence: str) -> None:
    sys.stdout.write(f"  … {sentence}\n")
    sys.stdout.flush()


def main() -> None:
    os.chdir(Path(__file__).resolve().parent.parent)
    check_python()
    lock = sys.argv[1]
    if not is_fresh(lock) or not python_works():
        install(lock)


if __name__ == "__main__":
    main()
