"""A tariff file comes to rule from a day on: stated in the city's log, never undone, only followed by another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction

from balai.apps.mobility.models import Tap, TariffFile
from balai.apps.mobility.ruling import tariff_of, timeline, timeline_of
from balai.apps.transparency.service import Said, state
from balai.base.city import city_zone
from balai.base.errors import Refusal
from balai.base.people.models import User
from balai.engines.fares.alike import charge_alike
from balai.engines.fares.definition import Tariff
from balai.engines.fares.reading import find_mistakes, read_tariff

TAPPED = timedelta(days=60)
WEEK = timedelta(days=7)


class TariffInThePast(Refusal):
    """A tariff can only begin tomorrow or later: rides already made keep the fare of their day."""

    code = "mobility.tariff_in_the_past"
    status = 409


class DayBeginsAtAnotherHour(Refusal):
    """The ticket day of a tariff must begin at the same hour as under the tariff that it follows."""

    code = "mobility.day_begins_at_another_hour"
    status = 409


class NetworkIsLacking(Refusal):
    """The tariff lacks a network on which cards were tapped in the last sixty days."""

    code = "mobility.network_is_lacking"
    status = 409


class TariffIsWrong(Refusal):
    """The tariff file has mistakes."""

    code = "mobility.tariff_is_wrong"
    status = 422


@transaction.atomic
def activate_tariff(*, source: Mapping[str, Any], today: date, by: User, now: datetime) -> TariffFile:
    """Let a tariff rule from its `since` on. To go back, activate the former file from a day on.

    Raises:
        TariffIsWrong: the file has mistakes.
        TariffInThePast: it would begin today or before: some of today's rides are made.
        DayBeginsAtAnotherHour: its `day_starts` differs from that of the tariff it follows.
        NetworkIsLacking: cards are tapped on a network that it does not know.
    """
    if find_mistakes(source):
        raise TariffIsWrong
    tariff = read_tariff(source)
    if tariff.since <= today:
        raise TariffInThePast
    before = tariff_of(tariff.since - timedelta(days=1))
    if before and before.day_starts != tariff.day_starts:
        raise DayBeginsAtAnotherHour
    tapped = Tap.objects.filter(at__gte=now - TAPPED).order_by().values_list("network", flat=True).distinct()
    if set(tapped) - {network.code for network in tariff.networks}:
        raise NetworkIsLacking
    return _add(tariff, source, by=by, now=now)


@transaction.atomic
def load_tariffs(*, sources: Iterable[Mapping[str, Any]], now: datetime) -> list[str]:
    """Let the files of a city pack rule from the days that stand in them; those that are known already stay.

    Words of a file, and days to come, may change at any time. Returns the codes of the tariffs that are new or changed.

    Raises:
        TariffInThePast: rides that are already made would be charged anew.
    """
    rows = list(TariffFile.objects.order_by("since", "id"))
    known = {(row.code, row.since): row.version for row in rows if row.by_id is None}
    found = [(read_tariff(source), source) for source in sources]
    fresh = [(tariff, source) for tariff, source in found if known.get((tariff.code, tariff.since)) != tariff.version]
    after = sorted([*rows, *(_unsaved(*one, by=None, now=now) for one in fresh)], key=lambda row: row.since)
    today = now.astimezone(city_zone()).date()
    if any(_tapped(*days) for days in changed_days(timeline_of(rows), timeline_of(after), today)):
        raise TariffInThePast
    return [_add(tariff, source, by=None, now=now).code for tariff, source in fresh]


def changed_days(before: Sequence[Tariff], after: Sequence[Tariff], today: date) -> list[tuple[date, date]]:
    """First and last days up to `today` on which rides would be charged otherwise.

    Where one tariff follows another no journey goes on and weeks begin anew, so a new or lost turn changes its week.
    """
    turns = [{tariff.since for tariff in tariffs if tariff.since <= today} for tariffs in (before, after)]
    turns = [found | {ended for one in tariffs if (ended := _after(one)) and ended <= today}
             for found, tariffs in zip(turns, (before, after), strict=True)]  # fmt: skip
    changed = [(day - WEEK, min(day + WEEK, today)) for day in turns[0] ^ turns[1]]
    days = sorted(turns[0] | turns[1])
    for first, following in zip(
        days, [*days[1:], today + timedelta(days=1)], strict=False
    ):  # without days only the end
        last = following - timedelta(days=1)
        old, new = (next((one for one in tariffs if one.holds_on(first)), None) for tariffs in (before, after))
        if (old is None) != (new is None) or (old and new and not charge_alike(old, new, first, last)):
            changed.append((first, last))
    return changed


def _after(tariff: Tariff) -> date | None:
    return tariff.until + timedelta(days=1) if tariff.until else None


def _tapped(first: date, last: date) -> bool:
    """Whether any card was tapped on those days, or in the night after them."""
    begin, end = (datetime.combine(day, time(), city_zone()) for day in (first, last + timedelta(days=2)))
    return Tap.objects.filter(at__gte=begin, at__lt=end).exists()


def _unsaved(tariff: Tariff, source: Mapping[str, Any], *, by: User | None, now: datetime) -> TariffFile:
    return TariffFile(
        code=tariff.code, version=tariff.version, since=tariff.since, until=tariff.until, definition=source, at=now, by=by
    )  # fmt: skip


def _add(tariff: Tariff, source: Mapping[str, Any], *, by: User | None, now: datetime) -> TariffFile:
    row = _unsaved(tariff, source, by=by, now=now)
    row.save()
    public = {"tariff": tariff.code, "since": tariff.since.isoformat(), "version": tariff.version}
    state([Said("tariff.activated", now, public, subject=f"tariff:{row.pk}")])
    timeline.forget()
    transaction.on_commit(timeline.forget)  # another thread may have read the old ones until now
    return row
