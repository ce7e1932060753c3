"""What can I reach: stops by the quarter of an hour in which one is there, as a list; a map of them beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from balai.apps.mobility.placing import Found, find_place
from balai.apps.mobility.reaching import reach
from balai.apps.mobility.searching import Answer, asked_in, moment_of, timetable
from balai.apps.mobility.views.planning import shown, unknown_places
from balai.base import clock
from balai.web.maps import map_start

if TYPE_CHECKING:
    from balai.engines.transit.planner import Planner


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """One field and a time; what is reached in 15, 30, 45 and 60 minutes."""
    asked = asked_in(request.GET, clock.now())
    planner, state = timetable()
    answer = Answer(asked, state)
    context: dict[str, Any] = {"asked": asked, "start": map_start(), "page": "mobility:reach"}
    if planner is not None and asked.origin:
        found = find_place(planner, asked.origin)
        if found.place is None:
            answer = Answer(asked, unknown=(("dari", found),))
        else:
            answer, more = _reached(planner, found, answer)
            context |= more
    context |= {"answer": answer, "unknown": unknown_places(answer)}
    return shown(request, "mobility/reach.html", context)


def _reached(planner: Planner, found: Found, answer: Answer) -> tuple[Answer, dict[str, Any]]:
    from balai.engines.transit.errors import TransitError  # noqa: PLC0415 (beside the planner, which is loaded by now)

    at = moment_of(answer.asked.when)
    if at is None or found.place is None:
        return Answer(answer.asked, problem=_("The time is not written like 2026-09-30T08:00.")), {}
    try:
        bands = reach(planner, found.place, at)
    except TransitError:
        return Answer(answer.asked, problem=_("The timetable does not know this day.")), {}
    return answer, {"bands": bands, "found": found, "total": sum(band.count for band in bands), "at": at}
