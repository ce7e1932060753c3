"""The desk where officers tell travellers of lines and stops."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from balai.apps.cases.service import Desk, directory, frame_of
from balai.apps.mobility.actions.noticing import end_notice, tell_travellers
from balai.apps.mobility.models import TravelNotice
from balai.apps.mobility.notice_forms import NoticeForm
from balai.apps.mobility.rules import NOTICE_ROLES, TRANSPORT
from balai.apps.mobility.timetables import feed_folder, planner_of
from balai.base import clock
from balai.base.errors import Refusal
from balai.web.languages import switches_language, unjudged
from balai.web.private_pages import INVALID

SHOWN = 50


def may_tell(desk: Desk) -> bool:
    """An officer whose role reaches the organisation that answers for transport."""
    return desk.held.role in NOTICE_ROLES and directory().id_of(TRANSPORT) in desk.organisations


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Notices that hold or will, and the form for one more."""
    if request.method != "POST":
        return _page(request, desk, NoticeForm())
    if switches_language(request):
        return _page(request, desk, unjudged(NoticeForm(data=request.POST)))
    form, ending = NoticeForm(data=request.POST), request.POST.get("act") == "end"
    if not ending and not form.is_valid():
        return _page(request, desk, form, status=INVALID)
    if not may_tell(desk):
        raise PermissionDenied
    if ending:
        return _ended(request, desk)
    if not _told(form, desk):
        return _page(request, desk, form, status=INVALID)
    messages.success(request, _("The notice is out. Journeys on these lines and stops show it within seconds."))
    return HttpResponseRedirect(reverse("mobility:notices"))


def _ended(request: HttpRequest, desk: Desk) -> HttpResponse:
    row = _running(clock.now()).filter(public_id__in=[request.POST.get("notice", "")[:36]] if _is_id(request) else [])
    for notice in row:
        end_notice(notice=notice, by=desk.user, now=clock.now())
        messages.success(request, _("The notice is ended."))
    return HttpResponseRedirect(reverse("mobility:notices"))


def _is_id(request: HttpRequest) -> bool:
    text = request.POST.get("notice", "").replace("-", "")
    return len(text) == 32 and all(letter in "0123456789abcdef" for letter in text)


def _told(form: NoticeForm, desk: Desk) -> bool:
    data = form.cleaned_data
    routes, stops, unknown = _known(data["lines"], data["stops"])
    if unknown:
        form.add_error("lines", _("The timetable knows no line or stop “%(name)s”.") % {"name": unknown})
        return False
    try:
        tell_travellers(
            routes=routes,
            stops=stops,
            header={"id": data["title_id"], "en": data["title_en"]},
            text={"id": data["text_id"], "en": data["text_en"]},
            since=data["since"],
            until=data["until"],
            by=desk.user,
            now=clock.now(),
        )
    except Refusal as refusal:
        form.add_error("until" if refusal.code == "mobility.notice_is_over" else "lines", str(refusal))
        return False
    return True


def _known(lines: str, stops: str) -> tuple[list[str], list[str], str]:
    """The ids of lines by short name or id and of stops by name or id; and the first that there is not."""
    folder = feed_folder()
    planner = planner_of(folder) if folder else None
    tables = (planner.timetable.routes, planner.timetable.stops) if planner else None
    found: list[list[str]] = [[], []]
    names = (("route_id", "route_short_name"), ("stop_id", "stop_name"))
    for place, typed in enumerate((lines, stops)):
        for name in filter(None, (" ".join(part.split()) for part in typed.split(","))):
            if tables is None:
                return [], [], name
            ids, words = (tables[place][column].to_list() for column in names[place])
            same = [one for one, word in zip(ids, words, strict=True) if name in {one, word}]
            if not same:
                return [], [], name
            found[place].extend(same)
    return found[0], found[1], ""


def _running(now: datetime) -> Any:
    return (
        TravelNotice.objects.filter(ended_at__isnull=True, until__gt=now).select_related("by").order_by("since", "id")
    )


def _page(request: HttpRequest, desk: Desk, form: NoticeForm, *, status: int = 200) -> HttpResponse:
    context = {"form": form, "may_tell": may_tell(desk), "running": _running(clock.now())[:SHOWN]}
    return render(request, "mobility/travel_notices.html", context | frame_of(desk), status=status)
