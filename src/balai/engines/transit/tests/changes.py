"""Random timetables whose transfers.txt speaks of routes and trips, and what it says of two trips, read row by row.

Nothing here knows of inner stops: a change is judged by the two trips between which somebody changes.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies

from balai.engines.transit.building import build_timetable
from balai.engines.transit.compiled import NEVER
from balai.engines.transit.feed import Feed
from balai.engines.transit.tests.making import Trip, feed_of
from balai.engines.transit.tests.seats import goes_on
from balai.engines.transit.timetable import Timetable
from balai.engines.transit.walks import METRES_PER_DEGREE

STOPS = 5
STATION = {"S": (0, 1)}
"""A station and its stops."""
APART = 0.002
"""Degrees from stop to stop: 222 metres, so that one walks from each to the next, and no further without a rule."""
MINUTE, CHANGE, FARTHEST = 60, 60, 400.0
RANKING = (
    {("trip", "trip")},
    {("trip", "route"), ("route", "trip")},
    {("trip", ""), ("", "trip")},
    {("route", "route")},
    {("route", ""), ("", "route")},
    {("", "")},
)
"""The most specific first, as the reference ranks them."""
Row = dict[str, Any]


@dataclass(frozen=True)
class Ruled:
    """A timetable beside what it was made from; `routes` has the route of each trip, `apart` is degrees."""

    timetable: Timetable
    trips: list[Trip]
    routes: list[str]
    rows: list[Row]
    onward: dict[int, list[int]] = field(default_factory=dict)
    apart: float = APART

    def seconds(self, arrived: int | None, origin: int, leaving: int | None, target: int) -> int | None:
        """What changing takes from a trip at a stop to another at a stop, None where one cannot; of nobody, on foot."""
        if not {origin, target} <= {stop for calls in self.trips for stop, _, _ in calls}:
            return None  # nobody walks to a stop where nothing stops
        found = [
            (rank, row["from_stop_id"] in STATION, row["to_stop_id"] in STATION, number)
            for number, row in enumerate(self.rows)
            for rank in [self._rank(row, arrived, origin, leaving, target)]
            if rank is not None
        ]
        metres = METRES_PER_DEGREE * self.apart * abs(origin - target)
        line = math.ceil(metres * 1.3 / 1.2)
        if not found:
            return CHANGE if origin == target else line if metres <= FARTHEST else None
        row = self.rows[min(found)[3]]
        kind = row["transfer_type"] or 0
        if kind == 3:
            return None
        if kind == 2:
            return int(row["min_transfer_time"] or 0)
        return line if origin != target else 0 if kind == 1 else CHANGE

    def _rank(self, row: Row, arrived: int | None, origin: int, leaving: int | None, target: int) -> int | None:
        if row.get("transfer_type") in {4, 5}:
            return None
        named = []
        for side, stop, trip in (("from", origin, arrived), ("to", target, leaving)):
            place = row[f"{side}_stop_id"]
            if stop not in members(place):
                return None
            chosen = next((kind for kind in ("trip", "route") if row.get(f"{side}_{kind}_id")), "")
            if chosen and trip is None:
                return None
            if chosen == "trip" and row[f"{side}_trip_id"] != f"t{trip}":
                return None
            if chosen == "route" and trip is not None and row[f"{side}_route_id"] != self.routes[trip]:
                return None
            named.append(chosen)
        return next(rank for rank, those in enumerate(RANKING) if tuple(named) in those)


def members(place: str) -> tuple[int, ...]:
    """The stops of a place."""
    return STATION.get(place) or (int(place),)


def feed_with(trips: list[Trip], routes: Sequence[str], rows: list[Row]) -> Feed:
    """A feed of five stops in a row, of which two are a station."""
    parents = {stop: station for station, those in STATION.items() for stop in those}
    stops: list[Row] = [
        {"stop_id": str(stop), "stop_name": f"Stop {stop}", "stop_lat": -6.0 + APART * stop, "stop_lon": 106.8,
         "parent_station": parents.get(stop)}
        for stop in range(STOPS)
    ]  # fmt: skip
    station = {"stop_id": "S", "stop_name": "Station", "stop_lat": -6.0, "stop_lon": 106.8, "location_type": 1}
    return feed_of(
        STOPS,
        trips,
        stops=[*stops, station],
        routes=[
            {"route_id": route, "agency_id": "a", "route_short_name": route, "route_type": 3}
            for route in sorted(set(routes))
        ],
        trips=[
            {"route_id": route, "service_id": "s", "trip_id": f"t{number}", "trip_headsign": "There"}
            for number, route in enumerate(routes)
        ],
        transfers=rows,
    )


def ruled(
    trips: list[Trip], routes: Sequence[str], rows: list[Row], linked: dict[tuple[int, int], int] | None = None
) -> Ruled:
    """A timetable of these trips and rows; `linked` says from which trip to which one stays seated (4), or may not (5)."""
    linked = linked or {}
    seats = [
        {"from_trip_id": f"t{one}", "to_trip_id": f"t{other}", "transfer_type": kind}
        for (one, other), kind in linked.items()
    ]
    timetable = build_timetable(feed_with(trips, routes, [*rows, *seats]))
    return Ruled(timetable, trips, list(routes), rows, goes_on(trips, [""] * len(trips), linked))


def row(origin: str, target: str, kind: int | None, minimum: int | None = None, **named: str) -> Row:
    """A row of transfers.txt; `named` as its columns, without `_id`."""
    whole = {f"{side}_{who}_id": named.get(f"{side}_{who}") for side in ("from", "to") for who in ("route", "trip")}
    return {
        "from_stop_id": origin,
        "to_stop_id": target,
        "transfer_type": kind,
        "min_transfer_time": minimum,
        **whole,
    }


@strategies.composite
def rows_of(draw: strategies.DrawFn, routes: Sequence[str], stops: Iterable[str]) -> list[Row]:
    """Rules between these stops, most of them for routes or trips, that often meet."""
    place, number = strategies.sampled_from(sorted(stops)), strategies.integers(0, len(routes) - 1)
    rows = []
    for _ in range(draw(strategies.integers(0, 7))):
        named: dict[str, str] = {}
        for side in ("from", "to"):
            who, trip = draw(strategies.sampled_from(["", "route", "trip", "trip", "both"])), draw(number)
            named |= {f"{side}_trip": f"t{trip}"} if who in {"trip", "both"} else {}
            named |= {f"{side}_route": routes[trip]} if who in {"route", "both"} else {}
        origin = draw(place)
        target = origin if draw(strategies.booleans()) else draw(place)
        minimum = draw(strategies.sampled_from([None, 0, 120, 300]))
        rows.append(row(origin, target, draw(strategies.sampled_from([None, 0, 1, 2, 2, 3])), minimum, **named))
    return rows


@strategies.composite
def ruled_timetables(draw: strategies.DrawFn) -> Ruled:
    """Few stops, trips of three routes that often meet, some of which go on as others; hops take a minute at least."""
    stop, pace = strategies.integers(0, STOPS - 1), strategies.integers(1, 3)
    trips: list[Trip] = []
    for _ in range(draw(strategies.integers(2, 7))):
        begin = draw(strategies.integers(0, 10))
        calls: Trip = []
        for place in draw(strategies.lists(stop, min_size=2, max_size=4)):
            arrival = begin + (draw(pace) if calls else 0)
            begin = arrival + draw(strategies.integers(0, 1))
            calls.append((place, arrival * MINUTE, begin * MINUTE))
        trips.append(calls)
    routes = [draw(strategies.sampled_from(["r0", "r1", "r2"])) for _ in trips]
    rows = draw(rows_of(routes, [*map(str, range(STOPS)), *STATION]))
    number = strategies.integers(0, len(trips) - 1)
    linked = draw(
        strategies.dictionaries(strategies.tuples(number, number), strategies.sampled_from([4, 4, 5]), max_size=2)
    )
    return ruled(trips, routes, rows, linked)


def everything(case: Ruled, origin: str, destination: str, start: int, rounds: int) -> list[int]:
    """The earliest arrival with at most 0, 1, 2, … rides: every trip is boarded wherever its rules allow it."""
    ready = dict.fromkeys(members(origin), start)
    ready |= {
        stop: start + min(walks)
        for stop in range(STOPS)
        if stop not in ready
        for walks in [[w for one in members(origin) for w in [case.seconds(None, one, None, stop)] if w is not None]]
        if walks
    }
    ends = members(destination)
    answers = [min((ready[stop] for stop in ends if stop in ready), default=NEVER)]
    came: dict[tuple[int, int], int] = {}
    for ride in range(rounds):
        arrived: dict[tuple[int, int], int] = {}
        for trip, calls in enumerate(case.trips):
            for on, (stop, _, departure) in enumerate(calls[:-1]):
                if (ready.get(stop, NEVER) <= departure) if not ride else _catches(case, came, trip, stop, departure):
                    _get_off(case, trip, on, arrived)
        came = arrived
        there = [
            time + walk
            for (stop, _), time in came.items()
            for end in ends
            for walk in [0 if stop == end else case.seconds(None, stop, None, end)]
            if walk is not None
        ]
        answers.append(min([*there, answers[-1]]))
    return answers


def _catches(case: Ruled, came: dict[tuple[int, int], int], trip: int, stop: int, departure: int) -> bool:
    """Whether somebody who came can be at a stop before a trip leaves it."""
    for (there, arrived), time in came.items():
        seconds = case.seconds(arrived, there, trip, stop)
        if seconds is not None and time + seconds <= departure:
            return True
    return False


def _get_off(case: Ruled, trip: int, on: int, arrived: dict[tuple[int, int], int]) -> None:
    """Get off wherever that may be, also after staying seated: then one comes by the later trip."""
    for stop, arrival, _ in case.trips[trip][on + 1 :]:
        arrived[stop, trip] = min(arrival, arrived.get((stop, trip), NEVER))
    for onward in case.onward.get(trip, ()):
        _get_off(case, onward, 0, arrived)


def scanned(case: Ruled, origin: int, start: int) -> list[int]:
    """The earliest arrival at every stop by scanning every hop in order of departure, on foot at either end."""
    walks = [
        [0 if one == other else case.seconds(None, one, None, other) for other in range(STOPS)] for one in range(STOPS)
    ]
    ready = [NEVER if walk is None else start + walk for walk in walks[origin]]
    earliest, boarded, came = list(ready), set[int](), dict[tuple[int, int], int]()
    hops = sorted(
        (departure, calls[place + 1][1], trip, place)
        for trip, calls in enumerate(case.trips)
        for place, (_, _, departure) in enumerate(calls[:-1])
    )
    for departure, arrival, trip, place in hops:
        stop, target = case.trips[trip][place][0], case.trips[trip][place + 1][0]
        if ready[stop] <= departure or _catches(case, came, trip, stop, departure):
            boarded.add(trip)
        if trip in boarded:
            boarded.update(case.onward.get(trip, ()))
            came[target, trip] = min(arrival, came.get((target, trip), NEVER))
            for end, walk in enumerate(walks[target]):
                earliest[end] = min(earliest[end], NEVER if walk is None else arrival + walk)
    return earliest
