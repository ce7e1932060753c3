"""Reads a GeoJSON file of boundaries strictly: bounded, and every mistake with its feature and how to mend it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from shapely.geometry.base import BaseGeometry

from balai.engines.geo.distances import distance
from balai.engines.geo.feature_lines import lines_of_features
from balai.engines.geo.shapes import NotABoundary, Repair, repair, shape_of

CODE_KEYS = ("code", "kode")
NAME_KEYS = ("name", "nama")
WGS84_NAMES = ("CRS84", "EPSG::4326", "EPSG:4326")
FAR = 1_000_000.0
"""Metres: a feature farther than this from the city, but near when its axes are swapped, has them swapped."""


Points = np.ndarray[Any, np.dtype[np.float64]]
"""Vertices as an array of shape (n, 2): longitude, latitude."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a file may hold before it is refused."""

    size: int = 200_000_000
    features: int = 100_000
    vertices: int = 10_000_000


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class BoundaryMistake:
    """Something wrong: a stable code, the feature (counted from 1; 0 is the file), what is wrong, how to mend it,
    and the line where the feature begins or the file breaks off (0 where it is not known).
    """

    code: str
    feature: int
    wrong: str
    mend: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class Boundary:
    """One sound boundary of the file: its number, code, name, shape in degrees, and what was repaired."""

    number: int
    code: str
    name: str
    shape: BaseGeometry
    repair: Repair | None


@dataclass(frozen=True, slots=True)
class Boundaries:
    """What a file holds: the boundaries that can be used, and every mistake in the rest."""

    boundaries: tuple[Boundary, ...]
    mistakes: tuple[BoundaryMistake, ...]


class _Wrong(Exception):
    """One mistake, on its way to the list."""

    def __init__(self, code: str, wrong: str, mend: str, line: int = 0) -> None:
        super().__init__(wrong)
        self.code, self.wrong, self.mend, self.line = code, wrong, mend, line

    def at(self, feature: int) -> BoundaryMistake:
        return BoundaryMistake(self.code, feature, self.wrong, self.mend, self.line)


def read_boundaries(
    path: Path,
    *,
    near: tuple[float, float] | None = None,
    code_keys: Sequence[str] = CODE_KEYS,
    limits: Limits = DEFAULT_LIMITS,
) -> Boundaries:
    """Read a GeoJSON FeatureCollection of polygons whose properties hold a code.

    Args:
        path: the file.
        near: (longitude, latitude) of the city, to tell swapped axes from a far place.
        code_keys: the properties that may hold the code, the first found wins.
        limits: how much is read at most.

    Returns:
        Boundaries that are valid (repaired where needed, each with its report), and the mistakes of the others.
    """
    reading = _Reading(near, tuple(code_keys), limits)
    try:
        features = _features_of(_document_of(path, limits), limits)
        for number, feature in enumerate(features, start=1):
            reading.take(number, feature)
    except _Wrong as wrong:
        reading.mistakes.insert(0, wrong.at(0))
    return Boundaries(tuple(reading.boundaries), _with_lines(path, reading.mistakes))


def _with_lines(path: Path, mistakes: list[BoundaryMistake]) -> tuple[BoundaryMistake, ...]:
    numbers = {mistake.feature for mistake in mistakes if mistake.feature}
    lines = lines_of_features(path.read_text(), numbers) if numbers else {}
    return tuple(replace(mistake, line=lines.get(mistake.feature, mistake.line)) for mistake in mistakes)


class _Reading:
    """One file being read, feature by feature."""

    def __init__(self, near: tuple[float, float] | None, code_keys: tuple[str, ...], limits: Limits) -> None:
        self.near, self.code_keys, self.limits = near, code_keys, limits
        self.boundaries: list[Boundary] = []
        self.mistakes: list[BoundaryMistake] = []
        self.first_seen: dict[str, int] = {}
        self.vertices = 0

    def take(self, number: int, feature: Any) -> None:
        try:
            self.boundaries.append(self._boundary_of(number, feature))
        except _Wrong as wrong:
            self.mistakes.append(wrong.at(number))
        if self.vertices > self.limits.vertices:
            raise _Wrong(
                "boundary.too-many-vertices",
                f"The file has more than {self.limits.vertices:,} vertices; what follows feature {number} is not read.",
                "Simplify the boundaries, or import the file in parts.",
            )

    def _boundary_of(self, number: int, feature: Any) -> Boundary:
        code, name = _code_and_name_of(feature, self.code_keys)
        first = self.first_seen.setdefault(code, number)
        if first != number:
            raise _Wrong(
                "boundary.code-twice",
                f"{code} is also feature {first}.",
                "Keep one of them, or join the two into one MultiPolygon.",
            )
        points = _points_of_geometry(feature["geometry"], code)
        self.vertices += len(points)
        _check_coordinates(points, code, self.near)
        shape, mended = _sound(feature["geometry"], code)
        return Boundary(number, code, name, shape, mended)


def _document_of(path: Path, limits: Limits) -> Any:
    def refuse(constant: str) -> Any:
        raise ValueError(f"{constant} is not a number that JSON allows")

    try:
        size = path.stat().st_size
        if size > limits.size:
            raise _Wrong(
                "boundary.too-large",
                f"The file has {size:,} bytes; at most {limits.size:,} are read.",
                "Simplify the boundaries, or split the file by city or district.",
            )
        return json.loads(path.read_bytes(), parse_constant=refuse)
    except OSError as error:
        raise _Wrong(
            "boundary.unreadable", f"The file cannot be read: {error.strerror}.", "Check the path and its permissions."
        ) from error
    except (ValueError, RecursionError) as error:
        raise _Wrong(
            "boundary.not-json",
            f"The file is not JSON: {error}.",
            "Export it again as GeoJSON in UTF-8; empty values are null, never NaN.",
            error.lineno if isinstance(error, json.JSONDecodeError) else 0,
        ) from error


