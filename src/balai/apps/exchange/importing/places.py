"""Where a case of another system lies: its area by code, by name, by point, or by nothing more than an address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from balai.apps.exchange.importing.city import CityKnown
from balai.apps.exchange.importing.faults import RowRefused
from balai.apps.exchange.importing.maps import ImportMap
from balai.apps.exchange.importing.records import shown
from balai.apps.exchange.importing.values import read_point
from balai.base.areas.queries import area_index
from balai.engines.geo.index import Found, Where

FAR = 20_000.0
"""Metres from the city: a point beyond is a slip, not a place on the city's edge."""
NO_POINT, FAR_POINT, ONLY_ADDRESS = "no_point", "far_point", "only_address"


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """An area's code, a point in degrees or none, and the address. `notes` are codes of what was put right."""

    area: str
    point: tuple[float, float] | None
    words: str
    notes: tuple[str, ...] = ()


def find_place(mapping: ImportMap, city: CityKnown, values: Mapping[str, str]) -> FoundPlace:
    """The place of a row. The area that the row names counts before that of its point.

    Raises:
        RowRefused: `point`, `area_unknown`, `area_unclear`, `outside`, `no_place`.
    """
    notes: list[str] = []
    words = values.get(mapping.address, "")
    words = "" if words.strip() in mapping.no_address else words
    point = None
    if mapping.longitude and mapping.latitude:
        columns = (mapping.longitude, mapping.latitude)
        point = read_point(values[columns[0]], values[columns[1]], columns=columns)
        notes += [] if point else [NO_POINT]
    found = area_index().find(*point) if point else None
    if point and found and found.nearest and found.nearest.distance > FAR:
        point = found = None
        notes.append(FAR_POINT)
    area = _named(mapping, city, values) or _around(mapping, found)
    if not area:
        area = mapping.area.otherwise if words.strip() and mapping.area.otherwise else ""
        notes.append(ONLY_ADDRESS)
    if not area:
        outside = found is not None and found.nearest is not None
        raise RowRefused("outside" if outside else "no_place", mapping.longitude or mapping.area.column)
    return FoundPlace(area, point, words, tuple(notes))


def _named(mapping: ImportMap, city: CityKnown, values: Mapping[str, str]) -> str:
    """The area that the row names; empty where it names none."""
    column = mapping.area.column
    text = values.get(column, "") if column else ""
    if not text.strip():
        return ""
    listed = mapping.area.values.get(text) or mapping.area.values.get(text.strip())
    if listed:
        return str(listed)
    if mapping.area_by == "code":
        code = text.strip() if text.strip() in city.areas else ""
    else:
        within = values.get(mapping.area_within, "") if mapping.area_within else ""
        code = city.area(text, level=mapping.area_level, within=within)
    if not code:
        raise RowRefused("area_unknown", column, shown(text))
    return code


def _around(mapping: ImportMap, found: Found | None) -> str:
    """The area around the point; empty where there is none."""
    if found is None or found.where is Where.OUTSIDE:
        return ""
    if found.where is Where.SEVERAL and mapping.unclear == "refuse":
        raise RowRefused("area_unclear", mapping.longitude)
    return found.candidates[0].code
