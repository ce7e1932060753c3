"""A city says in its pack how long a vehicle may stand while people stay seated; timetables are made by that."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings

from balai.apps.mobility import shelf
from balai.apps.mobility.tests.feeds import feed
from balai.apps.mobility.workbench import made_of, work
from balai.apps.mobility.workshop import Material, order_of
from balai.base.failures import Failure
from balai.engines.transit.errors import TransitError
from balai.engines.transit.keeping import load_timetable
from balai.project.transit_commands import build

TRIPS = "route_id,service_id,trip_id,block_id\nr,s,out,x\nr,s,on,x\n"
TIMES = """trip_id,arrival_time,departure_time,stop_id,stop_sequence
out,08:00:00,08:00:00,a,1
out,08:20:00,08:20:00,b,2
on,08:35:00,08:35:00,b,1
on,08:50:00,08:50:00,c,2
"""
STOPS = (
    "stop_id,stop_name,stop_lat,stop_lon\na,Alun-Alun,-6.2,106.8\nb,Balai Kota,-6.18,106.83\nc,Cikini,-6.19,106.84\n"
)
LINKED = "from_trip_id,to_trip_id,transfer_type\nout,on,4\n"


@pytest.fixture
def linked(tmp_path: Path) -> Path:
    """A vehicle that goes on as another trip after a quarter of an hour."""
    return written(tmp_path / "feed", {"trips": TRIPS, "stop_times": TIMES, "stops": STOPS})


def written(folder: Path, files: dict[str, str]) -> Path:
    with zipfile.ZipFile(io.BytesIO(feed())) as archive:
        archive.extractall(folder)
    for name, text in files.items():
        (folder / f"{name}.txt").write_text(text)
    return folder


def rules(folder: Path, text: str) -> Path:
    path = folder / "timetable.yaml"
    path.write_text(text)
    return path


def stays(material: Material, notices: list[dict[str, Any]] | None = None) -> int:
    return len(made_of(material, notices).stays.runs)


@pytest.mark.parametrize(("minutes", "offered"), [(14, False), (15, True), (240, True)])
def test_a_vehicle_stands_as_long_as_the_city_says(linked: Path, tmp_path: Path, minutes: int, offered: bool) -> None:
    declared = rules(tmp_path, f"staying: {{layover_minutes: {minutes}}}")
    assert (stays(Material(linked, rules=declared)) > 0) is offered


def test_twenty_minutes_unless_told(linked: Path) -> None:
    assert stays(Material(linked)) > 0
    (linked / "stop_times.txt").write_text(TIMES.replace("08:35", "08:41").replace("08:50", "08:55"))
    assert stays(Material(linked)) == 0


def test_trips_that_are_linked_by_name_have_a_time_of_their_own(linked: Path, tmp_path: Path) -> None:
    (linked / "trips.txt").write_text(TRIPS.replace(",x", ","))
    (linked / "transfers.txt").write_text(LINKED)
    notices: list[dict[str, Any]] = []
    assert stays(Material(linked, rules=rules(tmp_path, "staying: {layover_minutes: 0}")), notices) > 0
    assert "in_seat_transfer_out_of_time" not in {one["rule"] for one in notices}
    assert stays(Material(linked, rules=rules(tmp_path, "staying: {linked_minutes: 14}")), notices) == 0
    assert "in_seat_transfer_out_of_time" in {one["rule"] for one in notices}


def test_an_impossible_file_makes_no_timetable(linked: Path, tmp_path: Path) -> None:
    broken = rules(tmp_path, "staying: {layover_minutes: -1}")
    with pytest.raises(TransitError, match=r"mobility/timetable\.yaml, line 1"):
        made_of(Material(linked, rules=broken))
    assert "timetable.yaml" in work(order_of(Material(linked, rules=broken), tmp_path / "made"))["refusal"]


def test_a_changed_file_has_timetables_made_anew(settings: LazySettings, tmp_path: Path) -> None:
    city = tmp_path / "city"
    (city / "mobility").mkdir(parents=True)
    settings.CONFIGURATION = replace(settings.CONFIGURATION, city=city)
    names = [shelf.beside()]
    for minutes in (10, 30):
        rules(city / "mobility", f"staying: {{layover_minutes: {minutes}}}")
        names.append(shelf.beside())
    assert len(set(names)) == 3


def test_the_command_reads_the_same_file(linked: Path, tmp_path: Path) -> None:
    made: list[int] = []
    for minutes in (14, 15):
        to = tmp_path / f"made{minutes}"
        declared = rules(tmp_path, f"staying: {{layover_minutes: {minutes}}}")
        assert build([str(linked), "--to", str(to), "--rules", str(declared), "--json"]) == 0
        made.append(len(load_timetable(to).stays.runs))
    assert made[0] == 0 < made[1]
    with pytest.raises(Failure, match=r"balai\.C053"):
        build([str(linked), "--to", str(tmp_path / "no"), "--rules", str(rules(tmp_path, "staying: {}")), "--json"])
