"""Broken and hostile feeds: a clear word about each, and never more memory than allowed."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from datetime import date
from pathlib import Path

import pytest

from balai.engines.transit.building import build_timetable
from balai.engines.transit.errors import FeedRefused
from balai.engines.transit.feed import Feed, join_feeds, read_feed
from balai.engines.transit.notices import Notice
from balai.engines.transit.places import AtStop
from balai.engines.transit.planner import Planner
from balai.engines.transit.source import Limits

MONDAY = date(2026, 1, 5)
FILES = {
    "agency.txt": "agency_id,agency_name,agency_url,agency_timezone\na,Agency,https://a.example,Asia/Jakarta\n",
    "stops.txt": "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station\n"
    "A,Alpha,-6.2,106.80,0,\nB,Beta,-6.2,106.82,0,\nC,Gamma,-6.2,106.84,0,\n",
    "routes.txt": "route_id,agency_id,route_short_name,route_type\nr,a,1,3\n",
    "trips.txt": "route_id,service_id,trip_id\nr,s,t\n",
    "stop_times.txt": "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
    "t,08:00:00,08:00:00,A,1\nt,08:10:00,08:10:00,B,2\nt,08:20:00,08:20:00,C,3\n",
    "calendar.txt": "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
    "s,1,1,1,1,1,0,0,20260101,20261231\n",
}


def write(folder: Path, **changed: str | bytes | None) -> Path:
    """A sound feed but for these files (named without `.txt`); None leaves one out."""
    files: dict[str, str | bytes | None] = {**FILES, **{f"{name}.txt": value for name, value in changed.items()}}
    for name, content in files.items():
        if content is not None:
            (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def found(feed: Feed, rule: str) -> Notice:
    [notice] = [notice for notice in feed.notices if notice.rule == rule]
    return notice


def arrivals(feed: Feed, destination: str = "C", seconds: int = 0) -> list[int]:
    planner = Planner(build_timetable(feed))
    return [one.arrival for one in planner.depart(AtStop("A"), AtStop(destination), MONDAY, seconds)]


def test_a_sound_feed_has_no_notice_and_is_planned(tmp_path: Path) -> None:
    feed = read_feed(write(tmp_path))
    assert list(feed.notices) == []
    assert arrivals(feed) == [8 * 3600 + 20 * 60]


def test_a_byte_order_mark_and_windows_line_ends_change_nothing(tmp_path: Path) -> None:
    times = b"\xef\xbb\xbf" + FILES["stop_times.txt"].replace("\n", "\r\n").encode()
    assert arrivals(read_feed(write(tmp_path, stop_times=times))) == [8 * 3600 + 20 * 60]


def test_text_that_is_not_utf_8_is_told_with_its_row(tmp_path: Path) -> None:
    feed = read_feed(write(tmp_path, stops=FILES["stops.txt"].replace("Beta", "Bèta").encode("latin-1")))
    assert found(feed, "invalid_character").samples[0].row == 3
    assert not feed.usable
    with pytest.raises(FeedRefused, match=r"stops\.txt"):
        build_timetable(feed)


@pytest.mark.parametrize("name", ["stops", "routes", "trips", "stop_times"])
def test_a_missing_file_is_fatal(tmp_path: Path, name: str) -> None:
    feed = read_feed(write(tmp_path, **{name: None}))
    assert found(feed, "missing_required_file").file == f"{name}.txt"
    assert not feed.usable


def test_a_feed_without_calendars_runs_on_no_day(tmp_path: Path) -> None:
    feed = read_feed(write(tmp_path, calendar=None))
    assert found(feed, "missing_calendar_and_calendar_date_files").effect
    assert len(build_timetable(feed).runs.trips) == 0


def test_times_past_midnight_are_times_and_negative_ones_are_not(tmp_path: Path) -> None:
    times = FILES["stop_times.txt"].replace("08:20:00,08:20:00", "30:00:00,30:00:00")
    assert arrivals(read_feed(write(tmp_path, stop_times=times))) == []  # more than twelve hours long
    assert arrivals(read_feed(write(tmp_path, stop_times=times.replace("08:", "29:"))), seconds=86_400) == [108_000]
    feed = read_feed(write(tmp_path, stop_times=times.replace("08:10:00,08:10:00", "-08:10:00,-8:10:00")))
    assert [(one.rule, one.samples[0].row) for one in feed.notices] == [("invalid_time", 3), ("invalid_time", 3)]


def test_parents_in_a_circle_are_cut(tmp_path: Path) -> None:
    stops = FILES["stops.txt"] + "S,South,-6.2,106.8,1,N\nN,North,-6.2,106.8,1,S\nD,Delta,-6.2,106.8,0,A\n"
    feed = read_feed(write(tmp_path, stops=stops))
    assert found(feed, "station_with_parent_station").count == 2
    assert found(feed, "wrong_parent_location_type").samples[0].row == 7
    assert feed.tables["stops"]["parent_station"].null_count() == 6


def test_what_refers_to_nothing_is_left_out(tmp_path: Path) -> None:
    times = FILES["stop_times.txt"] + "t,08:30:00,08:30:00,NOWHERE,4\nGHOST,08:30:00,08:30:00,A,1\n"
    feed = read_feed(write(tmp_path, stop_times=times))
    wrong = [notice for notice in feed.notices if notice.rule == "foreign_key_violation"]
    assert sorted((notice.field, notice.samples[0].row) for notice in wrong) == [("stop_id", 5), ("trip_id", 6)]
    assert arrivals(feed) == [8 * 3600 + 20 * 60]


def test_a_trip_backwards_in_time_is_left_out(tmp_path: Path) -> None:
    feed = read_feed(write(tmp_path, stop_times=FILES["stop_times.txt"].replace("08:20:00", "08:05:00")))
    assert found(feed, "stop_time_with_arrival_before_previous_departure_time").samples[0].row == 4
    assert arrivals(feed) == []


def test_times_between_timepoints_are_spread_evenly(tmp_path: Path) -> None:
    feed = read_feed(write(tmp_path, stop_times=FILES["stop_times.txt"].replace("08:10:00,08:10:00", ",")))
    assert list(feed.notices) == []
    assert arrivals(feed, "B") == [8 * 3600 + 10 * 60]


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    archive = tmp_path / "bomb.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in FILES.items():
            made.writestr(name, content)
        with made.open("transfers.txt", "w", force_zip64=True) as stream:
            for _ in range(64):
                stream.write(b"\n" * (1 << 20))
    tracemalloc.start()
    with pytest.raises(FeedRefused, match=r"transfers.txt is larger"):
        read_feed(archive, Limits(file_bytes=1 << 20, total_bytes=4 << 20))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 16 << 20


def test_an_archive_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("stops.txt", b"\n" * (8 << 20))
        size = made.getinfo("stops.txt").file_size
    lying = whole.getvalue().replace(size.to_bytes(4, "little"), (100).to_bytes(4, "little"))
    (tmp_path / "lying.zip").write_bytes(lying)
    with pytest.raises(FeedRefused):
        read_feed(tmp_path / "lying.zip", Limits(file_bytes=1 << 20))


@pytest.mark.parametrize(
    "name", ["../stops.txt", "/etc/stops.txt", "a/../../stops.txt", "C:stops.txt", "..\\stops.txt"]
)
def test_names_that_point_outside_are_refused(tmp_path: Path, name: str) -> None:
    with zipfile.ZipFile(tmp_path / "feed.zip", "w") as made:
        made.writestr(name, "stop_id\n")
    with pytest.raises(FeedRefused, match="points outside"):
        read_feed(tmp_path / "feed.zip")


def test_links_in_a_folder_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text(FILES["stops.txt"], encoding="utf-8")
    folder = tmp_path / "feed"
    folder.mkdir()
    write(folder, stops=None)
    (folder / "stops.txt").symlink_to(secret)
    assert found(read_feed(folder), "missing_required_file").file == "stops.txt"


def test_a_file_that_is_no_archive_is_refused(tmp_path: Path) -> None:
    (tmp_path / "feed.zip").write_bytes(b"PK\x03\x04 not really")
    with pytest.raises(FeedRefused, match="no zip"):
        read_feed(tmp_path / "feed.zip")
    with pytest.raises(FeedRefused, match="there is no"):
        read_feed(tmp_path / "nothing.zip")


def test_a_trip_of_very_many_rows_is_left_out(tmp_path: Path) -> None:
    rows = "".join(f"long,08:00:00,08:00:00,A,{number}\n" for number in range(50_000))
    feed = read_feed(
        write(tmp_path, stop_times=FILES["stop_times.txt"] + rows, trips=FILES["trips.txt"] + "r,s,long\n")
    )
    assert found(feed, "too_many_rows").samples[0].value == "long"
    assert arrivals(feed) == [8 * 3600 + 20 * 60]
    with pytest.raises(FeedRefused, match="more than 1,000 rows"):
        read_feed(tmp_path, Limits(rows=1_000))


def test_a_headway_of_a_second_does_not_fill_the_memory(tmp_path: Path) -> None:
    often = "trip_id,start_time,end_time,headway_secs\nt,00:00:00,100:00:00,1\n"
    feed = read_feed(write(tmp_path, frequencies=often))
    with pytest.raises(FeedRefused, match="360,000 trips"):
        build_timetable(feed, limits=Limits(runs=100_000))


def test_calendars_of_a_thousand_years_are_refused(tmp_path: Path) -> None:
    feed = read_feed(write(tmp_path, calendar=FILES["calendar.txt"].replace("20261231", "30261231")))
    with pytest.raises(FeedRefused, match="days"):
        build_timetable(feed)


@pytest.mark.parametrize(
    ("name", "content", "rule"),
    [
        ("stops", "", "empty_file"),
        ("stops", FILES["stops.txt"] + "\n,,,,,\n", "empty_row"),
        ("stops", FILES["stops.txt"] + "A,Again,-6.2,106.8,0,\n", "duplicate_key"),
        ("stops", FILES["stops.txt"] + "D,Delta,-96.2,106.8,0,\n", "number_out_of_range"),
        ("stops", FILES["stops.txt"] + "D,Delta,-6.2,106.8,0,,too,much\n", "invalid_row_length"),
        ("stops", FILES["stops.txt"].replace("stop_lon", "stop_lat"), "duplicated_column"),
        ("trips", "route_id,trip_id\nr,t\n", "missing_required_column"),
        ("trips", FILES["trips.txt"] + ",s,u\n", "missing_required_field"),
        ("trips", FILES["trips.txt"] + "r,s,u\n", "unused_trip"),
        ("routes", FILES["routes.txt"] + "q,a,2,bus\n", "invalid_integer"),
        ("calendar", FILES["calendar.txt"].replace("20260101", "20261301"), "invalid_date"),
        ("calendar", FILES["calendar.txt"].replace("20260101", "20270101"), "start_and_end_range_out_of_order"),
        ("nonsense", "a,b\n", "unknown_file"),
        ("stop_times", FILES["stop_times.txt"].replace("08:20:00,08:20:00", ","), "missing_trip_edge"),
        ("stops", FILES["stops.txt"].replace("106.84", "107.84"), "fast_travel_between_consecutive_stops"),
        (
            "frequencies",
            "trip_id,start_time,end_time,headway_secs\nt,06:00:00,06:00:00,60\n",
            "start_and_end_range_equal",
        ),
        ("pathways", "pathway_id,from_stop_id,to_stop_id,pathway_mode,is_bidirectional\np,A,A,1,1\n", "pathway_loop"),
    ],
)
def test_each_fault_is_told_by_its_name(tmp_path: Path, name: str, content: str, rule: str) -> None:
    feed = read_feed(write(tmp_path, **{name: content}))
    assert rule in {notice.rule for notice in feed.notices}
    assert all(notice.effect.endswith(".") for notice in feed.notices)


def test_several_feeds_keep_their_own_ids(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        write(tmp_path / name)
    joined = join_feeds({name: read_feed(tmp_path / name) for name in ("one", "two")})
    planner = Planner(build_timetable(joined))
    found_here = planner.depart(AtStop("one:A"), AtStop("two:C"), MONDAY, 0)
    assert {ride.trip_id for journey in found_here for ride in journey.rides} <= {"one:t", "two:t"}
    assert [journey.arrival for journey in found_here] == [8 * 3600 + 20 * 60]


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_a_broken_archive_is_refused_however_it_is_packed(tmp_path: Path, method: int) -> None:
    path = tmp_path / "feed.zip"
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in FILES.items():
            archive.writestr(name, content * 50)
    broken = bytearray(path.read_bytes())
    begin = broken.index(b"agency.txt") + len("agency.txt")
    broken[begin + 4 : begin + 24] = bytes([255]) * 20
    path.write_bytes(broken)
    with pytest.raises(FeedRefused):
        read_feed(path)
