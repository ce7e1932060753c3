"""What time does to a case: pauses while the city waits for the citizen, extensions, lateness."""

from __future__ import annotations

from datetime import datetime

from balai.engines.casework.decisions import act_on, may_do, open_task, used_up
from balai.engines.casework.definition import Service, Step
from balai.engines.casework.story import CaseState, Event, Kind, Task
from balai.engines.casework.writing import CITY, Act, Actor, Facts, NotPossible, StoryWriter


def ask_reporter(
    service: Service, state: CaseState, step: str, *, facts: Facts, actor: Actor, at: datetime
) -> list[Event]:
    """Ask the citizen for something; the promise on this step is paused until the answer.

    Where the service says how long the city waits, the pause ends by itself then (`tick`).

    Raises:
        NotPossible: `step_not_open`, `not_yours`, `already_asked`.
    """
    definition, task = open_task(service, state, step)
    if not may_do(definition, state, actor):
        raise NotPossible("not_yours", step)
    if task.paused_at:
        raise NotPossible("already_asked", step)
    writer = StoryWriter(service, state, facts, at)
    waiting = service.waiting
    data = {"answer_by": facts.calendar.due(at, waiting.within).isoformat()} if waiting else {}
    writer.add(Kind.REPORTER_ASKED, actor, step=step, data=data)
    return writer.events


def answer_city(service: Service, state: CaseState, *, facts: Facts, actor: Actor, at: datetime) -> list[Event]:
    """The citizen's answer: every paused promise runs on with the time it had left.

    An answer that comes late is welcome, too: it moves no clock, because they run on already.

    Raises:
        NotPossible: `nothing_asked`.
    """
    asked = [task for task in state.tasks.values() if task.asked_at]
    if not asked:
        raise NotPossible("nothing_asked")
    writer = StoryWriter(service, state, facts, at)
    for task in asked:
        writer.add(Kind.REPORTER_ANSWERED, actor, step=task.step, data=_due_again(writer, task))
    return writer.events


def _due_again(writer: StoryWriter, task: Task) -> dict[str, str]:
    """What the story keeps of a promise whose pause ends: when it is due now."""
    promise, due = writer.service.step(task.step).promise, task.due
    span = promise.span(writer.answers) if promise else None
    if span and due and task.paused_at:
        due = writer.due_again(task.paused_at, due, span)
    return {"due": due.isoformat()} if due else {}


def extend(
    service: Service, state: CaseState, step: str, *, facts: Facts, actor: Actor, at: datetime, reason: str
) -> list[Event]:
    """Give a promise its one extension, with a reason.

    Raises:
        NotPossible: `step_not_open`, `not_yours`, `no_extension`, `used_up`, `reason_needed`.
    """
    definition, task = open_task(service, state, step)
    if not may_do(definition, state, actor):
        raise NotPossible("not_yours", step)
    if definition.promise is None or definition.promise.extension is None or task.due is None:
        raise NotPossible("no_extension", step)
    if task.extended:
        raise NotPossible("used_up", step)
    if not reason:
        raise NotPossible("reason_needed", step)
    due = facts.calendar.due(max(task.due, task.paused_at or at), definition.promise.extension)
    writer = StoryWriter(service, state, facts, at)
    writer.add(Kind.PROMISE_EXTENDED, actor, step=step, data={"reason": reason, "due": due.isoformat()})
    return writer.events


def tick(service: Service, state: CaseState, *, facts: Facts, at: datetime) -> list[Event]:
    """What the clock alone brings: waiting that ends, promises that are late now, and outcomes that then hold by themselves."""
    events = _end_waiting(service, state, facts, at)
    for task in list(state.tasks.values()):
        step = service.step(task.step)
        ended_meanwhile = state.tasks.get(task.step) is not task
        if ended_meanwhile or step.promise is None or task.due is None or task.late or task.paused_at or at <= task.due:
            continue
        outcome = step.outcome(step.promise.late)
        by_itself = outcome is not None and not used_up(step, outcome, state)
        if not by_itself or _was_somebodys_to_keep(step, task):
            events += _late(service, state, task, facts, at, escalated=not by_itself)
        if outcome is not None and by_itself:
            events += act_on(service, state, Act(task.step, outcome.code), facts=facts, actor=CITY, at=at)
    return [*events, *_whole_case_late(service, state, facts, at)]


def _was_somebodys_to_keep(step: Step, task: Task) -> bool:
    """Whether an office missed this limit: not the citizen in their own turn, and not voices that never came."""
    return bool(task.organisation) and step.threshold is None


def _late(
    service: Service, state: CaseState, task: Task, facts: Facts, at: datetime, *, escalated: bool
) -> list[Event]:
    """A limit was missed. Those above hear of it where nothing follows by itself."""
    writer = StoryWriter(service, state, facts, at)
    data = {"due": task.due.isoformat()} if task.due else {}
    writer.add(Kind.PROMISE_LATE, step=task.step, organisation=task.organisation, data=data)
    if escalated:
        writer.add(Kind.ESCALATED, step=task.step, organisation=task.organisation)
    return writer.events


def _end_waiting(service: Service, state: CaseState, facts: Facts, at: datetime) -> list[Event]:
    """Questions whose time for an answer has passed: the clock runs on, or the case closes when it was the last one.

    The rule is that of Korea's Civil Petitions Treatment Act (two requests without an answer) as Seoul practises it.
    """
    waiting, events = service.waiting, list[Event]()
    if waiting is None:
        return events
    overdue = [task for task in state.tasks.values() if task.paused_at and task.answer_by and task.answer_by < at]
    for task in sorted(overdue, key=lambda task: (task.answer_by or at, task.opened_seq)):
        writer = StoryWriter(service, state, facts, at, resumed_at=task.answer_by)
        writer.add(Kind.ANSWER_OVERDUE, step=task.step, organisation=task.organisation, data=_due_again(writer, task))
        if state.unanswered >= waiting.times:
            data = {"reason": waiting.reason.code, "unanswered": state.unanswered}
            writer.end(waiting.end, CITY, data)
        events += writer.events
        if not state.is_open:
            break
    return events


def _whole_case_late(service: Service, state: CaseState, facts: Facts, at: datetime) -> list[Event]:
    """The promise on the whole case, told once to whoever holds it and to those above."""
    due = state.case_due
    if not state.is_open or due is None or state.case_late or state.waits_since or at <= due:
        return []
    writer = StoryWriter(service, state, facts, at)
    writer.add(Kind.CASE_LATE, organisation=state.holder, data={"due": due.isoformat()})
    return writer.events
