"""Between rows and the engine: load a story, append to it, and keep the summary and the open tasks in step with it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from balai.apps.cases import models
from balai.apps.cases.definitions import service_of
from balai.apps.cases.directory import Snapshot, directory
from balai.apps.cases.documents import CaseRegistry
from balai.apps.cases.promises_said import say_promises
from balai.base.calendar import city_calendar
from balai.base.statements import Asked, insert, rows_of
from balai.engines.casework.decisions import Facts
from balai.engines.casework.definition import REPORTER, Service
from balai.engines.casework.story import CaseState, Event, Kind, apply, fold

SUMMARY_FIELDS = (
    "is_open",
    "public_state",
    "updated_at",
    "done_at",
    "closed_at",
    "due_at",
    "case_due_at",
    "case_late",
    "holder",
    "holders",
    "reopened",
    "late",
    "supporters",
    "is_public",
    "last_seq",
)
SUPPORTED = Kind.SUPPORTED.value
TASK_KINDS = frozenset(Kind) - {
    Kind.DOCUMENT_ISSUED,
    Kind.NOTED,
    Kind.SIGNED,
    Kind.SUPPORTED,
    Kind.EVIDENCE_REPEATED,
    Kind.IDENTITY_REVEALED,
    Kind.VISIBILITY_CHANGED,
    Kind.ERASED,
    Kind.REDACTED,
    Kind.ORIGINAL_SEEN,
}


@dataclass(slots=True)
class Story:
    """A case with its service, its state and what the engine must know: everything an action works on.

    `registry` keeps the documents that are being issued until the story is appended.
    """

    case: models.Case
    service: Service
    state: CaseState
    facts: Facts
    registry: CaseRegistry | None = None


def engine_event(row: models.Event) -> Event:
    return Event(
        Kind(row.kind), row.at, row.seq, row.by_id, row.role, row.organisation, row.step, row.outcome, row.data
    )


def event_rows(case: models.Case, events: Iterable[Event], key: UUID | None) -> list[models.Event]:
    """Rows for new events; the submission's key, if any, marks the first of them.

    Who the reporter is stands in `Reporter`, where it can be forgotten; a story only says that it was the reporter.
    An opening keeps the person who took the report in for somebody else.
    """
    return [
        models.Event(
            case=case,
            seq=event.seq,
            kind=event.kind,
            at=event.at,
            by_id=None if event.role == REPORTER and event.kind is not Kind.OPENED else event.by,
            role=event.role,
            organisation=event.organisation,
            step=event.step,
            outcome=event.outcome,
            data=dict(event.data),
            key=key if number == 0 else None,
        )
        for number, event in enumerate(events)
    ]


def facts_from(opened: Mapping[str, Any], registry: CaseRegistry | None = None) -> Facts:
    """What the engine must know, from the data of the story's first event."""
    return Facts(
        answers=opened.get("answers", {}),
        area=opened.get("area", ""),
        calendar=city_calendar(),
        directory=directory(),
        registry=registry,
    )


_STORY = (
    "SELECT kind, at, seq, by_id, role, organisation, step, outcome, data FROM cases_event"
    " WHERE case_id = %s AND kind <> %s ORDER BY seq"
)
_locked = Asked(models.Case, "WHERE main.id = %s FOR UPDATE")


def story_of(case_id: int) -> list[Event]:
    """The events of a case in order, voices of support left out."""
    return [
        Event(Kind(kind), at, seq, by, role, organisation, step, outcome, json.loads(data))
        for kind, at, seq, by, role, organisation, step, outcome, data in rows_of(_STORY, [case_id, SUPPORTED])
    ]


def load_story(case_id: int) -> Story:
    """Lock a case and fold its story. Call inside a transaction.

    Voices of support can be thousands and move nothing: the locked row knows how many there are.

    Raises:
        Case.DoesNotExist: no such case.
    """
    locked = _locked(case_id)
    if not locked:
        raise models.Case.DoesNotExist
    case, events = locked[0], story_of(case_id)
    state = fold(events)
    state.supporters, state.last_seq = case.supporters, case.last_seq
    service = service_of(case.service_id)
    registry = CaseRegistry(case, service)
    return Story(case, service, state, facts_from(events[0].data, registry), registry)


def summarise(case: models.Case, state: CaseState, snapshot: Snapshot) -> None:
    """Write onto the summary row what follows from the state."""
    dues = [task.due for task in state.tasks.values() if task.due and not task.paused_at]
    case.is_open = state.is_open
    case.public_state = state.public_state
    case.updated_at = state.updated_at or case.updated_at
    case.done_at, case.closed_at = state.done_at, state.closed_at
    case.due_at = min(dues, default=None)
    ticking = state.is_open and not state.case_late and not state.waits_since
    case.case_due_at = state.case_due if ticking else None
    case.case_late = state.case_late
    case.holder_id = snapshot.id_of(state.holder)
    case.holders = sorted(number for code in state.offices if (number := snapshot.id_of(code)))
    case.is_public, case.supporters = state.is_public, state.supporters
    case.reopened, case.late, case.last_seq = state.reopened, state.late, state.last_seq


def task_rows(case: models.Case, service: Service, state: CaseState, snapshot: Snapshot) -> list[models.Task]:
    return [
        models.Task(
            case=case,
            step=task.step,
            organisation_id=snapshot.id_of(task.organisation),
            area_id=case.area_id,
            assignee_id=task.assignee,
            state=task.state,
            field_work=service.step(task.step).field_work,
            opened_at=task.opened_at,
            started_at=task.started_at,
            due_at=task.due,
            is_late=task.late,
            paused_at=task.paused_at,
            answer_by=task.answer_by,
        )
        for task in state.tasks.values()
    ]


def append(story: Story, events: Sequence[Event], *, key: UUID | None = None) -> None:
    """Append events that the engine decided (and has applied to the state); summary and tasks follow."""
    if not events:
        return
    snapshot = directory()
    insert(event_rows(story.case, events, key))
    if story.registry and story.registry.sealed:
        insert(story.registry.sealed)
        story.registry.sealed = []
    summarise(story.case, story.state, snapshot)
    story.case.save(update_fields=SUMMARY_FIELDS)
    if any(event.kind in TASK_KINDS for event in events):
        models.Task.objects.filter(case_id=story.case.id).delete()
        insert(task_rows(story.case, story.service, story.state, snapshot))
    say_promises(story.case, story.service, events)


def note_event(story: Story, kind: Kind, *, at: datetime, **fields: Any) -> Event:
    """An event that moves no task: a note, a look at an identity, support. Applied to the state, not yet appended."""
    event = Event(kind=kind, at=at, seq=story.state.last_seq + 1, **fields)
    apply(story.state, event)
    return event
