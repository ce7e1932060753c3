"""Publishes a month's figures: computed from rows, signed, entered in the log in the same transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from balai.apps.cases import service as cases
from balai.apps.figures.service import first_month, sums_of_city
from balai.apps.indicators.catalogue import datasets
from balai.apps.indicators.computing import Facts, compute, without_small, written_rows
from balai.apps.indicators.model import definitions_file
from balai.apps.indicators.models import Publication, Taken
from balai.apps.transparency import service as transparency
from balai.apps.votes import service as votes
from balai.base.city import city_zone, current_city
from balai.base.packs import load_networks
from balai.engines.transparency.documents import sign_document

KIND = "figures"
SCHEMA = "balai-figures/1"
PUBLISHED_ON_DAY = 3
"""Of the next month: what came in on the last evening has had its first days."""
MOST_MONTHS = 24
_LOCK = 0x62616C6169_03


@transaction.atomic
def publish(*, month: date, now: datetime) -> Publication:
    """The figures of a month that has ended. The same again is no new publication; anything else is a correction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    now = now.replace(microsecond=0)
    period = f"{month:%Y-%m}"
    latest = Publication.objects.filter(period=period).order_by("-number").first()
    sums = without_small({code: tally for code, tally in sums_of_city(_top_area(), month).items() if code})
    rows, facts = written_rows(sums), _facts(month, now)
    figures = [one.written() for one in compute(sums, facts)]
    if latest and latest.body["figures"] == figures and bytes(latest.rows) == rows:
        return latest
    number = max(latest.number if latest else 0, _taken(period)) + 1
    body = _body(f"{period}-{number}", period, number, now) | {
        "facts": _written_facts(facts),
        "rows": {
            "address": f"{_address()}/angka/terbitan/{period}-{number}.csv",
            "sha256": hashlib.sha256(rows).hexdigest(),
            "octets": len(rows),
        },
        "figures": figures,
    }
    document = sign_document(KIND, body, transparency.signing_keys(now))
    name, shown = f"{KIND}/{period}-{number}", {"period": period, "number": number}
    transparency.state_publication(name, document.note.text.encode(), now=now, shown=shown)
    return Publication.objects.create(
        period=period, number=number, at=now, body=body, file=document.file, rows=rows, digest=document.digest
    )


def _taken(period: str) -> int:
    return Taken.objects.filter(period=period).values_list("number", flat=True).first() or 0


@transaction.atomic
def keep_clear(numbers: Mapping[str, int]) -> None:
    """Give no number again that others have seen under this city's name: the highest of each month."""
    for period, number in numbers.items():
        found, is_new = Taken.objects.get_or_create(period=period, defaults={"number": number})
        if not is_new and found.number < number:
            Taken.objects.filter(period=period).update(number=number)


def publish_what_is_due(*, now: datetime) -> list[Publication]:
    """Every month that has ended and is not published yet, the oldest first; at most `MOST_MONTHS` back."""
    today, first = now.astimezone(city_zone()).date(), first_month()
    if first is None or today.day < PUBLISHED_ON_DAY:
        return []
    months: list[date] = []
    month = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    while month >= first and len(months) < MOST_MONTHS:
        months.append(month)
        month = (month - timedelta(days=1)).replace(day=1)
    done = set(Publication.objects.filter(at__lte=now).values_list("period", flat=True))
    return [publish(month=one, now=now) for one in reversed(months) if f"{one:%Y-%m}" not in done]


def _body(name: str, period: str, number: int, now: datetime) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "name": name,
        "city": current_city().code,
        "address": _address(),
        "period": period,
        "number": number,
        "area": _top_code(),
        "at": now.isoformat(),
        "definitions": {
            "address": f"{_address()}/angka/definisi.json",
            "sha256": hashlib.sha256(definitions_file()).hexdigest(),
        },
    }


def _facts(month: date, now: datetime) -> Facts:
    profile, _networks = load_networks(settings.CONFIGURATION.city, current_city())
    services = list(cases.current_services().values())
    ballots, roll = votes.turnout_between(month, _after(month))
    return Facts(
        at=now,
        month=month,
        population=int(profile.population["people"]) if profile.population else None,
        services=len(services),
        promised=sum(1 for one in services if one.promise or any(step.promise for step in one.steps)),
        datasets=len(datasets()),
        statements=transparency.statements_between(month, _after(month)),
        ballots=ballots,
        roll=roll,
    )


def _written_facts(facts: Facts) -> dict[str, Any]:
    return {
        "population": facts.population,
        "services": facts.services,
        "promised": facts.promised,
        "datasets": facts.datasets,
        "statements": facts.statements,
        "ballots": facts.ballots,
        "roll": facts.roll,
    }


def facts_of(body: dict[str, Any]) -> Facts:
    """What a publication says beside its rows.

    Raises:
        KeyError, ValueError: it does not say it.
    """
    return Facts(
        at=datetime.fromisoformat(body["at"]), month=date.fromisoformat(f"{body['period']}-01"), **body["facts"]
    )


def _after(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


def _address() -> str:
    return str(settings.CONFIGURATION.address)


def _top_code() -> str:
    paths = cases.directory().area_paths
    return next((code for code, path in paths.items() if path.count("/") == 1), "")


def _top_area() -> int:
    return cases.directory().area_ids.get(_top_code(), 0)
