"""In whose hands reports lie, and for how long: by organisation, and for one case."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from balai.apps.cases.service import (
    Case,
    Desk,
    Turn,
    directory,
    organisation_words,
    organisation_words_by_id,
    read_cursor,
    service_of,
    step_words,
    turns_of,
)
from balai.apps.supervision.models import Holding
from balai.apps.supervision.queries.turns import followed_until, holdings, passed_around
from balai.apps.supervision.rules import HOLDING_DAYS, PASSED_AROUND
from balai.apps.supervision.views.common import Part, address, as_file, bar, frame, unit_of, way_to, within
from balai.base import clock
from balai.base.people.models import User
from balai.web import dates

MOST_IN_A_FILE = 5_000
MOST_UNITS = 50
"""On the page; the file has all of them."""
HOUR = 3600


@dataclass(frozen=True, slots=True)
class HandRow:
    """How long one organisation held reports."""

    words: str
    cases: int
    median: str
    ninth: str
    longest: str
    passed: int
    bar: tuple[Part, ...]


@require_safe
def show(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Hours in each organisation's hands, and the open reports that have been passed around."""
    unit = unit_of(request.GET, desk)
    held = holdings(within(desk, unit))
    if request.GET.get("format") == "csv":
        around = request.GET.get("table") == "passed"
        return _passed_file(within(desk, unit)) if around else _file(held)
    page = passed_around(within(desk, unit), cursor=read_cursor(request.GET.get("after", "")))
    now, longest = clock.now(), max((row.ninth_hours for row in held[:MOST_UNITS]), default=0.0)
    context: dict[str, Any] = {
        "rows": [_row(row, longest) for row in held[:MOST_UNITS]],
        "hidden": max(len(held) - MOST_UNITS, 0),
        "passed": [
            (
                row.reference,
                reverse("supervision:hands_of_case", args=[row.reference]),
                row.hand,
                organisation_words_by_id(row.organisation_id),
                dates.length_text(now - row.began_at),
                dates.length_text(now - row.opened_at),
            )
            for row in page.rows
        ],
        "following": address("hands", unit=unit, after=page.next) if page.next else "",
        "first": address("hands", unit=unit) if request.GET.get("after") else "",
        "way": way_to(desk, unit, "hands"),
        "days": HOLDING_DAYS.days,
        "around": PASSED_AROUND,
        "followed": followed_until(),
        "file": address("hands", unit=unit, format="csv"),
        "passed_file": address("hands", unit=unit, format="csv", table="passed"),
    }
    return render(request, "supervision/hands.html", context | frame(desk, "hands"))


def _row(held: Holding, longest: float) -> HandRow:
    beyond = max(held.ninth_hours - held.median_hours, 0.0)
    return HandRow(
        organisation_words_by_id(held.organisation_id),
        held.cases,
        hours_words(held.median_hours),
        hours_words(held.ninth_hours),
        hours_words(held.longest_hours),
        held.passed,
        tuple(bar([("median", held.median_hours), ("ninth", beyond)], longest)),
    )


def hours_words(hours: float) -> str:
    """Hours with one decimal below ten, whole above."""
    return str(number_format(hours, decimal_pos=1 if hours < 10 else 0, force_grouping=True))


def _file(held: list[Holding]) -> HttpResponse:
    columns = [_("Organisation"), _("Reports"), _("Median hours"), _("90th percentile of hours"), _("Longest, hours")]
    lines = [
        [
            organisation_words_by_id(row.organisation_id),
            row.cases,
            *(round(hours, 1) for hours in (row.median_hours, row.ninth_hours, row.longest_hours)),
            row.passed,
        ]
        for row in held
    ]
    return as_file("hands", [*columns, _("Passed around")], lines)


def _passed_file(units: Collection[int]) -> HttpResponse:
    columns = [_("Report"), _("Pair of hands"), _("Now with"), _("There since"), _("Came in")]
    lines = [
        [
            *(row.reference, row.hand, organisation_words_by_id(row.organisation_id)),
            *(row.began_at.isoformat(), row.opened_at.isoformat()),
        ]
        for row in passed_around(units, size=MOST_IN_A_FILE).rows
    ]
    return as_file("passed-around", columns, lines)


