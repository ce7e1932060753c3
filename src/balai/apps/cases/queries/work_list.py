"""The officer's work list: open tasks of their units, the most urgent first."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import Q, QuerySet

from balai.apps.cases.definitions import service_of
from balai.apps.cases.models import Audience, Task
from balai.apps.cases.queries.paging import PAGE_SIZE, Cursor, Page
from balai.apps.cases.queries.task_row import TaskRow
from balai.base.lookups import Among
from balai.base.memo import remembered_each
from balai.base.statements import Row, rows_of
from balai.engines.casework.definition import QuestionType

NEW_FOR = timedelta(hours=24)
COUNTED_TO = 99
"""Counts stop here: nobody needs to know more than "99+", and the database need not read more."""
SHOWN = (
    "task.id, task.case_id, task.step, task.organisation_id, task.state, task.due_at, task.paused_at, person.name,"
    " held.reference, held.service_id, held.category, held.area_id, held.is_public, held.supporters"
)
"""What a row needs, in the order of ListedTask: plain values, because making objects of them costs more than the query."""


class Selection(StrEnum):
    """Which tasks: those of the units, of one person, the late ones, the ones that nobody has begun."""

    MINE = "mine"
    UNIT = "unit"
    LATE = "late"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose work is shown: the ids of the officer's organisations, and of areas and services if it is narrowed.

    None means all of them: for somebody above the whole city, hundreds of ids need not travel to the database.
    """

    user_id: int
    organisations: Collection[int] | None
    areas: Collection[int] | None = None
    services: Collection[str] | None = None
    standing_in: Collection[tuple[int, int]] = ()
    """Whose work counts as this person's own, because they are away: pairs of person and organisation."""


@dataclass(slots=True)
class ListedTask(TaskRow):
    """One row of the work list, with what the reporter wrote and named as landmark."""

    is_public: bool
    supporters: int
    words: str = ""
    landmark: str = ""


def selected(scope: Scope, selection: Selection, now: datetime) -> QuerySet[Task]:
    """The tasks of a selection, in no order yet."""
    tasks = Task.objects.filter(organisation_id__isnull=False)
    if scope.organisations is not None:
        tasks = Task.objects.filter(Among("organisation_id", scope.organisations))
    if scope.areas is not None:
        tasks = tasks.filter(Among("area_id", scope.areas))
    if scope.services is not None:
        tasks = tasks.filter(case__service_code__in=scope.services)
    if selection is Selection.MINE:
        return tasks.filter(own_work(scope))
    if selection is Selection.LATE:
        return tasks.filter(Q(is_late=True) | Q(paused_at__isnull=True), due_at__lt=now)
    if selection is Selection.NEW:
        return tasks.filter(started_at__isnull=True, assignee_id__isnull=True, opened_at__gte=now - NEW_FOR)
    return tasks


def own_work(scope: Scope) -> Q:
    """What was given to this person, or to somebody for whom they stand in."""
    own = Q(assignee_id=scope.user_id)
    for person, organisation in scope.standing_in:
        own |= Q(assignee_id=person, organisation_id=organisation)
    return own


def work_list(*, scope: Scope, selection: Selection, now: datetime, cursor: Cursor | None = None) -> Page[ListedTask]:
    """One page of open tasks: two statements, three where tasks without a promise begin."""
    found = [ListedTask(*values) for values in _rows(scope, selection, now, cursor)]
    shown = found[:PAGE_SIZE]
    _tell(shown)
    more = len(found) > PAGE_SIZE
    return Page(shown, Cursor(shown[-1].due_at, shown[-1].id).write() if more else "")


def _rows(scope: Scope, selection: Selection, now: datetime, cursor: Cursor | None) -> list[Row]:
    """One row more than a page: by promise, then those without one. Each part is a range of its index."""
    values = _values(scope, now)
    if cursor is None:
        return rows_of(_statement(scope, selection, "true"), values)
    if cursor.at is None:
        return rows_of(_statement(scope, selection, ENDLESS), values | {"id": cursor.id})
    rows = rows_of(_statement(scope, selection, PROMISED), values | {"at": cursor.at, "id": cursor.id})
    if len(rows) <= PAGE_SIZE:
        rows += rows_of(_statement(scope, selection, ENDLESS), values | {"id": 0})[: PAGE_SIZE + 1 - len(rows)]
    return rows


OF_ALL = "task.organisation_id = ANY(%(organisations)s::bigint[])"
IN_AREAS = "task.area_id = ANY(%(areas)s::bigint[])"
ENDLESS = "task.due_at IS NULL AND task.id > %(id)s"
PROMISED = "(task.due_at, task.id) > (%(at)s, %(id)s)"


def _statement(scope: Scope, selection: Selection, after: str) -> str:
    """The first tasks of a selection. Over several units or areas, the first of each, from its own part of an index."""
    source, where = _chosen(scope, selection)
    parts = None if selection is Selection.MINE else _parts(scope)
    if parts:
        of_all, of_one, ids = parts
        where = where.replace(of_all, of_one)
    first = (
        f"SELECT task.id, task.due_at FROM {source} WHERE {where} AND {_OF[selection]} AND {after}"  # noqa: S608 (our own text)
        f" ORDER BY task.due_at, task.id LIMIT {PAGE_SIZE + 1}"
    )
    if parts:
        first = (
            f"SELECT task.id FROM unnest({ids}) AS part(id) CROSS JOIN LATERAL ({first}) AS task"  # noqa: S608 (as above)
            f" ORDER BY task.due_at, task.id LIMIT {PAGE_SIZE + 1}"
        )
    return (
        f"SELECT {SHOWN} FROM ({first}) AS first JOIN cases_task AS task ON task.id = first.id"  # noqa: S608 (as above)
        " JOIN cases_case AS held ON held.id = task.case_id LEFT JOIN people_user AS person"
        " ON person.id = task.assignee_id ORDER BY task.due_at, task.id"
    )


