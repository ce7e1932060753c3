"""Computes every indicator from the rows that are published beside it: the city and whoever checks it use this alone."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Decimal

from balai.apps.figures.service import Duration, Figures, Share, Tally, figures_from
from balai.apps.indicators.model import Figure, Indicator, Quality, indicators

COLUMNS = ("service", "received", "refused", "decided", "kept", "finished", "reopened", "ratings", "open_days", "hours")
LISTS = ("ratings", "open_days", "hours")
LARGEST_LIST = 400
MOST_ROWS = 2_000
OTHERS, LEAST_RECEIVED, LEAST_RATINGS = "other", 20, 10
FINE, COARSE = Decimal("0.0001"), Decimal("0.1")


class NotRows(ValueError):
    """The file does not hold the rows of a publication."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rows do not say: when they were counted, and what stood still at that time."""

    at: datetime
    month: date
    population: int | None
    services: int
    promised: int
    datasets: int
    statements: int
    ballots: int = 0
    roll: int = 0


def without_small(sums: Mapping[str, Tally]) -> dict[str, Tally]:
    """The same sums, but services that are so small that a person could be known by them are one row, `OTHERS`.

    A row of others that is small itself takes the smallest of the large ones in, so that nothing can be subtracted.
    """
    others, large = Tally(), {code: tally for code, tally in sums.items() if not _is_small(tally) and code != OTHERS}
    for code in sums.keys() - large.keys():
        others.merge(sums[code])
    for code in sorted(large, key=lambda one: (sums[one].received, one)):
        if not others.is_nothing and _is_small(others):
            others.merge(large.pop(code))
    return large if others.is_nothing else {**large, OTHERS: others}


def _is_small(tally: Tally) -> bool:
    return tally.received < LEAST_RECEIVED or 0 < sum(tally.ratings) < LEAST_RATINGS


def written_rows(sums: Mapping[str, Tally]) -> bytes:
    """The sums of each service as CSV; lists are joined by spaces."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for service, tally in sorted(sums.items()):
        values = [getattr(tally, name) for name in COLUMNS[1:]]
        writer.writerow([service, *(" ".join(map(str, one)) if isinstance(one, list) else one for one in values)])
    return out.getvalue().encode()


def read_rows(content: bytes) -> dict[str, Tally]:
    """The sums of each service.

    Raises:
        NotRows: the file is none of ours.
    """
    try:
        rows = list(csv.reader(io.StringIO(content.decode(), newline="")))
        if not rows or tuple(rows[0]) != COLUMNS or len(rows) > MOST_ROWS:
            raise NotRows("columns")
        return {row[0]: _tally(row) for row in rows[1:]}
    except (UnicodeDecodeError, csv.Error, ValueError) as error:
        raise NotRows(str(error)) from error


def _tally(row: list[str]) -> Tally:
    if len(row) != len(COLUMNS):
        raise NotRows("a row of another length")
    values: dict[str, int | list[int]] = {}
    for name, text in zip(COLUMNS[1:], row[1:], strict=True):
        parts = text.split() if name in LISTS else [text]
        if len(parts) > LARGEST_LIST or not all(part.isdecimal() and len(part) < 16 for part in parts):
            raise NotRows(name)
        values[name] = [int(part) for part in parts] if name in LISTS else int(text)
    return Tally(**values)  # type: ignore[arg-type]


def compute(sums: Mapping[str, Tally], facts: Facts) -> list[Figure]:
    """Every figure of a month."""
    total = Tally()
    for tally in sums.values():
        total.merge(tally)
    found = figures_from({facts.month: total} if total.received else {}, facts.at)
    known = _values(found, total, facts)
    return [_graded(one, known[code]()) for code, one in indicators().items()]


def _values(found: Figures, total: Tally, facts: Facts) -> Mapping[str, Callable[[], Figure]]:
    return {
        "promises.on_time": lambda: _share(found.on_time),
        "promises.decided": lambda: _count(total.decided),
        "reports.received": lambda: _count(found.received),
        "reports.per_1000": lambda: _per_thousand(found.received, facts.population),
        "reports.median_hours": lambda: _hours(found.median),
        "reports.ninetieth_hours": lambda: _hours(found.ninetieth),
        "reports.reopened": lambda: _share(found.reopened),
        "reports.satisfied": lambda: _share(found.satisfied),
        "services.online": lambda: _count(facts.services),
        "services.promised": lambda: _whole_share(facts.promised, facts.services),
        "data.datasets": lambda: _count(facts.datasets),
        "log.statements": lambda: _count(facts.statements),
        "votes.turnout": lambda: _whole_share(facts.ballots, facts.roll) if facts.roll else _none("no_polls"),
    }


def _graded(definition: Indicator, found: Figure) -> Figure:
    quality = definition.quality if found.value is not None else Quality.UNKNOWN
    return replace(found, code=definition.code, version=definition.version, quality=quality)


def _none(why: str) -> Figure:
    return Figure("", "", missing=why)


def _count(number: int) -> Figure:
    return Figure("", "", Decimal(number), numerator=number)


def _share(share: Share) -> Figure:
    if share.value is None or share.interval is None:
        return _none("too_few")
    low, high = (_rounded(one, FINE) for one in share.interval)
    return Figure("", "", _rounded(share.value, FINE), low, high, share.part, share.whole)


def _whole_share(part: int, whole: int) -> Figure:
    """A part of all there are: nothing is left to chance, so there is no interval."""
    if not whole:
        return _none("nothing_counted")
    value = _rounded(part / whole, FINE)
    return Figure("", "", value, value, value, part, whole)


def _hours(found: Duration) -> Figure:
    if found.minutes is None:
        return _none("too_few" if found.too_few else "not_yet")
    return Figure("", "", _in_hours(found.minutes), _in_hours(found.low), _in_hours(found.high))


def _in_hours(minutes: float | None) -> Decimal | None:
    return None if minutes is None else _rounded(minutes / 60, COARSE)


def _per_thousand(received: int, population: int | None) -> Figure:
    if not population:
        return _none("no_population")
    return Figure("", "", _rounded(1000 * received / population, FINE), numerator=received, denominator=population)


def _rounded(number: float, step: Decimal) -> Decimal:
    return Decimal(repr(number)).quantize(step, ROUND_HALF_EVEN)
