"""The operator's desk of timetables: bring a feed, read its report, let it rule from a day on, take it back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from balai.apps.cases.service import Desk, frame_of
from balai.apps.mobility import realtime
from balai.apps.mobility.actions.feeding import activate_feed, take_back
from balai.apps.mobility.actions.publishing import outgoing
from balai.apps.mobility.bringing import bring_feed
from balai.apps.mobility.feed_days import ruling_on, standing
from balai.apps.mobility.feed_forms import FeedForm
from balai.apps.mobility.models import FeedActivation, FeedVersion
from balai.apps.mobility.views.tariffs import grouped
from balai.apps.mobility.views.trying import may_activate
from balai.apps.mobility.wording_of_feeds import apart_words, effect_words
from balai.base import clock
from balai.base.city import city_zone
from balai.base.errors import Refusal
from balai.engines.fares.gtfs.writing import write_fares
from balai.web.components import Column, Table
from balai.web.dates import day_text
from balai.web.languages import switches_language
from balai.web.private_pages import INVALID, active_language
from balai.web.words import clean_line

SHOWN = 30
SAMPLES = 3


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What rules, what will, what is there; and the place to bring a feed."""
    if request.method != "POST" or switches_language(request):
        return _page(request, desk, FeedForm())
    form = FeedForm(data=request.POST, files=request.FILES)
    taking_back = request.POST.get("act") == "take_back"
    if not taking_back and not form.is_valid():
        return _page(request, desk, form, status=INVALID)
    if not may_activate(desk):
        raise PermissionDenied
    if taking_back:
        return _taken_back(request, desk)
    [upload] = form.cleaned_data["file"]
    try:
        row = bring_feed(upload=upload, name=clean_line(upload.name or "")[:120], by=desk.user, now=clock.now())
    except Refusal as refusal:
        form.add_error("file", str(refusal))
        return _page(request, desk, form, status=refusal.status)
    messages.success(request, _("The feed is kept. Its report stands here as soon as it has been examined."))
    return HttpResponseRedirect(_address(row))


def _address(row: FeedVersion) -> str:
    return f"{reverse('mobility:feed')}?nomor={row.pk}"


def _taken_back(request: HttpRequest, desk: Desk) -> HttpResponse:
    number = request.POST.get("nomor", "")
    row = FeedActivation.objects.filter(pk=number).first() if number.isdecimal() and len(number) < 18 else None
    if row is None:
        raise Http404
    try:
        take_back(activation=row, by=desk.user, now=clock.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The feed is taken back. This stands in the city’s log."))
    return HttpResponseRedirect(reverse("mobility:feeds"))


def _page(request: HttpRequest, desk: Desk, form: FeedForm, *, status: int = 200) -> HttpResponse:
    today = clock.now().astimezone(city_zone()).date()
    found = outgoing(today)
    context = {
        "form": form,
        "may_activate": may_activate(desk),
        "ruling": ruling_on(today),
        "standing": list(reversed(standing()))[:SHOWN],
        "today": today,
        "versions": FeedVersion.objects.select_related("by").order_by("-id")[:SHOWN],
        "outgoing": found,
        "apart": apart_words(found.apart) if found else "",
        "unsaid": write_fares(found.tariff).sentences(active_language()) if found and found.tariff else [],
        "silent": [one.name for one in realtime.sources(clock.now()) if one.is_stale],
    }
    return render(request, "mobility/feeds.html", context | frame_of(desk), status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, desk: Desk) -> HttpResponse:
    """A feed's report; with the day from which it shall rule."""
    number = request.GET.get("nomor", "")
    row = FeedVersion.objects.filter(pk=number).first() if number.isdecimal() and len(number) < 18 else None
    if row is None:
        return HttpResponseRedirect(reverse("mobility:feeds"))
    problem, status = "", 200
    if request.method == "POST" and not switches_language(request):
        if not may_activate(desk):
            raise PermissionDenied
        try:
            activation = _activated(request, desk, row)
        except Refusal as refusal:
            problem, status = str(refusal), refusal.status
        except ValueError:
            problem, status = _("The day is not written like 2026-09-30."), INVALID
        else:
            said = _("The timetable rules from %(day)s on. This stands in the city’s log.")
            messages.success(request, said % {"day": day_text(activation.since)})
            return HttpResponseRedirect(reverse("mobility:feeds"))
    context = {
        "feed": row,
        "problem": problem,
        "may_activate": may_activate(desk),
        "tables": _tables(row),
        "today": clock.now().astimezone(city_zone()).date(),
        "typed": request.POST.get("since", ""),
    }
    return render(request, "mobility/feed.html", context | frame_of(desk), status=status)


def _activated(request: HttpRequest, desk: Desk, row: FeedVersion) -> FeedActivation:
    return activate_feed(
        version=row,
        since=date.fromisoformat(request.POST.get("since", "")),
        despite_errors=request.POST.get("despite_errors") == "1",
        by=desk.user,
        now=clock.now(),
    )


def _tables(row: FeedVersion) -> list[Table]:
    """Errors apart from warnings, and what is only worth knowing."""
    notices = row.report.get("notices", [])
    parts = (("error", _("Errors")), ("warning", _("Warnings")), ("information", _("Worth knowing")))
    found = [(title, [notice for notice in notices if notice["severity"] == kind]) for kind, title in parts]
    return [_table(title, rows) for title, rows in found if rows]


def _table(title: str, notices: Sequence[dict[str, Any]]) -> Table:
    columns = [
        Column(_("Rule")),
        Column(_("File")),
        Column(_("How often"), number=True),
        Column(_("What it does to journeys")),
        Column(_("Where, for instance")),
    ]
    return Table(title, columns, [_cells(notice) for notice in notices])


def _cells(notice: dict[str, Any]) -> list[str]:
    where = [
        _("row %(row)d: %(value)s") % {"row": sample["row"], "value": sample["value"]}
        if sample["row"]
        else sample["value"]
        for sample in notice["samples"][:SAMPLES]
    ]
    file = f"{notice['file']} {notice['field']}".strip()
    return [notice["rule"], file, grouped(notice["count"]), effect_words(notice["effect"]), "; ".join(where)]
