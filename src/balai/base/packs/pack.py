"""A city as values: everything that a city pack says, checked and typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from pathlib import Path
from typing import Any

Text = Mapping[str, str]
"""A text in each of the city's languages, by language code."""


@dataclass(frozen=True, slots=True)
class MapStart:
    """Where the map opens: degrees, and the zoom of web maps."""

    longitude: float
    latitude: float
    zoom: int


@dataclass(frozen=True, slots=True)
class Contact:
    """A way to reach the city beside this platform."""

    names: Text
    phone: str = ""
    email: str = ""
    web: str = ""


@dataclass(frozen=True, slots=True)
class Holiday:
    """A day on which the offices are closed. Provisional: not decreed yet, the date may move."""

    day: date
    names: Text
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class OfficeCalendar:
    """The working calendar as `balai.engines.workcalendar.WorkCalendar` takes it.

    `hours` maps a weekday (Monday is 0) to its openings; an end of 00:00 is midnight. `holidays` maps each date to its
    name in the city's first language.
    """

    zone: str
    hours: Mapping[int, tuple[tuple[time, time], ...]]
    holidays: Mapping[date, str]


@dataclass(frozen=True, slots=True)
class City:
    """What city.yaml says. `levels` maps a level's code to its names, the widest first."""

    code: str
    names: Text
    government: Text
    languages: tuple[str, ...]
    country: str
    currency: str
    zone: str
    reference_prefix: str
    map: MapStart
    levels: Mapping[str, Text]
    calendar: OfficeCalendar
    holidays: tuple[Holiday, ...]
    boundary_label: Text = field(default_factory=dict)
    boundary_note: Text = field(default_factory=dict)
    contacts: tuple[Contact, ...] = ()
    invented: Mapping[str, str] = field(default_factory=dict)
    secretariat: bool = False

    def text(self, texts: Text, language: str) -> str:
        """A text in `language`, else in the city's first language, else in any."""
        return texts.get(language) or texts.get(self.languages[0]) or next(iter(texts.values()), "")


@dataclass(frozen=True, slots=True)
class PackArea:
    """A row of areas.csv. `path` joins the codes from the root, each followed by a slash."""

    code: str
    level: str
    name: str
    parent: str
    path: str
    longitude: float | None
    latitude: float | None
    since: date | None
    until: date | None


@dataclass(frozen=True, slots=True)
class PackOrganisation:
    """An organisation of organisations.yaml, rules written out. `path` joins the codes from the root."""

    code: str
    kind: str
    names: Text
    parent: str
    path: str
    area: str
    email: str = ""


@dataclass(frozen=True, slots=True)
class ServiceKind:
    """A service of this city and its category; empty where the service asks for none."""

    service: str
    category: str = ""


@dataclass(frozen=True, slots=True)
class PackNeighbour:
    """A file of neighbours/: what another system's topics are here. `other` is for topics that the file does not name."""

    code: str
    names: Text
    unknown_area: str
    topics: Mapping[str, ServiceKind]
    other: ServiceKind | None = None


@dataclass(frozen=True, slots=True)
class Pack:
    """A whole city pack without mistakes.

    `areas` and `organisations` list parents before children. `boundaries` holds GeoJSON geometries by area code.
    `services` holds the parsed service files, flows merged in, as `balai.engines.casework.reading.read_service` takes
    them; `tariffs` the parsed tariff files, as `balai.engines.fares.reading.read_tariff` takes them.
    """

    path: Path
    city: City
    areas: tuple[PackArea, ...]
    boundaries: Mapping[str, Mapping[str, Any]]
    boundaries_are_schematic: bool
    organisations: tuple[PackOrganisation, ...]
    services: tuple[Mapping[str, Any], ...]
    neighbours: tuple[PackNeighbour, ...] = ()
    tariffs: tuple[Mapping[str, Any], ...] = ()
