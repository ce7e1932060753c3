"""Distances on the sphere, and cells that make near-by look-ups cheap."""

from __future__ import annotations

import math

import h3

EARTH_RADIUS = 6_371_008.8
"""Mean radius in metres (IUGG)."""
METRES_PER_DEGREE = math.pi * EARTH_RADIUS / 180
SMALLEST_CELL, LARGEST_CELL = 0.7, 1.3
"""H3 cells of one resolution differ: an edge is between these parts of the resolution's average edge."""
LARGEST_DISK = 100


class PointNotOnEarth(ValueError):
    """A longitude outside -180…180, a latitude outside -90…90, or a number that is not finite."""


class DiskTooLarge(ValueError):
    """The radius needs more rings of cells than a look-up should read; use a coarser resolution."""


def check_point(longitude: float, latitude: float) -> None:
    """Refuse a point that is not on Earth.

    Raises:
        PointNotOnEarth: a coordinate is out of range or not finite.
    """
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        raise PointNotOnEarth(f"({longitude}, {latitude}) is not a longitude and latitude in degrees")


def distance(longitude: float, latitude: float, other_longitude: float, other_latitude: float) -> float:
    """Metres along the great circle between two points, by the haversine formula.

    Right to 0.5 % against the ellipsoid, and numerically stable for points close together.
    """
    lower, upper = math.radians(latitude), math.radians(other_latitude)
    half_height = math.sin((upper - lower) / 2)
    half_width = math.sin(math.radians(other_longitude - longitude) / 2)
    chord = half_height**2 + math.cos(lower) * math.cos(upper) * half_width**2
    return 2 * EARTH_RADIUS * math.asin(math.sqrt(min(1.0, chord)))


def cell_of(longitude: float, latitude: float, resolution: int) -> str:
    """The H3 cell that holds the point, at a resolution from 0 (continents) to 15 (half a metre).

    Raises:
        PointNotOnEarth: the point is not on Earth.
        ValueError: the resolution is not from 0 to 15.
    """
    check_point(longitude, latitude)
    if not 0 <= resolution <= 15:
        raise ValueError(f"An H3 resolution is from 0 to 15, not {resolution}")
    return str(h3.latlng_to_cell(latitude, longitude, resolution))


def cells_around(longitude: float, latitude: float, *, radius: float, resolution: int) -> list[str]:
    """Cells that together cover every point within `radius` metres of the point, in a stable order.

    The disk may hold more than the circle: measure `distance` to what is found in it.

    Raises:
        PointNotOnEarth: the point is not on Earth.
        ValueError: the radius is negative.
        DiskTooLarge: more than 100 rings of cells would be needed.
    """
    if radius < 0:
        raise ValueError("A radius is not negative")
    centre = cell_of(longitude, latitude, resolution)
    edge = h3.average_hexagon_edge_length(resolution, unit="m")
    # Each ring reaches 1.5 edges further in its narrowest direction; the point may lie a whole edge off its cell's centre.
    rings = math.ceil((radius + edge * LARGEST_CELL) / (1.5 * edge * SMALLEST_CELL))
    if rings > LARGEST_DISK:
        raise DiskTooLarge(f"{radius:.0f} m at resolution {resolution} needs {rings} rings of cells")
    return sorted(str(cell) for cell in h3.grid_disk(centre, rings))
