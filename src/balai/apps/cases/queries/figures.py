"""What there is to count about cases, and which of them have changed since somebody looked."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from django.db import connection

from balai.apps.cases.definitions import service_of
from balai.apps.cases.directory import directory
from balai.apps.cases.models import Case, Event
from balai.base.memo import remembered_each
from balai.engines.casework.story import Kind


class Countable(NamedTuple):
    """The facts of one case that sums are made of. `late` counts limits that have passed, `rating` is 1 to 5.

    `was_promised`: it ever had a time limit; one that came in closed from another system had none here.

    `office_id` is who answers for the work: the organisation with which the last step lay that was no check of others.
    """

    id: int
    opened_at: datetime
    done_at: datetime | None
    area_id: int | None
    office_id: int | None
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
    was_promised: bool


class StoryMark(NamedTuple):
    """How far the stories reach now: the newest event, the oldest transaction still open, and the next one to begin.

    An event older than `newest` that cannot be seen yet belongs to a transaction from `oldest` on and before `next`.
    `is_quiet`: no transaction is open but our own, so there is no such event.
    """

    newest: int
    oldest: int
    next: int
    is_quiet: bool


_COUNTABLE = """
SELECT held.id, held.opened_at, held.done_at, held.area_id, held.holder_id, held.service_code, held.category,
       held.is_public, held.public_state, held.cell, held.longitude, held.latitude, held.late, held.reopened,
       (SELECT (said.data ->> 'rating')::int FROM cases_event AS said
        WHERE said.case_id = held.id AND said.kind = 'task_done' AND said.data ->> 'rating' IS NOT NULL
        ORDER BY said.seq DESC LIMIT 1),
       EXISTS (SELECT 1 FROM cases_event AS said
               WHERE said.case_id = held.id AND (said.data ? 'due' OR said.data ? 'case_due')),
       held.service_id
FROM cases_case AS held
"""
_MARK = """
SELECT (SELECT coalesce(max(id), 0) FROM cases_event),
       pg_snapshot_xmin(pg_current_snapshot())::text::bigint, pg_snapshot_xmax(pg_current_snapshot())::text::bigint,
       NOT EXISTS (SELECT 1 FROM pg_snapshot_xip(pg_current_snapshot()) AS open (xid)
                   WHERE open.xid IS DISTINCT FROM pg_current_xact_id_if_assigned())
"""


def story_mark() -> StoryMark:
    """Where the stories stand now."""
    with connection.cursor() as cursor:
        cursor.execute(_MARK)
        return StoryMark(*(cursor.fetchone() or (0, 0, 0, False)))


def cases_changed_between(*, after: int, up_to: int) -> list[int]:
    """The ids of cases to which something happened: events with numbers above `after`, at most `up_to`."""
    events = Event.objects.filter(id__gt=after, id__lte=up_to)
    return list(events.order_by("case_id").values_list("case_id", flat=True).distinct())


def countable_cases(case_ids: Collection[int]) -> list[Countable]:
    """The facts of these cases as they stand, in the order of their ids; ids of no case are passed over."""
    with connection.cursor() as cursor:
        cursor.execute(f"{_COUNTABLE} WHERE held.id = ANY(%s) ORDER BY held.id", [list(case_ids)])
        rows = cursor.fetchall()
    offices = _offices({row[0]: row[-1] for row in rows})
    return [Countable(*row[:-1])._replace(office_id=offices.get(row[0], row[4])) for row in rows]


def _offices(versions: Mapping[int, int]) -> dict[int, int]:
    """Who answers for the work of each case, by the version of its service; cases that nobody has held are left out."""
    opened = Event.objects.filter(case_id__in=versions, kind=Kind.TASK_OPENED).exclude(organisation="")
    found: dict[int, int] = {}
    for case_id, step, code in opened.order_by("case_id", "seq").values_list("case_id", "step", "organisation"):
        office = directory().id_of(code)
        if office is not None and step not in checking_steps(versions[case_id]):
            found[case_id] = office
    return found


@remembered_each(most=512)
def checking_steps(version_id: int) -> frozenset[str]:
    """The steps of a service version that look at what others have done: those that the doer may not take."""
    return frozenset(step.id for step in service_of(version_id).steps if step.not_by)


def all_case_ids(*, at_once: int) -> Iterator[list[int]]:
    """The ids of all cases in their order, batch by batch."""
    last = 0
    while ids := list(Case.objects.filter(id__gt=last).order_by("id").values_list("id", flat=True)[:at_once]):
        yield ids
        last = ids[-1]


def has_changed_since(case_id: int, event: int) -> bool:
    """Whether something has happened to a case after an event's number."""
    return Event.objects.filter(case_id=case_id, id__gt=event).exists()
