"""Rows of transfers.txt about changing: what is wrong with them is told by rule, field and row, and left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from balai.engines.transit.building import build_timetable
from balai.engines.transit.feed import read_feed
from balai.engines.transit.tests.test_hostile_feeds_are_refused import FILES, write

HEADER = "from_stop_id,to_stop_id,from_trip_id,to_trip_id,from_route_id,to_route_id,transfer_type,min_transfer_time\n"
STOPS = FILES["stops.txt"] + "S,Station,-6.2,106.86,1,\nD,Delta,-6.2,106.86,0,S\nE,Entrance,-6.2,106.86,2,S\n"
ROUTES = FILES["routes.txt"] + "q,a,2,3\n"
TRIPS = "route_id,service_id,trip_id\nr,s,t\nq,s,u\n"
TIMES = FILES["stop_times.txt"] + "u,08:25:00,08:25:00,C,1\nu,08:40:00,08:40:00,D,2\n"


@pytest.mark.parametrize(
    ("row", "rule", "field"),
    [
        ("C,C,t,u,,,1,", "", ""),
        ("C,C,t,u,r,q,2,30", "", ""),
        ("C,C,,,r,q,3,", "", ""),
        ("S,C,u,,,,2,30", "", ""),
        ("C,C,,,,,,", "", ""),
        (",C,t,u,,,1,", "missing_required_field", "from_stop_id"),
        ("C,,,,r,,2,60", "missing_required_field", "to_stop_id"),
        ("C,C,,,ghost,,2,60", "foreign_key_violation", "from_route_id"),
        ("C,C,,,,ghost,0,", "foreign_key_violation", "to_route_id"),
        ("C,C,ghost,,,,2,60", "foreign_key_violation", "from_trip_id"),
        ("C,C,t,,q,,2,60", "transfer_with_invalid_trip_and_route", "from_route_id"),
        ("C,C,,u,,r,2,60", "transfer_with_invalid_trip_and_route", "to_route_id"),
        ("E,C,,,,,2,60", "transfer_with_invalid_stop_location_type", "from_stop_id"),
        ("C,E,,u,,,2,60", "transfer_with_invalid_stop_location_type", "to_stop_id"),
        ("D,C,t,,,,2,60", "transfer_with_invalid_trip_and_stop", "from_stop_id"),
        ("S,C,t,,,,2,60", "transfer_with_invalid_trip_and_stop", "from_stop_id"),
        ("C,B,,u,,,3,", "transfer_with_invalid_trip_and_stop", "to_stop_id"),
    ],
)
def test_each_fault_is_told_with_its_row(tmp_path: Path, row: str, rule: str, field: str) -> None:
    files = {"stops": STOPS, "routes": ROUTES, "trips": TRIPS, "stop_times": TIMES}
    feed = read_feed(write(tmp_path, **files, transfers=f"{HEADER}A,A,,,,,2,61\n{row}\n"))
    told = [notice for notice in feed.notices if notice.file == "transfers.txt"]
    assert [(notice.rule, notice.field, notice.effect) for notice in told] == (
        [(rule, field, "The rows are left out.")] if rule else []
    )
    assert [sample.row for notice in told for sample in notice.samples] == [3] * len(told)
    assert feed.tables["transfers"]["row"].to_list() == ([2] if rule else [2, 3])
    assert build_timetable(feed).footpaths.change[0] == 61
