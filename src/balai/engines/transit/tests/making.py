"""Small timetables for tests, written down as calls, and random ones."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np
import polars as pl
from hypothesis import strategies

from balai.engines.transit.building import build_timetable
from balai.engines.transit.columns import COLUMNS
from balai.engines.transit.feed import Feed
from balai.engines.transit.notices import Notices
from balai.engines.transit.reading import empty_table
from balai.engines.transit.timetable import Footpaths, Timetable

DAY = date(2026, 9, 30)
Trip = list[tuple[int, int, int]]
"""Stop, arrival, departure of each call."""


@dataclass(frozen=True)
class Small:
    """A timetable beside what it was made from."""

    timetable: Timetable
    trips: list[Trip]
    paths: dict[tuple[int, int], int]
    change: list[int]
    onward: dict[int, list[int]] = field(default_factory=dict)
    """For each trip those as which its vehicle goes on with its passengers."""


def table(name: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    """A table of a feed with these rows; what they do not say is null."""
    empty = empty_table(name)
    full = [{"row": number, **dict.fromkeys(COLUMNS[name]), **row} for number, row in enumerate(rows, start=2)]
    return pl.DataFrame(full, schema=empty.schema, orient="row") if full else empty


def feed_of(stops: int, trips: list[Trip], /, *, days: tuple[date, date] = (DAY, DAY), **tables: Any) -> Feed:
    """A feed of stops `0`, `1`, … ten kilometres apart, and trips that run each day from the first to the last."""
    weekdays = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    made: dict[str, list[dict[str, Any]]] = {
        "agency": [{"agency_id": "a", "agency_name": "Agency", "agency_timezone": "Asia/Jakarta"}],
        "stops": [
            {"stop_id": str(stop), "stop_name": f"Stop {stop}", "stop_lat": -6.0 + 0.1 * stop, "stop_lon": 106.8}
            for stop in range(stops)
        ],
        "routes": [{"route_id": "r", "agency_id": "a", "route_short_name": "1", "route_type": 3}],
        "trips": [
            {"route_id": "r", "service_id": "s", "trip_id": f"t{number}", "trip_headsign": "There"}
            for number in range(len(trips))
        ],
        "stop_times": [
            {
                "trip_id": f"t{number}",
                "stop_id": str(stop),
                "arrival_time": arrival,
                "departure_time": departure,
                "stop_sequence": place,
            }
            for number, calls in enumerate(trips)
            for place, (stop, arrival, departure) in enumerate(calls)
        ],
        "calendar": [
            {"service_id": "s", "start_date": days[0], "end_date": days[1], **dict.fromkeys(weekdays, 1)},
        ],
        **tables,
    }
    return Feed({name: table(name, made.get(name, [])) for name in COLUMNS}, Notices())


def paths_of(count: int, paths: dict[tuple[int, int], int], change: list[int]) -> Footpaths:
    """Footpaths with these seconds."""
    ordered = sorted(paths)
    origins = np.array([origin for origin, _ in ordered], np.int32)
    seconds = np.array([paths[pair] for pair in ordered], np.int32)
    return Footpaths(
        np.searchsorted(origins, np.arange(count + 1)).astype(np.int32),
        np.array([target for _, target in ordered], np.int32),
        seconds,
        seconds,
        np.zeros(len(ordered), np.uint8),
        np.array(change, np.int32),
    )


def small(
    stops: int, trips: list[Trip], paths: dict[tuple[int, int], int] | None = None, change: list[int] | None = None
) -> Small:
    """A timetable of one day with exactly these footpaths and changing times (none unless given)."""
    paths, change = paths or {}, change or [0] * stops
    timetable = build_timetable(feed_of(stops, trips))
    return Small(replace(timetable, footpaths=paths_of(stops, paths, change)), trips, paths, change)


@strategies.composite
def small_timetables(draw: strategies.DrawFn, *, quickest: int = 0) -> Small:
    """Few stops, many coincidences: equal times, overtaking trips, loops, footpaths that are not closed.

    `quickest`: minutes that a hop takes at least.
    """
    count = draw(strategies.integers(3, 7))
    stops = strategies.integers(0, count - 1)
    step = strategies.integers(quickest, 4)
    trips: list[Trip] = []
    for _ in range(draw(strategies.integers(1, 10))):
        begin = draw(strategies.integers(0, 12))
        calls: Trip = []
        for stop in draw(strategies.lists(stops, min_size=2, max_size=5)):
            arrival = begin + (draw(step) if calls else 0)
            begin = arrival + draw(strategies.integers(0, 1))
            calls.append((stop, arrival * 60, begin * 60))
        trips.extend([calls] * 1 if draw(strategies.booleans()) else [calls, _later(calls, draw(step))])
    pairs = strategies.tuples(stops, stops).filter(lambda pair: pair[0] != pair[1])
    paths = draw(strategies.dictionaries(pairs, step.map(lambda minutes: minutes * 60), max_size=6))
    change = draw(strategies.lists(strategies.integers(0, 2), min_size=count, max_size=count))
    return small(count, trips, paths, [minutes * 60 for minutes in change])


def _later(calls: Trip, minutes: int) -> Trip:
    return [(stop, arrival + minutes * 60, departure + minutes * 60) for stop, arrival, departure in calls]
