"""Jakarta's pack is whole: the real tree, its agencies, its calendar, and schematic boundaries that fit together."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from balai.base.packs import Pack, check_pack, load_city, load_pack
from balai.engines.geo.index import AreaIndex, Where
from balai.engines.geo.shapes import overlaps, repair, shape_of
from balai.engines.workcalendar import WorkCalendar, parse_span

ROOT = Path(__file__).resolve().parents[5]
JAKARTA = ROOT / "cities" / "jakarta"
OFFICIAL = ROOT.parent / "shared" / "data" / "areas" / "jakarta.geojson"


@cache
def jakarta() -> Pack:
    return load_pack(JAKARTA)


def test_it_has_no_mistakes() -> None:
    assert check_pack(JAKARTA) == []


def test_the_tree_is_jakartas() -> None:
    counts = Counter(area.level for area in jakarta().areas)
    assert (counts["province"], counts["city"], counts["district"], counts["subdistrict"]) == (1, 6, 44, 267)
    assert counts["rw"] >= 1
    assert counts["rt"] >= 1


def test_what_is_invented_says_so() -> None:
    codes = [area.code for area in jakarta().areas if area.level in {"rw", "rt"}]
    (below,) = jakarta().city.invented
    assert all(code.startswith(f"{below}.") for code in codes)
    assert jakarta().city.invented[below].startswith("invented")


@pytest.mark.skipif(not OFFICIAL.exists(), reason="the shared boundary files are not here")
def test_codes_and_names_are_those_of_the_official_file() -> None:
    facts = {
        (feature["properties"]["code"], feature["properties"]["name"])
        for feature in json.loads(OFFICIAL.read_bytes())["features"]
    }
    ours = {(area.code, area.name) for area in jakarta().areas if area.level in {"city", "district", "subdistrict"}}
    assert ours == facts


def test_boundaries_are_schematic_valid_and_disjoint_at_each_level() -> None:
    pack = jakarta()
    assert pack.boundaries_are_schematic
    levels = {area.code: area.level for area in pack.areas}
    shapes = {code: shape_of(boundary) for code, boundary in pack.boundaries.items()}
    assert all(repair(shape)[1] is None for shape in shapes.values())
    for level in ("city", "district", "subdistrict"):
        at_level = [(code, shape) for code, shape in shapes.items() if levels[code] == level]
        assert overlaps(at_level) == []


def test_each_subdistricts_middle_lies_in_it() -> None:
    pack = jakarta()
    rows = [(area.code, area.level, pack.boundaries[area.code]) for area in pack.areas if area.code in pack.boundaries]
    index = AreaIndex(rows, levels=list(pack.city.levels))
    for area in pack.areas:
        if area.level == "subdistrict":
            assert area.longitude is not None
            assert area.latitude is not None
            found = index.find(area.longitude, area.latitude)
            assert found.candidates[0].code == area.code
    assert index.find(107.6, -6.9).where is Where.OUTSIDE


def test_each_subdistrict_and_district_has_its_office_below_the_right_one() -> None:
    organisations = {organisation.code: organisation for organisation in jakarta().organisations}
    kinds = Counter(organisation.kind for organisation in organisations.values())
    assert (kinds["subdistrict_office"], kinds["district_office"], kinds["city_office"]) == (267, 44, 6)
    office = organisations["kelurahan-31.71.06.1003"]
    assert office.names["id"] == "Kelurahan Cikini"
    assert office.path == "dki/kota-31.71/kecamatan-31.71.06/kelurahan-31.71.06.1003/"
    assert organisations["suku-dinas-bina-marga-31.74"].area == "31.74"
    assert "suku-dinas-bina-marga-31.01" not in organisations
    assert organisations["biro-pemerintahan"].kind == "agency"
    assert kinds["agency"] >= 14


def test_promises_count_on_its_calendar() -> None:
    calendar = load_city(JAKARTA).calendar
    working = WorkCalendar(zone=calendar.zone, hours=calendar.hours, holidays=calendar.holidays)
    zone = ZoneInfo("Asia/Jakarta")
    received = datetime(2026, 12, 22, 9, 0, tzinfo=zone)
    assert working.due(received, parse_span("2 working days")) == datetime(2026, 12, 28, 16, 0, tzinfo=zone)
    assert not working.is_working_day(date(2026, 12, 24))
    assert working.is_working_day(date(2026, 11, 23))


def test_the_certain_holidays_stand_in_each_year_and_the_others_are_provisional() -> None:
    holidays = {holiday.day: holiday for holiday in load_city(JAKARTA).holidays}
    for year in (2025, 2026, 2027):
        for month, day in ((1, 1), (5, 1), (6, 1), (8, 17), (12, 25)):
            assert not holidays[date(year, month, day)].provisional
    decreed = [holiday for holiday in holidays.values() if holiday.day.year < 2027]
    assert not any(holiday.provisional for holiday in decreed)
    assert holidays[date(2027, 3, 10)].provisional


def test_city_yaml_alone_is_read_for_the_running_city() -> None:
    city = load_city(JAKARTA)
    assert (city.languages, city.zone, city.reference_prefix, city.country) == (
        ("id", "en"),
        "Asia/Jakarta",
        "JKT",
        "ID",
    )
    assert city.text(city.names, "en") == "Jakarta"
    assert city.text({"en": "Only English"}, "id") == "Only English"
    assert list(city.levels) == ["province", "city", "district", "subdistrict", "rw", "rt"]
    assert city.calendar.holidays[date(2026, 8, 17)] == "Proklamasi Kemerdekaan"
