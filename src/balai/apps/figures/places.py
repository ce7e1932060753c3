"""The tree of places that have figures: areas, and the organisations that hold cases."""

from __future__ import annotations

from dataclasses import dataclass

from balai.apps.cases import service as cases
from balai.apps.figures.asking import top_code
from balai.apps.figures.counting import AREA
from balai.base.city import current_city
from balai.web.questions.options import in_language

DEEPEST = "subdistrict"


@dataclass(frozen=True, slots=True)
class Place:
    """An area or organisation, by id, code and name."""

    id: int
    code: str
    name: str


def place_of(kind: str, code: str, language: str) -> Place | None:
    """The place of a code, the top one where there is none; None while the city has no such tree."""
    code = code or top_code(kind)
    snapshot = cases.directory()
    if kind == AREA:
        number = snapshot.area_ids.get(code)
        return None if number is None else Place(number, code, snapshot.area_names.get(code, code))
    entry = snapshot.by_code.get(code)
    return None if entry is None else Place(entry.id, code, in_language(entry.names, language))


def way_to(kind: str, code: str, language: str) -> list[Place]:
    """The places that hold this one, the widest first, and itself; the top one goes without saying."""
    snapshot = cases.directory()
    path = snapshot.area_paths.get(code, "") if kind == AREA else _path_of(code)
    codes = [part for part in path.split("/") if part][1:]
    return [place for part in codes if (place := place_of(kind, part, language)) is not None]


def _path_of(code: str) -> str:
    entry = cases.directory().by_code.get(code)
    return entry.path if entry else ""


def places_within(kind: str, code: str, language: str) -> list[Place]:
    """The places right beneath this one, by name: never by how many cases they have."""
    snapshot = cases.directory()
    code = code or top_code(kind)
    if kind == AREA:
        above = snapshot.area_paths.get(code, "")
        if not above or above.count("/") >= _deepest():
            return []
        codes = [other for other, path in snapshot.area_paths.items() if _is_child(path, above)]
    else:
        above = _path_of(code)
        codes = [entry.code for entry in snapshot.by_code.values() if above and _is_child(entry.path, above)]
    found = [place for part in codes if (place := place_of(kind, part, language)) is not None]
    return sorted(found, key=lambda place: place.name.casefold())


def _is_child(path: str, above: str) -> bool:
    return path.startswith(above) and path[len(above) :].count("/") == 1


def _deepest() -> int:
    levels = list(current_city().levels)
    return levels.index(DEEPEST) + 1 if DEEPEST in levels else len(levels)