def _parts(scope: Scope) -> tuple[str, str, str] | None:
    """By what the list is put together: the condition on all, that on one, and the ids. The shorter list of ids goes."""
    units = None if scope.organisations is None else len(scope.organisations)
    if scope.areas is not None and (units is None or len(scope.areas) < units):
        return IN_AREAS, "task.area_id = part.id", "%(areas)s::bigint[]"
    if units is not None and units > 1:
        return OF_ALL, "task.organisation_id = part.id", "%(organisations)s::bigint[]"
    return None


_WORDS = (
    "SELECT case_id, question, text FROM cases_content WHERE case_id = ANY(%s::bigint[]) AND seq = 1 AND text <> ''"
)


def _tell(rows: Collection[ListedTask]) -> None:
    """Add what the reporters wrote when they opened the cases."""
    told: dict[int, dict[str, str]] = {}
    for case_id, question, text in rows_of(_WORDS, [[row.case_id for row in rows]]):
        told.setdefault(case_id, {})[question] = text
    for row in rows:
        hidden = personal_questions(row.service_id)
        texts = {name: text for name, text in told.get(row.case_id, {}).items() if name not in hidden}
        row.words = texts.get("words", "")
        row.landmark = next((texts[name] for name in place_questions(row.service_id) if name in texts), "")


@remembered_each(most=512)
def personal_questions(version_id: int) -> frozenset[str]:
    """The questions of a service version whose answers only a recorded look shows."""
    return frozenset(question.id for question in service_of(version_id).questions if question.personal)


@remembered_each(most=512)
def place_questions(version_id: int) -> tuple[str, ...]:
    """The questions of a service version that ask for a place; versions never change."""
    return tuple(question.id for question in service_of(version_id).questions if question.type is QuestionType.PLACE)


_OF = {
    Selection.MINE: "task.assignee_id = ANY(%(people)s::bigint[]) AND (task.assignee_id = %(user)s OR"
    " (task.assignee_id, task.organisation_id) IN (SELECT * FROM unnest(%(away)s::bigint[], %(units)s::bigint[])))",
    Selection.UNIT: "true",
    Selection.LATE: "task.due_at < %(now)s AND (task.is_late OR task.paused_at IS NULL)",
    Selection.NEW: "task.opened_at >= %(new)s AND task.started_at IS NULL AND task.assignee_id IS NULL",
}
"""What `selected` says, once more, as SQL: it would cost the ORM a millisecond to put it together at each look."""


NEW_ONES = "(SELECT * FROM cases_task WHERE opened_at >= %(new)s AND started_at IS NULL AND assignee_id IS NULL OFFSET 0) AS task"
"""The whole city's, from their own index: they stand at the end of the order by promise, which OFFSET 0 rules out."""


def _chosen(scope: Scope, selection: Selection) -> tuple[str, str]:
    """FROM and WHERE of a scope, where tasks of this selection are looked for."""
    whole_city = scope.organisations is None and scope.areas is None
    source = NEW_ONES if selection is Selection.NEW and whole_city else "cases_task AS task"
    where = "task.organisation_id IS NOT NULL"
    if scope.organisations is not None:
        where = "task.organisation_id = %(organisation)s" if len(scope.organisations) == 1 else OF_ALL
    if scope.services is not None:
        source += " JOIN cases_case AS held ON held.id = task.case_id"
    where += f" AND {IN_AREAS}" if scope.areas is not None else ""
    where += " AND held.service_code = ANY(%(services)s::text[])" if scope.services is not None else ""
    return source, where


def _values(scope: Scope, now: datetime) -> dict[str, Any]:
    organisations = list(scope.organisations or ())
    away = [person for person, _ in scope.standing_in]
    return {
        "user": scope.user_id,
        "people": [scope.user_id, *away],
        "away": away,
        "units": [unit for _, unit in scope.standing_in],
        "now": now,
        "new": now - NEW_FOR,
        "organisation": organisations[0] if organisations else 0,
        "organisations": organisations,
        "areas": list(scope.areas or ()),
        "services": list(scope.services or ()),
    }


def counts(*, scope: Scope, now: datetime) -> dict[Selection, int]:
    """How many tasks each selection has, at most COUNTED_TO + 1, in one statement."""
    chosen = {name: _chosen(scope, name) for name in _OF}
    parts = [
        f"(SELECT count(*) FROM (SELECT 1 FROM {chosen[name][0]} WHERE {chosen[name][1]} AND {own}"  # noqa: S608 (our own text)
        f" LIMIT {COUNTED_TO + 1}) AS {name})"
        for name, own in _OF.items()
    ]
    row = rows_of(f"SELECT {', '.join(parts)}", _values(scope, now))[0]
    return dict(zip(_OF, row, strict=True))


_FIRST_WORDS = (
    "SELECT case_id, text FROM cases_content WHERE case_id = ANY(%s::bigint[]) AND seq = 1 AND question = 'words'"
    " AND audience = ANY(%s::text[])"
)


def first_words(case_ids: Collection[int], *, public_only: bool = False) -> Mapping[int, str]:
    """What the reporter wrote when opening each case."""
    return dict(rows_of(_FIRST_WORDS, [list(case_ids), ["public"] if public_only else list(Audience.values)]))
