"""Invalid boundaries are mended and the mending is reported; overlaps are counted by their shared area."""

from __future__ import annotations

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from balai.engines.geo.shapes import NotABoundary, geojson_of, overlaps, repair, shape_of, square_metres, union


def test_a_sound_boundary_is_left_alone() -> None:
    square = shapely.box(106, -7, 107, -6)
    assert repair(square) == (square, None)


def test_a_bow_tie_becomes_two_parts_and_the_report_says_where() -> None:
    tie = shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2), (0, 0)])
    mended, report = repair(tie)
    assert shapely.is_valid(mended)
    assert mended.area == pytest.approx(2)
    assert report is not None
    assert report.reason.startswith("Self-intersection")
    assert report.area_after > report.area_before


def test_an_island_drawn_twice_counts_once_and_is_no_lake() -> None:
    twice = shapely.MultiPolygon([shapely.box(0, 0, 4, 4), shapely.box(1, 1, 2, 2)])
    mended, report = repair(twice)
    assert mended.area == pytest.approx(16)
    assert report is not None
    assert "Nested shells" in report.reason


def test_spikes_and_stray_lines_are_dropped() -> None:
    spiked = shapely.Polygon([(0, 0), (2, 0), (2, 2), (1, 2), (1, 5), (1, 2), (0, 2), (0, 0)])
    mended, _ = repair(spiked)
    assert mended.geom_type == "Polygon"
    assert mended.bounds == (0, 0, 2, 2)


@pytest.mark.parametrize("points", [[(0, 0), (1, 1), (2, 2), (0, 0)], [(3, 3), (3, 3), (3, 3), (3, 3)]])
def test_what_encloses_nothing_is_refused(points: list[tuple[float, float]]) -> None:
    with pytest.raises(NotABoundary):
        repair(shapely.Polygon(points))


def test_only_polygons_are_boundaries() -> None:
    with pytest.raises(NotABoundary):
        shape_of({"type": "LineString", "coordinates": [[0, 0], [1, 1]]})
    with pytest.raises(NotABoundary):
        shape_of({"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]})
    with pytest.raises(NotABoundary):
        shape_of({"type": "Polygon", "coordinates": "everywhere"})


rings = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=3, max_size=12)


@settings(max_examples=150, deadline=None)
@given(rings)
def test_whatever_is_scribbled_the_mended_boundary_is_valid_polygons(points: list[tuple[int, int]]) -> None:
    try:
        mended, _ = repair(shapely.Polygon([*points, points[0]]))
    except NotABoundary:
        return
    assert shapely.is_valid(mended)
    assert mended.geom_type in {"Polygon", "MultiPolygon"}
    assert mended.area > 0
    again, report = repair(mended)
    assert report is None
    assert again is mended


def test_overlaps_are_pairs_largest_first_and_noise_is_left_out() -> None:
    found = overlaps(
        [
            ("a", shapely.box(0, 0, 1, 1)),
            ("b", shapely.box(0.9, 0, 2, 1)),
            ("c", shapely.box(2 - 1e-10, 0, 3, 1)),
            ("d", shapely.box(0.5, 0.5, 0.6, 0.6)),
        ]
    )
    assert [(pair.first, pair.second) for pair in found] == [("a", "b"), ("a", "d")]
    assert found[0].square_metres == pytest.approx(0.1 * 111_195**2, rel=0.001)


def test_touching_is_not_overlapping() -> None:
    assert overlaps([("a", shapely.box(0, 0, 1, 1)), ("b", shapely.box(1, 0, 2, 1))]) == []
    assert overlaps([("a", shapely.box(0, 0, 1, 1))]) == []


def test_area_shrinks_with_latitude() -> None:
    here, north = shapely.box(0, 0, 0.1, 0.1), shapely.box(0, 60, 0.1, 60.1)
    assert square_metres(north) == pytest.approx(square_metres(here) / 2, rel=0.01)
    assert square_metres(shapely.Polygon()) == 0


def test_geojson_there_and_back() -> None:
    shape = union([shapely.box(0, 0, 1, 1), shapely.box(2, 0, 3.00004, 1)])
    assert shape_of(geojson_of(shape)).equals(shape)
    assert shape_of(geojson_of(shape, decimals=4)).bounds == (0, 0, 3, 1)
