"""A point finds its area in memory; a change of boundaries is seen by every process within seconds."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from balai.base.areas.actions import load_areas
from balai.base.areas.models import Area, AreasVersion
from balai.base.areas.queries import ancestors, area_index, children, find_area, search_by_name
from balai.base.memo import forget_all
from balai.base.packs import Pack
from balai.engines.geo.index import Where

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
TODAY = date(2026, 11, 23)
CIKINI = (106.839, -6.191)


@pytest.fixture(autouse=True)
def _loaded(jakarta_pack: Pack) -> None:
    load_areas(pack=jakarta_pack, by=None, now=NOW)
    forget_all()


def test_a_point_finds_its_subdistrict() -> None:
    found = find_area(*CIKINI)
    assert found.where is Where.INSIDE
    assert found.code == "31.71.06.1003"
    assert find_area(*CIKINI, level="city").code == "31.71"


def test_outside_is_said() -> None:
    found = find_area(107.61, -6.91)
    assert (found.where, found.candidates) == (Where.OUTSIDE, ())
    assert found.nearest is not None


def test_at_a_border_the_citizen_is_asked() -> None:
    index = area_index()
    west = next(
        106.839 - step / 20000 for step in range(1000) if index.find(106.839 - step / 20000, -6.191).code is None
    )
    found = find_area(west, -6.191)
    assert found.where is Where.SEVERAL
    assert "31.71.06.1003" in {candidate.code for candidate in found.candidates}


def test_a_lookup_asks_the_database_nothing_and_takes_less_than_a_millisecond() -> None:
    find_area(*CIKINI)
    with CaptureQueriesContext(connection) as queries:
        begin = time.thread_time()  # what other processes of this machine do takes none of it
        for _ in range(200):
            find_area(*CIKINI)
        spent = time.thread_time() - begin
    assert len(queries) == 0
    assert spent / 200 < 0.001


def test_new_boundaries_are_seen_when_the_version_is_looked_at_again() -> None:
    assert find_area(*CIKINI).code == "31.71.06.1003"
    Area.objects.filter(code="31.71.06.1003").update(boundary=None)
    assert find_area(*CIKINI).code == "31.71.06.1003"
    AreasVersion.objects.update(number=99)
    forget_all()
    assert find_area(*CIKINI).code != "31.71.06.1003"


def test_an_area_that_has_ended_is_found_no_more() -> None:
    Area.objects.filter(code="31.71.06.1003").update(until=date(2020, 1, 1))
    AreasVersion.objects.update(number=99)
    forget_all()
    assert find_area(*CIKINI).where is Where.OUTSIDE


def test_without_areas_every_point_is_outside() -> None:
    Area.objects.update(boundary=None)
    AreasVersion.objects.all().delete()
    forget_all()
    assert find_area(*CIKINI).where is Where.OUTSIDE


def test_the_tree_is_walked_down_and_up() -> None:
    assert [area.name for area in children("31", day=TODAY)][:2] == [
        "Kabupaten Administrasi Kepulauan Seribu",
        "Kota Administrasi Jakarta Barat",
    ]
    with CaptureQueriesContext(connection) as queries:
        cikini = children("31.71.06", day=TODAY).get(name="Cikini")
        assert [area.code for area in ancestors(cikini)] == ["31", "31.71", "31.71.06"]
    assert len(queries) == 2
    Area.objects.filter(code="31.71.06.1003").update(until=date(2026, 11, 22))
    assert not children("31.71.06", day=TODAY).filter(name="Cikini").exists()


def test_names_are_searched_those_that_begin_so_first() -> None:
    with CaptureQueriesContext(connection) as queries:
        found = search_by_name("menteng", day=TODAY)
        assert [(area.name, area.level) for area in found] == [
            ("Menteng", "district"),
            ("Menteng", "subdistrict"),
            ("Menteng Atas", "subdistrict"),
            ("Menteng Dalam", "subdistrict"),
            ("Ujung Menteng", "subdistrict"),
        ]
        assert [area.parent.name for area in found if area.parent][:2] == ["Kota Administrasi Jakarta Pusat", "Menteng"]
    assert len(queries) == 1


@pytest.mark.parametrize("words", ["", " ", "c", "c" * 81, "%%", "100%", "_____", "'; DROP"])
def test_what_can_find_nothing_finds_nothing(words: str) -> None:
    assert list(search_by_name(words, day=TODAY)) == []


def test_a_search_is_bounded() -> None:
    assert len(search_by_name("an", day=TODAY)) == 10
    assert len(search_by_name("an", day=TODAY, limit=10_000)) == 50
    assert [area.level for area in search_by_name("RW", day=TODAY, levels=["rw"])] == ["rw"] * 5
