"""Which points are near each other, in time that grows with what is found."""

from __future__ import annotations

import numpy as np

from balai.engines.transit.compiled import NEVER, Floats, Ints, Longs, compiled
from balai.engines.transit.errors import FeedRefused
from balai.engines.transit.walks import METRES_PER_DEGREE, Walking

MOST_PAIRS = 50_000_000


def near_pairs(latitude: Floats, longitude: Floats, metres: float) -> tuple[Longs, Longs, Floats]:
    """Pairs of different points at most `metres` apart, and the metres between them.

    Raises:
        FeedRefused: there are more than fifty million.
    """
    if not len(latitude):
        return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0)
    shrink = np.cos(np.radians(latitude))
    north = latitude * METRES_PER_DEGREE
    row = np.floor(north / metres).astype(np.int64)
    # Cells of one row are as wide as its northernmost and southernmost points need, so that a neighbour is one cell off.
    east = longitude * METRES_PER_DEGREE * np.maximum(shrink.min(), 1e-6)
    column = np.floor(east / metres).astype(np.int64)
    width = int(column.max() - column.min()) + 3
    cell = (row - row.min() + 1) * width + (column - column.min() + 1)
    order = np.argsort(cell, kind="stable")
    total = _count_near(cell[order], order, latitude, longitude, width, metres)
    if total > MOST_PAIRS:
        raise FeedRefused(f"more than {MOST_PAIRS:,} pairs of stops are within {metres:g} m of each other")
    return _list_near(cell[order], order, latitude, longitude, width, metres, total)


@compiled
def _apart(latitude: Floats, longitude: Floats, one: int, other: int) -> float:
    north = latitude[one] - latitude[other]
    middle = np.radians((latitude[one] + latitude[other]) / 2)
    east = (longitude[one] - longitude[other]) * np.cos(middle)
    return float(np.sqrt(north * north + east * east) * METRES_PER_DEGREE)


@compiled
def _count_near(cells: Longs, order: Longs, latitude: Floats, longitude: Floats, width: int, metres: float) -> int:
    total = 0
    for place in range(len(order)):
        for row in range(-1, 2):
            begin = np.searchsorted(cells, cells[place] + row * width - 1)
            end = np.searchsorted(cells, cells[place] + row * width + 2)
            for other in range(begin, end):
                if other != place and _apart(latitude, longitude, order[place], order[other]) <= metres:
                    total += 1
            if total > MOST_PAIRS:
                return total
    return total


@compiled
def _list_near(
    cells: Longs, order: Longs, latitude: Floats, longitude: Floats, width: int, metres: float, total: int
) -> tuple[Longs, Longs, Floats]:
    origins, targets, lines = np.empty(total, np.int64), np.empty(total, np.int64), np.empty(total, np.float64)
    found = 0
    for place in range(len(order)):
        for row in range(-1, 2):
            begin = np.searchsorted(cells, cells[place] + row * width - 1)
            end = np.searchsorted(cells, cells[place] + row * width + 2)
            for other in range(begin, end):
                line = _apart(latitude, longitude, order[place], order[other])
                if other != place and line <= metres:
                    origins[found], targets[found], lines[found] = order[place], order[other], line
                    found += 1
    return origins, targets, lines


def nearest_to(
    latitude: float, longitude: float, latitudes: Floats, longitudes: Floats, served: Ints, walking: Walking
) -> tuple[Ints, Ints]:
    """Served stops within reach of a point, and the seconds to walk to each."""
    line = straight_metres(latitude, longitude, latitudes, longitudes, served)
    near = line <= walking.metres
    seconds = np.minimum(np.ceil(line[near] * walking.detour / walking.speed), NEVER).astype(np.int32)
    return served[near], seconds


def straight_metres(latitude: float, longitude: float, latitudes: Floats, longitudes: Floats, served: Ints) -> Floats:
    """The straight line from a point to each served stop."""
    north = (latitudes[served] - latitude) * METRES_PER_DEGREE
    east = (longitudes[served] - longitude) * METRES_PER_DEGREE * np.cos(np.radians(latitude))
    metres: Floats = np.hypot(north, east)
    return metres
