"""Boundaries made sound: invalid ones repaired, overlaps counted, and nothing changed in silence."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from balai.engines.geo.distances import METRES_PER_DEGREE

SMALLEST_OVERLAP = 1e-9
"""Square degrees, about 12 m² near the equator: what neighbours share below this is noise of digitising."""
SMALLEST_AREA = 1e-10
"""Square degrees, about 1 m²: what encloses less is a line that rounding opened."""


class NotABoundary(ValueError):
    """The geometry is not a polygon, or nothing of it encloses an area."""


@dataclass(frozen=True, slots=True)
class Repair:
    """What was wrong with a boundary and what mending it changed; areas in square metres."""

    reason: str
    area_before: float
    area_after: float


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two boundaries that claim the same land."""

    first: str
    second: str
    square_metres: float


def shape_of(geometry: Mapping[str, Any]) -> BaseGeometry:
    """A GeoJSON Polygon or MultiPolygon as a shape in degrees.

    Raises:
        NotABoundary: another type of geometry, or coordinates that make no ring.
    """
    if geometry.get("type") not in {"Polygon", "MultiPolygon"}:
        raise NotABoundary(f"A boundary is a Polygon or MultiPolygon, not {geometry.get('type')}")
    try:
        shape: BaseGeometry = shapely.geometry.shape(dict(geometry))
    except (ValueError, TypeError, IndexError, KeyError, AttributeError, shapely.errors.ShapelyError) as error:
        raise NotABoundary(f"Its coordinates make no ring: {error}") from error
    return shape


def geojson_of(shape: BaseGeometry, *, decimals: int | None = None) -> dict[str, Any]:
    """The shape as a GeoJSON geometry of plain lists, rounded to `decimals` where given."""

    def plain(value: Any) -> Any:
        if isinstance(value, list | tuple):
            return [plain(item) for item in value]
        return value if decimals is None else round(value, decimals)

    found = shapely.geometry.mapping(shape)
    return {"type": found["type"], "coordinates": plain(found["coordinates"])}


def square_metres(shape: BaseGeometry) -> float:
    """Area on a plane true at the shape's middle latitude: right to 1 % for a city."""
    if shape.is_empty:
        return 0.0
    middle = (shape.bounds[1] + shape.bounds[3]) / 2
    return float(shape.area * METRES_PER_DEGREE**2 * math.cos(math.radians(middle)))


def repair(shape: BaseGeometry) -> tuple[BaseGeometry, Repair | None]:
    """A valid boundary, and what was mended, or None when it was sound already.

    Rings are merged and holes cut out by structure, so that a part drawn twice counts once;
    lines and points that are left over are dropped.

    Raises:
        NotABoundary: nothing of it encloses an area.
    """
    if shape.area > SMALLEST_AREA and shapely.is_valid(shape):
        return shape, None
    reason = str(shapely.is_valid_reason(shape))
    mended = _polygons_of(shapely.make_valid(shape, method="structure", keep_collapsed=False))
    if mended.area <= SMALLEST_AREA:
        raise NotABoundary("It encloses no area")
    return mended, Repair(reason, square_metres(shape), square_metres(mended))


def overlaps(areas: Sequence[tuple[str, BaseGeometry]], *, smallest: float = SMALLEST_OVERLAP) -> list[Overlap]:
    """Pairs whose shared area exceeds `smallest` square degrees, the largest first.

    The measure is the area of the intersection of the two (valid) shapes in the plane of degrees.
    """
    if len(areas) < 2:
        return []
    shapes = np.array([shape for _, shape in areas], dtype=object)
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    once = first < second
    first, second = first[once], second[once]
    shared = shapely.intersection(shapes[first], shapes[second])
    large = np.flatnonzero(shapely.area(shared) > smallest)
    found = [Overlap(areas[first[i]][0], areas[second[i]][0], square_metres(shared[i])) for i in large]
    return sorted(found, key=lambda pair: (-pair.square_metres, pair.first, pair.second))


def union(shapes: Sequence[BaseGeometry]) -> BaseGeometry:
    """One boundary around all of them."""
    joined: BaseGeometry = shapely.union_all(list(shapes))
    return joined


def _polygons_of(shape: BaseGeometry) -> BaseGeometry:
    parts = shapely.get_parts(shapely.get_parts([shape]))  # twice: a collection may hold multipolygons
    polygons = parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]
    return polygons[0] if len(polygons) == 1 else union(list(polygons))
