"""What time does to a case: pauses while the city waits for the citizen, extensions, lateness."""

from __future__ import annotations

from datetime import datetime

from balai.engines.casework.decisions import act_on, may_do, open_task, used_up
from balai.engines.casework.definition import Service
from balai.engines.casework.story import CaseState, Event, Kind, apply
from balai.engines.casework.writing import CITY, Act, Actor, Facts, NotPossible, StoryWriter


def ask_reporter(service: Service, state: CaseState, step: str, *, actor: Actor, at: datetime) -> list[Event]:
    """Ask the citizen for something; the promise on this step is paused until the answer.

    Raises:
        NotPossible: `step_not_open`, `not_yours`, `already_asked`.
    """
    definition, task = open_task(service, state, step)
    if not may_do(definition, state, actor):
        raise NotPossible("not_yours", step)
    if task.paused_at:
        raise NotPossible("already_asked", step)
    event = Event(Kind.REPORTER_ASKED, at, state.last_seq + 1, actor.id, actor.role, actor.organisation, step)
    apply(state, event)
    return [event]


def answer_city(service: Service, state: CaseState, *, facts: Facts, actor: Actor, at: datetime) -> list[Event]:
    """The citizen's answer: every paused promise runs on with the time it had left.

    Raises:
        NotPossible: `nothing_asked`.
    """
    paused = [task for task in state.tasks.values() if task.paused_at]
    if not paused:
        raise NotPossible("nothing_asked")
    writer = StoryWriter(service, state, facts, at)
    for task in paused:
        data = {}
        promise = service.step(task.step).promise
        span = promise.span(writer.answers) if promise else None
        due = task.due
        if span and due and task.paused_at:
            due = facts.calendar.due_after_pause(
                paused_at=task.paused_at, resumed_at=max(at, task.paused_at), due=due, unit=span.unit
            )
        if due:
            data["due"] = due.isoformat()
        writer.add(Kind.REPORTER_ANSWERED, actor, step=task.step, data=data)
    return writer.events


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
    """What the clock alone brings: promises that are late now, escalations, and outcomes that then hold by themselves."""
    events: list[Event] = []
    for task in list(state.tasks.values()):
        step = service.step(task.step)
        ended_meanwhile = state.tasks.get(task.step) is not task
        if ended_meanwhile or step.promise is None or task.due is None or task.late or task.paused_at or at <= task.due:
            continue
        outcome = step.outcome(step.promise.late)
        if outcome is None or used_up(step, outcome, state):
            writer = StoryWriter(service, state, facts, at)
            organisation = task.organisation
            writer.add(Kind.PROMISE_LATE, step=task.step, organisation=organisation, data={"due": task.due.isoformat()})
            writer.add(Kind.ESCALATED, step=task.step, organisation=organisation)
            events += writer.events
        else:
            events += act_on(service, state, Act(task.step, outcome.code), facts=facts, actor=CITY, at=at)
    return events
