"""Reads of the turns that a job keeps, and of the figures made of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from balai.apps.cases.service import PAGE_SIZE, Cursor, Page
from balai.apps.supervision.models import Holding, Progress, Turn
from balai.apps.supervision.rules import PASSED_AROUND
from balai.base.lookups import Among

TURNS = "turns"


def followed_until() -> datetime | None:
    """When the turns were last brought in step with the stories; None before the first time."""
    return Progress.objects.filter(name=TURNS).values_list("at", flat=True).first()


def holdings(organisations: Collection[int]) -> list[Holding]:
    """How long these organisations held cases, the longest median first. One statement."""
    return list(Holding.objects.filter(Among("organisation_id", organisations)).order_by("-median_hours"))


def ended_by_person(organisations: Collection[int], *, since: datetime) -> Mapping[tuple[int, int], int]:
    """How many steps each person has ended in each organisation since then: one statement over a range of time."""
    turns = Turn.objects.filter(Among("organisation_id", organisations), ended_at__gte=since, ended_by__isnull=False)
    counted = turns.values_list("ended_by_id", "organisation_id").annotate(steps=Count("id"))
    return {(person, unit): steps for person, unit, steps in counted}


@dataclass(frozen=True, slots=True)
class PassedCase:
    """An open case that has been passed around: in its how many-th pair of hands it is, with whom, and since when."""

    turn_id: int
    reference: str
    hand: int
    organisation_id: int
    began_at: datetime
    opened_at: datetime


def passed_around(
    organisations: Collection[int], *, cursor: Cursor | None = None, size: int = PAGE_SIZE
) -> Page[PassedCase]:
    """Open cases in their fourth pair of hands or beyond, the longest there first. A range of an index of such turns."""
    turns = Turn.objects.filter(Among("organisation_id", organisations), ended_at__isnull=True, hand__gte=PASSED_AROUND)
    if cursor is not None and cursor.at is not None:
        turns = turns.filter(Q(began_at__gt=cursor.at) | Q(id__gt=cursor.id), began_at__gte=cursor.at)
    shown = ("id", "case__reference", "hand", "organisation_id", "began_at", "case__opened_at")
    rows = list(turns.order_by("began_at", "id").values_list(*shown)[: size + 1])
    found = [PassedCase(*row) for row in rows[:size]]
    more = len(rows) > size
    return Page(found, Cursor(found[-1].began_at, found[-1].turn_id).write() if more else "")
