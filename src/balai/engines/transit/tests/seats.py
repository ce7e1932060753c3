"""Random timetables whose vehicles go on as other trips, and which of them may be stayed in, told pair by pair."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

from hypothesis import strategies

from balai.engines.transit.building import build_timetable
from balai.engines.transit.tests.making import Small, Trip, feed_of, paths_of, table
from balai.engines.transit.timetable import Timetable

STOPS = 6
MINUTE, LAYOVER, STATED = 60, 20 * 60, 4 * 3600


@dataclass(frozen=True)
class Seated:
    """A timetable beside what it was made from, and the same without any vehicle that goes on."""

    small: Small
    plain: Timetable


def goes_on(trips: list[Trip], blocks: list[str], rows: dict[tuple[int, int], int]) -> dict[int, list[int]]:
    """The pairs of trips that may be stayed in, as docs/reference/transit.md says; each pair judged by itself."""
    pairs = [(one, other) for one in range(len(trips)) for other in range(len(trips)) if one != other]
    stated = {pair: rows[pair] for pair in pairs if pair in rows and 0 <= _wait(trips, *pair) <= STATED}
    found: dict[int, list[int]] = {}
    for one, other in pairs:
        if (one, other) in stated:
            stays = stated[one, other] == 4
        else:
            silent = all(one != before and other != after for before, after in stated)
            stays = silent and _by_block(trips, blocks, one, other)
        if stays:
            found.setdefault(one, []).append(other)
    return found


def _wait(trips: list[Trip], one: int, other: int) -> int:
    return trips[other][0][2] - trips[one][-1][1]


def _by_block(trips: list[Trip], blocks: list[str], one: int, other: int) -> bool:
    if not blocks[one] or blocks[one] != blocks[other] or not 0 <= _wait(trips, one, other) <= LAYOVER:
        return False
    begins = {trip: (trips[trip][0][2], trip) for trip in range(len(trips)) if blocks[trip] == blocks[one]}
    between = any(begins[one] < begin < begins[other] for begin in begins.values())
    here, there = ([stop for stop, _, _ in trips[trip]] for trip in (one, other))
    back = there in (list(some) for some in combinations(here[::-1], len(there)))
    return begins[one] < begins[other] and not between and here[-1] == there[0] and not back


@strategies.composite
def seated_timetables(draw: strategies.DrawFn) -> Seated:
    """Few stops, and trips that often begin where another ended; hops take a minute at least."""
    stop, pace = strategies.integers(0, STOPS - 1), strategies.integers(1, 4)
    trips: list[Trip] = []
    for _ in range(draw(strategies.integers(2, 7))):
        calls: Trip = []
        places = draw(strategies.lists(stop, min_size=2, max_size=4))
        begin = draw(strategies.integers(0, 12))
        follows = draw(strategies.integers(0, 3)) > 0
        if trips and follows:
            end, arrival, _ = trips[-1][-1]
            places, begin = [end, *places[1:]], arrival // 60 + draw(strategies.sampled_from([0, 1, 3, 20, 21]))
        for place in places:
            arrival = begin + (draw(pace) if calls else 0)
            begin = arrival + draw(strategies.integers(0, 1))
            calls.append((place, arrival * MINUTE, begin * MINUTE))
        trips.append(calls)
    blocks = [draw(strategies.sampled_from(["", "x", "x", "y"])) for _ in trips]
    number = strategies.integers(0, len(trips) - 1)
    rows = draw(strategies.dictionaries(strategies.tuples(number, number), strategies.sampled_from([4, 5]), max_size=4))
    pairs = strategies.tuples(stop, stop).filter(lambda pair: pair[0] != pair[1])
    paths = draw(strategies.dictionaries(pairs, pace.map(lambda many: many * MINUTE), max_size=3))
    change = draw(strategies.lists(strategies.sampled_from([0, 120]), min_size=STOPS, max_size=STOPS))
    return seated(trips, blocks, rows, paths, change)


def seated(
    trips: list[Trip],
    blocks: list[str],
    rows: dict[tuple[int, int], int],
    paths: dict[tuple[int, int], int] | None = None,
    change: list[int] | None = None,
) -> Seated:
    """A timetable of these trips, each of a block or of none, with rows of transfers.txt from trip to trip."""
    paths, change = paths or {}, change or [0] * STOPS
    ways = paths_of(STOPS, paths, change)
    feed = feed_of(STOPS, trips)
    plain = replace(build_timetable(feed), footpaths=ways)
    named: list[dict[str, Any]] = [
        {"route_id": "r", "service_id": "s", "trip_id": f"t{trip}", "trip_headsign": "There", "block_id": block or None}
        for trip, block in enumerate(blocks)
    ]
    linked = [
        {"from_trip_id": f"t{one}", "to_trip_id": f"t{other}", "transfer_type": kind}
        for (one, other), kind in rows.items()
    ]
    feed.tables.update(trips=table("trips", named), transfers=table("transfers", linked))
    whole = replace(build_timetable(feed), footpaths=ways)
    return Seated(Small(whole, trips, paths, change, goes_on(trips, blocks, rows)), plain)
