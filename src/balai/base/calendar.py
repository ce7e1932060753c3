"""The working calendar of the running city."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from balai.base.city import current_city
from balai.engines.workcalendar import WorkCalendar


def city_calendar() -> WorkCalendar:
    """The office hours and holidays of the city that this process runs, made once per process.

    Raises:
        PackIsBroken: city.yaml has mistakes, or is missing.
    """
    return _calendar_of(settings.CONFIGURATION.city)


@lru_cache(maxsize=8)
def _calendar_of(folder: Path) -> WorkCalendar:  # noqa: ARG001 (the running city's folder is the key)
    written = current_city().calendar
    return WorkCalendar(zone=written.zone, hours=written.hours, holidays=written.holidays)
