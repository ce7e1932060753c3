"""What there is to count about cases, and which of them have changed since somebody looked."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import NamedTuple

from django.db import connection

from balai.apps.cases.models import Case, Event


class Countable(NamedTuple):
    """The facts of one case that sums are made of. `late` counts limits that have passed, `rating` is 1 to 5."""

    id: int
    opened_at: datetime
    done_at: datetime | None
    area_id: int | None
    holder_id: int | None
    service: str
    category: str
    is_public: bool
    state: str
    cell: int | None
    longitude: float | None
    latitude: float | None
    late: int
    reopened: int
    rating: int | None


class StoryMark(NamedTuple):
    """How far the stories reach now: the newest event, the oldest transaction still open, and the next one to begin.

    An event older than `newest` that cannot be seen yet belongs to a transaction from `oldest` on and before `next`.
    """

    newest: int
    oldest: int
    next: int


_COUNTABLE = """
SELECT held.id, held.opened_at, held.done_at, held.area_id, held.holder_id, held.service_code, held.category,
       held.is_public, held.public_state, held.cell, held.longitude, held.latitude, held.late, held.reopened,
       (SELECT (said.data ->> 'rating')::int FROM cases_event AS said
        WHERE said.case_id = held.id AND said.kind = 'task_done' AND said.data ->> 'rating' IS NOT NULL
        ORDER BY said.seq DESC LIMIT 1)
FROM cases_case AS held
"""
_MARK = """
SELECT (SELECT coalesce(max(id), 0) FROM cases_event),
       pg_snapshot_xmin(pg_current_snapshot())::text::bigint, pg_snapshot_xmax(pg_current_snapshot())::text::bigint
"""


def story_mark() -> StoryMark:
    """Where the stories stand now."""
    with connection.cursor() as cursor:
        cursor.execute(_MARK)
        return StoryMark(*(cursor.fetchone() or (0, 0, 0)))


def cases_changed_between(*, after: int, up_to: int) -> list[int]:
    """The ids of cases to which something happened: events with numbers above `after`, at most `up_to`."""
    events = Event.objects.filter(id__gt=after, id__lte=up_to)
    return list(events.order_by("case_id").values_list("case_id", flat=True).distinct())


def countable_cases(case_ids: Collection[int]) -> list[Countable]:
    """The facts of these cases as they stand, in the order of their ids; ids of no case are passed over."""
    with connection.cursor() as cursor:
        cursor.execute(f"{_COUNTABLE} WHERE held.id = ANY(%s) ORDER BY held.id", [list(case_ids)])
        return [Countable(*row) for row in cursor.fetchall()]


def all_case_ids(*, at_once: int) -> Iterator[list[int]]:
    """The ids of all cases in their order, batch by batch."""
    last = 0
    while ids := list(Case.objects.filter(id__gt=last).order_by("id").values_list("id", flat=True)[:at_once]):
        yield ids
        last = ids[-1]


def has_changed_since(case_id: int, event: int) -> bool:
    """Whether something has happened to a case after an event's number."""
    return Event.objects.filter(case_id=case_id, id__gt=event).exists()
