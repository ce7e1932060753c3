"""What supervisors look at: open work by age, by unit and by person. Never a count over all cases: only open ones."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from balai.apps.cases.models import Case, Task
from balai.apps.cases.queries.paging import PAGE_SIZE, Cursor, Page
from balai.apps.cases.queries.task_row import TaskRow
from balai.base.calendar import city_calendar
from balai.base.city import city_zone
from balai.base.lookups import Among

AGES = (1, 3, 7, 14, 30)
"""Days since a report came in, at which one band of age ends and the next begins."""
BANDS = len(AGES) + 1
STUCK_DAYS = 5
"""Working days without any event after which a report counts as stuck."""


class Watch(StrEnum):
    """Which open work: all of it, what is late, what is stuck, what nobody has taken."""

    OPEN = "open"
    LATE = "late"
    STUCK = "stuck"
    UNTAKEN = "untaken"


@dataclass(slots=True)
class Counts:
    """Open steps, by age of their cases (one number per band), and how many of them want attention."""

    bands: list[int] = field(default_factory=lambda: [0] * BANDS)
    late: int = 0
    stuck: int = 0
    paused: int = 0
    untaken: int = 0

    @property
    def open(self) -> int:
        return sum(self.bands)

    def add(self, other: Counts) -> None:
        self.bands = [one + two for one, two in zip(self.bands, other.bands, strict=True)]
        self.late += other.late
        self.stuck += other.stuck
        self.paused += other.paused
        self.untaken += other.untaken


@dataclass(frozen=True, slots=True)
class Load:
    """What one person has been given in one unit: open steps, how many late, how many begun, since when the oldest."""

    user_id: int
    name: str
    organisation_id: int
    open: int
    late: int
    started: int
    oldest: datetime


@dataclass(frozen=True, slots=True)
class OpenWork:
    """The open work of the whole city at one instant: by organisation, and by person."""

    at: datetime
    units: Mapping[int, Counts]
    people: tuple[Load, ...]

    def total(self, organisations: Collection[int]) -> Counts:
        """The sum over some organisations."""
        whole = Counts()
        for number in organisations:
            if number in self.units:
                whole.add(self.units[number])
        return whole


_UNITS = """
SELECT task.organisation_id,
       width_bucket(extract(epoch FROM %(now)s - held.opened_at)::float8 / 86400, %(ages)s::float8[]),
       count(*),
       count(*) FILTER (WHERE task.due_at < %(now)s AND (task.is_late OR task.paused_at IS NULL)),
       count(*) FILTER (WHERE held.updated_at < %(stuck)s AND task.paused_at IS NULL),
       count(*) FILTER (WHERE task.paused_at IS NOT NULL),
       count(*) FILTER (WHERE task.assignee_id IS NULL AND task.started_at IS NULL)
FROM cases_task AS task JOIN cases_case AS held ON held.id = task.case_id
WHERE task.organisation_id IS NOT NULL
GROUP BY 1, 2
"""
_PEOPLE = """
SELECT task.assignee_id, person.name, task.organisation_id, count(*),
       count(*) FILTER (WHERE task.due_at < %(now)s AND (task.is_late OR task.paused_at IS NULL)),
       count(*) FILTER (WHERE task.started_at IS NOT NULL),
       min(task.opened_at)
FROM cases_task AS task JOIN people_user AS person ON person.id = task.assignee_id
WHERE task.organisation_id IS NOT NULL
GROUP BY 1, 2, 3
ORDER BY 4 DESC, 2, 1
"""


def count_open_work(now: datetime) -> OpenWork:
    """The open work of the city at `now`: two statements over the open steps, for a job to keep."""
    values: dict[str, Any] = {"now": now, "ages": list(AGES), "stuck": stuck_before(now)}
    units: dict[int, Counts] = {}
    with connection.cursor() as cursor:
        cursor.execute(_UNITS, values)
        for organisation, band, *numbers in cursor.fetchall():
            counted, late, stuck, paused, untaken = numbers
            bands = [counted if number == band else 0 for number in range(BANDS)]
            units.setdefault(organisation, Counts()).add(Counts(bands, late, stuck, paused, untaken))
        cursor.execute(_PEOPLE, values)
        people = tuple(Load(*row) for row in cursor.fetchall())
    return OpenWork(now, units, people)


def stuck_before(now: datetime) -> datetime:
    """A case whose last event lies before this instant has had STUCK_DAYS working days without one."""
    calendar, zone = city_calendar(), city_zone()
    day, passed = now.astimezone(zone).date(), 0
    while passed < STUCK_DAYS:
        passed += calendar.is_working_day(day)
        day -= timedelta(days=1)
    return datetime.combine(day + timedelta(days=1), time(), zone)


@dataclass(frozen=True, slots=True)
class Watched:
    """What a list shows. None of `organisations` means the whole city; `band` and `person` narrow further."""

    organisations: Collection[int] | None
    watch: Watch = Watch.OPEN
    band: int | None = None
    person: int | None = None
    service: str = ""


@dataclass(slots=True)
class WatchedTask(TaskRow):
    """One row of a supervisor's list, with the age of its case."""

    opened_at: datetime
    updated_at: datetime


