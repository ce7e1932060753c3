"""A distance is a metric on the sphere, and a disk of cells holds the whole circle."""

from __future__ import annotations

import math

import h3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from balai.engines.geo.distances import (
    EARTH_RADIUS,
    METRES_PER_DEGREE,
    DiskTooLarge,
    PointNotOnEarth,
    cell_of,
    cells_around,
    distance,
)

longitudes = st.floats(-180, 180)
latitudes = st.floats(-90, 90)
points = st.tuples(longitudes, latitudes)
settled = st.tuples(longitudes, st.floats(-75, 75))


def test_a_degree_along_the_equator() -> None:
    assert distance(106, 0, 107, 0) == pytest.approx(METRES_PER_DEGREE)


def test_monas_to_kota_tua_is_four_and_a_half_kilometres() -> None:
    assert distance(106.8272, -6.1754, 106.8133, -6.1352) == pytest.approx(4_720, rel=0.01)


@given(points, points)
def test_there_is_as_far_as_back_and_never_beyond_the_other_side(
    here: tuple[float, float], there: tuple[float, float]
) -> None:
    assert distance(*here, *there) == pytest.approx(distance(*there, *here))
    assert 0 <= distance(*here, *there) <= math.pi * EARTH_RADIUS + 1


@given(points, points, points)
def test_a_detour_is_never_shorter(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> None:
    assert distance(*a, *c) <= distance(*a, *b) + distance(*b, *c) + 1e-3


@settings(max_examples=60, deadline=None)
@given(settled, st.floats(0, 2 * math.pi), st.floats(0, 1), st.sampled_from([(100.0, 11), (400.0, 10), (3000.0, 7)]))
def test_a_disk_of_cells_holds_every_point_within_its_radius(
    here: tuple[float, float], bearing: float, part: float, size: tuple[float, int]
) -> None:
    radius, resolution = size
    away = part * radius / METRES_PER_DEGREE
    latitude = here[1] + away * math.cos(bearing)
    longitude = here[0] + away * math.sin(bearing) / math.cos(math.radians(latitude))
    longitude = (longitude + 180) % 360 - 180
    if distance(*here, longitude, latitude) <= radius:
        assert cell_of(longitude, latitude, resolution) in cells_around(*here, radius=radius, resolution=resolution)


def test_a_disk_is_not_much_larger_than_the_circle() -> None:
    cells = cells_around(106.83, -6.19, radius=100, resolution=11)
    assert sum(h3.cell_area(cell, unit="m^2") for cell in cells) < 8 * math.pi * 100**2


def test_what_cannot_be_asked_is_refused() -> None:
    with pytest.raises(PointNotOnEarth):
        cell_of(106.8, 96.1, 9)
    with pytest.raises(PointNotOnEarth):
        cell_of(float("nan"), 0, 9)
    with pytest.raises(ValueError, match="from 0 to 15"):
        cell_of(106.8, -6.1, 16)
    with pytest.raises(ValueError, match="not negative"):
        cells_around(106.8, -6.1, radius=-1, resolution=9)
    with pytest.raises(DiskTooLarge):
        cells_around(106.8, -6.1, radius=100_000, resolution=12)
