"""Comparing cities, honestly: what is unlike is not ranked, what is uncertain has a range of places. Pure.

A city's place among n runs from 1 + the number of cities that are surely better to n less the number that are surely
worse; surely: their 95 % intervals do not touch. After Goldstein and Spiegelhalter (1996) on league tables.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

US = 0
"""The key of our own city among the peers' numbers."""
LEAST_TO_RANK = 2
WIDTH, HEIGHT, EDGE = 160, 60, 6
RADIUS, MIDDLE = 100.0, 130.0


@dataclass(frozen=True, slots=True)
class Value:
    """A figure of a city. `version` names its definition; `missing` says why there is none."""

    value: Decimal | None
    low: Decimal | None = None
    high: Decimal | None = None
    version: str = ""
    quality: str = ""
    missing: str = ""


Series = Mapping[str, Value]
"""By period, such as 2026-10."""


@dataclass(frozen=True, slots=True)
class Place:
    """Between which places a city stands; `of` so many that can be compared."""

    best: int
    worst: int
    of: int


def places(values: Mapping[int, Value], *, version: str, direction: str) -> dict[int, Place]:
    """The places of those cities whose value has that definition and an interval; none without a direction."""
    fit = {
        city: (one.low, one.high)
        for city, one in values.items()
        if one.version == version and one.value is not None and one.low is not None and one.high is not None
    }
    if direction not in {"up", "down"} or len(fit) < LEAST_TO_RANK:
        return {}
    found = {}
    for city, (low, high) in fit.items():
        others = [bounds for other, bounds in fit.items() if other != city]
        above = sum(1 for bounds in others if bounds[0] > high)
        below = sum(1 for bounds in others if bounds[1] < low)
        better, worse = (above, below) if direction == "up" else (below, above)
        found[city] = Place(1 + better, len(fit) - worse, len(fit))
    return found


@dataclass(frozen=True, slots=True)
class Line:
    """A small drawing: runs of joined points, and single points between gaps. One scale for all cities."""

    runs: Sequence[str]
    dots: Sequence[tuple[str, str]]


def lines(series: Mapping[int, Series], periods: Sequence[str]) -> dict[int, Line]:
    """A drawing for each city; a month without a value is a gap, never a guess."""
    values = [one.value for found in series.values() for one in found.values() if one.value is not None]
    low, high = (min(values), max(values)) if values else (Decimal(0), Decimal(1))
    low = min(low, Decimal(0))
    span = float(high - low) or 1.0
    step = (WIDTH - 2 * EDGE) / max(len(periods) - 1, 1)
    return {city: _line(found, periods, float(low), span, step) for city, found in series.items()}


def _line(found: Series, periods: Sequence[str], low: float, span: float, step: float) -> Line:
    runs: list[list[tuple[float, float]]] = [[]]
    for number, period in enumerate(periods):
        one = found.get(period)
        if one is None or one.value is None:
            runs.append([])
        else:
            height = (float(one.value) - low) / span * (HEIGHT - 2 * EDGE)
            runs[-1].append((EDGE + number * step, HEIGHT - EDGE - height))
    joined = [" ".join(f"{x:.1f},{y:.1f}" for x, y in run) for run in runs if len(run) > 1]
    return Line(joined, [(f"{run[0][0]:.1f}", f"{run[0][1]:.1f}") for run in runs if len(run) == 1])


@dataclass(frozen=True, slots=True)
class Axis:
    """A dimension of a radar: a name, and how far each city reaches (0 to 1); None: nothing to say."""

    name: str
    values: Sequence[float | None]
    counted: Sequence[int]


def axes(
    dimensions: Mapping[str, str], directions: Mapping[str, str], cities: Sequence[Mapping[str, Value]]
) -> list[Axis]:
    """For each dimension the mean of a city's shares (values from 0 to 1), those where less is better turned around.

    `dimensions` and `directions` by indicator, shares only. Other units have no natural end, and are left out.
    """
    found = []
    for name in dict.fromkeys(dimensions.values()):
        codes = [code for code, dimension in dimensions.items() if dimension == name and code in directions]
        scores = [[_score(city.get(code), directions[code]) for code in codes] for city in cities]
        known = [[one for one in row if one is not None] for row in scores]
        means = [sum(row) / len(row) if row else None for row in known]
        if any(mean is not None for mean in means):
            found.append(Axis(name, means, [len(row) for row in known]))
    return found


def _score(one: Value | None, direction: str) -> float | None:
    if one is None or one.value is None or not 0 <= one.value <= 1:
        return None
    return 1 - float(one.value) if direction == "down" else float(one.value)


@dataclass(frozen=True, slots=True)
class Radar:
    """A radar on a square of 260 units: spokes with their names, and a shape for each city that has all values."""

    spokes: Sequence[tuple[str, str, str, str, str]]
    shapes: Sequence[str]


def radar(found: Sequence[Axis]) -> Radar | None:
    """The drawing; None with fewer than three axes, which make no surface."""
    if len(found) < 3:
        return None
    angles = [2 * math.pi * number / len(found) - math.pi / 2 for number in range(len(found))]
    spokes = [(*_at(angle, 1.0), *_at(angle, 1.16), axis.name) for angle, axis in zip(angles, found, strict=True)]
    cities = zip(*(axis.values for axis in found), strict=True)
    shapes = [
        " ".join(",".join(_at(angle, value or 0.0)) for angle, value in zip(angles, values, strict=True))
        for values in cities
    ]
    return Radar(spokes, shapes)


def _at(angle: float, share: float) -> tuple[str, str]:
    reach = RADIUS * share
    return f"{MIDDLE + reach * math.cos(angle):.1f}", f"{MIDDLE + reach * math.sin(angle):.1f}"
