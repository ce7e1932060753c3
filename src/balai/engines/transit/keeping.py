"""A timetable as a folder of Parquet files, read back in a moment."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from balai.engines.transit.bounds import Ahead
from balai.engines.transit.compiled import Ints, Longs
from balai.engines.transit.errors import NoTimetable
from balai.engines.transit.frames import frame_of, table_of
from balai.engines.transit.services import Services
from balai.engines.transit.timetable import Footpaths, Patterns, Profiles, Runs, Stays, Timetable

FORMAT = 3
MANIFEST = "timetable.json"


def keep_timetable(timetable: Timetable, folder: Path) -> None:
    """Write a timetable into a folder, whole or not at all; what the folder held before is replaced."""
    unfinished = folder.with_name(f"{folder.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    for name, table in _tables(timetable).items():
        table.write_parquet(unfinished / f"{name}.parquet", compression="zstd")
    services = timetable.services
    manifest = {
        "format": FORMAT,
        "timezone": timetable.timezone,
        "first": services.first.isoformat(),
        "days": services.days,
    }
    (unfinished / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    unfinished.rename(folder)


def _tables(timetable: Timetable) -> dict[str, pl.DataFrame]:
    patterns, profiles, runs = timetable.patterns, timetable.profiles, timetable.runs
    paths, services = timetable.footpaths, timetable.services
    return {
        "stops": frame_of(timetable.stops).with_columns(change=paths.change, cell=timetable.ahead.cells),
        "routes": frame_of(timetable.routes),
        "trips": frame_of(timetable.trips),
        "patterns": pl.DataFrame({"route": patterns.routes, "calls": np.diff(patterns.begin)}),
        "calls": pl.DataFrame({"stop": patterns.stops, "flags": patterns.flags, "metres": patterns.metres}),
        "profiles": pl.DataFrame({"pattern": profiles.patterns, "calls": np.diff(profiles.begin)}),
        "times": pl.DataFrame({"arrival": profiles.arrivals, "departure": profiles.departures}),
        "runs": pl.DataFrame({name: getattr(runs, name) for name in Runs.__slots__}),
        "stays": pl.DataFrame({name: getattr(timetable.stays, name) for name in Stays.__slots__}),
        "services": pl.DataFrame(
            {"service_id": services.ids, "bits": [row.tobytes() for row in services.bits]},
            schema={"service_id": pl.String, "bits": pl.Binary},
        ),
        "bounds": pl.DataFrame({"ahead": timetable.ahead.seconds.ravel(), "behind": timetable.behind.seconds.ravel()}),
        "ways": pl.DataFrame({"calls": np.diff(paths.begin)}),
        "footpaths": pl.DataFrame(
            {
                "target": paths.targets,
                "seconds": paths.seconds,
                "metres": paths.metres,
                "source": paths.sources,
            }
        ),
    }


def is_kept(folder: Path) -> bool:
    """Whether a folder holds a timetable of ours."""
    return (folder / MANIFEST).is_file()


def load_timetable(folder: Path) -> Timetable:
    """The timetable of a folder. Its arrays are writable only because compiled code is kept for one kind of array.

    Raises:
        NoTimetable: there is none, or it is of another version.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise NoTimetable(f"{folder.name} holds no timetable") from error
    if manifest.get("format") != FORMAT:
        raise NoTimetable(f"{folder.name} holds a timetable of another version")
    read = {path.stem: pl.read_parquet(path) for path in sorted(folder.glob("*.parquet"))}
    stops = read["stops"]
    bounds = (read["bounds"][name].to_numpy(writable=True).reshape(-1, stops.height) for name in ("ahead", "behind"))
    cells = stops["cell"].to_numpy(writable=True)
    made = Timetable(
        table_of(stops.drop("change", "cell")),
        table_of(read["routes"]),
        table_of(read["trips"]),
        _patterns(read),
        _profiles(read),
        Runs(*(read["runs"][name].to_numpy(writable=True) for name in Runs.__slots__)),
        _services(read["services"], manifest),
        _footpaths(read, stops["change"].to_numpy(writable=True)),
        manifest["timezone"],
        Stays(*(read["stays"][name].to_numpy(writable=True) for name in Stays.__slots__)),
    )
    return made.with_bounds(*(Ahead(cells, rows) for rows in bounds))


def _begin(table: pl.DataFrame) -> Longs:
    return np.append(0, np.cumsum(table["calls"].to_numpy(writable=True))).astype(np.int64)


def _patterns(read: dict[str, pl.DataFrame]) -> Patterns:
    calls = read["calls"]
    return Patterns(
        _begin(read["patterns"]),
        calls["stop"].to_numpy(writable=True),
        calls["flags"].to_numpy(writable=True),
        calls["metres"].to_numpy(writable=True),
        read["patterns"]["route"].to_numpy(writable=True),
    )


def _profiles(read: dict[str, pl.DataFrame]) -> Profiles:
    times = read["times"]
    return Profiles(
        _begin(read["profiles"]),
        read["profiles"]["pattern"].to_numpy(writable=True),
        times["arrival"].to_numpy(writable=True),
        times["departure"].to_numpy(writable=True),
    )


def _services(table: pl.DataFrame, manifest: dict[str, str | int]) -> Services:
    days = int(manifest["days"])
    width = -(-days // 8)
    bits = np.frombuffer(b"".join(table["bits"]), np.uint8).reshape(table.height, width)
    return Services(tuple(table["service_id"]), date.fromisoformat(str(manifest["first"])), days, bits)


def _footpaths(read: dict[str, pl.DataFrame], change: Ints) -> Footpaths:
    paths = read["footpaths"]
    return Footpaths(
        _begin(read["ways"]).astype(np.int32),
        paths["target"].to_numpy(writable=True),
        paths["seconds"].to_numpy(writable=True),
        paths["metres"].to_numpy(writable=True),
        paths["source"].to_numpy(writable=True),
        change,
    )
