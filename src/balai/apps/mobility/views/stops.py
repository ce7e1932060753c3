"""Stops: found by name; each with what leaves next, its lines, what the operator says, and whether one can roll in."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from balai.apps.mobility.boards import Board, board_of
from balai.apps.mobility.placing import STOP, find_place, suggest
from balai.apps.mobility.searching import LONGEST_TYPED, STAMP, Answer, Asked, moment_of, timetable
from balai.apps.mobility.views.planning import shown
from balai.apps.mobility.wording_of_delays import delay_words
from balai.base import clock
from balai.base.city import city_zone
from balai.web.components import Column, Row, Table
from balai.web.maps import map_start

if TYPE_CHECKING:
    from balai.engines.transit.planner import Planner


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Stops by name: one leads to its page, several are listed."""
    planner, state = timetable()
    typed = " ".join(request.GET.get("cari", "").split())[:LONGEST_TYPED]
    context: dict[str, Any] = {"answer": _no_answer(state), "typed": typed, "start": map_start()}
    if planner is not None and typed:
        found = find_place(planner, typed)
        stop_id = getattr(found.place, "stop_id", "")
        if stop_id:
            return redirect(reverse("mobility:stop", args=[stop_id]))
        context["found"] = suggest(planner, typed, kind=STOP)
        context["searched"] = True
    return shown(request, "mobility/stops.html", context)


@require_safe
def show(request: HttpRequest, stop: str) -> HttpResponse:
    """What leaves next, now or from the time that is asked for."""
    planner, state = timetable()
    asked = request.GET.get("kapan", "")
    now = clock.now().astimezone(city_zone())
    at = moment_of(asked) or now
    context: dict[str, Any] = {"answer": _no_answer(state), "when": asked or now.strftime(STAMP), "stop_id": stop}
    if planner is not None:
        context |= _shown(planner, stop, at)
        context["delays"] = delay_words(at.date(), now)
        context["soon"] = not moment_of(asked)
        context["start"] = map_start()
    return shown(request, "mobility/stop.html", context)


def _shown(planner: Planner, stop: str, at: datetime) -> dict[str, Any]:
    from balai.engines.transit.errors import UnknownStop  # noqa: PLC0415 (beside the planner, which is loaded by now)

    try:
        board = board_of(planner, stop, at)
    except UnknownStop:
        raise Http404 from None
    return {"board": board, "table": _table(board) if board.rows else None, "facts": _facts(board)}


def _no_answer(state: str) -> Answer:
    return Answer(Asked("", "", ""), state)


def _table(board: Board) -> Table:
    columns = [Column(_("Time")), Column(_("Line")), Column(_("Towards")), Column(_("Platform"))]
    rows = [[row.time, row.line, row.headsign, row.platform or "–"] for row in board.rows]
    if not any(row.platform for row in board.rows):
        columns, rows = columns[:-1], [cells[:-1] for cells in rows]
    return Table(_("Next departures"), columns, rows, caption_hidden=True)


def _facts(board: Board) -> list[Row]:
    words = (_("not known"), _("possible"), _("not possible"))
    return [Row(_("Wheelchair"), words[board.wheelchair])] + ([Row(_("Subdistrict"), board.area)] if board.area else [])
