"""The running city: what its city.yaml says, read once per process."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings

from balai.base.packs import City, load_city


def current_city() -> City:
    """The city that this process runs: its names, languages, zone, levels, calendar and contacts.

    Raises:
        PackIsBroken: city.yaml has mistakes, or is missing.
    """
    return _city_in(settings.CONFIGURATION.city)


def city_zone() -> ZoneInfo:
    """The time zone in which the city's people read times."""
    return ZoneInfo(current_city().zone)


@lru_cache(maxsize=8)
def _city_in(folder: Path) -> City:
    return load_city(folder)
