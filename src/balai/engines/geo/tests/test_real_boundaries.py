"""The real boundaries of Jakarta, Makassar and Banyuwangi: five are invalid, hundreds overlap, and all can be used."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from balai.engines.geo.boundaries import Boundaries, read_boundaries
from balai.engines.geo.index import AreaIndex, Where
from balai.engines.geo.shapes import geojson_of, overlaps

FOLDER = Path(__file__).resolve().parents[6] / "shared" / "data" / "areas"
LEVELS = ("city", "district", "subdistrict")
STARTS = {"jakarta": (106.827, -6.2), "makassar": (119.43, -5.14), "banyuwangi": (114.37, -8.22)}

pytestmark = pytest.mark.skipif(not FOLDER.exists(), reason="the shared boundary files are not here")


@cache
def read(name: str) -> Boundaries:
    return read_boundaries(FOLDER / f"{name}.geojson", near=STARTS[name])


def level_of(code: str) -> str:
    return LEVELS[code.count(".") - 1]


@cache
def index_of(name: str) -> AreaIndex:
    rows = [(item.code, level_of(item.code), geojson_of(item.shape)) for item in read(name).boundaries]
    return AreaIndex(rows, levels=LEVELS)


@pytest.mark.parametrize(("name", "features"), [("jakarta", 317), ("makassar", 169), ("banyuwangi", 243)])
def test_every_feature_can_be_used(name: str, features: int) -> None:
    assert read(name).mistakes == ()
    assert len(read(name).boundaries) == features


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("jakarta", {"31.01": "Nested shells", "31.01.01": "Nested shells"}),
        ("makassar", {"73.71.11.1010": "Ring Self-intersection"}),
        ("banyuwangi", {"35.10": "Nested shells", "35.10.01": "Nested shells"}),
    ],
)
def test_the_five_invalid_ones_are_repaired_and_reported(name: str, codes: dict[str, str]) -> None:
    repaired = {item.code: item.repair for item in read(name).boundaries if item.repair}
    assert repaired.keys() == codes.keys()
    for code, reason in codes.items():
        report = repaired[code]
        assert report is not None
        assert report.reason.startswith(reason)
        assert report.area_after == pytest.approx(report.area_before, rel=0.01)


@pytest.mark.parametrize(("name", "pairs"), [("jakarta", 430), ("makassar", 219), ("banyuwangi", 382)])
def test_overlapping_subdistricts_are_counted_by_shared_area(name: str, pairs: int) -> None:
    """The measure: the intersection of two repaired boundaries exceeds 1e-9 square degrees, about 12 m²."""
    areas = [(item.code, item.shape) for item in read(name).boundaries if level_of(item.code) == "subdistrict"]
    found = overlaps(areas)
    assert len(found) == pairs
    assert found[0].square_metres >= found[-1].square_metres > 12


def test_in_an_overlap_the_citizen_is_asked() -> None:
    areas = {item.code: item.shape for item in read("jakarta").boundaries}
    pairs = overlaps([(code, shape) for code, shape in areas.items() if level_of(code) == "subdistrict"])
    for pair in pairs[:50]:
        shared = areas[pair.first].intersection(areas[pair.second]).representative_point()
        found = index_of("jakarta").find(shared.x, shared.y)
        assert found.where is Where.SEVERAL
        assert {pair.first, pair.second} <= {candidate.code for candidate in found.candidates}


def test_on_a_border_the_citizen_is_asked() -> None:
    first, second = (
        next(item.shape for item in read("jakarta").boundaries if item.code == code)
        for code in ("31.71.06.1001", "31.71.06.1004")
    )
    border = first.boundary.intersection(second.buffer(0.00002)).representative_point()
    found = index_of("jakarta").find(border.x, border.y)
    assert found.where is Where.SEVERAL
    assert {"31.71.06.1001", "31.71.06.1004"} <= {candidate.code for candidate in found.candidates}


def test_known_places_are_found() -> None:
    jakarta = index_of("jakarta")
    assert jakarta.find(106.8272, -6.1754).code == "31.71.01.1001"  # the National Monument, Gambir
    assert jakarta.find(106.6136, -5.7460).where is not Where.SEVERAL  # Pramuka island or the sea around it
    assert index_of("makassar").find(119.4050, -5.1340, level="city").code == "73.71"  # Fort Rotterdam
    assert index_of("banyuwangi").find(114.3690, -8.2110, level="city").code == "35.10"


def test_outside_is_said_with_how_far_the_city_is() -> None:
    found = index_of("jakarta").find(107.6098, -6.9147)  # Bandung
    assert found.where is Where.OUTSIDE
    assert found.nearest is not None
    assert 60_000 < found.nearest.distance < 130_000


@pytest.mark.parametrize("name", ["jakarta", "makassar", "banyuwangi"])
def test_the_inside_of_each_subdistrict_is_found_there(name: str) -> None:
    for item in read(name).boundaries:
        if level_of(item.code) == "subdistrict":
            inside = item.shape.representative_point()
            codes = [candidate.code for candidate in index_of(name).find(inside.x, inside.y).candidates]
            assert item.code in codes
