"""Plan a journey: from, to, when; a list of ways with prices; what names may mean."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from balai.apps.mobility.drawing import effort_of, lines_of, marks_of
from balai.apps.mobility.for_programs import delays_of, told, whole_answer
from balai.apps.mobility.placing import STOP, WELL_KNOWN, Known, suggest
from balai.apps.mobility.queries.saved import saved_of
from balai.apps.mobility.searching import (
    PREPARING,
    UNREADABLE,
    Answer,
    address_of,
    answer_to,
    asked_in,
    timetable,
)
from balai.apps.mobility.timetables import AGAIN_SECONDS
from balai.base import clock
from balai.base.city import current_city
from balai.web.maps import map_start
from balai.web.templatetags.balai import text_of
from balai.web.visitors import user_of

RETRY_SECONDS = 10


def kind_words(kind: str) -> str:
    """What sort of place a suggestion is; areas as the city calls its levels."""
    if kind in {STOP, WELL_KNOWN}:
        return _("stop or station") if kind == STOP else _("place")
    return text_of(current_city().levels.get(kind))


@require_safe
def plan(request: HttpRequest) -> HttpResponse:
    """The form, and what was found."""
    return found_page(request, answer_to(asked_in(request.GET, clock.now())))


def found_page(request: HttpRequest, answer: Answer, *, gone: bool = False) -> HttpResponse:
    """The page of an answer; `gone` says that the journey which was asked for is in the timetable no more."""
    asked = answer.asked.query()
    rows = [
        (
            way,
            address_of(asked, way, way.first),
            [(one, address_of(asked, way, one)) for one in way.others],
            lines_of(way.first.journey),
            marks_of(way.marks),
            effort_of(way.first.journey),
        )
        for way in answer.ways
    ]
    context = {
        "answer": answer,
        "asked": answer.asked,
        "unknown": unknown_places(answer),
        "page": "mobility:plan",
        "rows": rows,
        "gone": gone,
        **_own(request, answer),
        "start": map_start(),
        **_times(answer),
    }
    return shown(request, "mobility/plan.html", context)


def _times(answer: Answer) -> dict[str, Any]:
    """The day, what is known of its delays, and how to ask for what leaves earlier and later, and for what costs less."""
    found = answer.plan
    if found is None:
        return {}
    return {
        "day": answer.day,
        "delays": delays_of(answer, clock.now()),
        "earlier": answer.asked.at(found.earlier),
        "later": answer.asked.at(found.later),
        "cheapest": replace(answer.asked, fare=True).query(),
    }


def shown(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """A page of journeys; while the timetable is made ready it says when to ask again."""
    response = render(request, template, context)
    if context["answer"].state == PREPARING:
        response["Retry-After"] = str(RETRY_SECONDS)
    return response


def _own(request: HttpRequest, answer: Answer) -> dict[str, Any]:
    """The journeys that the visitor saved, for people who are logged in."""
    visitor = user_of(request)
    saved = saved_of(visitor) if visitor is not None else []
    asked = answer.asked
    is_saved = any((one.origin, one.target) == (asked.origin, asked.target) for one in saved)
    told = [] if answer.searched else [(one, urlencode({"dari": one.origin, "ke": one.target})) for one in saved]
    return {"visitor": visitor, "saved": told, "is_saved": is_saved}


def unknown_places(answer: Answer) -> list[dict[str, Any]]:
    """What was typed that is no place by itself, each with the places that it may mean."""
    return [
        {"typed": found.typed, "choices": [_choice(answer, name, known) for known in found.suggestions]}
        for name, found in answer.unknown
    ]


def _choice(answer: Answer, name: str, known: Known) -> dict[str, str]:
    words = kind_words(known.kind)
    return {"value": known.value, "kind": words, "query": answer.asked.query(**{name: known.value})}


@require_safe
def journeys(request: HttpRequest) -> JsonResponse:
    """The same as JSON: `dari`, `ke` (a name, a stop's id, or latitude,longitude), `kapan` (2026-09-30T08:00), `cara`."""
    if not (request.GET.get("dari") and request.GET.get("ke")):
        return JsonResponse({"problem": _("Say from where and to where.")}, status=400)
    now = clock.now()
    answer = whole_answer(asked_in(request.GET, now))
    if answer.state == PREPARING:
        return JsonResponse({"problem": PREPARING}, status=503, headers={"Retry-After": str(RETRY_SECONDS)})
    if answer.state == UNREADABLE:
        return JsonResponse({"problem": UNREADABLE}, status=503, headers={"Retry-After": str(int(AGAIN_SECONDS))})
    body = told(answer, now)
    if not (answer.problem or answer.unknown):
        return JsonResponse(body)
    unknown = [
        {"typed": found.typed, "suggestions": [known.value for known in found.suggestions]}
        for _name, found in answer.unknown
    ]
    return JsonResponse(body | {"problem": answer.problem, "unknown": unknown}, status=400)


@require_safe
def places(request: HttpRequest) -> JsonResponse:
    """What `cari` may become, for fields that suggest as one types: `places` of `value` and `kind`; `jenis=stop`."""
    planner, _state = timetable()
    kind = STOP if request.GET.get("jenis") == STOP else ""
    found = suggest(planner, request.GET.get("cari", ""), kind=kind) if planner is not None else []
    response = JsonResponse({"places": [{"value": one.value, "kind": kind_words(one.kind)} for one in found]})
    response["Cache-Control"] = "private, max-age=300"
    return response
