"""A timetable as files that every process of a machine maps: ready at once, and held in memory once for all of them.

`arrays.bin` holds every array one after the other, each at a multiple of 64 bytes, the tables of names among them;
`manifest.json` says where. What is mapped stays readable when the folder is removed, so a search under way ends on the
timetable on which it began. Arrays are mapped copy-on-write: they count as writable, because compiled code is kept for
one kind of array, and what somebody wrote would stay in that process alone.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from balai.engines.transit.bounds import Ahead
from balai.engines.transit.errors import NoTimetable
from balai.engines.transit.manifest import ARRAYS, FORMAT, MANIFEST, is_mapped, read_manifest
from balai.engines.transit.names import arrays_of, table_of_arrays
from balai.engines.transit.services import Services
from balai.engines.transit.timetable import Footpaths, Patterns, Profiles, Runs, Stays, Timetable

ALIGNMENT = 64
TABLES = ("stops", "routes", "trips")
PARTS: dict[str, Any] = {
    "patterns": Patterns,
    "profiles": Profiles,
    "runs": Runs,
    "footpaths": Footpaths,
    "stays": Stays,
}
Arrays = dict[str, npt.NDArray[Any]]


def keep_mapped(timetable: Timetable, folder: Path) -> None:
    """Write a timetable into a folder, whole or not at all; one of this version that is there already stays."""
    services = timetable.services
    arrays: Arrays = {
        "services.bits": services.bits,
        "ahead.cells": timetable.ahead.cells,
        "ahead.seconds": timetable.ahead.seconds,
        "behind.seconds": timetable.behind.seconds,
    }
    for name in PARTS:
        part = getattr(timetable, name)
        arrays |= {f"{name}.{field.name}": getattr(part, field.name) for field in fields(part)}
    for name in TABLES:
        arrays |= {f"{name}.{key}": array for key, array in arrays_of(getattr(timetable, name)).items()}
    with _unfinished(folder) as making:
        index, size = _write(making / ARRAYS, arrays)
        manifest = {
            "format": FORMAT,
            "timezone": timetable.timezone,
            "first": services.first.isoformat(),
            "days": services.days,
            "services": services.ids,
            "arrays": index,
            "size": size,
        }
        (making / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")


def map_timetable(folder: Path) -> Timetable:
    """The timetable of a folder.

    Raises:
        NoTimetable: there is none, or it is of another version, or not whole.
    """
    manifest = read_manifest(folder)
    try:
        content = np.memmap(folder / ARRAYS, np.uint8, mode="c").view(np.ndarray)
        arrays = dict(_views(content, manifest["arrays"]))
        stops, routes, trips = (table_of_arrays(_part(arrays, name)) for name in TABLES)
        patterns, profiles, runs, footpaths, stays = (kind(**_part(arrays, name)) for name, kind in PARTS.items())
        first, days = date.fromisoformat(manifest["first"]), int(manifest["days"])
        services = Services(tuple(manifest["services"]), first, days, arrays["services.bits"])
        bounds = (Ahead(arrays["ahead.cells"], arrays[f"{name}.seconds"]) for name in ("ahead", "behind"))
        made = Timetable(
            stops, routes, trips, patterns, profiles, runs, services, footpaths, manifest["timezone"], stays
        )
        return made.with_bounds(*bounds)
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise NoTimetable(f"{folder.name} is not whole") from error


def _part(arrays: Arrays, name: str) -> Arrays:
    return {key.removeprefix(f"{name}."): array for key, array in arrays.items() if key.startswith(f"{name}.")}


@contextmanager
def _unfinished(folder: Path) -> Iterator[Path]:
    """A folder beside its place, moved there when it is whole."""
    making = folder.with_name(f".{folder.name}.{os.getpid()}.unfinished")
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(parents=True)
    try:
        yield making
        try:
            making.rename(folder)
        except OSError:
            if not is_mapped(folder):  # else somebody was quicker with the same
                shutil.rmtree(folder, ignore_errors=True)
                making.rename(folder)
    finally:
        shutil.rmtree(making, ignore_errors=True)


def _write(path: Path, arrays: Arrays) -> tuple[dict[str, list[Any]], int]:
    index: dict[str, list[Any]] = {}
    with path.open("wb") as file:
        for name, array in arrays.items():
            index[name] = [file.tell(), array.dtype.str, list(array.shape)]
            file.write(np.ascontiguousarray(array).tobytes())
            file.write(b"\0" * (-file.tell() % ALIGNMENT or ALIGNMENT))
        file.flush()
        os.fsync(file.fileno())
        return index, file.tell()


def _views(content: npt.NDArray[np.uint8], index: dict[str, list[Any]]) -> Iterator[tuple[str, npt.NDArray[Any]]]:
    for name, (begin, kind, shape) in index.items():
        size = int(np.prod(shape)) * np.dtype(kind).itemsize
        yield name, content[begin : begin + size].view(kind).reshape(shape)
