"""Which tariff rules on which day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from django.conf import settings

from balai.apps.mobility.models import TariffFile
from balai.base.memo import remembered, remembered_each
from balai.engines.fares.definition import Tariff
from balai.engines.fares.files import read_lines
from balai.engines.fares.lines import Lines
from balai.engines.fares.reading import read_tariff
from balai.engines.fares.tables import Compiled, compile_tariff

SECONDS = 5.0
_made: dict[str, tuple[tuple[Tariff, ...], tuple[Compiled, ...]]] = {}


@remembered(SECONDS)
def timeline() -> tuple[Tariff, ...]:
    """The tariffs in the order of their days: on each the one that begins last, of several the one added last.

    After a tariff that ends, the one before it goes on. Up to five seconds old; the same value as long as none is added.
    """
    return _timeline_of(tuple(TariffFile.objects.order_by("since", "id").values_list("id", flat=True)))


@remembered_each(2)
def _timeline_of(ids: tuple[int, ...]) -> tuple[Tariff, ...]:
    """Rows are only ever added: to know which there are is enough."""
    rows = TariffFile.objects.in_bulk(ids)
    return timeline_of([rows[one] for one in ids])


def ready_tariffs() -> tuple[Compiled, ...]:
    """The same tariffs, ready to price. Each answer numbers places by itself, so that threads do not mix them."""
    tariffs, made = timeline(), _made.get("ready")
    if made is None or made[0] is not tariffs:
        made = _made["ready"] = tariffs, tuple(compile_tariff(tariff) for tariff in tariffs)
    return tuple(replace(one, stops=dict(one.stops)) for one in made[1])


def timeline_of(rows: Sequence[TariffFile]) -> tuple[Tariff, ...]:
    """As `timeline`, of rows in the order of `since`, and of when they were added."""
    turns = sorted({row.since for row in rows} | {row.until + timedelta(days=1) for row in rows if row.until})
    stretches: list[tuple[date, TariffFile | None]] = []
    for day in turns:
        row = next((one for one in reversed(rows) if _holds(one, day)), None)
        if not stretches or stretches[-1][1] is not row:
            stretches.append((day, row))
    ends = [day - timedelta(days=1) for day, _row in stretches[1:]]
    return tuple(
        replace(read_tariff(row.definition), since=day, until=end)
        for (day, row), end in zip(stretches, [*ends, None], strict=False)  # without rows only the None is left
        if row
    )


def _holds(row: TariffFile, day: date) -> bool:
    return row.since <= day and (row.until is None or day <= row.until)


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
