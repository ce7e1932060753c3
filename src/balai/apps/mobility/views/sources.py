"""The desk where an operator sees how its real times arrive, and how much of them is understood."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_safe

from balai.apps.cases.service import Desk, frame_of
from balai.apps.mobility.rules import LOOKING_ROLES
from balai.apps.mobility.sources_told import Told, told
from balai.apps.mobility.views.tariffs import grouped
from balai.apps.mobility.wording_of_delays import failure_words
from balai.base import clock
from balai.base.packs.realtime_file import ALERTS, TRIP_UPDATES
from balai.web.components import Row
from balai.web.dates import length_text, moment_text, relative_text


@require_safe
def show(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Each source with its last good answer, its age, what was understood, and what went wrong last."""
    now = clock.now()
    sources = [(one, _state(one), _rows(one, now)) for one in told(now)]
    context = {"sources": sources, "may_look": desk.held.role in LOOKING_ROLES}
    return render(request, "mobility/sources.html", context | frame_of(desk))


def _state(one: Told) -> tuple[str, str]:
    """A tone and a sentence on how the source is doing."""
    if one.file is None:
        return "warning", _("Nothing has come from it yet.")
    if one.file.is_stale:
        return "warning", _("It fell silent: what it said is no longer applied, and travellers are told planned times.")
    if one.row is not None and one.row.failure:
        return "warning", _("It cannot be read just now; what it said last is still applied.")
    return "success", _("It is applied.")


def _rows(one: Told, now: datetime) -> list[Row]:
    return [*_rows_of_asking(one, now), *_rows_of_message(one, now)]


def _rows_of_asking(one: Told, now: datetime) -> list[Row]:
    if one.declared is None:
        return [Row(_("Comes from"), _("a file that the operator’s own program writes"))]
    every = pgettext("a source is asked", "every %(seconds)d seconds") % {"seconds": one.declared.every}
    rows = [Row(_("Comes from"), one.host), Row(_("Is asked"), every)]
    if one.row is None:
        return [*rows, Row(_("Last good answer"), _("not asked yet"))]
    rows.append(Row(_("Last good answer"), _aged(one.row.answered_at, now)))
    if one.row.failure:
        words = f"{failure_words(one.row.failure)} ({one.row.failure})"
        times = ngettext("%(times)s time", "%(times)s times", one.row.failures) % {"times": grouped(one.row.failures)}
        rows.append(Row(_("Went wrong since then"), f"{times}. {words}"))
        rows.append(Row(_("Is asked again"), moment_text(one.row.next_at)))
    return rows


def _rows_of_message(one: Told, now: datetime) -> list[Row]:
    if one.file is None:
        return []
    rows = [
        Row(_("True as of"), _aged(one.file.at, now)),
        Row(_("Holds for"), length_text(one.holds)),
    ]
    counts = one.understood
    if counts is None:
        return [*rows, Row(_("Trips understood"), _("counted as soon as the timetable is at hand"))]
    if one.declared is None or TRIP_UPDATES in one.declared.tells:
        unknown = grouped(counts.unknown)
        if counts.examples:
            unknown = (
                f"{unknown} ({', '.join(counts.examples)}{', …' if counts.unknown > len(counts.examples) else ''})"
            )
        rows += [Row(_("Trips understood"), grouped(counts.applied)), Row(_("Trips that the timetable lacks"), unknown)]
    if one.declared is None or ALERTS in one.declared.tells:
        rows.append(Row(_("Notices"), grouped(counts.alerts)))
    return rows


def _aged(moment: datetime | None, now: datetime) -> str:
    if moment is None:
        return _("never")
    age = relative_text(moment, now=now)
    return f"{moment_text(moment)}, {age}" if age else moment_text(moment)
