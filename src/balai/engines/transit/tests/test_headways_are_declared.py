"""A feed that lacks days, headways or times is completed from a declared file, never by a guess."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from balai.engines.transit.building import build_timetable
from balai.engines.transit.errors import HeadwaysRefused
from balai.engines.transit.feed import read_feed
from balai.engines.transit.headways import complete, read_headways
from balai.engines.transit.places import AtStop
from balai.engines.transit.planner import Planner
from balai.engines.transit.tests.test_hostile_feeds_are_refused import FILES, write

MONDAY, SATURDAY = date(2026, 1, 5), date(2026, 1, 10)
DECLARED: dict[str, Any] = {
    "from": "2026-01-01",
    "until": "2026-12-31",
    "timezone": "Asia/Jakarta",
    "agency": "City buses",
    "services": {"s": "weekdays"},
    "headways": [{"routes": ["1"], "periods": [{"from": "06:00", "to": "07:00", "every": 10}]}],
    "kmh": {3: 20},
}


def test_days_headways_and_speeds_come_from_the_file(tmp_path: Path) -> None:
    times = FILES["stop_times.txt"].replace("08:00:00,08:00:00", ",").replace("08:10:00,08:10:00", ",")
    write(tmp_path, calendar=None, agency=None, stop_times=times.replace("08:20:00,08:20:00", ","))
    feed = complete(read_feed(tmp_path), read_headways(DECLARED))
    timetable = build_timetable(feed)
    assert (len(timetable.runs.trips), timetable.timezone) == (6, "Asia/Jakarta")
    planner = Planner(timetable)
    [journey] = planner.depart(AtStop("A"), AtStop("C"), MONDAY, 6 * 3600 + 60)
    assert journey.departure == 6 * 3600 + 600
    # 0.04° of longitude at 6.2° south, a fifth longer, at 20 km/h; each hop rounded up.
    assert journey.arrival - journey.departure == pytest.approx(0.04 * 110_545 * 1.2 / (20 / 3.6), abs=3)
    assert journey.rides[0].headway == 600
    assert planner.depart(AtStop("A"), AtStop("C"), SATURDAY, 6 * 3600) == []
    told = [notice.file for notice in feed.notices if notice.rule == "declared_in_headway_file"]
    assert told == ["calendar.txt", "frequencies.txt", "stop_times.txt"]


def test_what_the_feed_says_itself_stays(tmp_path: Path) -> None:
    often = "trip_id,start_time,end_time,headway_secs\nt,09:00:00,10:00:00,1800\n"
    feed = complete(read_feed(write(tmp_path, frequencies=often)), read_headways(DECLARED))
    timetable = build_timetable(feed)
    assert timetable.runs.starts.tolist() == [9 * 3600, 9 * 3600 + 1800]
    assert [notice for notice in feed.notices if notice.rule == "declared_in_headway_file"] == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"services": {"s": "mostly"}},
        {"services": {"s": ["someday"]}},
        {"headways": [{"periods": [{"from": "06:00", "to": "05:00", "every": 10}]}]},
        {"headways": [{"periods": [{"from": "06:00", "to": "07:00", "every": 0}]}]},
        {"headways": [{"periods": [{"from": 21600, "to": "07:00", "every": 5}]}]},
        {"headways": [{"routes": ["1"]}]},
        {"kmh": {3: -20}},
        {"from": "soon"},
        {"from": "2027-01-01"},
        {"guess": True},
    ],
)
def test_an_impossible_file_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(HeadwaysRefused):
        read_headways({**DECLARED, **wrong})
