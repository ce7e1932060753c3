"""How journeys cost more as a network grows: `python bench/mobility_growth.py`.

New York ten times, in a row: from the 30 busiest stops of each copy people walk in five minutes to the same stops of the
next. Time and memory as the network grows, and time against the part of it that is reached. CPU time.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import numpy as np
import numpy.typing as npt

from _new_york import timetable_of_new_york
from balai.engines.transit.compiled import NEVER
from balai.engines.transit.frames import frame_of, table_of
from balai.engines.transit.places import AtStop
from balai.engines.transit.planner import Planner
from balai.engines.transit.timetable import Footpaths, Patterns, Profiles, Runs, Timetable
from balai.engines.transit.walks import WalkSource

DAY = date(2026, 9, 30)
COPIES = (1, 2, 4, 7, 10)
MINUTES = (15, 30, 45, 60, 90, 120, 180, 300)
BRIDGES, BRIDGE_SECONDS = 30, 300
QUESTIONS = 30
Array = npt.NDArray[np.integer] | npt.NDArray[np.floating]


def glued(one: Timetable, copies: int) -> Timetable:
    """So many copies of a timetable, each joined to the next on foot. Names of trips and routes are shared."""
    stops, patterns, profiles = one.stops.height, one.patterns, one.profiles
    count, kinds = len(patterns.routes), len(profiles.patterns)

    def tiled(array: Array, step: int = 0) -> Array:
        return np.concatenate([array + np.array(step * copy, array.dtype) for copy in range(copies)])

    def begins(begin: Array) -> Array:
        return np.append(0, np.cumsum(np.tile(np.diff(begin), copies))).astype(begin.dtype)

    frame = frame_of(one.stops)
    names = np.concatenate([np.char.add(f"{copy}:", frame["stop_id"].to_numpy().astype(str)) for copy in range(copies)])
    table = frame[np.tile(np.arange(stops), copies)].with_columns(stop_id=names)
    runs = one.runs
    return replace(
        one,
        stops=table_of(table),
        patterns=Patterns(
            begins(patterns.begin),
            tiled(patterns.stops, stops),
            tiled(patterns.flags),
            tiled(patterns.metres),
            tiled(patterns.routes),
        ),
        profiles=Profiles(
            begins(profiles.begin),
            tiled(profiles.patterns, count),
            tiled(profiles.arrivals),
            tiled(profiles.departures),
        ),
        runs=Runs(
            tiled(runs.trips),
            tiled(runs.profiles, kinds),
            tiled(runs.starts),
            tiled(runs.services),
            tiled(runs.headways),
        ),
        footpaths=_joined(one, copies),
    )


def _joined(one: Timetable, copies: int) -> Footpaths:
    """The footpaths of all copies, and those from each to the next and back."""
    paths, stops = one.footpaths, one.stops.height
    busy = np.argsort(np.bincount(one.patterns.stops, minlength=stops))[-BRIDGES:]
    origins, targets, rows = [], [], []
    for copy in range(copies):
        origins.append(np.repeat(np.arange(stops), np.diff(paths.begin)) + copy * stops)
        targets.append(paths.targets + copy * stops)
        rows.append(np.stack([paths.seconds, paths.metres, paths.sources], axis=1))
        if copy:
            here, before = busy + copy * stops, busy + (copy - 1) * stops
            origins.append(np.concatenate([here, before]))
            targets.append(np.concatenate([before, here]))
            rows.append(np.tile([BRIDGE_SECONDS, 360, WalkSource.TRANSFERS], (2 * len(busy), 1)))
    order = np.argsort(np.concatenate(origins), kind="stable")
    begin = np.append(0, np.cumsum(np.bincount(np.concatenate(origins), minlength=stops * copies)))
    seconds, metres, sources = np.concatenate(rows)[order].T
    return Footpaths(
        begin.astype(paths.begin.dtype),
        np.concatenate(targets)[order].astype(paths.targets.dtype),
        np.ascontiguousarray(seconds).astype(paths.seconds.dtype),
        np.ascontiguousarray(metres).astype(paths.metres.dtype),
        np.ascontiguousarray(sources).astype(paths.sources.dtype),
        np.tile(paths.change, copies),
    )


def spent(ask: Callable[[], object]) -> float:
    """Milliseconds of CPU."""
    begin = time.process_time()
    ask()
    return (time.process_time() - begin) * 1000


def row(one: Timetable, copies: int) -> Planner:
    """A line of the first table."""
    begin = time.process_time()
    timetable = glued(one, copies)
    planner = Planner(timetable)
    day = planner.day(DAY)
    ready = time.process_time() - begin
    stops, chance, served = timetable.stops["stop_id"], np.random.default_rng(10), one.served
    planner.depart(AtStop(stops[int(served[0])]), AtStop(stops[int(served[1])]), DAY, 8 * 3600)
    ends = chance.choice(served, (QUESTIONS, 2))
    away = (copies - 1) * one.stops.height
    within = [
        spent(lambda a=a, b=b: planner.depart(AtStop(stops[int(a)]), AtStop(stops[int(b)]), DAY, 8 * 3600))
        for a, b in ends
    ]
    across = [
        spent(lambda a=a, b=b: planner.depart(AtStop(stops[int(a)]), AtStop(stops[int(b) + away]), DAY, 8 * 3600))
        for a, b in ends
    ]
    every = [spent(lambda a=a: planner.reach(AtStop(stops[int(a)]), DAY, 8 * 3600, 720)) for a, _ in ends[:10]]
    work = sum(array.nbytes for array in day.borrow())
    held = (timetable.arrays_bytes + sum(array.nbytes for array in day.network)) / 1e6
    print(
        f"{copies:>3}{len(served) * copies:>10,}{ready:>9.1f}{held:>9.0f}{work / 1e6:>9.1f}"
        f"{statistics.median(within):>10.1f}{statistics.median(across):>10.1f}{statistics.median(every):>10.1f}"
    )
    return planner


def curve(planner: Planner, one: Timetable) -> None:
    """Time against the part that is reached."""
    stops, chance = planner.timetable.stops["stop_id"], np.random.default_rng(11)
    origins = [AtStop(stops[int(stop)]) for stop in chance.choice(one.served, 10)]
    whole = len(planner.timetable.served)
    print(f"\n{'minutes':>8}{'stops reached':>15}{'part':>8}{'ms':>9}{'µs a stop':>11}")
    for minutes in MINUTES:
        times, parts = [], []
        for origin in origins:
            begin = time.process_time()
            reached = planner.reach(origin, DAY, 8 * 3600, minutes)
            times.append((time.process_time() - begin) * 1000)
            parts.append(int((reached.arrivals < NEVER).sum()))
        middle, part = statistics.median(times), statistics.median(parts)
        bar = "█" * max(1, round(middle / 4))
        print(f"{minutes:>8}{part:>15,.0f}{part / whole:>8.1%}{middle:>9.1f}{middle * 1000 / part:>11.2f}  {bar}")


def main() -> int:
    try:
        one = timetable_of_new_york()
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"New York's timetable cannot be fetched: {error}")
        return 0
    print(f"load of the machine: {os.getloadavg()[0]:.1f}; ms of CPU, in the middle of {QUESTIONS} questions")
    print(f"{'×':>3}{'stops':>10}{'ready s':>9}{'held MB':>9}{'work MB':>9}{'within':>10}{'to last':>10}{'to all':>10}")
    for copies in COPIES:
        planner = row(one, copies)
    curve(planner, one)
    print(f"most memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
