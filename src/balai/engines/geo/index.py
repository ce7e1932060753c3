"""Which area does a point lie in? Answered in far less than a millisecond, and honest at borders."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from threading import Lock
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from balai.engines.geo.distances import METRES_PER_DEGREE, check_point, distance
from balai.engines.geo.shapes import repair, shape_of

TOLERANCE = 15.0
"""Metres: what a phone under open sky may be wrong by. Nearer to a border than this, the citizen is asked."""
HAIR = 1e-9
"""Degrees, a tenth of a millimetre: added to search boxes so that rounding loses no area."""


class Where(StrEnum):
    """How a point lies among the areas."""

    INSIDE = "inside"
    SEVERAL = "several"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An area that the point lies in (distance 0) or near, in metres from its border."""

    code: str
    level: str
    distance: float


@dataclass(frozen=True, slots=True)
class Found:
    """Where a point lies.

    INSIDE: one candidate. SEVERAL: the citizen is asked which of the candidates it is; those that contain the point
    come first. OUTSIDE: no area is within the tolerance, so there is no candidate; `nearest` says how far the city is.
    """

    where: Where
    candidates: tuple[Candidate, ...]
    nearest: Candidate | None = None

    @property
    def code(self) -> str | None:
        """The code of the only area, or None when there is none or several."""
        return self.candidates[0].code if self.where is Where.INSIDE else None


class _Layer:
    """The areas of one level, on a plane in degrees of latitude: longitudes shrink by the layer's middle latitude."""

    def __init__(self, level: str, codes: Sequence[str], shapes: Sequence[BaseGeometry]) -> None:
        self.level = level
        self.codes = tuple(codes)
        every = np.array(shapes, dtype=object)
        _, south, _, north = shapely.total_bounds(every)
        self.shrink = max(0.01, math.cos(math.radians((south + north) / 2)))
        self.plane = shapely.transform(every, lambda points: points * np.array([self.shrink, 1.0]))
        shapely.prepare(self.plane)
        self.tree = shapely.STRtree(self.plane)
        # GEOS builds the inner indexes of a prepared shape at first use, without a lock of its own.
        self.lock = Lock()

    def find(self, longitude: float, latitude: float, tolerance: float) -> Found:
        x, y = longitude * self.shrink, latitude
        reach = tolerance / METRES_PER_DEGREE
        box = shapely.box(x - reach - HAIR, y - reach - HAIR, x + reach + HAIR, y + reach + HAIR)
        point = shapely.Point(x, y)
        with self.lock:
            near = self.tree.query(box)
            shapes = self.plane[near]
            inside = shapely.intersects_xy(shapes, x, y)
            close = inside | shapely.dwithin(shapes, point, reach)
            if not close.any():
                return Found(Where.OUTSIDE, (), self._nearest(point, longitude, latitude))
        candidates = [
            Candidate(
                self.codes[number], self.level, 0.0 if within else self._metres(number, point, longitude, latitude)
            )
            for number, within in zip(near[close], inside[close], strict=True)
        ]
        candidates.sort(key=lambda candidate: (candidate.distance, candidate.code))
        return Found(Where.INSIDE if len(candidates) == 1 else Where.SEVERAL, tuple(candidates))

    def _nearest(self, point: shapely.Point, longitude: float, latitude: float) -> Candidate:
        number = int(self.tree.nearest(point))
        return Candidate(self.codes[number], self.level, self._metres(number, point, longitude, latitude))

    def _metres(self, number: int, point: shapely.Point, longitude: float, latitude: float) -> float:
        line = shapely.shortest_line(self.plane[number], point)
        x, y = shapely.get_coordinates(line)[0]
        return distance(longitude, latitude, float(x) / self.shrink, float(y))


class AreaIndex:
    """Finds the areas of a point. Built once, read from many threads, never changed.

    `areas` are (code, level, GeoJSON Polygon or MultiPolygon); `levels` names the levels from widest to narrowest.
    Invalid boundaries are repaired; `balai.engines.geo.shapes.repair` reports what that changes.

    Raises:
        NotABoundary: a geometry is no polygon, or encloses no area.
        ValueError: a level is not among `levels`.
    """

    def __init__(self, areas: Iterable[tuple[str, str, Mapping[str, Any]]], *, levels: Sequence[str]) -> None:
        grouped: dict[str, tuple[list[str], list[BaseGeometry]]] = {}
        for code, level, geometry in areas:
            if level not in levels:
                raise ValueError(f"{code} has the level {level!r}, which is not one of {', '.join(levels)}")
            codes, shapes = grouped.setdefault(level, ([], []))
            codes.append(code)
            shapes.append(repair(shape_of(geometry))[0])
        self._layers = {level: _Layer(level, *grouped[level]) for level in levels if level in grouped}

    @property
    def levels(self) -> tuple[str, ...]:
        """The levels that have boundaries, from widest to narrowest."""
        return tuple(self._layers)

    def find(
        self, longitude: float, latitude: float, *, level: str | None = None, tolerance: float = TOLERANCE
    ) -> Found:
        """Where the point lies at `level`, or at the narrowest level that has boundaries.

        Raises:
            PointNotOnEarth: the point is not on Earth.
            KeyError: no area of that level has a boundary.
        """
        check_point(longitude, latitude)
        if level is None:
            if not self._layers:
                return Found(Where.OUTSIDE, ())
            level = self.levels[-1]
        return self._layers[level].find(longitude, latitude, tolerance)
