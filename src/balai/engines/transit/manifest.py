"""What a folder with a mapped timetable says of itself; read without loading what searches in it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from balai.engines.transit.errors import NoTimetable

FORMAT = 3
"""Counts up when what a timetable holds changes: what was kept before is then built anew."""
ARRAYS, MANIFEST = "arrays.bin", "manifest.json"


def is_mapped(folder: Path) -> bool:
    """Whether a folder holds a timetable that this version maps."""
    try:
        return bool(read_manifest(folder))
    except NoTimetable:
        return False


def read_manifest(folder: Path) -> dict[str, Any]:
    """What was written beside the arrays.

    Raises:
        NoTimetable: there is none, or it is of another version, or not whole.
    """
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        size = (folder / ARRAYS).stat().st_size
    except (OSError, ValueError) as error:
        raise NoTimetable(f"{folder.name} holds no timetable") from error
    if manifest.get("format") != FORMAT or manifest["size"] != size:
        raise NoTimetable(f"{folder.name} holds a timetable of another version")
    return manifest
