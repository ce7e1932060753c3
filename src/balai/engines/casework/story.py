"""A case as a story: an append-only list of events, and the state that follows from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from balai.engines.casework.definition import PublicState


class Kind(StrEnum):
    """What can happen to a case. Codes are for ever: stories keep them."""

    OPENED = "opened"
    TASK_OPENED = "task_opened"
    TASK_SKIPPED = "task_skipped"
    TASK_ASSIGNED = "task_assigned"
    TASK_STARTED = "task_started"
    TASK_DONE = "task_done"
    TASK_CANCELLED = "task_cancelled"
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


@dataclass(frozen=True, slots=True)
class Task:
    """An open step. `due` is None without a promise; while `paused_at` is set, the clock stands still."""

    step: str
    organisation: str
    state: PublicState
    opened_at: datetime
    opened_seq: int
    due: datetime | None = None
    late: bool = False
    extended: bool = False
    paused_at: datetime | None = None
    assignee: int | None = None
    started_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Completion:
    """A step that ended: how, by whom, for which organisation."""

    step: str
    outcome: str
    at: datetime
    seq: int
    by: int | None
    organisation: str


@dataclass(slots=True)
class CaseState:
    """Everything that follows from a story. Built by `fold`, changed by nothing else.

    `holder` is the organisation with which the case lies, or lay last; `offices` are all with which it has lain.
    """

    is_open: bool = False
    opened_at: datetime | None = None
    updated_at: datetime | None = None
    closed_at: datetime | None = None
    done_at: datetime | None = None
    public_state: PublicState = PublicState.WAITING
    tasks: dict[str, Task] = field(default_factory=dict)
    completions: list[Completion] = field(default_factory=list)
    opened_steps: dict[str, int] = field(default_factory=dict)
    reopened: int = 0
    late: int = 0
    questions_to_reporter: int = 0
    supporters: int = 0
    is_public: bool = False
    holder: str = ""
    offices: set[str] = field(default_factory=set)
    last_seq: int = 0

    @property
    def paused(self) -> bool:
        """True while the city waits for the citizen's answer."""
        return any(task.paused_at for task in self.tasks.values())

    def last_completion(self, step: str) -> Completion | None:
        return next((done for done in reversed(self.completions) if done.step == step), None)

    def last_reached(self, step: str) -> int:
        """The number of the event with which this step was last opened, or skipped; 0 if it never was."""
        done = self.last_completion(step)
        return max(self.opened_steps.get(step, 0), done.seq if done else 0)

    def times(self, step: str, outcome: str) -> int:
        """How often this step ended in this way."""
        return sum(done.step == step and done.outcome == outcome for done in self.completions)


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
        state.tasks[event.step] = replace(task, paused_at=event.at)
    elif event.kind is Kind.REPORTER_ANSWERED:
        state.tasks[event.step] = replace(task, paused_at=None, due=_instant(event.data.get("due")))
    elif event.kind is Kind.PROMISE_EXTENDED:
        state.tasks[event.step] = replace(task, extended=True, late=False, due=_instant(event.data.get("due")))
    elif event.kind is Kind.PROMISE_LATE:
        state.late += 1
        state.tasks[event.step] = replace(task, late=True)


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
    if event.kind is not Kind.TASK_CANCELLED:
        organisation = task.organisation if task else event.organisation
        done = Completion(event.step, event.outcome, event.at, event.seq, event.by, organisation)
        state.completions.append(done)
    if task and state.tasks:
        _show(state, max(state.tasks.values(), key=lambda other: other.opened_seq).state, event.at)
        _hold(state)


def apply(state: CaseState, event: Event) -> None:
    """Change `state` by one event."""
    state.last_seq = event.seq
    state.updated_at = event.at
    if event.kind is Kind.OPENED:
        state.is_open, state.opened_at = True, event.at
        state.is_public = bool(event.data.get("public"))
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
        state.is_public = bool(event.data["public"])
    else:
        _task_event(state, event)


def fold(events: Iterable[Event]) -> CaseState:
    """The state that follows from a story, events in the order of `seq`."""
    state = CaseState()
    for event in events:
        apply(state, event)
    return state
