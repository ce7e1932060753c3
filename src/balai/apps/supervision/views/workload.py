"""Who has how much to do: each person, with what lies with the units and nobody has taken."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from balai.apps.cases.service import (
    Desk,
    Load,
    Watch,
    directory,
    organisation_words,
    organisation_words_by_id,
)
from balai.apps.supervision.queries.open_work import open_work
from balai.apps.supervision.queries.turns import ended_by_person, followed_until
from balai.apps.supervision.views.common import Part, address, as_file, bar, frame, unit_of, way_to, within
from balai.base import clock
from balai.base.city import city_zone
from balai.base.people.models import Absence, User
from balai.web import dates

DONE_DAYS = 7
MOST_PEOPLE = 200
"""On the page; the file has all of them."""


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person in one unit: their open steps, how many late and begun, the oldest, and what they ended lately."""

    name: str
    unit: str
    url: str
    open: int
    late: int
    late_url: str
    started: int
    oldest: str
    ended: int
    away: str
    bar: tuple[Part, ...]


@require_safe
def show(request: HttpRequest, desk: Desk) -> HttpResponse:
    """People with open work or with work ended in the last week, the most loaded first."""
    unit = unit_of(request.GET, desk)
    rows = _rows(desk, unit)
    if request.GET.get("format") == "csv":
        return _file(rows)
    work = open_work()
    total = work.total(within(desk, unit))
    context: dict[str, Any] = {
        "rows": rows[:MOST_PEOPLE],
        "hidden": max(len(rows) - MOST_PEOPLE, 0),
        "untaken": total.untaken,
        "untaken_url": address("list", watch=Watch.UNTAKEN, unit=unit),
        "way": way_to(desk, unit, "workload"),
        "units": [(organisation_words(code), address("workload", unit=code)) for code in _units(desk, unit)],
        "at": work.at,
        "followed": followed_until(),
        "days": DONE_DAYS,
        "file": address("workload", unit=unit, format="csv"),
    }
    return render(request, "supervision/workload.html", context | frame(desk, "workload"))


def _units(desk: Desk, unit: str) -> list[str]:
    """Units right beneath this one in which people hold work."""
    busy = {load.organisation_id for load in open_work().people}
    above, snapshot = directory().every[unit].path, directory()
    codes = {
        snapshot.by_id[number].path[len(above) :].split("/")[0]
        for number in busy & within(desk, unit)
        if number in snapshot.by_id and snapshot.by_id[number].path != above
    }
    return sorted((code for code in codes if code in snapshot.by_code), key=organisation_words)


def _rows(desk: Desk, unit: str) -> list[PersonRow]:
    now, units = clock.now(), within(desk, unit)
    loads = {(load.user_id, load.organisation_id): load for load in open_work().people if load.organisation_id in units}
    ended = ended_by_person(units, since=now - timedelta(days=DONE_DAYS))
    people = User.objects.in_bulk({person for person, _unit in (*loads, *ended)})
    today = now.astimezone(city_zone()).date()
    away = {
        absence.user_id: absence
        for absence in Absence.objects.on(today).filter(user__in=people).select_related("stand_in")
    }
    largest = max((load.open for load in loads.values()), default=0)
    keys = sorted(
        {*loads, *ended},
        key=lambda key: (-(loads[key].open if key in loads else 0), -ended.get(key, 0), str(people[key[0]]), key),
    )
    return [
        _row(
            people[key[0]],
            key[1],
            loads.get(key),
            ended=ended.get(key, 0),
            away=away.get(key[0]),
            largest=largest,
            now=now,
        )
        for key in keys
    ]


def _row(
    person: User, unit_id: int, load: Load | None, *, ended: int, away: Absence | None, largest: int, now: datetime
) -> PersonRow:
    entry = directory().by_id.get(unit_id)
    code, public_id = entry.code if entry else "", person.public_id
    late, total = (load.late, load.open) if load else (0, 0)
    away_words = _("Away until %(day)s; %(name)s stands in")
    return PersonRow(
        name=str(person),
        unit=organisation_words_by_id(unit_id),
        url=_list(Watch.OPEN, code, public_id) if total else "",
        open=total,
        late=late,
        late_url=_list(Watch.LATE, code, public_id) if late else "",
        started=load.started if load else 0,
        oldest=dates.length_text(now - load.oldest) if load else "",
        ended=ended,
        away=away_words % {"day": dates.day_text(away.until), "name": away.stand_in} if away else "",
        bar=tuple(bar([("late", late), ("open", total - late)], largest)),
    )


def _list(watch: Watch, unit: str, person: UUID) -> str:
    return address("list", watch=watch, unit=unit, alone=1, person=person)


def _file(rows: list[PersonRow]) -> HttpResponse:
    columns = [
        _("Person"),
        _("Unit"),
        pgettext("work", "Open"),
        _("Late"),
        _("Begun"),
        _("Oldest"),
        _("Ended in 7 days"),
        _("Away"),
    ]
    lines = [[row.name, row.unit, row.open, row.late, row.started, row.oldest, row.ended, row.away] for row in rows]
    return as_file("workload", columns, lines)
