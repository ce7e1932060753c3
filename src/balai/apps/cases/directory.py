"""The organisations as the case engine sees them: a snapshot that resolves placements without a query."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

from balai.base.areas.models import Area, AreasVersion
from balai.base.memo import remembered, remembered_each
from balai.base.people.models import Organisation, OrganisationKind
from balai.engines.casework.definition import Placement, PlacementKind

OFFICE_KINDS = {
    "province": OrganisationKind.PROVINCE,
    "city": OrganisationKind.CITY_OFFICE,
    "district": OrganisationKind.DISTRICT_OFFICE,
    "subdistrict": OrganisationKind.SUBDISTRICT_OFFICE,
}


LAST = "\U0010ffff"
"""Sorts after everything that a path can hold."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An organisation: `area_path` is the path of the area it serves, empty for the whole city.

    One that is closed gets nothing new, but its cases still lie with it, within reach of those above it.
    """

    id: int
    code: str
    kind: str
    path: str
    names: dict[str, str]
    area_path: str
    is_active: bool = True


def is_child(path: str, above: str) -> bool:
    """Whether `path` is one code longer than `above`."""
    return path.startswith(above) and path[len(above) :].count("/") == 1


class Areas:
    """The administrative tree as codes: tens of thousands of rows where every neighbourhood is one.

    Read once for each version of the tree, and shared by all snapshots of that version.
    """

    def __init__(self, rows: Iterable[tuple[int, str, str, str]]) -> None:
        found = list(rows)
        self.path_of = {number: path for number, _, path, _ in found}
        self.paths = {code: path for _, code, path, _ in found}
        self.ids = {code: number for number, code, _, _ in found}
        self.names = {code: name for _, code, _, name in found}
        self.codes = {number: code for number, code, _, _ in found}
        self._in_order = sorted((path, number) for number, path in self.path_of.items())
        self.whole = min(self.paths, key=lambda code: (len(self.paths[code]), code), default="")

    def ids_below(self, code: str) -> frozenset[int]:
        """The ids of an area and of everything beneath it; none for one that is not known."""
        path = self.paths.get(code)
        if path is None:
            return frozenset()
        first, last = (bisect_left(self._in_order, (end, 0)) for end in (path, f"{path}{LAST}"))
        return frozenset(number for _, number in self._in_order[first:last])


class Snapshot:
    """All organisations and areas at one moment; safe to share between threads.

    `by_code` holds the active organisations, `by_id` and `every` the closed ones, too.
    What is worked out from it is remembered with it; two threads may work out the same, and that is all.
    """

    def __init__(self, entries: Iterable[Entry], areas: Areas) -> None:
        self.every = {entry.code: entry for entry in entries}
        self.by_id = {entry.id: entry for entry in self.every.values()}
        self.by_code = {entry.code: entry for entry in self.every.values() if entry.is_active}
        self.areas, self.area_paths, self.area_ids = areas, areas.paths, areas.ids
        self.area_names, self.area_codes = areas.names, areas.codes
        self._ids_from: dict[str, frozenset[int]] = {}
        self._served_beneath: dict[str, list[str]] = {}
        self._offices = {
            (entry.kind, entry.area_path): entry.code for entry in self.by_code.values() if entry.area_path
        }

    @property
    def whole_city(self) -> str:
        """The code of the area that holds all others; empty when there is none."""
        return self.areas.whole

    def id_of(self, code: str) -> int | None:
        entry = self.every.get(code)
        return entry.id if entry else None

    def above(self, code: str) -> str | None:
        """The nearest active organisation above `code`; None at the top."""
        entry = self.every.get(code)
        codes = entry.path.split("/")[:-2] if entry else []
        return next((other for other in reversed(codes) if other in self.by_code), None)

    def below(self, code: str) -> list[Entry]:
        """The active organisations beneath `code`, itself not counted, in the order of their paths."""
        path = self.by_code[code].path
        found = (entry for entry in self.by_code.values() if entry.path.startswith(path) and entry.code != code)
        return sorted(found, key=lambda entry: entry.path)

    def ids_from(self, code: str) -> frozenset[int]:
        """The ids of an organisation and of everything beneath it, closed or not; none for one that is closed itself."""
        if code not in self._ids_from:
            top = self.by_code.get(code)
            below = (entry.id for entry in self.by_id.values() if top and entry.path.startswith(top.path))
            self._ids_from[code] = frozenset(below)
        return self._ids_from[code]

    def served_beneath(self, path: str) -> list[str]:
        """Codes of the areas right beneath the area with this path that some organisation serves, by name."""
        if path not in self._served_beneath:
            served = {entry.area_path for entry in self.by_code.values()}
            right = (code for code, below in self.area_paths.items() if below in served and is_child(below, path))
            self._served_beneath[path] = sorted(right, key=lambda code: (self.area_names.get(code, ""), code))
        return self._served_beneath[path]

    def area_ids_below(self, code: str) -> frozenset[int]:
        """The ids of an area and of everything beneath it; none for one that is not known."""
        return self.areas.ids_below(code)

    def area_at(self, area: str, level_depth: int) -> str:
        """The prefix of an area's path with `level_depth` codes."""
        return "".join(f"{part}/" for part in self.area_paths.get(area, "").split("/")[:level_depth])

    def resolve(self, placement: Placement, *, area: str) -> str | None:
        if placement.kind is PlacementKind.UNIT:
            return placement.code if placement.code in self.by_code else None
        path = self.area_paths.get(area, "")
        if placement.kind is PlacementKind.OFFICE:
            return self._office(placement.level, path)
        if placement.kind is PlacementKind.BRANCH:
            return self._branch(placement.code, path)
        return None

    def _office(self, level: str, path: str) -> str | None:
        kind = OFFICE_KINDS.get(level)
        parts = [part for part in path.split("/") if part]
        for depth in range(len(parts), 0, -1):
            found = self._offices.get((str(kind), "".join(f"{part}/" for part in parts[:depth])))
            if found:
                return found
        return None

    def _branch(self, code: str, path: str) -> str | None:
        agency = self.by_code.get(code)
        if agency is None:
            return None
        fitting = [entry for entry in self.below(code) if entry.area_path and path.startswith(entry.area_path)]
        return max(fitting, key=lambda entry: len(entry.area_path)).code if fitting else code


@remembered_each(most=2)
def _areas_of(_version: int) -> Areas:
    return Areas(Area.objects.values_list("id", "code", "path", "name"))


@remembered(seconds=10)
def directory() -> Snapshot:
    """The running city's organisations; a change is seen within ten seconds."""
    areas = _areas_of(AreasVersion.objects.values_list("number", flat=True).first() or 0)
    organisations = Organisation.objects.values_list("id", "code", "kind", "path", "names", "area_id", "is_active")
    entries = [
        Entry(number, code, kind, path, names, areas.path_of.get(area, ""), is_active)
        for number, code, kind, path, names, area, is_active in organisations
    ]
    return Snapshot(entries, areas)
