"""The least fare where transfers.txt speaks of single routes and trips: equal to trying everything, trip by trip."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import pytest
from hypothesis import given, strategies

from balai.engines.fares import kernel
from balai.engines.fares.searching import FareSearch
from balai.engines.fares.tables import Compiled
from balai.engines.fares.tests.samples import ZONE
from balai.engines.transit.building import build_timetable
from balai.engines.transit.cheapest import CheapestPlanner
from balai.engines.transit.places import AtStop
from balai.engines.transit.planner import Planner
from balai.engines.transit.tests.changes import Row, Ruled, row, rows_of
from balai.engines.transit.tests.fare_cases import (
    NETWORKS,
    STOPS,
    Aboard,
    Case,
    Everything,
    best_of,
    fare_cases,
    tariff_named,
)
from balai.engines.transit.tests.making import DAY, feed_of

pytestmark = pytest.mark.hypothesis
RIDES = 3
APART = 0.1


@dataclass(frozen=True)
class RuledCase:
    """A case of fares whose walks and changes are rules of transfers.txt, among others for routes and trips."""

    case: Case
    rules: Ruled


@strategies.composite
def ruled_fare_cases(draw: strategies.DrawFn) -> RuledCase:
    """Each route is the network of its trips; stops are so far apart that nobody walks without a rule."""
    case = draw(fare_cases())
    small, networks = case.small, case.networks
    rows: list[Row] = draw(rows_of(networks, map(str, range(STOPS))))
    rows += [row(str(one), str(other), 2, seconds) for (one, other), seconds in small.paths.items()]
    rows += [row(str(stop), str(stop), 2, seconds) for stop, seconds in enumerate(small.change)]
    seats: list[Row] = [
        {"from_trip_id": f"t{one}", "to_trip_id": f"t{other}", "transfer_type": 4}
        for one, those in small.onward.items()
        for other in those
    ]
    feed = feed_of(
        STOPS,
        small.trips,
        routes=[{"route_id": code, "agency_id": "a", "route_type": 3, "network_id": code} for code in NETWORKS],
        trips=[{"route_id": one, "service_id": "s", "trip_id": f"t{number}"} for number, one in enumerate(networks)],
        transfers=[*rows, *seats],
    )
    timetable = build_timetable(feed)
    ruled = Ruled(timetable, small.trips, networks, rows, small.onward, APART)
    return RuledCase(replace(case, small=replace(small, timetable=timetable)), ruled)


class EveryChange(Everything):
    """As `Everything`, with each change judged by the two trips between which it is."""

    def __init__(self, whole: RuledCase, tariff: Compiled, group: str, rides: int) -> None:
        super().__init__(whole.case, tariff, group, rides)
        self.rules = whole.rules
        self._known: dict[tuple[int | None, int, int | None, int], int | None] = {}

    def found(self, origin: int, destination: int) -> set[tuple[int, int, int]]:
        """Arrival, rides and price of every journey; the walk all the way has no rides."""
        start = self.case.start
        begins = {stop: start + walk for stop, walk in self._walks_from(origin)}
        ready: set[tuple[Aboard, int | None]] = {
            (Aboard(self._nothing, stop, time), None) for stop, time in begins.items()
        }
        ends = {(begins[destination], 0, 0)} if destination in begins else set[tuple[int, int, int]]()
        for rides in range(1, self.rides + 1):
            ready = {after for one, came in ready for after in self._all_rides(one, came)}
            for one, _ in ready:
                price = one.cells[kernel.PAID] + one.cells[kernel.CHARGED]
                ends |= {
                    (one.time + walk, rides, price) for stop, walk in self._walks_from(one.stop) if stop == destination
                }
        return ends

    @cached_property
    def _nothing(self) -> tuple[int, ...]:
        cells = [0] * kernel.WIDTH
        kernel.start(cells, self.search.group)
        return tuple(cells)

    def _walks_from(self, stop: int) -> Iterator[tuple[int, int]]:
        """Where somebody is who goes no further than on foot."""
        yield stop, 0
        for other in range(STOPS):
            walk = None if other == stop else self._seconds(None, stop, None, other)
            if walk is not None:
                yield other, walk

    def _seconds(self, came: int | None, origin: int, leaving: int | None, target: int) -> int | None:
        asked = (came, origin, leaving, target)
        if asked not in self._known:
            self._known[asked] = self.rules.seconds(*asked)
        return self._known[asked]

    def _all_rides(self, one: Aboard, came: int | None) -> Iterator[tuple[Aboard, int | None]]:
        for trip, network in enumerate(self.case.networks):
            calls = self.case.small.trips[trip]
            for on, (stop, _, departure) in enumerate(calls[:-1]):
                first = 0 if stop == one.stop else None
                seconds = first if came is None else self._seconds(came, one.stop, trip, stop)
                if seconds is not None and one.time + seconds <= departure:
                    for metres, off, last in self.ends(trip, on):
                        after = self.ridden(one, network, calls[on], off, metres)
                        if after:
                            yield replace(after, left=0), last  # when one left is not asked


@given(ruled_fare_cases(), strategies.sampled_from(["flat", "zones", "decree", "one for all, soon over", "gap"]))
def test_least_fares_equal_those_of_trying_everything(whole: RuledCase, name: str) -> None:
    tariff, later = tariff_named(name), 15 * 60
    planner = CheapestPlanner(
        Planner(whole.case.small.timetable), FareSearch(tariff, ZONE, rider=""), later=later, rides=RIDES
    )
    found = planner.depart(AtStop("0"), AtStop("1"), DAY, whole.case.start)
    told = sorted((one.journey.arrival, one.journey.boardings, one.price) for one in found)
    assert told == best_of(EveryChange(whole, tariff, "", RIDES).found(0, 1), whole.case.start, later)
