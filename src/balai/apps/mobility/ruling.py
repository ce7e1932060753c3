"""Which tariff rules on which day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from django.conf import settings

from balai.apps.mobility.models import TariffFile
from balai.base.memo import remembered, remembered_each
from balai.engines.fares.definition import Tariff
from balai.engines.fares.files import Lines, read_lines
from balai.engines.fares.reading import read_tariff

SECONDS = 5.0


@remembered(SECONDS)
def timeline() -> tuple[Tariff, ...]:
    """The tariffs in the order of their days, each until the next begins. Up to five seconds old."""
    last: dict[date, TariffFile] = {}
    for row in TariffFile.objects.order_by("since", "id"):
        last[row.since] = row
    rows = [last[day] for day in sorted(last)]
    tariffs = []
    for row, following in zip(rows, [*rows[1:], None], strict=False):  # without rows only the None is left
        tariff = read_tariff(row.definition)
        ends = [day for day in (tariff.until, following.since - timedelta(days=1) if following else None) if day]
        tariffs.append(replace(tariff, until=min(ends, default=None)))
    return tuple(tariffs)


def tariff_of(day: date) -> Tariff | None:
    """The tariff that rules on a ticket day."""
    return next((tariff for tariff in timeline() if tariff.holds_on(day)), None)


def lines() -> Lines:
    """Where the city's stops lie along its lines, from the pack; nothing where the pack has no such file."""
    return _lines_in(Path(settings.CONFIGURATION.city))


@remembered_each(8)
def _lines_in(folder: Path) -> Lines:
    path = folder / "tariffs" / "distances.csv"
    return read_lines(path) if path.is_file() else Lines({}, {})
