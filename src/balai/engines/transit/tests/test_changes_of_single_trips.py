"""Rules of transfers.txt for single routes and trips: exact as if each two trips were asked about by themselves."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, strategies

from balai.engines.transit.compiled import NEVER
from balai.engines.transit.journeys import Journey, Ride, Walk
from balai.engines.transit.places import AtStop, around
from balai.engines.transit.planner import Planner, departures_within
from balai.engines.transit.tests.changes import (
    STOPS,
    Ruled,
    everything,
    members,
    row,
    ruled,
    ruled_timetables,
    scanned,
)
from balai.engines.transit.tests.making import DAY
from balai.engines.transit.tests.oracles import pareto
from balai.engines.transit.walks import Walking

pytestmark = pytest.mark.hypothesis
PLACES = strategies.sampled_from(["0", "1", "2", "3", "4", "S"])
ENDS = strategies.tuples(PLACES, PLACES).filter(lambda pair: not set(members(pair[0])) & set(members(pair[1])))
MINUTES = strategies.integers(0, 14)


def walks_there(case: Ruled, ends: tuple[str, str]) -> bool:
    pairs = [(one, other) for one in members(ends[0]) for other in members(ends[1])]
    return any(case.seconds(None, one, None, other) is not None for one, other in pairs)


def seen(case: Ruled, journey: Journey) -> None:
    """What a person is told: stops by their own ids, no walk at one stop, and each change as long as its rule says."""
    rides = [leg for leg in journey.legs if isinstance(leg, Ride)]
    assert {call.spot.stop_id for ride in rides for call in ride.calls} <= {str(stop) for stop in range(STOPS)}
    for leg in journey.legs:
        assert not isinstance(leg, Walk) or leg.origin.stop_id != leg.target.stop_id
    for before, after in pairwise(rides):
        if after.stays:
            continue
        arrived, leaving = int(before.trip_id[1:]), int(after.trip_id[1:])
        origin, target = int(before.calls[-1].spot.stop_id), int(after.calls[0].spot.stop_id)
        seconds = case.seconds(arrived, origin, leaving, target)
        assert seconds is not None
        assert before.arrival + seconds <= after.departure
        told = journey.legs[journey.legs.index(after) - 1]
        assert isinstance(told, Walk) is (origin != target)
        assert not isinstance(told, Walk) or told.arrival - told.departure == seconds


@given(ruled_timetables(), ENDS, MINUTES)
def test_earliest_arrivals_equal_those_of_trying_everything(case: Ruled, ends: tuple[str, str], minute: int) -> None:
    if walks_there(case, ends):
        return
    found = Planner(case.timetable).depart(AtStop(ends[0]), AtStop(ends[1]), DAY, minute * 60)
    told = sorted((journey.boardings, journey.arrival) for journey in found)
    assert told == pareto(everything(case, *ends, minute * 60, 8))
    for journey in found:
        seen(case, journey)


@given(ruled_timetables(), ENDS, MINUTES)
def test_the_latest_departure_still_arrives_in_time(case: Ruled, ends: tuple[str, str], minute: int) -> None:
    if walks_there(case, ends):
        return
    latest = minute * 60 + 360
    found = Planner(case.timetable).arrive(AtStop(ends[0]), AtStop(ends[1]), DAY, latest)
    near = around(case.timetable, AtStop(ends[0]), Walking(), leaving=True)
    day = Planner(case.timetable).day(DAY)
    wanted: dict[int, int] = {}
    for start in sorted(departures_within(day.network, near, -600, latest).tolist()):
        for rides, arrival in enumerate(everything(case, *ends, start, 8)):
            if arrival <= latest:
                wanted[rides] = start
    best = [
        (start, rides)
        for rides, start in wanted.items()
        if all(wanted.get(less, -NEVER) < start for less in range(rides))
    ]
    assert sorted((journey.departure, journey.boardings) for journey in found) == sorted(best)
    for journey in found:
        seen(case, journey)


@given(ruled_timetables(), ENDS)
def test_a_window_holds_every_journey_that_no_other_beats(case: Ruled, ends: tuple[str, str]) -> None:
    if walks_there(case, ends):
        return
    planner = Planner(case.timetable)
    found = planner.window(AtStop(ends[0]), AtStop(ends[1]), DAY, 0, 3600)
    near = around(case.timetable, AtStop(ends[0]), Walking(), leaving=True)
    every = [
        (int(start), arrival, rides)
        for start in departures_within(planner.day(DAY).network, near, 0, 3600)
        for rides, arrival in pareto(everything(case, *ends, int(start), 8))
    ]
    best = {one for one in every if not any(_beats(other, one) for other in every)}
    assert sorted((one.departure, one.arrival, one.boardings) for one in found) == sorted(best)


def _beats(one: tuple[int, int, int], other: tuple[int, int, int]) -> bool:
    return one != other and one[0] >= other[0] and one[1] <= other[1] and one[2] <= other[2]


@given(ruled_timetables(), strategies.integers(0, STOPS - 1), MINUTES)
def test_what_can_be_reached_equals_a_connection_scan(case: Ruled, origin: int, minute: int) -> None:
    reached = Planner(case.timetable, rounds=12).reach(AtStop(str(origin)), DAY, minute * 60, 600)
    assert reached.arrivals[:STOPS].tolist() == scanned(case, origin, minute * 60)


A, B, C = "0", "2", "4"
TRIPS = [
    [(0, 0, 0), (2, 600, 600)],
    [(2, 600, 600), (4, 900, 900)],
    [(2, 700, 700), (4, 1000, 1000)],
    [(2, 900, 900), (4, 1200, 1200)],
]
ROUTES = ["a", "b", "b", "c"]


@pytest.mark.parametrize(
    ("rows", "arrival"),
    [
        ([], 1000),
        ([row(B, B, 1, from_trip="t0", to_trip="t1")], 900),
        ([row(B, B, 1, from_route="a", to_route="b")], 900),
        ([row(B, B, 3, from_route="a", to_route="b")], 1200),
        ([row(B, B, 3, from_route="b", to_route="a")], 1000),
        ([row(B, B, 2, 200, to_route="b")], 1200),
        ([row(B, B, 2, 200), row(B, B, 0, to_route="b")], 1000),
        ([row(B, B, 3), row(B, B, 2, 250, from_route="a", to_route="c")], 1200),
        # from the least specific to the most; each alone would have won over all before it
        ([row(B, B, 2, 0), row(B, B, 3, from_route="a")], None),
        ([row(B, B, 3, from_route="a"), row(B, B, 2, 0, from_route="a", to_route="b")], 900),
        ([row(B, B, 2, 0, from_route="a", to_route="b"), row(B, B, 3, to_trip="t1")], 900 + 100),
        ([row(B, B, 3, to_trip="t1"), row(B, B, 2, 0, from_route="a", to_trip="t1")], 900),
        ([row(B, B, 3, from_route="a", to_trip="t1"), row(B, B, 1, from_trip="t0", to_trip="t1")], 900),
        ([row(B, B, 1, from_trip="t0", to_trip="t1", from_route="b")], 900),  # the trip comes before the route
        ([row(B, B, 1, from_trip="t9", to_trip="t1")], 1000),
        ([row(B, B, 3, to_route="b"), row(B, B, 1, to_route="b")], 1200),  # of equal ones the first
    ],
)
def test_the_most_specific_rule_holds(rows: list[dict[str, object]], arrival: int | None) -> None:
    case = ruled(TRIPS, ROUTES, rows)
    found = Planner(case.timetable).depart(AtStop(A), AtStop(C), DAY, 0)
    assert [journey.arrival for journey in found] == ([] if arrival is None else [arrival])
    for journey in found:
        assert not journey.walks
        assert journey.transfers == 1


def test_a_rule_of_a_station_holds_at_its_stops_and_yields_to_one_of_the_stop() -> None:
    trips = [[(4, 0, 0), (0, 600, 600)], [(1, 700, 700), (2, 900, 900)], [(1, 900, 900), (2, 1100, 1100)]]
    routes = ["a", "b", "b"]

    def arrivals(*rows: dict[str, object]) -> list[int]:
        asked = Planner(ruled(trips, routes, list(rows)).timetable)
        return [journey.arrival for journey in asked.depart(AtStop("4"), AtStop("2"), DAY, 0) if len(journey.rides) > 1]

    assert arrivals() == [1100]
    assert arrivals(row("S", "S", 2, 100, from_route="a", to_route="b")) == [900]
    near = row("0", "1", 2, 300, from_route="a", to_route="b")
    assert arrivals(row("S", "S", 2, 100, from_route="a", to_route="b"), near) == [1100]
    assert arrivals(near, row("S", "S", 2, 100, from_trip="t0", to_route="b")) == [900]
    assert arrivals(row("S", "S", 3, from_route="a")) == []


def test_who_comes_on_foot_or_goes_on_on_foot_is_no_passenger_of_a_line() -> None:
    trips = [[(0, 0, 0), (2, 600, 600)], [(3, 900, 900), (4, 1000, 1000)], [(0, 9000, 9000), (1, 9100, 9100)]]
    rows = [row("2", "3", 3, from_route="a"), row("1", "0", 3, to_route="a"), row("2", "3", 3, to_route="b")]
    asked = Planner(ruled(trips, ["a", "b", "c"], rows).timetable)
    assert asked.depart(AtStop("0"), AtStop("4"), DAY, 0) == []
    [on_foot_at_the_end] = asked.depart(AtStop("0"), AtStop("3"), DAY, 0)
    assert on_foot_at_the_end.arrival == 600 + 241
    [on_foot_at_first] = [journey for journey in asked.depart(AtStop("1"), AtStop("3"), DAY, -300) if journey.rides]
    assert (on_foot_at_first.departure, on_foot_at_first.arrival) == (-241, 841)
    assert asked.reach(AtStop("0"), DAY, 0, 30).arrivals[:STOPS].tolist() == [0, 241, 600, 841, NEVER]
