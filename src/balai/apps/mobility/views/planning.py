"""Plan a journey: from, to, when; a list with prices, each journey step by step."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from balai.apps.mobility.planning import Found, Offer, as_json, find_place, names_of, offers
from balai.apps.mobility.timetables import AGAIN_SECONDS, feed_folder, is_unreadable, planner_of
from balai.base import clock
from balai.base.city import city_zone
from balai.web.private_pages import active_language

RETRY_SECONDS = 10
STAMP = "%Y-%m-%dT%H:%M"


@require_safe
def plan(request: HttpRequest) -> HttpResponse:
    """The form, and what was found."""
    context = _answer(request)
    answer = render(request, "mobility/plan.html", context)
    if context.get("preparing"):
        answer["Retry-After"] = str(RETRY_SECONDS)
    return answer


@require_safe
def journeys(request: HttpRequest) -> JsonResponse:
    """The same as JSON: `dari`, `ke` (a stop's name or id, or latitude,longitude) and `kapan` (2026-09-30T08:00)."""
    if not (request.GET.get("dari") and request.GET.get("ke")):
        return JsonResponse({"problem": _("Say from where and to where.")}, status=400)
    context = _answer(request)
    found: list[Offer] = context.get("offers", [])
    problem = str(context.get("problem", ""))
    if context.get("preparing"):
        return JsonResponse({"problem": "preparing"}, status=503, headers={"Retry-After": str(RETRY_SECONDS)})
    if context.get("unreadable"):
        return JsonResponse({"problem": "unreadable"}, status=503, headers={"Retry-After": str(int(AGAIN_SECONDS))})
    status = 400 if problem or context.get("unknown") else 200
    unknown = [{"typed": place.typed, "suggestions": place.suggestions} for place in context.get("unknown", [])]
    body: dict[str, Any] = {"journeys": [as_json(offer) for offer in found]}
    return JsonResponse(body | ({"problem": problem, "unknown": unknown} if status == 400 else {}), status=status)


def _answer(request: HttpRequest) -> dict[str, Any]:
    now = clock.now().astimezone(city_zone())
    typed = {name: request.GET.get(name, "") for name in ("dari", "ke", "kapan")}
    context: dict[str, Any] = {"typed": typed, "when": typed["kapan"] or now.strftime(STAMP)}
    folder = feed_folder()
    if folder is None:
        return context | {"nowhere": True}
    planner = planner_of(folder)
    if planner is None:
        return context | ({"unreadable": True} if is_unreadable(folder) else {"preparing": True})
    context["names"] = names_of(planner)
    if not (typed["dari"] and typed["ke"]):
        return context
    at = _moment(context["when"])
    if at is None:
        return context | {"problem": _("The time is not written like 2026-09-30T08:00.")}
    ends = [find_place(planner, typed["dari"]), find_place(planner, typed["ke"])]
    return context | _searched(planner, ends, at)


def _searched(planner: Any, ends: list[Found], at: datetime) -> dict[str, Any]:
    from balai.engines.transit.errors import TransitError  # noqa: PLC0415 (beside the planner, which is loaded by now)

    unknown = [found for found in ends if found.place is None]
    origin, destination = (found.place for found in ends)
    if unknown or origin is None or destination is None:
        return {"unknown": unknown}
    if origin == destination:
        return {"problem": _("You are there already: both places are the same.")}
    try:
        found = offers(planner, origin, destination, at, active_language())
    except TransitError:
        return {"problem": _("The timetable does not know this day.")}
    return {"offers": found, "searched": True, "ends": ends}


def _moment(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, STAMP).replace(tzinfo=city_zone())
    except ValueError:
        return None
