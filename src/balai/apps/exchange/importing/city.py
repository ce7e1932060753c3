"""The city as a map sees it: its services, offices and areas, found by code or by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from balai.apps.cases.service import current_services, current_versions, directory
from balai.base.areas.models import Area
from balai.engines.casework.definition import Service

ENCLOSED_BY_NONE = ""


def folded(name: str) -> str:
    """A name as it is compared: without regard to case and spaces."""
    return " ".join(name.casefold().split())


@dataclass(slots=True)
class CityKnown:
    """Read once for a whole file. Names that stand for several things stand for none of them."""

    services: Mapping[str, Service]
    versions: Mapping[str, int]
    office_names: dict[str, str]
    offices: frozenset[str]
    areas: frozenset[str]
    area_names: dict[tuple[str, str, str], str] = field(default_factory=dict)
    names_of_areas: dict[str, str] = field(default_factory=dict)
    above: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def office(self, text: str) -> str:
        """The code of an organisation, by code or by one of its names; empty when there is none."""
        return text if text in self.offices else self.office_names.get(folded(text), "")

    def area(self, name: str, *, level: str = "", within: str = "") -> str:
        """The code of the one area of this name, at this level and within another of that name; empty otherwise."""
        return self.area_names.get((folded(name), level, folded(within)), "")

    def name_above(self, code: str, names: Iterable[str]) -> str:
        """That of the areas above `code` whose name is among `names`; empty when there is none."""
        wanted = {folded(name) for name in names}
        return next((name for name in self.above.get(code, ()) if folded(name) in wanted), "")


def know_city() -> CityKnown:
    """What the running city's database says now."""
    snapshot = directory()
    names: dict[str, set[str]] = {}
    for code, entry in snapshot.every.items():
        for name in entry.names.values():
            names.setdefault(folded(name), set()).add(code)
    known = CityKnown(
        services=current_services(),
        versions=current_versions(),
        office_names={name: min(codes) for name, codes in names.items() if len(codes) == 1},
        offices=frozenset(snapshot.every),
        areas=frozenset(snapshot.area_ids),
        names_of_areas=dict(snapshot.area_names),
    )
    _know_areas(known)
    return known


def _know_areas(known: CityKnown) -> None:
    """Each area by its name: alone, with its level, and with the name of any area above it."""
    found: dict[tuple[str, str, str], set[str]] = {}
    for code, level, name, path in Area.objects.values_list("code", "level", "name", "path"):
        above = [other for other in path.split("/") if other and other != code]
        known.above[code] = tuple(known.names_of_areas.get(other, "") for other in reversed(above))
        for within in {ENCLOSED_BY_NONE, *(folded(one) for one in known.above[code])}:
            for kind in ("", level):
                found.setdefault((folded(name), kind, within), set()).add(code)
    known.area_names = {key: min(codes) for key, codes in found.items() if len(codes) == 1}
