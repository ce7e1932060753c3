"""The work list: tabs, filters, pages by key; and the choice of the role in which one acts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from balai.apps.cases.definitions import current_services
from balai.apps.cases.directory import directory
from balai.apps.cases.door import ACTING_AS, Desk, frame_of, key_of
from balai.apps.cases.queries.paging import read_cursor
from balai.apps.cases.queries.work_list import COUNTED_TO, Scope, Selection, counts, work_list
from balai.apps.cases.refusals import UnknownCase
from balai.apps.cases.views.areas import area_choices
from balai.apps.cases.views.lines import LineMaker
from balai.apps.cases.wording import organisation_words
from balai.base import clock
from balai.web.templatetags.balai import text_of

TABS: Mapping[Selection, Any] = {
    Selection.MINE: pgettext_lazy("work list", "Mine"),
    Selection.UNIT: pgettext_lazy("work list", "My unit"),
    Selection.LATE: pgettext_lazy("work list", "Late"),
    Selection.NEW: pgettext_lazy("work list", "New"),
}
EMPTY: Mapping[Selection, Any] = {
    Selection.MINE: gettext_lazy("Nothing has been given to you."),
    Selection.UNIT: gettext_lazy("Your unit has no open reports."),
    Selection.LATE: gettext_lazy("Nothing is late."),
    Selection.NEW: gettext_lazy("No new reports in the last 24 hours."),
}
PART = "cases/parts/work.html"


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab: its words, where it leads, and how many tasks it has ("99+" at most)."""

    words: str
    url: str
    count: str
    current: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """What the officer chose in the address."""

    selection: Selection
    area: str = ""
    service: str = ""

    def address(self, **changes: str) -> str:
        kept = {"show": str(self.selection), "area": self.area, "service": self.service} | changes
        query = urlencode({name: value for name, value in kept.items() if value})
        return f"{reverse('desk:list')}?{query}"


def choice_of(request: HttpRequest) -> Choice:
    """The choice in the address; what is not known there counts as not chosen."""
    shown = request.GET.get("show", "")
    selection = Selection(shown) if shown in set(Selection) else Selection.UNIT
    area, service = request.GET.get("area", ""), request.GET.get("service", "")
    known = area in directory().area_paths, service in current_services()
    return Choice(selection, area if known[0] else "", service if known[1] else "")


def scope_of(desk: Desk, choice: Choice) -> Scope:
    areas = directory().area_ids_below(choice.area) if choice.area else None
    return replace(desk.scope, areas=areas, services={choice.service} if choice.service else None)


@require_safe
def show(request: HttpRequest, desk: Desk) -> HttpResponse:
    """One page of the list. With `find`, straight to the case of that reference."""
    sought = request.GET.get("find", "").strip()
    if sought:
        return _find(request, desk, sought)
    choice, now = choice_of(request), clock.now()
    context = _list(request, desk, choice, now)
    asked = getattr(request, "htmx", None)
    if asked and not asked.history_restore_request:
        return render(request, PART, context)
    return render(request, "cases/work_list.html", context | frame_of(desk))


def _list(request: HttpRequest, desk: Desk, choice: Choice, now: datetime) -> dict[str, Any]:
    scope = scope_of(desk, choice)
    page = work_list(scope=scope, selection=choice.selection, now=now, cursor=read_cursor(request.GET.get("after", "")))
    counted = counts(scope=scope, now=now)
    unit = organisation_words(desk.held.organisation_code)
    words = str(TABS[choice.selection])
    maker = LineMaker(now, unit)
    return {
        "lines": [maker.line(row) for row in page.rows],
        "nobody": maker.nobody,
        "tabs": [
            Tab(str(TABS[tab]), choice.address(show=tab), counted_words(counted.get(tab, 0)), tab is choice.selection)
            for tab in TABS
        ],
        "following": choice.address(after=page.next) if page.next else "",
        "first": choice.address() if request.GET.get("after") else "",
        "choice": choice,
        "areas": area_choices(desk, choice.area),
        "services": [(code, text_of(service.title)) for code, service in current_services().items()],
        "nothing": EMPTY[choice.selection],
        "announcement": _("%(tab)s: %(count)s reports") % {"tab": words, "count": counted_words(len(page.rows))},
    }


def counted_words(count: int) -> str:
    return f"{COUNTED_TO}+" if count > COUNTED_TO else str(count)


def _find(request: HttpRequest, desk: Desk, sought: str) -> HttpResponse:
    try:
        case = desk.find(sought)
    except UnknownCase:
        messages.warning(
            request, _("You have no report with the reference %(reference)s.") % {"reference": sought[:40]}
        )
        return HttpResponseRedirect(reverse("desk:list"))
    return HttpResponseRedirect(reverse("desk:case", args=[case.reference]))


@require_POST
def act_as(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Choose the role in which one acts; a role that is not held changes nothing."""
    wanted = request.POST.get("role", "")
    if any(key_of(role) == wanted for role in (desk.held, *desk.others)):
        request.session[ACTING_AS] = wanted
    back = request.POST.get("next", "")
    return HttpResponseRedirect(back if back.startswith(reverse("desk:list")) else reverse("desk:list"))
