"""The officer's work list: open tasks of their units, the most urgent first."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import F, Q, QuerySet

from balai.apps.cases.models import Content, Task
from balai.apps.cases.queries.paging import PAGE_SIZE, Cursor, Page

NEW_FOR = timedelta(hours=24)


class Selection(StrEnum):
    """Which tasks: those of the units, of one person, the late ones, the ones that nobody has begun."""

    UNIT = "unit"
    MINE = "mine"
    LATE = "late"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class ListedTask:
    """One row of the list, with the beginning of the reporter's words."""

    task: Task
    words: str


def _selected(organisations: Collection[int], user_id: int, selection: Selection, now: datetime) -> QuerySet[Task]:
    if selection is Selection.MINE:
        return Task.objects.filter(assignee_id=user_id)
    tasks = Task.objects.filter(organisation_id__in=organisations)
    if selection is Selection.LATE:
        return tasks.filter(Q(is_late=True) | Q(due_at__lt=now, paused_at__isnull=True))
    if selection is Selection.NEW:
        return tasks.filter(started_at__isnull=True, assignee_id__isnull=True, opened_at__gte=now - NEW_FOR)
    return tasks


def _after(cursor: Cursor | None) -> Q:
    if cursor is None:
        return Q()
    if cursor.at is None:
        return Q(due_at__isnull=True, id__gt=cursor.id)
    return Q(due_at__gt=cursor.at) | Q(due_at=cursor.at, id__gt=cursor.id) | Q(due_at__isnull=True)


def work_list(
    *, organisations: Collection[int], user_id: int, selection: Selection, now: datetime, cursor: Cursor | None = None
) -> Page[ListedTask]:
    """One page of open tasks, two statements. `organisations` are those the officer works for, and all below."""
    tasks = list(
        _selected(organisations, user_id, selection, now)
        .filter(_after(cursor))
        .select_related("case", "assignee")
        .order_by(F("due_at").asc(nulls_last=True), "id")[: PAGE_SIZE + 1]
    )
    shown = tasks[:PAGE_SIZE]
    words = first_words([task.case_id for task in shown])
    rows = [ListedTask(task, words.get(task.case_id, "")) for task in shown]
    more = len(tasks) > PAGE_SIZE
    return Page(rows, Cursor(shown[-1].due_at, shown[-1].id).write() if more else "")


def first_words(case_ids: Collection[int], *, public_only: bool = False) -> Mapping[int, str]:
    """What the reporter wrote when opening each case."""
    contents = Content.objects.filter(case_id__in=case_ids, seq=1, question="words")
    if public_only:
        contents = contents.filter(audience="public")
    return dict(contents.values_list("case_id", "text"))
