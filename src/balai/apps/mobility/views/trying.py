"""The operator's desk of tariffs: try a file out over past taps, and let it rule from a day on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import yaml
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from balai.apps.cases.service import Desk, directory, frame_of
from balai.apps.mobility.actions.activating import activate_tariff
from balai.apps.mobility.forms import TariffForm
from balai.apps.mobility.models import TariffFile
from balai.apps.mobility.rules import ACTIVATING_ROLES, LONGEST_TRY_OUT_DAYS, TRANSPORT
from balai.apps.mobility.ruling import tariff_of
from balai.apps.mobility.views.tariffs import grouped, shown
from balai.apps.mobility.wishing import TimetableIsNotReady, demand_of_wishes
from balai.base import clock
from balai.base.city import city_zone, current_city
from balai.base.errors import Refusal
from balai.base.packs.mistakes import Mistake
from balai.base.packs.tariffs_folder import read_tariff_text
from balai.engines.fares.gtfs.writing import write_fares
from balai.engines.fares.mistakes import FareError
from balai.engines.fares.reading import read_tariff, tariff_schema
from balai.engines.fares.tables import compile_tariff
from balai.web.components import Column, Table
from balai.web.dates import day_text
from balai.web.languages import switches_language, unjudged
from balai.web.private_pages import INVALID, active_language

FILE = "tariff.yaml"


def may_activate(desk: Desk) -> bool:
    """An administrator whose role reaches the organisation that answers for transport."""
    return desk.held.role in ACTIVATING_ROLES and directory().id_of(TRANSPORT) in desk.organisations


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The file that rules, to be changed; then what the change does, or its mistakes."""
    switched = switches_language(request)
    today = clock.now().astimezone(city_zone()).date()
    if request.method != "POST":
        return _page(request, desk, TariffForm(initial={"file": _file_of(today)}))
    form = TariffForm(data=request.POST)
    if switched:
        return _page(request, desk, unjudged(form))
    if not form.is_valid():
        return _page(request, desk, form, status=INVALID)
    document, mistakes = read_tariff_text(form.cleaned_data["file"], FILE, current_city().languages)
    if document is None or mistakes:
        return _page(request, desk, form, {"mistakes": mistakes}, status=INVALID)
    if request.POST.get("act") == "activate":
        return _activate(request, desk, form, document.value, today)
    return _try(request, desk, form, document.value, today)


def _try(request: HttpRequest, desk: Desk, form: TariffForm, source: dict[str, Any], today: date) -> HttpResponse:
    wishes = form.cleaned_data["demand"]
    try:
        return _page(request, desk, form, _tried(source, wishes, today))
    except (TimetableIsNotReady, FareError) as problem:
        form.add_error("demand" if wishes else None, str(problem))
        return _page(request, desk, form, status=getattr(problem, "status", INVALID))


def _activate(request: HttpRequest, desk: Desk, form: TariffForm, source: dict[str, Any], today: date) -> HttpResponse:
    if not may_activate(desk):
        raise PermissionDenied
    try:
        row = activate_tariff(source=source, today=today, by=desk.user, now=clock.now())
    except Refusal as refusal:
        form.add_error("file", str(refusal))
        return _page(request, desk, form, status=refusal.status)
    said = _("The tariff rules from %(day)s on. This stands in the city’s log.") % {"day": day_text(row.since)}
    messages.success(request, said)
    return HttpResponseRedirect(reverse("mobility:try"))


def _file_of(today: date) -> str:
    """The file that rules today, to begin from next month on."""
    tariff = tariff_of(today)
    row = TariffFile.objects.filter(version=tariff.version).first() if tariff else None
    if row is None:
        return ""
    following = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    # The database keeps no order of keys; people read the file in that of its schema.
    keys = [key for key in tariff_schema()["properties"] if key in row.definition]
    source = {**{key: row.definition[key] for key in keys}, "since": following.isoformat()}
    return yaml.safe_dump(source, allow_unicode=True, sort_keys=False, width=110)


def _tried(source: dict[str, Any], wishes: str, today: date) -> dict[str, Any]:
    """What the new file does to the rides of the last days, or to planned ones.

    Raises:
        TimetableIsNotReady: wishes cannot be planned now.
        FareError: wishes cannot be read, or a tariff lacks what the rides need.
    """
    old, new = tariff_of(today), read_tariff(source)
    context: dict[str, Any] = {"new": shown(new), "days": LONGEST_TRY_OUT_DAYS, "wished": None, "tariff": new}
    if old is None:
        return context
    # What computes over many rides is loaded only for those who try something out.
    from balai.apps.mobility.queries.demand import demand_of  # noqa: PLC0415
    from balai.engines.fares.picture import picture  # noqa: PLC0415
    from balai.engines.fares.trying import compare  # noqa: PLC0415

    tariffs = compile_tariff(old), compile_tariff(new)
    context["wished"] = demand_of_wishes(wishes, tariffs) if wishes else None
    taps_from = today - timedelta(days=LONGEST_TRY_OUT_DAYS)
    demand = context["wished"].demand if wishes else demand_of(taps_from, today)
    if demand is None:
        return context
    found = compare(*tariffs, demand, zone=city_zone())
    parts = (
        (_("All journeys"), [found.whole]), (_("By distance"), found.distances),
        (_("By group"), found.groups), (_("By district"), found.areas),
    )  # fmt: skip
    drawing = picture(found, active_language())
    return context | {
        "tables": [_table(title, rows) for title, rows in parts],
        "picture": mark_safe(drawing),  # noqa: S308 (drawn by us; every word in it is escaped)
    }


def _table(title: str, rows: Sequence[Any]) -> Table:
    columns = [
        Column(title), Column(_("Journeys"), number=True), Column(_("Now"), number=True),
        Column(_("Then"), number=True), Column(_("Pay less"), number=True), Column(_("Pay more"), number=True),
    ]  # fmt: skip
    names = {"all": _("All"), "": _("Not known") if title == _("By district") else _("Everyone")}
    cells = [[names.get(row.name, row.name), *(grouped(value) for value in _values(row))] for row in rows]
    return Table(title, columns, cells)


def _values(row: Any) -> tuple[int, ...]:
    return (row.people, row.before, row.after, row.winners, row.losers)


def _page(
    request: HttpRequest, desk: Desk, form: TariffForm, more: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    found: Sequence[Mistake] = (more or {}).get("mistakes", ())
    context = {
        "form": form,
        "may_activate": may_activate(desk),
        "history": TariffFile.objects.select_related("by").order_by("-id")[:20],
        "mistake_lines": [(mistake.line, mistake.wrong, mistake.mend) for mistake in found],
        **(more or {}),
    }
    ruling = context.get("tariff") or tariff_of(clock.now().astimezone(city_zone()).date())
    context["unsaid"] = write_fares(ruling).sentences(active_language()) if ruling else []
    return render(request, "mobility/try.html", context | frame_of(desk), status=status)
