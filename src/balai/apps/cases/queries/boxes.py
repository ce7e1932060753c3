"""Boxes on the map, as the cells in which cases are kept."""

from __future__ import annotations

import math

import h3.api.basic_int as h3

Box = tuple[float, float, float, float]
"""West, south, east, north, in degrees."""

RESOLUTION = 9
CELL_DEGREES = 0.003
"""More than the radius of a cell: a point in the box lies in a cell whose middle is at most so far outside."""
CELL_SQUARE_DEGREES = 8.5e-6
MOST_CELLS = 1_500
NARROWEST = 0.15
"""The cosine at 81° north: beyond, boxes are not read by cells."""


def cells_in(box: Box) -> list[int] | None:
    """The cells that may hold points of a box; None where they are too many to ask for one by one."""
    west, south, east, north = box
    cosine = math.cos(math.radians(max(abs(south), abs(north))))
    if cosine < NARROWEST or east <= west or north <= south:
        return None
    wide = CELL_DEGREES / cosine
    west, south, east, north = west - wide, south - CELL_DEGREES, east + wide, north + CELL_DEGREES
    if (east - west) * cosine * (north - south) / CELL_SQUARE_DEGREES > MOST_CELLS:
        return None
    ring = h3.LatLngPoly([(south, west), (south, east), (north, east), (north, west)])
    return list(h3.polygon_to_cells(ring, RESOLUTION))
