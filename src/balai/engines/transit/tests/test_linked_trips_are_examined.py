"""Rows of transfers.txt that link trips: what is wrong with them is told by rule, row and effect."""

from __future__ import annotations

from pathlib import Path

import pytest

from balai.engines.transit.building import build_timetable
from balai.engines.transit.feed import read_feed
from balai.engines.transit.tests.test_hostile_feeds_are_refused import FILES, write

HEADER = "from_stop_id,to_stop_id,from_trip_id,to_trip_id,from_route_id,to_route_id,transfer_type\n"
STOPS = FILES["stops.txt"] + "S,Station,-6.2,106.86,1,\nD,Delta,-6.2,106.86,0,S\n"
TRIPS = "route_id,service_id,trip_id\nr,s,t\nr,s,u\nr,s,night\n"
TIMES = FILES["stop_times.txt"] + (
    "u,08:25:00,08:25:00,C,1\nu,08:40:00,08:40:00,D,2\nnight,22:00:00,22:00:00,C,1\nnight,22:40:00,22:40:00,D,2\n"
)


@pytest.mark.parametrize(
    ("row", "rule", "field", "kept"),
    [
        (",,t,u,,,4", "", "", True),
        ("C,C,t,u,r,r,4", "", "", True),
        (",,t,,,,4", "missing_required_field", "to_trip_id", False),
        ("A,C,,,,,5", "missing_required_field", "from_trip_id", False),
        (",,t,ghost,,,4", "foreign_key_violation", "to_trip_id", False),
        (",,t,u,other,,4", "transfer_with_invalid_trip_and_route", "from_route_id", False),
        ("C,S,t,u,,,4", "transfer_with_invalid_stop_location_type", "to_stop_id", False),
        ("D,C,t,u,,,4", "transfer_with_invalid_trip_and_stop", "from_stop_id", False),
        ("B,C,t,u,,,4", "transfer_with_suspicious_mid_trip_in_seat", "from_stop_id", False),
        ("C,D,t,u,,,4", "transfer_with_suspicious_mid_trip_in_seat", "to_stop_id", False),
        (",,t,night,,,4", "in_seat_transfer_out_of_time", "to_trip_id", False),
        (",,u,t,,,4", "in_seat_transfer_out_of_time", "to_trip_id", False),
    ],
)
def test_each_fault_is_told_with_its_row(tmp_path: Path, row: str, rule: str, field: str, kept: bool) -> None:
    feed = read_feed(write(tmp_path, stops=STOPS, trips=TRIPS, stop_times=TIMES, transfers=f"{HEADER}{row}\n"))
    told = [notice for notice in feed.notices if notice.file == "transfers.txt"]
    assert ("rule", rule) in [("rule", notice.rule) for notice in told] or not (rule or told)
    for notice in told:
        assert [sample.row for sample in notice.samples] == [2]
        assert notice.effect in {
            "The rows are left out.",
            "Staying seated from the one trip to the other is not offered.",
        }
    assert field in {notice.field for notice in told} or not field
    assert bool(len(build_timetable(feed).stays.runs)) is kept