SHOWN = (
    "id",
    "case_id",
    "step",
    "organisation_id",
    "state",
    "due_at",
    "paused_at",
    "assignee__name",
    "case__reference",
    "case__service_id",
    "case__category",
    "case__area_id",
    "case__opened_at",
    "case__updated_at",
)


def watched_tasks(sought: Watched, now: datetime) -> QuerySet[Task]:
    """The open steps of a selection, in no order yet. Their cases are open: that is what the index is about."""
    tasks = Task.objects.filter(organisation_id__isnull=False, case__is_open=True)
    if sought.organisations is not None:
        tasks = tasks.filter(Among("organisation_id", sought.organisations))
    if sought.person is not None:
        tasks = tasks.filter(assignee_id=sought.person)
    if sought.service:
        tasks = tasks.filter(case__service_code=sought.service)
    if sought.band is not None:
        tasks = tasks.filter(_of_age(sought.band, now))
    if sought.watch is Watch.LATE:
        return tasks.filter(Q(is_late=True) | Q(paused_at__isnull=True), due_at__lt=now)
    if sought.watch is Watch.STUCK:
        return tasks.filter(case__updated_at__lt=stuck_before(now), paused_at__isnull=True)
    if sought.watch is Watch.UNTAKEN:
        return tasks.filter(assignee_id__isnull=True, started_at__isnull=True)
    return tasks


def _of_age(band: int, now: datetime) -> Q:
    """Cases in a band of age: at least so many days old, and younger than where the next band begins."""
    old = Q(case__opened_at__lte=now - timedelta(days=AGES[band - 1])) if band > 0 else Q()
    return old & Q(case__opened_at__gt=now - timedelta(days=AGES[band])) if band < len(AGES) else old


def watch_list(
    sought: Watched, *, now: datetime, cursor: Cursor | None = None, size: int = PAGE_SIZE
) -> Page[WatchedTask]:
    """One page, the oldest cases first: one statement, a range of an index however deep."""
    tasks = watched_tasks(sought, now)
    if cursor is not None and cursor.at is not None:
        after = Q(case__opened_at__gt=cursor.at) | Q(id__gt=cursor.id)
        tasks = tasks.filter(after, case__opened_at__gte=cursor.at)
    rows: list[tuple[Any, ...]] = list(tasks.order_by("case__opened_at", "id").values_list(*SHOWN)[: size + 1])
    shown = [WatchedTask(*row) for row in rows[:size]]
    return Page(shown, Cursor(shown[-1].opened_at, shown[-1].id).write() if len(rows) > size else "")


def chosen_tasks(
    steps: Collection[tuple[int, str]], organisations: Collection[int] | None, *, now: datetime
) -> list[WatchedTask]:
    """Of these steps of cases, those that are open and lie with the organisations, the oldest cases first.

    They are named by case and step: the row of an open step is written anew whenever something happens to it.
    """
    tasks = watched_tasks(Watched(organisations), now).filter(case_id__in={case for case, _step in steps})
    rows = tasks.order_by("case__opened_at", "id").values_list(*SHOWN)
    return [task for task in (WatchedTask(*row) for row in rows) if (task.case_id, task.step) in steps]


def cases_within(case_ids: Collection[int], organisations: Collection[int]) -> frozenset[int]:
    """Of these cases, those that lie, or have lain, with one of the organisations."""
    found = Case.objects.filter(id__in=case_ids, holders__overlap=list(organisations))
    return frozenset(found.values_list("id", flat=True))
