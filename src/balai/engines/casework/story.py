"""A case as a story: an append-only list of events, and the state that follows from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from balai.engines.casework.definition import REPORTER, PublicState
from balai.engines.casework.state import CaseState, Completion, IssuedDocument, Signature, Task

__all__ = ["CaseState", "Completion", "Event", "IssuedDocument", "Kind", "Signature", "Task", "apply", "fold"]


class Kind(StrEnum):
    """What can happen to a case. Codes are for ever: stories keep them."""

    OPENED = "opened"
    TASK_OPENED = "task_opened"
    TASK_SKIPPED = "task_skipped"
    TASK_ASSIGNED = "task_assigned"
    TASK_STARTED = "task_started"
    TASK_DONE = "task_done"
    TASK_CANCELLED = "task_cancelled"
    SIGNED = "signed"
    DOCUMENT_ISSUED = "document_issued"
    REPORTER_ASKED = "reporter_asked"
    REPORTER_ANSWERED = "reporter_answered"
    PROMISE_EXTENDED = "promise_extended"
    PROMISE_LATE = "promise_late"
    ESCALATED = "escalated"
    REOPENED = "reopened"
    CLOSED = "closed"
    NOTED = "noted"
    SUPPORTED = "supported"
    EVIDENCE_REPEATED = "evidence_repeated"
    IDENTITY_REVEALED = "identity_revealed"
    VISIBILITY_CHANGED = "visibility_changed"
    ERASED = "erased"
    REDACTED = "redacted"
    ORIGINAL_SEEN = "original_seen"
    ANSWER_OVERDUE = "answer_overdue"
    CASE_LATE = "case_late"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened. Only codes, times, actor ids and hashes; words live apart.

    `by` is the actor's id, or None for the city itself and for the reporter, whose identity lives apart.
    """

    kind: Kind
    at: datetime
    seq: int = 0
    by: int | None = None
    role: str = ""
    organisation: str = ""
    step: str = ""
    outcome: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _task_event(state: CaseState, event: Event) -> None:
    task = state.tasks.get(event.step)
    if task is None:
        return
    if event.kind is Kind.TASK_ASSIGNED:
        state.tasks[event.step] = replace(task, assignee=event.data.get("assignee"))
    elif event.kind is Kind.TASK_STARTED:
        state.tasks[event.step] = replace(task, started_at=event.at, assignee=task.assignee or event.by)
    elif event.kind is Kind.REPORTER_ASKED:
        state.questions_to_reporter += 1
        answer_by = _instant(event.data.get("answer_by"))
        state.tasks[event.step] = replace(task, paused_at=event.at, asked_at=event.at, answer_by=answer_by)
    elif event.kind is Kind.REPORTER_ANSWERED:
        state.unanswered = 0
        state.tasks[event.step] = replace(
            task, paused_at=None, asked_at=None, answer_by=None, due=_instant(event.data.get("due"))
        )
    elif event.kind is Kind.ANSWER_OVERDUE:
        state.unanswered += 1
        state.tasks[event.step] = replace(task, paused_at=None, answer_by=None, due=_instant(event.data.get("due")))
    elif event.kind is Kind.PROMISE_EXTENDED:
        state.tasks[event.step] = replace(task, extended=True, late=False, due=_instant(event.data.get("due")))
    elif event.kind is Kind.PROMISE_LATE:
        state.late += 1
        state.tasks[event.step] = replace(task, late=True)
    elif event.kind is Kind.SIGNED:
        name = Signature(
            event.outcome, event.data["sha256"], event.by, event.role, event.at, event.seq, event.data["act"]
        )
        state.tasks[event.step] = replace(task, signatures=(*task.signatures, name))


def _open_task(state: CaseState, event: Event) -> None:
    public_state = PublicState(event.data["state"])
    state.opened_steps[event.step] = event.seq
    state.tasks[event.step] = Task(
        step=event.step,
        organisation=event.organisation,
        state=public_state,
        opened_at=event.at,
        opened_seq=event.seq,
        due=_instant(event.data.get("due")),
        fee=event.data.get("fee", 0),
    )
    _show(state, public_state, event.at)
    _hold(state)


