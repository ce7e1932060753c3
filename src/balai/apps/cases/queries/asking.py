"""From an address to filters and back: the list, the map's data and the downloads read one and the same address."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from balai.apps.cases.definitions import current_services
from balai.apps.cases.directory import directory
from balai.apps.cases.models import PUBLIC_STATES
from balai.apps.cases.queries.lists import Filters
from balai.base.city import city_zone

LONGEST = 80
ONE_DAY = timedelta(days=1)
STATES = frozenset(code for code, _words in PUBLIC_STATES)


def read_filters(asked: Mapping[str, str]) -> Filters:
    """What an address asks for; what the city does not know counts as not asked.

    `area` code, `jenis` service or service/category, `status` public state, `sejak` and `sampai` days of the city's
    calendar (both included), `kotak` west,south,east,north in degrees.
    """
    text = {name: asked.get(name, "")[:LONGEST] for name in ("area", "jenis", "status", "sejak", "sampai", "kotak")}
    service, _slash, category = text["jenis"].partition("/")
    known = current_services()
    since, until = _day(text["sejak"]), _day(text["sampai"])
    return Filters(
        area=text["area"] if text["area"] in directory().area_paths else "",
        service=service if service in known else "",
        category=category if service in known and "\0" not in category else "",
        state=text["status"] if text["status"] in STATES else "",
        since=_midnight(since) if since else None,
        until=_midnight(until + ONE_DAY) if until else None,
        box=_box(text["kotak"]),
    )


def written_filters(filters: Filters) -> dict[str, str]:
    """The same as parts of an address; empty ones are left out."""
    zone = city_zone()
    facts = {
        "area": filters.area,
        "jenis": filters.service + (f"/{filters.category}" if filters.category else ""),
        "status": filters.state,
        "sejak": filters.since.astimezone(zone).date().isoformat() if filters.since else "",
        "sampai": (filters.until.astimezone(zone).date() - ONE_DAY).isoformat() if filters.until else "",
        "kotak": ",".join(f"{degree:.5f}" for degree in filters.box) if filters.box else "",
    }
    return {name: value for name, value in facts.items() if value}


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 1900 <= found.year <= 2200 else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=city_zone())


def _box(text: str) -> tuple[float, float, float, float] | None:
    """Four numbers in the right order and on Earth."""
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        return None
    return (west, south, east, north) if -180 <= west < east <= 180 and -90 <= south < north <= 90 else None
