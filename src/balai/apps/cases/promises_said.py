"""What the city's log is told of a case: that something was promised, kept, late, put off. Commitments, nothing more.

Everyone can count them; only who may read the case can show which one was theirs. The hour is all that the log shows of
the time, and it says nothing of the service: an entry must not tell strangers that somebody asked for care last night.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from balai.apps.cases.models import Case
from balai.apps.transparency.service import Said, forget, state
from balai.engines.casework.definition import Service
from balai.engines.casework.story import Event, Kind

SAID: dict[Kind, str] = {
    Kind.OPENED: "promise.opened",
    Kind.TASK_OPENED: "promise.opened",
    Kind.PROMISE_EXTENDED: "promise.extended",
    Kind.PROMISE_LATE: "promise.late",
    Kind.CASE_LATE: "promise.late",
    Kind.REPORTER_ASKED: "promise.paused",
    Kind.REPORTER_ANSWERED: "promise.resumed",
    Kind.ANSWER_OVERDUE: "promise.resumed",
    Kind.TASK_DONE: "promise.answered",
    Kind.TASK_CANCELLED: "promise.withdrawn",
    Kind.REOPENED: "case.reopened",
    Kind.CLOSED: "case.closed",
}
SHOWN = ("due", "case_due")
"""What of an event's data the record holds beside step and outcome."""


def say_promises(case: Case, service: Service, events: Iterable[Event]) -> None:
    """State, in this transaction, what these events promise or settle."""
    state([_said(case, event) for event in events if event.kind in SAID and _is_promised(service, event)])


def _is_promised(service: Service, event: Event) -> bool:
    """A step without a time limit promises nothing."""
    if event.kind in (Kind.CLOSED, Kind.REOPENED):
        return True
    if event.kind in (Kind.OPENED, Kind.TASK_OPENED):
        return any(name in event.data for name in SHOWN)
    return not event.step or service.step(event.step).promise is not None


def _said(case: Case, event: Event) -> Said:
    record: dict[str, Any] = {
        "case": case.reference,
        "seq": event.seq,
        "at": event.at.isoformat(),
        "step": event.step,
        "outcome": event.outcome,
    }
    record |= {name: event.data[name] for name in SHOWN if name in event.data}
    hour = event.at.replace(minute=0, second=0, microsecond=0)
    return Said(SAID[event.kind], hour, record=record, subject=subject_of(case.id))


def subject_of(case_id: int) -> str:
    """The name under which the log's statements about a case are found."""
    return f"case:{case_id}"


def forget_promises(case_id: int) -> None:
    """Erase what opens the commitments about a case. The log stands as before."""
    forget(subject_of(case_id))
