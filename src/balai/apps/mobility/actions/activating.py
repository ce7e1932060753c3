"""A tariff file comes to rule from a day on: stated in the city's log, never undone, only followed by another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction

from balai.apps.mobility.models import Tap, TariffFile
from balai.apps.mobility.ruling import tariff_of, timeline
from balai.apps.transparency.service import Said, state
from balai.base.city import city_zone
from balai.base.errors import Refusal
from balai.base.people.models import User
from balai.engines.fares.definition import Tariff
from balai.engines.fares.reading import find_mistakes, read_tariff

TAPPED = timedelta(days=60)


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

    Returns the codes of the tariffs that are new.

    Raises:
        TariffInThePast: a file that is new or changed would charge rides anew that are already made.
    """
    known = set(TariffFile.objects.values_list("version", flat=True))
    found = [(read_tariff(source), source) for source in sources]
    fresh = [(tariff, source) for tariff, source in found if tariff.version not in known]
    today = now.astimezone(city_zone()).date()
    if any(tariff.since <= today and _has_taps(tariff) for tariff, _source in fresh):
        raise TariffInThePast
    return [_add(tariff, source, by=None, now=now).code for tariff, source in fresh]


def _has_taps(tariff: Tariff) -> bool:
    """Whether any card was tapped on the days of a tariff, or in the night after them."""
    taps = Tap.objects.filter(at__gte=datetime.combine(tariff.since, time(), city_zone()))
    if tariff.until:
        taps = taps.filter(at__lt=datetime.combine(tariff.until + timedelta(days=2), time(), city_zone()))
    return taps.exists()


def _add(tariff: Tariff, source: Mapping[str, Any], *, by: User | None, now: datetime) -> TariffFile:
    row = TariffFile.objects.create(
        code=tariff.code,
        version=tariff.version,
        since=tariff.since,
        until=tariff.until,
        definition=source,
        at=now,
        by=by,
    )
    public = {"tariff": tariff.code, "since": tariff.since.isoformat(), "version": tariff.version}
    state([Said("tariff.activated", now, public, subject=f"tariff:{row.pk}")])
    timeline.forget()
    transaction.on_commit(timeline.forget)  # another thread may have read the old ones until now
    return row
