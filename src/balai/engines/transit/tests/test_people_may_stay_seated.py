"""A vehicle that goes on as another trip takes its passengers along: no change, no second boarding."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies

from balai.engines.transit.compiled import NEVER
from balai.engines.transit.places import AtStop
from balai.engines.transit.planner import Planner
from balai.engines.transit.tests.making import DAY
from balai.engines.transit.tests.oracles import Connections, everything, pareto
from balai.engines.transit.tests.seats import Seated, seated, seated_timetables

pytestmark = pytest.mark.hypothesis
ENDS = strategies.tuples(strategies.integers(0, 5), strategies.integers(0, 5)).filter(lambda pair: pair[0] != pair[1])
MINUTES = strategies.integers(0, 20)


def at(stop: int) -> AtStop:
    return AtStop(str(stop))


@given(seated_timetables(), ENDS, MINUTES)
def test_earliest_arrivals_equal_those_of_trying_everything(case: Seated, ends: tuple[int, int], minute: int) -> None:
    if ends in case.small.paths:
        return
    found = Planner(case.small.timetable).depart(at(ends[0]), at(ends[1]), DAY, minute * 60)
    told = sorted((journey.boardings, journey.arrival) for journey in found)
    assert told == pareto(everything(case.small, *ends, minute * 60, 8))
    for journey in found:
        assert journey.transfers == journey.boardings - 1
        for before, after in zip(journey.legs, journey.legs[1:], strict=False):
            assert before.arrival <= after.departure


@given(seated_timetables(), ENDS, MINUTES)
def test_the_latest_departure_still_arrives_in_time(case: Seated, ends: tuple[int, int], minute: int) -> None:
    if ends in case.small.paths:
        return
    latest = minute * 60 + 600
    found = Planner(case.small.timetable).arrive(at(ends[0]), at(ends[1]), DAY, latest)
    wanted: dict[int, int] = {}
    for start in range(-10 * 60, latest + 60, 60):
        for rides, arrival in enumerate(everything(case.small, *ends, start, 8)):
            if arrival <= latest:
                wanted[rides] = start
    best = [
        (start, rides)
        for rides, start in wanted.items()
        if all(wanted.get(less, -NEVER) < start for less in range(rides))
    ]
    assert sorted((journey.departure, journey.boardings) for journey in found) == sorted(best)


@given(seated_timetables(), strategies.integers(0, 5), MINUTES)
def test_what_can_be_reached_equals_a_connection_scan(case: Seated, origin: int, minute: int) -> None:
    reached = Planner(case.small.timetable, rounds=12).reach(at(origin), DAY, minute * 60, 600)
    scan = Connections(case.plain, onward=case.small.onward)
    assert reached.arrivals.tolist() == scan.earliest(origin, minute * 60).tolist()


OUT = [(0, 0, 0), (1, 600, 600), (2, 1200, 1200)]
ON = [(2, 1500, 1500), (3, 2000, 2000), (4, 2600, 2600)]
FURTHER = [(4, 2700, 2700), (5, 3000, 3000)]


def legs(case: Seated, origin: int, destination: int, start: int = 0) -> list[list[tuple[str, bool]]]:
    """Trip and whether one stays seated into it, of each ride of each journey."""
    found = Planner(case.small.timetable).depart(at(origin), at(destination), DAY, start)
    return [[(ride.trip_id, ride.stays) for ride in journey.rides] for journey in found]


def test_a_block_is_stayed_in_and_told_as_rides_without_a_change() -> None:
    case = seated([OUT, ON, FURTHER], ["x", "x", "x"], {}, change=[1800] * 6)
    assert legs(case, 0, 5) == [[("t0", False), ("t1", True), ("t2", True)]]
    assert legs(case, 2, 5) == [[("t1", False), ("t2", True)]]
    [journey] = Planner(case.small.timetable).depart(at(1), at(3), DAY, 0)
    assert (journey.transfers, journey.boardings, len(journey.walks)) == (0, 1, 0)
    first, second = journey.as_json()["legs"]
    assert "stay_seated" not in first
    assert second["stay_seated"] is True
    assert [ride.calls[0].spot.stop_id for ride in journey.rides] == ["1", "2"]
    assert [ride.arrival for ride in journey.rides] == [1200, 2000]
    assert sum(ride.metres for ride in journey.rides) == 2 * 11_120
    assert len(journey.as_geojson()["features"]) == 2


@pytest.mark.parametrize(
    ("blocks", "rows", "trips"),
    [
        (["x", "x"], {(0, 1): 5}, [OUT, ON]),  # transfers.txt forbids it
        (["x", "y"], {}, [OUT, ON]),
        (["x", "x"], {}, [OUT, [(2, 2401, 2401), (4, 2600, 2600)]]),  # it stands for longer than twenty minutes
        (["x", "x"], {}, [OUT, [(3, 1500, 1500), (4, 2600, 2600)]]),  # it goes on elsewhere
        (["x", "x", "x"], {}, [OUT, ON, [(1, 1300, 1300), (5, 1400, 1400)]]),  # the block is elsewhere in between
        (["", ""], {(0, 1): 4}, [OUT, [(2, 1100, 1100), (4, 2600, 2600)]]),  # it left before
        (["x", "x", "x"], {(0, 2): 4}, [OUT, ON, FURTHER]),  # transfers.txt names another
    ],
)
def test_nobody_stays_seated(
    blocks: list[str], rows: dict[tuple[int, int], int], trips: list[list[tuple[int, int, int]]]
) -> None:
    case = seated(trips, blocks, rows, change=[NEVER] * 6)
    assert not [one for one in legs(case, 0, 4) if ("t1", True) in one]


def test_transfers_by_trip_need_no_block() -> None:
    far = [(3, 1500, 1500), (4, 2600, 2600)]
    assert legs(seated([OUT, far], ["", ""], {(0, 1): 4}), 0, 4) == [[("t0", False), ("t1", True)]]


def test_a_loop_goes_round_again_but_a_bus_that_turns_back_adds_nothing() -> None:
    loop = [(0, 0, 0), (1, 60, 60), (2, 120, 120), (0, 180, 180)]
    again = [(stop, arrival + 240, departure + 240) for stop, arrival, departure in loop]
    case = seated([loop, again], ["x", "x"], {}, change=[1800] * 6)
    assert legs(case, 2, 1, 100) == [[("t0", False), ("t1", True)]]
    back = [(2, 1500, 1500), (1, 1600, 1600), (0, 1700, 1700)]
    assert not len(seated([OUT, back], ["x", "x"], {}).small.timetable.stays.runs)
    assert len(seated([OUT, back], ["", ""], {(0, 1): 4}).small.timetable.stays.runs)
