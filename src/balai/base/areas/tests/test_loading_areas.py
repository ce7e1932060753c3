"""A pack's tree is loaded in a few statements, twice changes nothing, and official boundaries stay."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from balai.base.areas.actions import AreasLoaded, load_areas
from balai.base.areas.models import Area, AreasVersion, BoundarySource
from balai.base.audit.models import AuditEntry
from balai.base.packs import Pack

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)


def load(pack: Pack) -> AreasLoaded:
    return load_areas(pack=pack, by=None, now=NOW)


def renamed(pack: Pack, code: str, **changes: object) -> Pack:
    areas = tuple(replace(area, **changes) if area.code == code else area for area in pack.areas)  # type: ignore[arg-type]
    return replace(pack, areas=areas)


def test_the_whole_tree_comes_in_few_statements(jakarta_pack: Pack) -> None:
    with CaptureQueriesContext(connection) as queries:
        loaded = load(jakarta_pack)
    assert loaded == AreasLoaded(created=len(jakarta_pack.areas), changed=0, kept=())
    assert len(queries) <= 16
    cikini = Area.objects.select_related("parent").get(code="31.71.06.1003")
    assert cikini.parent is not None
    assert (cikini.name, cikini.parent.name) == ("Cikini", "Menteng")
    assert cikini.path == "31/31.71/31.71.06/31.71.06.1003/"
    assert cikini.boundary_source == BoundarySource.SCHEMATIC
    assert cikini.boundary is not None
    assert cikini.boundary["type"] == "Polygon"
    assert Area.objects.get(code="31.71.06.1003.001").boundary is None


def test_twice_changes_nothing(jakarta_pack: Pack) -> None:
    load(jakarta_pack)
    version = AreasVersion.objects.get().number
    with CaptureQueriesContext(connection) as queries:
        assert load(jakarta_pack) == AreasLoaded(0, 0, ())
    assert len(queries) <= 6
    assert AreasVersion.objects.get().number == version
    assert AuditEntry.objects.filter(code="areas.loaded").count() == 1


def test_only_what_changed_is_written(jakarta_pack: Pack) -> None:
    load(jakarta_pack)
    version = AreasVersion.objects.get().number
    changed = renamed(jakarta_pack, "31.71.06.1003", name="Cikini Baru", until=date(2030, 1, 1))
    assert load(changed) == AreasLoaded(0, 1, ())
    cikini = Area.objects.get(code="31.71.06.1003")
    assert (cikini.name, cikini.until) == ("Cikini Baru", date(2030, 1, 1))
    assert AreasVersion.objects.get().number != version


def test_an_area_can_move_to_another_parent(jakarta_pack: Pack) -> None:
    load(jakarta_pack)
    path = "31/31.71/31.71.01/31.71.06.1003/"
    load(renamed(jakarta_pack, "31.71.06.1003", parent="31.71.01", path=path))
    cikini = Area.objects.select_related("parent").get(code="31.71.06.1003")
    assert cikini.parent is not None
    assert (cikini.parent.code, cikini.path) == ("31.71.01", path)


def test_an_area_that_left_the_pack_stays_and_is_named(jakarta_pack: Pack) -> None:
    load(jakarta_pack)
    smaller = replace(jakarta_pack, areas=jakarta_pack.areas[:-1])
    assert load(smaller).kept == (jakarta_pack.areas[-1].code,)
    assert Area.objects.filter(code=jakarta_pack.areas[-1].code).exists()


def test_official_boundaries_stay_when_the_pack_is_loaded_again(jakarta_pack: Pack) -> None:
    load(jakarta_pack)
    square = {"type": "Polygon", "coordinates": [[[106, -6], [107, -6], [107, -5], [106, -6]]]}
    Area.objects.filter(code="31.71").update(boundary=square, boundary_source=BoundarySource.OFFICIAL)
    assert load(jakarta_pack).changed == 0
    load(renamed(jakarta_pack, "31.71", name="Jakarta Pusat"))
    area = Area.objects.get(code="31.71")
    assert (area.name, area.boundary, area.boundary_source) == ("Jakarta Pusat", square, BoundarySource.OFFICIAL)
