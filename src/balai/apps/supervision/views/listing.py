"""The lists behind the numbers, the oldest first, and from there to a transfer of many."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from balai.apps.cases.service import (
    AGES,
    Desk,
    Watch,
    Watched,
    current_services,
    directory,
    organisation_words,
    read_cursor,
    watch_list,
)
from balai.apps.supervision.rules import MOST_AT_ONCE, SUPERVISING_ROLES
from balai.apps.supervision.views.common import address, as_file, frame, unit_of, within
from balai.apps.supervision.views.lines import lines_of
from balai.apps.supervision.views.overview import band_words
from balai.base import clock
from balai.base.people.models import User
from balai.web.templatetags.balai import text_of

TITLES: dict[Watch, Any] = {
    Watch.OPEN: gettext_lazy("Open cases"),
    Watch.LATE: gettext_lazy("Late cases"),
    Watch.STUCK: gettext_lazy("Stuck cases"),
    Watch.UNTAKEN: gettext_lazy("Cases that nobody has taken"),
}
MOST_IN_A_FILE = 5_000


@dataclass(frozen=True, slots=True)
class Choice:
    """What the address asks for. `person` is a public id."""

    watch: Watch
    unit: str
    band: int | None
    alone: bool
    person: str
    service: str

    def address(self, **more: object) -> str:
        band, alone = self.band, "1" if self.alone else ""
        kept = {"watch": str(self.watch), "unit": self.unit, "band": band, "alone": alone}
        return address("list", **(kept | {"person": self.person, "service": self.service} | more))


def choice_of(asked: Mapping[str, str], desk: Desk) -> Choice:
    """What is not known counts as not chosen."""
    watch, band, service = asked.get("watch", ""), asked.get("band", ""), asked.get("service", "")
    known_band = int(band) if band.isdecimal() and len(band) == 1 and int(band) <= len(AGES) else None
    return Choice(
        Watch(watch) if watch in set(Watch) else Watch.OPEN,
        unit_of(asked, desk),
        known_band,
        asked.get("alone") == "1",
        asked.get("person", "")[:36],
        service if service in current_services() else "",
    )


def sought(desk: Desk, choice: Choice) -> tuple[Watched, str]:
    """What to look for, and the name of the person whose work it is. A person that is not known has no work."""
    person, name = None, ""
    if choice.person:
        found = User.objects.filter(public_id=_uuid(choice.person)).first()
        person, name = (found.pk, str(found)) if found else (0, "")
    units = {directory().id_of(choice.unit) or 0} & desk.organisations if choice.alone else within(desk, choice.unit)
    whole = len(units) == len(directory().by_id)
    return Watched(None if whole else units, choice.watch, choice.band, person, choice.service), name


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


@require_safe
def show(request: HttpRequest, desk: Desk) -> HttpResponse:
    """One page of a list."""
    choice, now = choice_of(request.GET, desk), clock.now()
    wanted, name = sought(desk, choice)
    if request.GET.get("format") == "csv":
        return _file(choice, list(watch_list(wanted, now=now, size=MOST_IN_A_FILE).rows), now)
    page = watch_list(wanted, now=now, cursor=read_cursor(request.GET.get("after", "")))
    lines = lines_of(page.rows, now)
    band = band_words()[choice.band] if choice.band is not None else ""
    context: dict[str, Any] = {
        "lines": lines,
        "title": TITLES[choice.watch],
        "about": ", ".join(part for part in (organisation_words(choice.unit), band, name) if part),
        "choice": choice,
        "watches": [(str(words), str(watch), watch is choice.watch) for watch, words in TITLES.items()],
        "services": [(code, text_of(service.title)) for code, service in current_services().items()],
        "following": choice.address(after=page.next) if page.next else "",
        "first": choice.address() if request.GET.get("after") else "",
        "file": choice.address(format="csv"),
        "may_transfer": desk.held.role in SUPERVISING_ROLES and bool(lines),
        "most": MOST_AT_ONCE,
    }
    return render(request, "supervision/list.html", context | frame(desk, "overview"))


def _file(choice: Choice, rows: list[Any], now: datetime) -> HttpResponse:
    columns = [_("Number of the case"), _("About"), _("Area"), _("Step"), _("Unit"), _("Person")]
    columns += [_("Came in"), _("Last event"), _("Due")]
    lines = [
        [
            *(line.reference, line.about, line.area, line.step, line.unit, line.person),
            *(row.opened_at.isoformat(), row.updated_at.isoformat(), row.due_at.isoformat() if row.due_at else ""),
        ]
        for row, line in zip(rows, lines_of(rows, now), strict=True)
    ]
    return as_file(f"{choice.watch}-reports", columns, lines)
