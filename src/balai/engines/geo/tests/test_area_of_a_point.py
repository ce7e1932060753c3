"""A point lies inside one area, among several (the citizen is asked), or outside (and is told how far)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from balai.engines.geo.distances import METRES_PER_DEGREE, PointNotOnEarth
from balai.engines.geo.index import AreaIndex, Where
from balai.engines.geo.shapes import NotABoundary

LEVELS = ("city", "district", "subdistrict")
STEP = 0.01


def square(west: float, south: float, side: float = STEP) -> dict[str, Any]:
    east, north = west + side, south + side
    return {
        "type": "Polygon",
        "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]],
    }


def grid(columns: int = 4, rows: int = 4) -> AreaIndex:
    """A city of squares from (106.8, -6.2), each 0.01 degrees (about 1.1 km) wide; codes are column.row."""
    areas = [
        (f"{column}.{row}", "subdistrict", square(106.8 + column * STEP, -6.2 + row * STEP))
        for column in range(columns)
        for row in range(rows)
    ]
    return AreaIndex([("city", "city", square(106.8, -6.2, columns * STEP)), *areas], levels=LEVELS)


INDEX = grid()


def metres_east(metres: float) -> float:
    return metres / METRES_PER_DEGREE / 0.9942  # the cosine of 6.18 degrees


def test_in_the_middle_there_is_exactly_one() -> None:
    found = INDEX.find(106.815, -6.185)
    assert found.where is Where.INSIDE
    assert found.code == "1.1"
    assert found.candidates[0].level == "subdistrict"
    assert found.candidates[0].distance == 0


def test_ten_metres_from_a_border_the_citizen_is_asked_and_the_likelier_comes_first() -> None:
    found = INDEX.find(106.81 + metres_east(10), -6.185)
    assert found.where is Where.SEVERAL
    assert found.code is None
    assert [candidate.code for candidate in found.candidates] == ["1.1", "0.1"]
    assert found.candidates[1].distance == pytest.approx(10, abs=0.1)


def test_twenty_metres_from_a_border_nobody_is_asked() -> None:
    assert INDEX.find(106.81 + metres_east(20), -6.185).code == "1.1"


def test_a_wider_tolerance_asks_earlier() -> None:
    assert INDEX.find(106.81 + metres_east(20), -6.185, tolerance=30).where is Where.SEVERAL


def test_at_a_corner_all_four_are_offered() -> None:
    assert {candidate.code for candidate in INDEX.find(106.81, -6.19).candidates} == {"0.0", "0.1", "1.0", "1.1"}


def test_where_two_boundaries_overlap_the_citizen_is_asked() -> None:
    index = AreaIndex(
        [("a", "subdistrict", square(106.8, -6.2)), ("b", "subdistrict", square(106.805, -6.2))], levels=LEVELS
    )
    found = index.find(106.8075, -6.195)
    assert found.where is Where.SEVERAL
    assert [(candidate.code, candidate.distance) for candidate in found.candidates] == [("a", 0), ("b", 0)]


def test_outside_is_said_with_the_nearest_area_and_its_distance() -> None:
    found = INDEX.find(106.8 - metres_east(500), -6.185)
    assert found.where is Where.OUTSIDE
    assert found.code is None
    assert found.candidates == ()
    assert found.nearest is not None
    assert found.nearest.code == "0.1"
    assert found.nearest.distance == pytest.approx(500, rel=0.01)


def test_a_few_metres_beyond_the_outer_border_still_counts_as_inside() -> None:
    found = INDEX.find(106.8 - metres_east(8), -6.185)
    assert found.code == "0.1"
    assert found.candidates[0].distance == pytest.approx(8, abs=0.1)


def test_another_level_can_be_asked_for() -> None:
    assert INDEX.levels == ("city", "subdistrict")
    assert INDEX.find(106.81, -6.19, level="city").code == "city"
    with pytest.raises(KeyError):
        INDEX.find(106.81, -6.19, level="district")


def test_without_boundaries_every_point_is_outside_and_nothing_is_near() -> None:
    found = AreaIndex([], levels=LEVELS).find(106.8, -6.2)
    assert found.where is Where.OUTSIDE
    assert found.nearest is None


def test_a_hole_is_outside() -> None:
    ring = square(106.8, -6.2)["coordinates"][0]
    hole = square(106.804, -6.196, 0.002)["coordinates"][0]
    index = AreaIndex([("ring", "city", {"type": "Polygon", "coordinates": [ring, hole]})], levels=LEVELS)
    assert index.find(106.805, -6.195).where is Where.OUTSIDE
    assert index.find(106.802, -6.195).code == "ring"


def test_what_is_no_place_is_refused() -> None:
    with pytest.raises(PointNotOnEarth):
        INDEX.find(-6.2, 106.8)
    with pytest.raises(PointNotOnEarth):
        INDEX.find(float("nan"), 0)
    with pytest.raises(NotABoundary):
        AreaIndex([("a", "city", {"type": "Point", "coordinates": [1, 2]})], levels=LEVELS)
    with pytest.raises(ValueError, match="not one of"):
        AreaIndex([("a", "village", square(1, 1))], levels=LEVELS)


@settings(max_examples=200, deadline=None)
@given(st.floats(0.0005, 3.9995), st.floats(0.0005, 3.9995))
def test_every_point_of_the_grid_is_in_the_square_that_arithmetic_says(across: float, up: float) -> None:
    found = INDEX.find(106.8 + across * STEP, -6.2 + up * STEP)
    assert found.where in {Where.INSIDE, Where.SEVERAL}
    assert f"{int(across)}.{int(up)}" in {candidate.code for candidate in found.candidates}
    near_border = min(across % 1, 1 - across % 1, up % 1, 1 - up % 1) * STEP * METRES_PER_DEGREE
    if near_border > 16:
        assert found.where is Where.INSIDE


@settings(max_examples=100, deadline=None)
@given(st.floats(-0.05, 0.09), st.floats(-0.05, 0.09), st.floats(0, 100), st.floats(0, 100))
def test_a_wider_tolerance_never_loses_a_candidate(across: float, up: float, one: float, other: float) -> None:
    narrow, wide = sorted((one, other))
    here = (106.8 + across, -6.2 + up)
    fewer, more = INDEX.find(*here, tolerance=narrow), INDEX.find(*here, tolerance=wide)
    if fewer.where is not Where.OUTSIDE:
        assert {item.code for item in fewer.candidates} <= {item.code for item in more.candidates}