def _show(state: CaseState, public_state: PublicState, at: datetime) -> None:
    """What the public sees from `at` on. A case is done from when it is shown as done."""
    state.public_state = public_state
    state.done_at = (state.done_at or at) if public_state is PublicState.DONE else None


def _hold(state: CaseState) -> None:
    """The case lies with the organisation whose step was opened last; the reporter's turn changes nothing."""
    held = [task for task in state.tasks.values() if task.organisation]
    if held:
        state.holder = max(held, key=lambda task: task.opened_seq).organisation
        state.offices.add(state.holder)


def _close_task(state: CaseState, event: Event) -> None:
    """A step ended. The public then sees the state of the one opened last among those that are still open."""
    task = state.tasks.pop(event.step, None)
    stays = task is not None and bool(event.data.get("stays"))
    if event.kind is not Kind.TASK_CANCELLED:
        state.completions.append(_completion(event, task, stays=stays))
        state.answers.update(event.data.get("answers", {}))
        state.published = state.published or bool(event.data.get("publishes"))
    if task and stays:
        state.tasks[event.step] = replace(task, signatures=(), started_at=None)
    elif task and state.tasks:
        _show(state, max(state.tasks.values(), key=lambda other: other.opened_seq).state, event.at)
        _hold(state)


def _completion(event: Event, task: Task | None, *, stays: bool) -> Completion:
    signed = event.data.get("sha256")
    names = {name.by for name in task.signatures if name.digest == signed} if task and signed else set()
    return Completion(
        step=event.step,
        outcome=event.outcome,
        at=event.at,
        seq=event.seq,
        by=event.by,
        organisation=task.organisation if task else event.organisation,
        signers=frozenset(person for person in (*names, event.by) if person is not None),
        stays=stays,
    )


def _open_case(state: CaseState, event: Event) -> None:
    state.is_open, state.opened_at = True, event.at
    state.is_public = bool(event.data.get("public"))
    state.public_wished = bool(event.data.get("public_wished", state.is_public))
    state.answers = dict(event.data.get("answers", {}))


def _change_visibility(state: CaseState, event: Event) -> None:
    state.is_public = bool(event.data["public"])
    if event.role == REPORTER:
        state.public_wished = bool(event.data.get("public_wished", state.is_public))


def _issue(state: CaseState, event: Event) -> None:
    until = event.data.get("valid_until")
    state.documents.append(
        IssuedDocument(
            document=event.data["document"],
            number=event.data["number"],
            sha256=event.data["sha256"],
            issued_on=date.fromisoformat(event.data["issued_on"]),
            valid_until=date.fromisoformat(until) if until else None,
            seq=event.seq,
        )
    )


def apply(state: CaseState, event: Event) -> None:
    """Change `state` by one event."""
    state.last_seq = event.seq
    state.updated_at = event.at
    if event.kind is Kind.OPENED:
        _open_case(state, event)
    elif event.kind is Kind.TASK_OPENED:
        _open_task(state, event)
    elif event.kind in (Kind.TASK_DONE, Kind.TASK_SKIPPED, Kind.TASK_CANCELLED):
        _close_task(state, event)
    elif event.kind is Kind.CLOSED:
        state.is_open, state.closed_at = False, event.at
        _show(state, PublicState(event.outcome), event.at)
    elif event.kind is Kind.REOPENED:
        state.is_open, state.closed_at, state.done_at = True, None, None
        state.reopened += 1
    elif event.kind is Kind.SUPPORTED:
        state.supporters += 1
    elif event.kind is Kind.VISIBILITY_CHANGED:
        _change_visibility(state, event)
    elif event.kind is Kind.DOCUMENT_ISSUED:
        _issue(state, event)
    elif event.kind is Kind.CASE_LATE:
        state.case_late = True
    else:
        _task_event(state, event)
    _count_whole(state, event)


def _count_whole(state: CaseState, event: Event) -> None:
    """The promise on the whole case: an event says when it is due from now on; its clock waits with the city."""
    if "case_due" in event.data:
        state.case_due = _instant(event.data["case_due"])
    state.waits_since = (state.waits_since or event.at) if state.waits_for_citizen else None


def fold(events: Iterable[Event]) -> CaseState:
    """The state that follows from a story, events in the order of `seq`."""
    state = CaseState()
    for event in events:
        apply(state, event)
    return state
