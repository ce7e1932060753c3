"""Staying seated on days when only some trips of a vehicle run, past midnight, at headways, in real time and on boards."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from google.transit import gtfs_realtime_pb2
from hypothesis import given, strategies

from balai.engines.transit.boards import board, lines_at
from balai.engines.transit.building import build_timetable
from balai.engines.transit.keeping import keep_timetable, load_timetable
from balai.engines.transit.mapping import keep_mapped, map_timetable
from balai.engines.transit.planner import Planner
from balai.engines.transit.realtime import apply_message
from balai.engines.transit.tests.making import DAY, Trip, feed_of, paths_of, table
from balai.engines.transit.tests.seats import STOPS, seated, seated_timetables
from balai.engines.transit.tests.test_people_may_stay_seated import FURTHER, ON, OUT, at
from balai.engines.transit.timetable import Timetable

DAYS = [DAY + timedelta(days=number) for number in range(3)]


def on_days(trips: list[Trip], days: list[list[int]], blocks: list[str], **tables: Any) -> Timetable:
    """A timetable of trips that run on these days, by number, each of a block."""
    feed = feed_of(
        STOPS,
        trips,
        calendar=[],
        calendar_dates=[
            {"service_id": f"s{trip}", "date": DAYS[day], "exception_type": 1}
            for trip, those in enumerate(days)
            for day in those
        ],
        routes=[
            {"route_id": f"r{number}", "agency_id": "a", "route_short_name": str(number), "route_type": 3}
            for number in range(len(trips))
        ],
        **tables,
    )
    rows = [
        {"route_id": f"r{trip}", "service_id": f"s{trip}", "trip_id": f"t{trip}", "block_id": block}
        for trip, block in enumerate(blocks)
    ]
    feed.tables["trips"] = table("trips", rows)
    return build_timetable(feed)


@pytest.mark.hypothesis
@given(seated_timetables(), strategies.data())
def test_each_day_is_as_if_only_its_trips_were_in_the_feed(case: Any, data: strategies.DataObject) -> None:
    trips = case.small.trips
    some = strategies.lists(strategies.sampled_from([0, 1]), min_size=1, unique=True)
    days = [data.draw(some) for _ in trips]
    blocks = [data.draw(strategies.sampled_from("xy")) for _ in trips]
    planner = Planner(replace(on_days(trips, days, blocks), footpaths=paths_of(STOPS, {}, [0] * STOPS)))
    for number, day in enumerate(DAYS):
        if not any(number in those for those in days):
            continue
        running = [trip for trip, those in enumerate(days) if number in those]
        alone = seated([trips[trip] for trip in running], [blocks[trip] for trip in running], {})
        origin = at(trips[0][0][0])
        found = planner.reach(origin, day, 0, 600).arrivals.tolist()
        assert found == Planner(alone.small.timetable).reach(origin, DAY, 0, 600).arrivals.tolist()


def trips_of(planner: Planner, origin: int, destination: int, start: int, day: int = 0) -> list[list[tuple[str, bool]]]:
    found = planner.depart(at(origin), at(destination), DAYS[day], start)
    return [[(ride.trip_id, ride.stays) for ride in journey.rides] for journey in found]


def test_a_vehicle_goes_on_into_the_next_day() -> None:
    late = [(0, 85_800, 85_800), (1, 86_400, 86_400)]
    early = [(1, 300, 300), (2, 900, 900)]
    planner = Planner(on_days([late, early], [[0, 1], [1, 2]], ["x", "x"]))
    assert trips_of(planner, 0, 2, 85_000) == [[("t0", False), ("t1", True)]]
    assert trips_of(planner, 0, 2, 85_000, 1) == [[("t0", False), ("t1", True)]]
    assert trips_of(planner, 1, 2, 0, 2) == [[("t1", False)]]
    assert trips_of(Planner(on_days([late, early], [[0], [2]], ["x", "x"])), 0, 2, 85_000) == []


def test_trips_at_headways_go_on_as_the_next_one_where_transfers_say_so() -> None:
    often = [
        {"trip_id": trip, "start_time": begin, "end_time": 7200, "headway_secs": 900, "exact_times": 0}
        for trip, begin in (("t0", 0), ("t1", 1500))
    ]
    linked = [{"from_trip_id": "t0", "to_trip_id": "t1", "transfer_type": 4}]
    planner = Planner(on_days([OUT, ON], [[0], [0]], ["", ""], frequencies=often, transfers=linked))
    [journey] = planner.depart(at(0), at(4), DAY, 800)
    assert [(ride.trip_id, ride.stays, ride.headway) for ride in journey.rides] == [("t0", False, 900), ("t1", True, 0)]
    assert [ride.departure for ride in journey.rides] == [900, 2400]
    assert not len(on_days([OUT, ON], [[0], [0]], ["x", "x"], frequencies=often).stays.runs)


def message(trip: str, *, delay: int = 0, cancelled: bool = False) -> bytes:
    feed = gtfs_realtime_pb2.FeedMessage()
    feed.header.gtfs_realtime_version = "2.0"
    update = feed.entity.add(id="1").trip_update
    update.trip.trip_id = trip
    update.trip.schedule_relationship = 3 if cancelled else 0
    update.delay = delay
    return bytes(feed.SerializeToString())


@pytest.mark.parametrize(
    ("content", "stays", "arrival"),
    [
        (message("t0", delay=200), True, 2600),
        (message("t1", delay=200), True, 2800),
        (message("t0", delay=400), False, None),  # another vehicle must be running t1
        (message("t0", delay=400) + message("t1", delay=200), True, 2800),
        (message("t0", delay=200) + message("t0", delay=200), True, 2600),  # told twice is not twice as late
        (message("t1", cancelled=True) + message("t0", delay=100), False, None),
        (message("t1", cancelled=True), False, None),
        (message("t0", cancelled=True), False, None),
    ],
)
def test_real_times_hold_for_each_trip_of_a_vehicle(content: bytes, stays: bool, arrival: int | None) -> None:
    planner = Planner(on_days([OUT, ON], [[0], [0]], ["x", "x"]))
    day, applied = apply_message(planner.day(DAY), content)
    assert applied.unknown == 0
    planner.keep(day)
    found = [one for one in planner.depart(at(0), at(4), DAY, 0) if one.boardings == 1]
    assert [one.arrival for one in found] == ([arrival] if stays else [])
    own = planner.depart(at(2), at(4), DAY, 0)
    assert len(own) == (0 if content.startswith(message("t1", cancelled=True)) else 1)


def test_boards_and_lines_know_single_trips() -> None:
    timetable = on_days([OUT, ON, FURTHER], [[0], [0], [0]], ["x", "x", "x"])
    day = Planner(timetable).day(DAY)
    shown = [
        [(ride.trip_id, ride.calls[-1].spot.stop_id) for ride in board(day, [stop], 0, most=5)] for stop in range(6)
    ]
    assert shown == [[("t0", "2")], [("t0", "2")], [("t1", "4")], [("t1", "4")], [("t2", "5")], []]
    lines = [[line.name for line in lines_at(timetable, [stop])] for stop in range(6)]
    assert lines == [["0"], ["0"], ["0", "1"], ["1"], ["1", "2"], ["2"]]


def test_a_vehicle_that_is_parted_goes_both_ways_and_shows_once() -> None:
    other = [(2, 1600, 1600), (5, 2000, 2000)]
    case = seated([OUT, ON, other], ["", "", ""], {(0, 1): 4, (0, 2): 4})
    planner = Planner(case.small.timetable)
    assert trips_of(planner, 0, 4, 0) == [[("t0", False), ("t1", True)]]
    assert trips_of(planner, 0, 5, 0) == [[("t0", False), ("t2", True)]]
    assert [ride.trip_id for ride in board(planner.day(DAY), [1], 0, most=5)] == ["t0"]


def test_kept_timetables_keep_their_seats(tmp_path: Any) -> None:
    timetable = on_days([OUT, ON], [[0], [0]], ["x", "x"])
    keep_timetable(timetable, tmp_path / "parquet")
    keep_mapped(timetable, tmp_path / "mapped")
    for kept in (load_timetable(tmp_path / "parquet"), map_timetable(tmp_path / "mapped")):
        assert trips_of(Planner(kept), 0, 4, 0) == [[("t0", False), ("t1", True)]]
