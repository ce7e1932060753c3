"""One journey on a page of its own, whose address can be shared and kept: step by step, to be printed or taken along."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from balai.apps.mobility.drawing import effort_of, marks_of
from balai.apps.mobility.notices import Notice, notices_of
from balai.apps.mobility.planning import Offer
from balai.apps.mobility.searching import AT, WAY, Answer, address_of, answer_to, asked_in
from balai.apps.mobility.views.planning import found_page
from balai.apps.mobility.ways import Way
from balai.apps.mobility.wording_of_delays import delay_words
from balai.base import clock
from balai.web.maps import map_start


def chosen(request: HttpRequest, answer: Answer) -> tuple[Way, Offer] | None:
    """The journey that an address means: of its way the one that leaves nearest to its minute."""
    way = next((way for way in answer.ways if way.key == request.GET.get(WAY)), None)
    if way is None:
        return None
    told = request.GET.get(AT, "")
    minute = int(told) if told.isascii() and told.isdigit() and len(told) < 5 else way.first.journey.departure // 60
    return way, min(way.offers, key=lambda offer: abs(offer.journey.departure // 60 - minute))


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Each step with its stops, the price with its reasons, notices, and earlier or later departures."""
    answer = answer_to(asked_in(request.GET, clock.now()))
    found = chosen(request, answer)
    if found is None:
        return found_page(request, answer, gone=answer.searched)
    way, offer = found
    place = way.offers.index(offer)
    beside = [way.offers[at] if 0 <= at < len(way.offers) else None for at in (place - 1, place + 1)]
    notices, query = notices_of(offer.journey), answer.asked.query()
    context = {
        "answer": answer,
        "asked": answer.asked,
        "way": way,
        "offer": offer,
        "day": offer.journey.date,
        "delays": delay_words(offer.journey.date, clock.now()),
        "steps": [(step, _of_step(notices, step.alerts)) for step in offer.steps],
        "notices": notices,
        "marks": marks_of(way.marks),
        "effort": effort_of(offer.journey),
        "before": beside[0] and address_of(query, way, beside[0]),
        "after": beside[1] and address_of(query, way, beside[1]),
        "start": map_start(),
        "query": request.GET.urlencode(),
        "back": query,
        "return_query": answer.asked.query(dari=answer.asked.target, ke=answer.asked.origin),
    }
    return render(request, "mobility/journey.html", context)


def _of_step(notices: list[Notice], ids: tuple[str, ...]) -> list[Notice]:
    return [notice for notice in notices if notice.id in ids]


@require_safe
def geojson(request: HttpRequest) -> JsonResponse:
    """The same journey as GeoJSON (RFC 7946): one line for each leg. 404 when it is in the timetable no more."""
    answer = answer_to(asked_in(request.GET, clock.now()))
    found = chosen(request, answer)
    if found is None:
        empty: dict[str, Any] = {"type": "FeatureCollection", "features": []}
        return JsonResponse(empty, status=404 if answer.searched else 400, content_type="application/geo+json")
    return JsonResponse(found[1].journey.as_geojson(), content_type="application/geo+json")
