"""The weekly sheet of a subdistrict office, made to be printed, signed and put on the wall."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from balai.apps.cases.service import (
    Desk,
    Entry,
    ServiceWeek,
    current_services,
    directory,
    organisation_words,
    running_promises,
    week_of_area,
)
from balai.apps.supervision.views.common import address, as_file, frame
from balai.apps.supervision.views.lines import lines_of
from balai.base import clock
from balai.base.city import city_zone
from balai.base.people.models import OrganisationKind
from balai.web.templatetags.balai import text_of

MOST_PROMISES = 60
WEEKS_BACK = 26


@dataclass(frozen=True, slots=True)
class ServiceRow:
    words: str
    new: int
    open: int
    late: int
    done: int
    refused: int


def offices_of(desk: Desk) -> list[Entry]:
    """The subdistrict offices within reach, by name."""
    offices = (
        entry
        for entry in directory().by_code.values()
        if entry.kind == OrganisationKind.SUBDISTRICT_OFFICE and entry.id in desk.organisations and entry.area_path
    )
    return sorted(offices, key=lambda entry: organisation_words(entry.code))


@require_safe
def choose(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Which office; whoever has only one is led there at once."""
    offices = offices_of(desk)
    if len(offices) == 1:
        return HttpResponseRedirect(address("sheet", offices[0].code))
    wanted = request.GET.get("office", "")
    if any(entry.code == wanted for entry in offices):
        return HttpResponseRedirect(address("sheet", wanted))
    context = {"offices": [(entry.code, organisation_words(entry.code)) for entry in offices]}
    return render(request, "supervision/sheets.html", context | frame(desk, "sheets"))


@require_safe
def show(request: HttpRequest, desk: Desk, office: str) -> HttpResponse:
    """The sheet of one office for the week in which the asked day lies, Monday to Sunday; this week if none is asked."""
    entry = next((entry for entry in offices_of(desk) if entry.code == office), None)
    if entry is None:
        raise Http404
    now = clock.now()
    monday = monday_of(request.GET.get("day", ""), today=now.astimezone(city_zone()).date())
    begin, end = (datetime.combine(day, time(), city_zone()) for day in (monday, monday + timedelta(days=7)))
    area = entry.area_path.strip("/").split("/")[-1]
    rows = _rows(week_of_area(directory().area_ids_below(area), begin=begin, end=end, now=now))
    if request.GET.get("format") == "csv":
        columns = [_("Service"), _("New"), pgettext("work", "Open"), _("Late"), _("Solved"), _("Refused")]
        return as_file(f"{office}-{monday}", columns, [astuple(row) for row in rows])
    promises = running_promises({entry.id}, most=MOST_PROMISES + 1)
    context: dict[str, Any] = {
        "office": organisation_words(office),
        "above": [organisation_words(code) for code in entry.path.strip("/").split("/")[:-1]],
        "area": directory().area_names.get(area, ""),
        "monday": monday,
        "sunday": monday + timedelta(days=6),
        "rows": rows,
        "total": _total(rows),
        "lines": lines_of(promises[:MOST_PROMISES], now),
        "more": len(promises) > MOST_PROMISES,
        "now": now,
        "earlier": address("sheet", office, day=monday - timedelta(days=7)),
        "later": address("sheet", office, day=monday + timedelta(days=7)) if end <= now else "",
        "file": address("sheet", office, day=monday, format="csv"),
    }
    return render(request, "supervision/sheet.html", context | frame(desk, "sheets"))


def monday_of(text: str, *, today: date) -> date:
    """The Monday of the week of a day in an address; of this week for anything else."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = today
    if not today - timedelta(weeks=WEEKS_BACK) <= day <= today:
        day = today
    return day - timedelta(days=day.weekday())


def _rows(weeks: list[ServiceWeek]) -> list[ServiceRow]:
    services = current_services()

    def words(code: str) -> str:
        return text_of(services[code].title) if code in services else code

    rows = [ServiceRow(words(week.service), week.new, week.open, week.late, week.done, week.refused) for week in weeks]
    return sorted(rows, key=lambda row: (-row.open, row.words))


def _total(rows: list[ServiceRow]) -> ServiceRow:
    return ServiceRow(
        _("All together"),
        sum(row.new for row in rows),
        sum(row.open for row in rows),
        sum(row.late for row in rows),
        sum(row.done for row in rows),
        sum(row.refused for row in rows),
    )
