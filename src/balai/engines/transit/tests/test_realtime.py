"""Late, cancelled and shortened trips, and alerts, on a day that goes on answering."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from google.transit import gtfs_realtime_pb2

from balai.engines.transit import realtime
from balai.engines.transit.errors import NotRealtime
from balai.engines.transit.places import AtStop
from balai.engines.transit.planner import Planner
from balai.engines.transit.realtime import apply_message
from balai.engines.transit.tests.making import DAY, small

MIDNIGHT = datetime(DAY.year, DAY.month, DAY.day, tzinfo=ZoneInfo("Asia/Jakarta"))
TRIPS = [
    [(0, 600, 600), (1, 1200, 1200), (2, 1800, 1800)],
    [(0, 1200, 1200), (1, 1800, 1800), (2, 2400, 2400)],
    [(2, 2000, 2000), (3, 2600, 2600)],
    [(2, 2500, 2500), (3, 3100, 3100)],
]


def planner() -> Planner:
    return Planner(small(4, TRIPS).timetable)


def message(*updates: dict[str, object]) -> bytes:
    """Updates of `trip`, by `stop` late by `delay` seconds, or there `at` a second of the day, or with a `state`."""
    feed = gtfs_realtime_pb2.FeedMessage()
    feed.header.gtfs_realtime_version = "2.0"
    for number, update in enumerate(updates):
        entity = feed.entity.add(id=str(number))
        entity.trip_update.trip.trip_id = str(update["trip"])
        entity.trip_update.trip.schedule_relationship = int(str(update.get("trip_state", 0)))
        if "stop" in update:
            one = entity.trip_update.stop_time_update.add(stop_id=str(update["stop"]))
            one.schedule_relationship = int(str(update.get("state", 0)))
            if "delay" in update:
                one.arrival.delay = int(str(update["delay"]))
            if "at" in update:
                one.arrival.time = int((MIDNIGHT + timedelta(seconds=int(str(update["at"])))).timestamp())
    return bytes(feed.SerializeToString())


def arrival(asked: Planner, destination: str = "3", start: int = 0) -> int:
    return min(one.arrival for one in asked.depart(AtStop("0"), AtStop(destination), DAY, start))


@pytest.mark.parametrize(
    ("update", "expected"),
    [
        ({"trip": "t0", "stop": "1", "delay": 60}, 2600),
        ({"trip": "t0", "stop": "1", "delay": 300}, 3100),  # the connection is missed
        ({"trip": "t0", "stop": "2", "at": 2100}, 3100),
        ({"trip": "t0", "trip_state": 3}, 3100),
        ({"trip": "t2", "trip_state": 3}, 3100),
        ({"trip": "t0", "stop": "2", "state": 1}, 3100),  # it does not stop there
        ({"trip": "t3", "stop": "2", "delay": -600}, 2500),
    ],
)
def test_journeys_follow_what_really_happens(update: dict[str, object], expected: int) -> None:
    asked = planner()
    planned = asked.day(DAY)
    assert arrival(asked) == 2600
    day, applied = apply_message(planned, message(update))
    assert (applied.applied, applied.unknown) == (1, 0)
    asked.keep(day)
    assert arrival(asked) == expected
    asked.keep(planned)
    assert arrival(asked) == 2600


def test_a_late_trip_that_is_overtaken_is_still_found() -> None:
    asked = planner()
    asked.keep(apply_message(asked.day(DAY), message({"trip": "t0", "stop": "0", "delay": 1000}))[0])
    assert arrival(asked, "1", 601) == 1800
    assert arrival(asked, "1", 1201) == 2200


def test_what_names_nothing_of_the_day_is_counted_and_changes_nothing() -> None:
    asked = planner()
    unknown = message({"trip": "ghost", "trip_state": 3}, {"trip": "t0", "stop": "3", "delay": 60})
    day, applied = apply_message(asked.day(DAY), unknown)
    assert (applied.applied, applied.unknown) == (0, 2)
    assert np.array_equal(day.network.arrivals, asked.day(DAY).network.arrivals)


def test_bytes_that_are_no_message_are_refused() -> None:
    with pytest.raises(NotRealtime):
        apply_message(planner().day(DAY), b"\xff\xff not a message")


def test_alerts_stand_on_the_journeys_they_concern() -> None:
    feed = gtfs_realtime_pb2.FeedMessage()
    feed.header.gtfs_realtime_version = "2.0"
    for name, stop, begin in (("here", "1", 0), ("elsewhere", "3", 0), ("later", "1", 2_000_000_000)):
        alert = feed.entity.add(id=name).alert
        alert.informed_entity.add(stop_id=stop)
        alert.header_text.translation.add(text="Lift out of order", language="en")
        if begin:
            alert.active_period.add(start=begin)
    asked = planner()
    asked.keep(apply_message(asked.day(DAY), feed.SerializeToString())[0])
    [journey] = asked.depart(AtStop("0"), AtStop("2"), DAY, 0)
    assert journey.rides[0].alerts == ("here",)
    assert journey.as_json()["alerts"] == [{"id": "here", "header": {"en": "Lift out of order"}, "description": {}}]


@pytest.mark.parametrize("at", [10**18, -(2**63), 8 * 86_400])
def test_a_time_far_away_is_not_believed(at: int) -> None:
    feed = gtfs_realtime_pb2.FeedMessage.FromString(message({"trip": "t0", "stop": "1", "delay": 60}))
    feed.entity[0].trip_update.stop_time_update[0].arrival.time = (
        at if abs(at) > 10**9 else int(MIDNIGHT.timestamp()) + at
    )
    asked = planner()
    day, applied = apply_message(asked.day(DAY), feed.SerializeToString())
    assert (applied.applied, applied.unknown) == (0, 1)
    asked.keep(day)
    assert arrival(asked) == 2600


def test_a_delay_of_years_is_not_believed() -> None:
    late = message({"trip": "t0", "stop": "1", "delay": 2**31 - 1})
    assert apply_message(planner().day(DAY), late)[1].unknown == 1


@pytest.mark.parametrize("start", ["²:00:00", "٠٠:10:00", "9" * 5000])
def test_a_start_that_is_no_time_means_no_trip(start: str) -> None:
    feed = gtfs_realtime_pb2.FeedMessage.FromString(message({"trip": "t0", "trip_state": 3}))
    feed.entity[0].trip_update.trip.start_time = start
    assert apply_message(planner().day(DAY), feed.SerializeToString())[1].unknown == 1


def test_the_effort_for_one_message_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(realtime, "MOST_LOOKS", 3)
    day = planner().day(DAY)
    applied = apply_message(day, message(*[{"trip": "t0", "stop": "1", "delay": number} for number in range(5)]))[1]
    assert (applied.applied, applied.unknown) == (3, 2)