def _features_of(document: Any, limits: Limits) -> list[Any]:
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list) or document.get("type") != "FeatureCollection":
        raise _Wrong(
            "boundary.not-geojson",
            "The file is not a GeoJSON FeatureCollection.",
            "Export all areas into one FeatureCollection.",
        )
    system = json.dumps(document.get("crs"))
    if system != "null" and not any(name in system for name in WGS84_NAMES):
        raise _Wrong(
            "boundary.projection",
            f"The file says that its coordinates are in {system[:120]}.",
            "Reproject it to longitude and latitude in WGS 84 (EPSG:4326) and export it again.",
        )
    if len(features) > limits.features:
        raise _Wrong(
            "boundary.too-many-features",
            f"The file has {len(features):,} features; at most {limits.features:,} are read.",
            "Split the file by city or district.",
        )
    return features


def _code_and_name_of(feature: Any, code_keys: Sequence[str]) -> tuple[str, str]:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(properties, dict):
        raise _Wrong(
            "boundary.no-properties", "The feature has no properties.", "Give each feature a code in its properties."
        )
    if not isinstance(feature.get("geometry"), dict):
        raise _Wrong("boundary.no-geometry", "The feature has no geometry.", "Draw its boundary, or leave it out.")
    code = next((properties[key] for key in code_keys if properties.get(key) not in {None, ""}), None)
    if not isinstance(code, str) or not code.strip():
        raise _Wrong(
            "boundary.no-code",
            f"None of the properties {', '.join(code_keys)} holds a code as text.",
            'Write the area\'s code as text, such as "31.71.06.1003".',
        )
    name = next((str(properties[key]) for key in NAME_KEYS if properties.get(key)), "")
    return code.strip(), name


def _rings_of(geometry: dict[str, Any]) -> Iterator[Any]:
    coordinates = geometry.get("coordinates")
    if geometry.get("type") not in {"Polygon", "MultiPolygon"} or not isinstance(coordinates, list):
        raise NotABoundary
    for polygon in coordinates if geometry["type"] == "MultiPolygon" else [coordinates]:
        if not isinstance(polygon, list) or not polygon:
            raise NotABoundary
        yield from polygon


def _points_of_ring(ring: Any, code: str) -> Points:
    wrong = _Wrong(
        "boundary.coordinates",
        f"The coordinates of {code} are not lists of two numbers.",
        "Write each point as [longitude, latitude].",
    )
    try:
        points = np.array(ring)
    except ValueError as error:
        raise wrong from error
    if points.ndim != 2 or points.shape[1] not in {2, 3} or points.dtype.kind not in "if":
        raise wrong
    if len(points) < 4 or (points[0] != points[-1]).any():
        raise _Wrong(
            "boundary.open-ring",
            f"A ring of {code} is not closed, or has fewer than four points.",
            "End each ring with the point it began with.",
        )
    return points[:, :2].astype(float)


def _points_of_geometry(geometry: dict[str, Any], code: str) -> Points:
    try:
        return np.concatenate([_points_of_ring(ring, code) for ring in _rings_of(geometry)])
    except (NotABoundary, ValueError) as error:
        raise _Wrong(
            "boundary.not-a-polygon",
            f"The geometry of {code} is not a Polygon or MultiPolygon.",
            "Draw the boundary as a Polygon or MultiPolygon.",
        ) from error


def _check_coordinates(points: Points, code: str, near: tuple[float, float] | None) -> None:
    if not np.isfinite(points).all():
        raise _Wrong(
            "boundary.not-finite",
            f"A coordinate of {code} is too large to be a number.",
            "Remove or correct that point.",
        )
    x, y = float(points[:, 0].mean()), float(points[:, 1].mean())
    on_earth = bool((np.abs(points[:, 0]) <= 180).all() and (np.abs(points[:, 1]) <= 90).all())
    swapped_on_earth = bool((np.abs(points[:, 1]) <= 180).all() and (np.abs(points[:, 0]) <= 90).all())
    swapped_is_nearer = near is not None and distance(x, y, *near) > FAR > distance(y, x, *near)
    if swapped_on_earth and (not on_earth or swapped_is_nearer):
        raise _Wrong(
            "boundary.axes-swapped",
            f"The coordinates of {code} look like latitude before longitude ({x:.3f}, {y:.3f}).",
            "GeoJSON wants longitude first: swap the two numbers of each point.",
        )
    if not on_earth:
        raise _Wrong(
            "boundary.off-earth",
            f"The coordinates of {code} are not degrees ({x:.0f}, {y:.0f}).",
            "Reproject the file to longitude and latitude in WGS 84 (EPSG:4326).",
        )


def _sound(geometry: dict[str, Any], code: str) -> tuple[BaseGeometry, Repair | None]:
    try:
        return repair(shape_of(geometry))
    except NotABoundary as error:
        raise _Wrong(
            "boundary.no-area", f"The boundary of {code} encloses no area.", "Draw it again; its points lie on a line."
        ) from error
