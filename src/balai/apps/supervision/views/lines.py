"""Rows of open work in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from balai.apps.cases.service import (
    Clock,
    ClockWords,
    WatchedTask,
    area_words,
    category_words,
    organisation_words_by_id,
    service_of,
    step_words,
)
from balai.web import dates


@dataclass(frozen=True, slots=True)
class Line:
    """One open step of a case."""

    key: str
    reference: str
    url: str
    hands: str
    about: str
    area: str
    state: str
    step: str
    clock: Clock
    unit: str
    person: str
    age: str
    quiet: str


def lines_of(rows: Iterable[WatchedTask], now: datetime) -> list[Line]:
    """The rows of one page."""
    clocks = ClockWords(now)
    return [_line(row, now, clocks) for row in rows]


def _line(row: WatchedTask, now: datetime, clocks: ClockWords) -> Line:
    service = service_of(row.service_id)
    return Line(
        key=f"{row.case_id}:{row.step}",
        reference=row.reference,
        url=reverse("desk:case", args=[row.reference]),
        hands=reverse("supervision:hands_of_case", args=[row.reference]),
        about=category_words(service, row.category),
        area=area_words(row.area_id),
        state=row.state,
        step=step_words(service, row.step),
        clock=clocks.clock_of(row.due_at, paused=row.paused_at is not None),
        unit=organisation_words_by_id(row.organisation_id),
        person=row.person or _("Nobody yet"),
        age=dates.length_text(now - row.opened_at),
        quiet=dates.length_text(now - row.updated_at),
    )
