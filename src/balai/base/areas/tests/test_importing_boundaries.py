"""Official boundaries are compared first, then taken in: matched, unmatched, repaired, overlapping, each is reported."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
import shapely
from django.db import connection
from django.test.utils import CaptureQueriesContext

from balai.base.areas.actions import import_boundaries, load_areas
from balai.base.areas.importing import report_on
from balai.base.areas.models import Area, BoundarySource
from balai.base.areas.queries import find_area
from balai.base.memo import forget_all
from balai.base.packs import Pack
from balai.engines.geo.boundaries import Boundaries, Boundary, read_boundaries
from balai.engines.geo.index import Where
from balai.engines.geo.shapes import repair

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
FOLDER = Path(__file__).resolve().parents[6] / "shared" / "data" / "areas"
needs_real_files = pytest.mark.skipif(not FOLDER.exists(), reason="the shared boundary files are not here")


@pytest.fixture(autouse=True)
def _loaded(jakarta_pack: Pack) -> None:
    load_areas(pack=jakarta_pack, by=None, now=NOW)
    forget_all()


def boundary(number: int, code: str, name: str, west: float) -> Boundary:
    return Boundary(number, code, name, shapely.box(west, -6.2, west + 0.01, -6.19), None)


def test_the_report_says_what_fits_and_what_does_not() -> None:
    crossed = shapely.Polygon([(106.9, -6.2), (106.91, -6.19), (106.91, -6.2), (106.9, -6.19), (106.9, -6.2)])
    mended, repaired = repair(crossed)
    read = Boundaries(
        (
            boundary(1, "31.71.06.1003", "CIKINI", 106.83),
            boundary(2, "31.71.06.1004", "Somewhere else", 106.835),
            boundary(3, "99.99", "Nowhere", 106.8),
            Boundary(4, "31.71.06.1005", "", mended, repaired),
        ),
        (),
    )
    with CaptureQueriesContext(connection) as queries:
        report = report_on(read)
    assert len(queries) == 1
    assert [item.code for item in report.matched] == ["31.71.06.1003", "31.71.06.1004", "31.71.06.1005"]
    assert report.unmatched == ("99.99",)
    assert len(report.without) == 267 - 3
    assert [(item.code, item.ours, item.theirs) for item in report.renamed] == [
        ("31.71.06.1004", "Gondangdia", "Somewhere else")
    ]
    assert [item.code for item in report.repaired] == ["31.71.06.1005"]
    assert [(pair.first, pair.second) for pair in report.overlaps["subdistrict"]] == [
        ("31.71.06.1003", "31.71.06.1004")
    ]


def test_an_import_sets_official_boundaries_and_tells_its_progress() -> None:
    told: list[tuple[int, int]] = []
    given = [boundary(1, "31.71.06.1003", "Cikini", 106.9), boundary(2, "99.99", "Nowhere", 106.8)]
    written = import_boundaries(
        boundaries=given, by=None, now=NOW, progress=lambda done, total: told.append((done, total))
    )
    assert (written, told) == (1, [(2, 2)])
    area = Area.objects.get(code="31.71.06.1003")
    assert area.boundary_source == BoundarySource.OFFICIAL
    forget_all()
    assert "31.71.06.1003" in {candidate.code for candidate in find_area(106.905, -6.195).candidates}


@needs_real_files
def test_jakartas_real_boundaries_are_imported_whole() -> None:
    read = read_boundaries(FOLDER / "jakarta.geojson", near=(106.827, -6.2))
    report = report_on(read)
    assert (len(report.matched), report.unmatched, report.without) == (317, (), ())
    assert report.renamed == ()
    assert {item.code for item in report.repaired} == {"31.01", "31.01.01"}
    overlapping = report.overlaps["subdistrict"]
    assert len(overlapping) == 430
    with CaptureQueriesContext(connection) as queries:
        assert import_boundaries(boundaries=report.matched, by=None, now=NOW) == 317
    assert len(queries) <= 8
    forget_all()
    assert find_area(106.8272, -6.1754).code == "31.71.01.1001"
    assert find_area(107.61, -6.91).where is Where.OUTSIDE
    pair = overlapping[0]
    shapes = {item.code: item.shape for item in read.boundaries}
    shared = shapes[pair.first].intersection(shapes[pair.second]).representative_point()
    assert find_area(shared.x, shared.y, level="subdistrict").where is Where.SEVERAL


@needs_real_files
@pytest.mark.parametrize(("name", "features"), [("makassar", 169), ("banyuwangi", 243)])
def test_another_citys_boundaries_match_nothing(name: str, features: int) -> None:
    report = report_on(read_boundaries(FOLDER / f"{name}.geojson"))
    assert (len(report.matched), len(report.unmatched)) == (0, features)