@dataclass(frozen=True, slots=True)
class TurnRow:
    """One turn of one case in words."""

    holder: str
    step: str
    began: datetime
    ended: datetime | None
    hours: str
    waited: str
    by: str
    bar: tuple[Part, ...]


@require_safe
def of_case(request: HttpRequest, desk: Desk, reference: str) -> HttpResponse:
    """In whose hands one case was, turn by turn, and how long each holder had it."""
    case, now = desk.find(reference), clock.now()
    turns = list(turns_of([case.id])[0].turns)
    began = turns[0].began if turns else case.opened_at
    whole = (max((turn.ended or now for turn in turns), default=now) - began).total_seconds()
    people = User.objects.in_bulk({turn.by for turn in turns if turn.by})
    if request.GET.get("format") == "csv":
        return _turns_file(case, turns, people, now)
    context: dict[str, Any] = {
        "case": case,
        "turns": [_turn_row(case, turn, people.get(turn.by or 0), began=began, whole=whole, now=now) for turn in turns],
        "holders": [
            (words, hours_words(held.total_seconds() / HOUR), count) for words, held, count in _holders(turns, now)
        ],
        "hands": max((turn.hand for turn in turns), default=0),
        "case_url": reverse("desk:case", args=[case.reference]),
        "file": address("hands_of_case", case.reference, format="csv"),
    }
    return render(request, "supervision/hands_of_case.html", context | frame(desk, "hands"))


def _turns_file(case: Case, turns: list[Turn], people: Mapping[int, User], now: datetime) -> HttpResponse:
    columns = [_("Held by"), _("Step"), _("From"), _("Until"), _("Hours"), _("Pair of hands"), _("Ended by")]
    lines = [
        [
            *(holder_words(turn), turn.step, turn.began.isoformat(), turn.ended.isoformat() if turn.ended else ""),
            *(round(turn.held(now).total_seconds() / HOUR, 1), turn.hand, people.get(turn.by or 0, "")),
        ]
        for turn in turns
    ]
    return as_file(f"hands-{case.reference}", columns, lines)


def holder_words(turn: Turn) -> str:
    return organisation_words(turn.organisation) if turn.organisation else _("The citizen")


def _holders(turns: list[Turn], now: datetime) -> list[tuple[str, timedelta, int]]:
    """Each holder with the time in their hands and the number of turns, the longest first; waiting is the citizen's."""
    found: dict[str, tuple[timedelta, int]] = {}
    for turn in turns:
        held, count = found.get(turn.organisation, (timedelta(0), 0))
        found[turn.organisation] = (held + turn.held(now), count + 1)
        waiting = (turn.ended or now) - turn.began - turn.held(now)
        if waiting:
            held, count = found.get("", (timedelta(0), 0))
            found[""] = (held + waiting, count)
    rows = [
        (organisation_words(code) if code else _("The citizen"), held, count) for code, (held, count) in found.items()
    ]
    return sorted(rows, key=lambda row: -row[1])


def _turn_row(case: Case, turn: Turn, person: User | None, *, began: datetime, whole: float, now: datetime) -> TurnRow:
    held, length = turn.held(now), ((turn.ended or now) - turn.began).total_seconds()
    before = (turn.began - began).total_seconds()
    kind = "held" if turn.organisation else "citizen"
    parts = [part for part in bar([("before", before), (kind, length)], whole) if part.kind != "before"]
    waited = (turn.ended or now) - turn.began - held
    known = turn.organisation in directory().every or not turn.organisation
    return TurnRow(
        holder_words(turn) if known else turn.organisation,
        step_words(service_of(case.service_id), turn.step),
        turn.began,
        turn.ended,
        hours_words(held.total_seconds() / HOUR),
        hours_words(waited.total_seconds() / HOUR) if waited else "",
        str(person) if person else "",
        tuple(parts),
    )
