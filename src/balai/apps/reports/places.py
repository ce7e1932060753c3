"""Areas in words: "Cikini, Menteng, Jakarta Pusat", and the choices of the public list's filter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from balai.apps.cases.service import directory
from balai.base.city import current_city

NAMED_FROM = 1
"""Depth of the first named area: the province is the city itself and goes without saying."""


@dataclass(frozen=True, slots=True)
class AreaChoice:
    code: str
    name: str


def way_to(code: str) -> list[AreaChoice]:
    """The areas from the city's own down to this one, without the city itself; empty for an unknown code."""
    snapshot = directory()
    path = snapshot.area_paths.get(code, "")
    codes = [part for part in path.split("/") if part][NAMED_FROM:]
    return [AreaChoice(part, snapshot.area_names.get(part, part)) for part in codes]


def area_words(code: str) -> str:
    """An area with those that hold it, the narrowest first: "Cikini, Menteng, Kota Administrasi Jakarta Pusat"."""
    return ", ".join(choice.name for choice in reversed(way_to(code)))


def area_name(code: str) -> str:
    return directory().area_names.get(code, code)


def areas_within(code: str, *, deepest: str = "subdistrict") -> Sequence[AreaChoice]:
    """The areas right below this one (below the whole city when empty), by name, none beneath level `deepest`."""
    snapshot = directory()
    top = (
        snapshot.area_paths.get(code)
        if code
        else next((path for path in snapshot.area_paths.values() if path.count("/") == 1), None)
    )
    if top is None or top.count("/") >= depth_of(deepest):
        return []
    below = [
        AreaChoice(other, snapshot.area_names.get(other, other))
        for other, path in snapshot.area_paths.items()
        if path.startswith(top) and path.count("/") == top.count("/") + 1
    ]
    return sorted(below, key=lambda choice: choice.name)


def depth_of(level: str) -> int:
    """How many codes the path of an area of this level has."""
    levels = list(current_city().levels)
    return levels.index(level) + 1 if level in levels else len(levels)
