"""Compares a file of boundaries with the city's tree before anything is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from balai.base.areas.models import Area, Level
from balai.engines.geo.boundaries import Boundaries, Boundary, BoundaryMistake
from balai.engines.geo.shapes import Overlap, overlaps


@dataclass(frozen=True, slots=True)
class Renamed:
    """A code that the file and the city give different names to: perhaps not the same area."""

    code: str
    ours: str
    theirs: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What a file of boundaries would bring.

    `matched` are boundaries of areas that the city has; `unmatched` codes that it does not have; `without` codes of
    areas of the same levels that the file leaves out. `overlaps` holds, by level from wide to narrow, the pairs that share
    more than about 12 m².
    """

    matched: tuple[Boundary, ...]
    unmatched: tuple[str, ...]
    without: tuple[str, ...]
    renamed: tuple[Renamed, ...]
    repaired: tuple[Boundary, ...]
    overlaps: Mapping[str, tuple[Overlap, ...]]
    mistakes: tuple[BoundaryMistake, ...]


def report_on(read: Boundaries) -> ImportReport:
    """Hold the boundaries of a file against the areas of the database. One query."""
    held = {code: (name, level) for code, name, level in Area.objects.values_list("code", "name", "level")}
    matched = tuple(boundary for boundary in read.boundaries if boundary.code in held)
    codes = {boundary.code for boundary in matched}
    levels = [level for level in Level.values if any(held[code][1] == level for code in codes)]
    shared = {
        level: tuple(overlaps([(item.code, item.shape) for item in matched if held[item.code][1] == level]))
        for level in levels
    }
    return ImportReport(
        matched=matched,
        unmatched=tuple(boundary.code for boundary in read.boundaries if boundary.code not in held),
        without=tuple(sorted(code for code, (_, level) in held.items() if level in levels and code not in codes)),
        renamed=tuple(
            Renamed(item.code, held[item.code][0], item.name)
            for item in matched
            if item.name and _letters(item.name) != _letters(held[item.code][0])
        ),
        repaired=tuple(boundary for boundary in matched if boundary.repair is not None),
        overlaps=shared,
        mistakes=read.mistakes,
    )


def _letters(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())
