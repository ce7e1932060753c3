"""Exact answers: equal to trying everything on small random timetables, and to a connection scan."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies

from balai.engines.transit.compiled import NEVER
from balai.engines.transit.journeys import Journey
from balai.engines.transit.places import AtStop, around
from balai.engines.transit.planner import Planner, departures_within
from balai.engines.transit.tests.making import DAY, Small, small, small_timetables
from balai.engines.transit.tests.oracles import Connections, everything, pareto
from balai.engines.transit.walks import Walking

pytestmark = pytest.mark.hypothesis
MINUTES = strategies.integers(0, 20)
STOPS = strategies.tuples(strategies.integers(0, 2), strategies.integers(0, 2)).filter(lambda pair: pair[0] != pair[1])
HOUR = 60


def at(stop: int) -> AtStop:
    return AtStop(str(stop))


def with_rides(journeys: list[Journey]) -> list[tuple[int, int, int]]:
    return [(journey.departure, journey.arrival, len(journey.rides)) for journey in journeys if journey.rides]


@given(small_timetables(), STOPS, MINUTES)
def test_earliest_arrivals_equal_those_of_trying_everything(case: Small, ends: tuple[int, int], minute: int) -> None:
    origin, destination = ends
    start = minute * 60
    found = Planner(case.timetable).depart(at(origin), at(destination), DAY, start)
    answers = everything(case, origin, destination, start, 8)
    told = {rides: arrival for _, arrival, rides in with_rides(found)}
    wanted = dict(pareto(answers))
    assert wanted.items() <= told.items()
    walk = case.paths.get(ends)
    for rides, arrival in told.items():
        # Beyond what beats walking at once, only what beats it by leaving later.
        assert wanted.get(rides) == arrival or (walk is not None and arrival >= start + walk)
    assert [journey.arrival - start for journey in found if not journey.rides] == ([] if walk is None else [walk])


@given(small_timetables(), STOPS)
def test_a_window_holds_every_journey_that_no_other_beats(case: Small, ends: tuple[int, int]) -> None:
    origin, destination = ends
    if ends in case.paths:
        return
    planner = Planner(case.timetable)
    found = planner.window(at(origin), at(destination), DAY, 0, HOUR * 60)
    near = around(case.timetable, at(origin), Walking(), leaving=True)
    every = [
        (int(start), arrival, rides)
        for start in departures_within(planner.day(DAY).network, near, 0, HOUR * 60)
        for rides, arrival in pareto(everything(case, origin, destination, int(start), 8))
    ]
    best = [one for one in every if not any(_beats(other, one) for other in every)]
    assert sorted(with_rides(found)) == sorted(best)
    assert [journey.departure for journey in found] == sorted(journey.departure for journey in found)


def _beats(one: tuple[int, int, int], other: tuple[int, int, int]) -> bool:
    return one != other and one[0] >= other[0] and one[1] <= other[1] and one[2] <= other[2]


@given(small_timetables(), STOPS, MINUTES)
def test_the_latest_departure_still_arrives_in_time(case: Small, ends: tuple[int, int], minute: int) -> None:
    origin, destination = ends
    if ends in case.paths:
        return
    latest = minute * 60
    found = Planner(case.timetable).arrive(at(origin), at(destination), DAY, latest)
    wanted: dict[int, int] = {}
    for start in range(-10 * 60, latest + 60, 60):
        for rides, arrival in enumerate(everything(case, origin, destination, start, 8)):
            if arrival <= latest:
                wanted[rides] = start
    best = [
        (start, rides)
        for rides, start in wanted.items()
        if all(wanted.get(less, -NEVER) < start for less in range(rides))
    ]
    assert sorted((departure, rides) for departure, _, rides in with_rides(found)) == sorted(best)
    assert all(journey.arrival <= latest for journey in found)


@given(small_timetables(quickest=1), strategies.integers(0, 2), MINUTES)
def test_what_can_be_reached_equals_a_connection_scan(case: Small, origin: int, minute: int) -> None:
    reached = Planner(case.timetable, rounds=12).reach(at(origin), DAY, minute * 60, 600)
    assert reached.arrivals.tolist() == Connections(case.timetable).earliest(origin, minute * 60).tolist()


def test_who_came_by_vehicle_may_walk_on_although_walking_there_was_earlier() -> None:
    start, near, middle, across, end = range(5)
    trips = [
        [(start, 0, 0), (near, 600, 600)],
        [(start, 0, 0), (middle, 720, 720)],
        [(across, 780, 780), (end, 900, 900)],
    ]
    case = small(5, trips, {(near, middle): 60, (middle, across): 60})
    [journey] = Planner(case.timetable).depart(at(start), at(end), DAY, 0)
    assert journey.arrival == 900
    assert [ride.trip_id for ride in journey.rides] == ["t1", "t2"]
    assert [(walk.origin.stop_id, walk.target.stop_id) for walk in journey.walks] == [("2", "3")]


def test_nobody_walks_two_footpaths_in_a_row() -> None:
    trips = [[(0, 0, 0), (1, 60, 60)], [(3, 600, 600), (4, 660, 660)]]
    case = small(5, trips, {(1, 2): 60, (2, 3): 60})
    assert Planner(case.timetable).depart(at(0), at(4), DAY, 0) == []


def test_changing_at_one_stop_takes_its_time() -> None:
    trips = [[(0, 0, 0), (1, 60, 60)], [(1, 100, 100), (2, 200, 200)], [(1, 130, 130), (2, 300, 300)]]
    quick, slow = small(3, trips), small(3, trips, change=[0, 60, 0])
    assert [one.arrival for one in Planner(quick.timetable).depart(at(0), at(2), DAY, 0)] == [200]
    assert [one.arrival for one in Planner(slow.timetable).depart(at(0), at(2), DAY, 0)] == [300]


def test_equal_journeys_come_in_the_order_of_the_feed() -> None:
    calls = [(0, 0, 0), (1, 60, 60)]
    case = small(2, [calls, list(calls), list(calls)])
    planner = Planner(case.timetable)
    answers = [planner.depart(at(0), at(1), DAY, 0) for _ in range(3)]
    assert [[ride.trip_id for ride in journey.rides] for journey in answers[0]] == [["t0"]]
    assert answers[0] == answers[1] == answers[2]


def test_a_trip_that_overtakes_another_is_caught_at_the_right_stop() -> None:
    slow = [(0, 0, 0), (1, 600, 600), (2, 1200, 1200)]
    quick = [(0, 60, 60), (1, 120, 120), (2, 180, 180)]
    case = small(3, [slow, quick])
    [journey] = Planner(case.timetable).depart(at(0), at(2), DAY, 0)
    assert (journey.departure, journey.arrival) == (60, 180)
