"""A boundary file is read strictly: each mistake names its feature and how to mend it, the rest is kept."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from balai.engines.geo.boundaries import Limits, read_boundaries

RING = [[106.8, -6.2], [106.9, -6.2], [106.9, -6.1], [106.8, -6.1], [106.8, -6.2]]
NEAR = (106.83, -6.18)


def feature(code: Any = "31.71", ring: Any = RING, **properties: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"code": code, "name": "Somewhere", **properties},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def write(folder: Path, *features: Any, **members: Any) -> Path:
    path = folder / "areas.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": list(features), **members}))
    return path


def swapped(ring: list[list[float]]) -> list[list[float]]:
    return [[y, x] for x, y in ring]


def shifted(ring: list[list[float]], east: float, north: float) -> list[list[float]]:
    return [[x + east, y + north] for x, y in ring]


def test_a_good_file_is_read_whole(tmp_path: Path) -> None:
    read = read_boundaries(write(tmp_path, feature("31.71"), feature("31.72", nama="x")), near=NEAR)
    assert read.mistakes == ()
    assert [(item.number, item.code, item.name) for item in read.boundaries] == [
        (1, "31.71", "Somewhere"),
        (2, "31.72", "Somewhere"),
    ]
    assert read.boundaries[0].shape.bounds == (106.8, -6.2, 106.9, -6.1)


def test_other_words_for_code_are_known(tmp_path: Path) -> None:
    item = feature()
    item["properties"] = {"kode": " 31.71 ", "nama": "Jakarta Pusat"}
    (found,) = read_boundaries(write(tmp_path, item)).boundaries
    assert (found.code, found.name) == ("31.71", "Jakarta Pusat")


def test_heights_are_ignored(tmp_path: Path) -> None:
    path = write(tmp_path, feature(ring=[[*point, 12.0] for point in RING]))
    assert not read_boundaries(path).mistakes


PLANTED: list[tuple[str, Any]] = [
    ("boundary.no-properties", {"type": "Feature", "geometry": None}),
    ("boundary.no-properties", "not a feature"),
    ("boundary.no-geometry", {"type": "Feature", "properties": {"code": "1"}, "geometry": None}),
    ("boundary.no-code", feature(code=None)),
    ("boundary.no-code", feature(code=3171)),
    ("boundary.no-code", feature(code="  ")),
    ("boundary.code-twice", feature("first")),
    ("boundary.coordinates", feature(ring=[[106.8, -6.2], [106.9], [106.9, -6.1], [106.8, -6.2]])),
    ("boundary.coordinates", feature(ring=[["106.8", "-6.2"]] * 4)),
    ("boundary.coordinates", feature(ring=[[106.8, 10**400]] * 4)),
    ("boundary.coordinates", feature(ring=[1, 2, 3, 4])),
    ("boundary.open-ring", feature(ring=RING[:-1])),
    ("boundary.open-ring", feature(ring=[RING[0], RING[1], RING[0]])),
    ("boundary.off-earth", feature(ring=[[x * 6371, y * 6371] for x, y in RING])),
    ("boundary.axes-swapped", feature(ring=swapped(RING))),
    ("boundary.no-area", feature(ring=[[106.8, -6.2], [106.9, -6.1], [107.0, -6.0], [106.8, -6.2]])),
    (
        "boundary.not-a-polygon",
        {**feature(), "geometry": {"type": "Point", "coordinates": [106.8, -6.2]}},
    ),
    ("boundary.not-a-polygon", {**feature(), "geometry": {"type": "Polygon", "coordinates": []}}),
    ("boundary.not-a-polygon", {**feature(), "geometry": {"type": "MultiPolygon", "coordinates": [7]}}),
]


@pytest.mark.parametrize(("code", "item"), PLANTED)
def test_a_planted_mistake_is_named_with_its_feature_and_the_others_are_kept(
    tmp_path: Path, code: str, item: Any
) -> None:
    read = read_boundaries(write(tmp_path, feature("first"), item, feature("third")), near=NEAR)
    (mistake,) = read.mistakes
    assert (mistake.code, mistake.feature) == (code, 2)
    assert mistake.wrong.endswith(".")
    assert mistake.mend.endswith(".")
    assert [found.code for found in read.boundaries] == ["first", "third"]


def test_a_number_beyond_all_bounds_is_named(tmp_path: Path) -> None:
    path = write(tmp_path, feature())
    path.write_text(path.read_text().replace("106.9", "1e999"))
    (mistake,) = read_boundaries(path).mistakes
    assert mistake.code == "boundary.not-finite"


def test_swapped_axes_are_suspected_where_both_orders_are_on_earth(tmp_path: Path) -> None:
    lagos = shifted(RING, 3.4 - 106.8, 6.5 + 6.2)
    path = write(tmp_path, feature(ring=swapped(shifted(lagos, 40, 0))))
    assert not read_boundaries(path).mistakes
    (mistake,) = read_boundaries(path, near=(43.4, 6.5)).mistakes
    assert mistake.code == "boundary.axes-swapped"


def test_a_repair_is_reported_with_its_feature(tmp_path: Path) -> None:
    tie = [[106.8, -6.2], [106.9, -6.1], [106.9, -6.2], [106.8, -6.1], [106.8, -6.2]]
    sound, mended = read_boundaries(write(tmp_path, feature("1"), feature("2", tie))).boundaries
    assert sound.repair is None
    assert mended.repair is not None
    assert mended.number == 2


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", "boundary.not-json"),
        ('{"type": "FeatureCollection", "features": [NaN]}', "boundary.not-json"),
        ("[" * 100_000, "boundary.not-json"),
        ('{"type": "Feature"}', "boundary.not-geojson"),
        ("[]", "boundary.not-geojson"),
    ],
)
def test_a_file_that_is_no_geojson_is_said(tmp_path: Path, text: str, code: str) -> None:
    path = tmp_path / "x.geojson"
    path.write_text(text)
    (mistake,) = read_boundaries(path).mistakes
    assert (mistake.code, mistake.feature) == (code, 0)


def test_a_file_in_another_projection_is_said(tmp_path: Path) -> None:
    path = write(tmp_path, feature(), crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32748"}})
    assert read_boundaries(path).mistakes[0].code == "boundary.projection"
    path = write(tmp_path, feature(), crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}})
    assert not read_boundaries(path).mistakes


def test_a_file_has_bounds(tmp_path: Path) -> None:
    path = write(tmp_path, feature("1"), feature("2"), feature("3"))
    assert read_boundaries(path, limits=Limits(size=100)).mistakes[0].code == "boundary.too-large"
    assert read_boundaries(path, limits=Limits(features=2)).mistakes[0].code == "boundary.too-many-features"
    read = read_boundaries(path, limits=Limits(vertices=8))
    assert read.mistakes[0].code == "boundary.too-many-vertices"
    assert [found.code for found in read.boundaries] == ["1", "2"]


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    assert read_boundaries(tmp_path / "nowhere.geojson").mistakes[0].code == "boundary.unreadable"
    assert read_boundaries(tmp_path).mistakes[0].code == "boundary.unreadable"
