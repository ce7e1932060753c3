"""Runs a program beside a peer from PyPI that is no part of Balai: in an environment of its own, thrown away after."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SECONDS = 600


@contextmanager
def installed(requirement: str) -> Iterator[Path | None]:
    """A Python in which the requirement is installed; None where it cannot be."""
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder) / "bin" / "python"
        try:
            install = [python, "-m", "pip", "install", "-q", requirement]
            subprocess.run(install, check=True, capture_output=True, timeout=SECONDS)
        except (subprocess.SubprocessError, OSError) as error:
            sys.stderr.write(f"{requirement} could not be installed: {error}\n")
            yield None
        else:
            yield python


def answered(program: str, *command: str | Path) -> Mapping[str, Any] | None:
    """What a program of this folder prints as JSON; `command` is what runs it and, after it, its arguments."""
    try:
        run = [command[0], Path(__file__).with_name(program), *command[1:]]
        done = subprocess.run(run, check=True, capture_output=True, text=True, timeout=SECONDS)
    except (subprocess.SubprocessError, OSError) as error:
        sys.stderr.write(f"{program} could not be run: {error}\n")
        return None
    found: Mapping[str, Any] = json.loads(done.stdout)
    return found


def measured(requirement: str, program: str, *arguments: str) -> Mapping[str, Any] | None:
    """What the program of this folder prints as JSON, run where the requirement is installed; None where it cannot be."""
    with installed(requirement) as python:
        return None if python is None else answered(program, python, *arguments)
