"""The officer's work list: open tasks of their units, the most urgent first."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db import connection
from django.db.models import F, Q, QuerySet

from balai.apps.cases.definitions import service_of
from balai.apps.cases.models import Content, Task
from balai.apps.cases.queries.paging import PAGE_SIZE, Cursor, Page
from balai.base.lookups import Among
from balai.engines.casework.definition import QuestionType

NEW_FOR = timedelta(hours=24)
COUNTED_TO = 99
"""Counts stop here: nobody needs to know more than "99+", and the database need not read more."""
SHOWN = (
    "step",
    "organisation_id",
    "state",
    "opened_at",
    "started_at",
    "due_at",
    "is_late",
    "paused_at",
    "assignee__name",
    "case__reference",
    "case__service_id",
    "case__category",
    "case__area_id",
    "case__is_public",
    "case__supporters",
)


class Selection(StrEnum):
    """Which tasks: those of the units, of one person, the late ones, the ones that nobody has begun."""

    MINE = "mine"
    UNIT = "unit"
    LATE = "late"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose work is shown: the ids of the officer's organisations, and of areas and services if it is narrowed.

    `areas` and `services` are None when all of them count.
    """

    user_id: int
    organisations: Collection[int]
    areas: Collection[int] | None = None
    services: Collection[str] | None = None


@dataclass(frozen=True, slots=True)
class ListedTask:
    """One row of the list, with what the reporter wrote and the landmark they named."""

    task: Task
    words: str
    landmark: str = ""


def selected(scope: Scope, selection: Selection, now: datetime) -> QuerySet[Task]:
    """The tasks of a selection, in no order yet."""
    tasks = Task.objects.filter(Among("organisation_id", scope.organisations))
    if scope.areas is not None:
        tasks = tasks.filter(Among("case__area_id", scope.areas))
    if scope.services is not None:
        tasks = tasks.filter(case__service_code__in=scope.services)
    if selection is Selection.MINE:
        return tasks.filter(assignee_id=scope.user_id)
    if selection is Selection.LATE:
        return tasks.filter(Q(is_late=True) | Q(paused_at__isnull=True), due_at__lt=now)
    if selection is Selection.NEW:
        return tasks.filter(started_at__isnull=True, assignee_id__isnull=True, opened_at__gte=now - NEW_FOR)
    return tasks


def _after(cursor: Cursor | None) -> Q:
    if cursor is None:
        return Q()
    if cursor.at is None:
        return Q(due_at__isnull=True, id__gt=cursor.id)
    return Q(due_at__gt=cursor.at) | Q(due_at=cursor.at, id__gt=cursor.id) | Q(due_at__isnull=True)


def work_list(*, scope: Scope, selection: Selection, now: datetime, cursor: Cursor | None = None) -> Page[ListedTask]:
    """One page of open tasks, two statements."""
    tasks = list(
        selected(scope, selection, now)
        .filter(_after(cursor))
        .select_related("case", "assignee")
        .only(*SHOWN)
        .order_by(F("due_at").asc(nulls_last=True), "id")[: PAGE_SIZE + 1]
    )
    shown = tasks[:PAGE_SIZE]
    told = _opening_texts([task.case_id for task in shown])
    rows = [_listed(task, told.get(task.case_id, {})) for task in shown]
    more = len(tasks) > PAGE_SIZE
    return Page(rows, Cursor(shown[-1].due_at, shown[-1].id).write() if more else "")


def _opening_texts(case_ids: Collection[int]) -> dict[int, dict[str, str]]:
    """The texts with which each case was opened, by question."""
    found: dict[int, dict[str, str]] = {}
    contents = Content.objects.filter(case_id__in=case_ids, seq=1).exclude(text="")
    for case_id, question, text in contents.values_list("case_id", "question", "text"):
        found.setdefault(case_id, {})[question] = text
    return found


def _listed(task: Task, texts: Mapping[str, str]) -> ListedTask:
    service = service_of(task.case.service_id)
    places = (question.id for question in service.questions if question.type is QuestionType.PLACE)
    landmark = next((texts[place] for place in places if place in texts), "")
    return ListedTask(task, texts.get("words", ""), landmark)


def counts(*, scope: Scope, now: datetime) -> dict[Selection, int]:
    """How many tasks each selection has, at most COUNTED_TO + 1, in one statement."""
    parts: list[str] = []
    values: list[Any] = []
    for selection in Selection:
        query = selected(scope, selection, now).order_by().values_list("id")[: COUNTED_TO + 1].query
        statement, given = query.sql_with_params()
        parts.append(f"(SELECT count(*) FROM ({statement}) AS {selection})")  # noqa: S608 (Django's own statement)
        values += given
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", values)
        row = cursor.fetchone() or ()
    return dict(zip(Selection, row, strict=False))


def first_words(case_ids: Collection[int], *, public_only: bool = False) -> Mapping[int, str]:
    """What the reporter wrote when opening each case."""
    contents = Content.objects.filter(case_id__in=case_ids, seq=1, question="words")
    if public_only:
        contents = contents.filter(audience="public")
    return dict(contents.values_list("case_id", "text"))
