"""Has a feed examined and its timetable made, in a process of its own.

Reading a feed takes much memory and libraries that the running city does not need, so neither stays with it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from balai.base.stopping import last_words, run_program

MOST_SECONDS = 1_800


class WorkshopFailed(Exception):
    """The process ended without an answer."""


@dataclass(frozen=True, slots=True)
class Material:
    """Of what a timetable is made: a feed, and what the city declares and knows beside it."""

    feed: Path
    headways: Path | None = None
    streets: Path | None = None
    rules: Path | None = None
    """The pack's `mobility/timetable.yaml`."""


def examine(material: Material, to: Path, *, compiled: Path) -> dict[str, Any]:
    """What a process of its own finds in a feed; where it can be planned with, its timetable is in the folder `to`.

    Code of the router is compiled into `compiled`.

    Raises:
        WorkshopFailed: it was ended, or took longer than half an hour.
        WorkStopped: the worker that waits for it was told to stop.
    """
    order = order_of(material, to)
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(compiled)}
    try:
        done = run_program(
            [sys.executable, "-m", "balai.apps.mobility.workbench"],
            told=json.dumps(order),
            environment=environment,
            seconds=MOST_SECONDS,
        )
        done.check_returncode()
        found: dict[str, Any] = json.loads(done.stdout)
    except subprocess.CalledProcessError as error:
        raise WorkshopFailed(last_words(error)) from error
    except (subprocess.TimeoutExpired, ValueError) as error:
        raise WorkshopFailed(str(error)[:300]) from error
    return found


def order_of(material: Material, to: Path) -> dict[str, str]:
    """What the process is told, as JSON."""
    paths = {name: str(path) if path else "" for name, path in asdict(material).items()}
    return {**paths, "to": str(to)}
