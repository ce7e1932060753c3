"""What may happen next, and which events follow: pure functions from a story's state to new events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from balai.engines.casework.definition import Need, Outcome, PublicState, Service, Step
from balai.engines.casework.story import CaseState, Event, Kind, Task, apply
from balai.engines.casework.writing import CITY, Act, Actor, Directory, Facts, NotPossible, StoryWriter

__all__ = [
    "CITY",
    "Act",
    "Actor",
    "Directory",
    "Facts",
    "NotPossible",
    "act_on",
    "assign",
    "available",
    "did_what_it_checks",
    "may_do",
    "open_case",
    "open_task",
    "start",
    "used_up",
    "visible_questions",
]

RATINGS = range(1, 6)


def open_case(
    service: Service, *, facts: Facts, actor: Actor, at: datetime, channel: str, is_public: bool = False
) -> list[Event]:
    """The first events of a case: it is opened, and its first steps with it.

    The answers in `facts` stand in the story, so they are codes and numbers only, never words.
    """
    writer = StoryWriter(service, CaseState(), facts, at)
    opened = {"channel": channel, "public": is_public, "answers": dict(facts.answers), "area": facts.area}
    writer.add(Kind.OPENED, actor, data=opened)
    for name in service.start:
        writer.open_step(service.step(name), holder=service.owner)
    writer.settle(CITY)
    return writer.events


def open_task(service: Service, state: CaseState, step: str) -> tuple[Step, Task]:
    """An open step and its task.

    Raises:
        NotPossible: `step_not_open`.
    """
    task = state.tasks.get(step)
    if task is None:
        raise NotPossible("step_not_open", step)
    return service.step(step), task


def may_do(step: Step, state: CaseState, actor: Actor) -> bool:
    """Whether this role may end this step, and is not whoever did the steps that it checks."""
    return actor.role in step.by and not did_what_it_checks(step, state, actor.id)


def did_what_it_checks(step: Step, state: CaseState, person: int | None) -> bool:
    """Whether this person was the last to end one of the steps that this step checks."""
    ends = [state.last_completion(name) for name in step.not_by]
    return person is not None and any(end is not None and end.by == person for end in ends)


def available(service: Service, state: CaseState, actor: Actor) -> list[tuple[Step, Outcome]]:
    """What this actor can do now, in the order of the service file. Where the task lies is for the caller to check."""
    return [
        (step, outcome)
        for step in service.steps
        if step.id in state.tasks and may_do(step, state, actor)
        for outcome in step.outcomes
        if not outcome.automatic and not used_up(step, outcome, state)
    ]


def used_up(step: Step, outcome: Outcome, state: CaseState) -> bool:
    """Whether the step has ended in this way as often as it may in the life of a case."""
    return bool(outcome.at_most) and state.times(step.id, outcome.code) >= outcome.at_most


def _check_needs(step: Step, outcome: Outcome, act: Act) -> None:
    if outcome.reasons and act.reason not in {option.code for option in outcome.reasons}:
        raise NotPossible("reason_needed", f"{step.id}.{outcome.code}")
    present = set(act.given)
    present |= {Need.REASON} if act.reason else set()
    present |= {Need.ORGANISATION} if act.organisation else set()
    present |= {Need.RATING} if act.rating in RATINGS and not isinstance(act.rating, bool) else set()
    for need in outcome.needs:
        if need not in present:
            raise NotPossible(f"{need}_needed", f"{step.id}.{outcome.code}")


def _chosen_outcome(step: Step, state: CaseState, act: Act, actor: Actor) -> Outcome:
    """The outcome of an act that is allowed; the city's own clock needs neither role nor evidence."""
    outcome = step.outcome(act.outcome)
    if outcome is None or (outcome.automatic and actor is not CITY):
        raise NotPossible("unknown_outcome", f"{act.step}.{act.outcome}")
    if actor is not CITY:
        if not may_do(step, state, actor):
            raise NotPossible("not_yours", act.step)
        if used_up(step, outcome, state):
            raise NotPossible("used_up", f"{act.step}.{act.outcome}")
        _check_needs(step, outcome, act)
    return outcome


def act_on(service: Service, state: CaseState, act: Act, *, facts: Facts, actor: Actor, at: datetime) -> list[Event]:
    """The events that follow when `actor` ends a step.

    Raises:
        NotPossible: `step_not_open`, `unknown_outcome`, `not_yours`, `used_up`, `…_needed`.
    """
    step, task = open_task(service, state, act.step)
    outcome = _chosen_outcome(step, state, act, actor)
    writer = StoryWriter(service, state, facts, at)
    chosen = _chosen(outcome, act)
    organisation = actor.organisation or task.organisation
    data = {**act.data, **chosen}
    writer.add(Kind.TASK_DONE, actor, step=step.id, outcome=outcome.code, organisation=organisation, data=data)
    if outcome.end:
        writer.end(outcome.end, actor)
        return writer.events
    following = [service.step(name) for name in outcome.next]
    if task.state is PublicState.DONE and any(_shown(outcome, other) is not PublicState.DONE for other in following):
        writer.add(Kind.REOPENED, actor)
    for other in following:
        writer.open_step(other, outcome=outcome, chosen=chosen.get("to", ""), holder=task.organisation)
    writer.settle(actor)
    return writer.events


def _chosen(outcome: Outcome, act: Act) -> dict[str, Any]:
    """What the story keeps of an act: only what the outcome asks for, so that nobody's words get into it."""
    chosen: dict[str, Any] = {}
    if outcome.reasons and act.reason:
        chosen["reason"] = act.reason
    if act.organisation and (outcome.choose or Need.ORGANISATION in outcome.needs):
        chosen["to"] = act.organisation
    if act.rating is not None and Need.RATING in outcome.needs:
        chosen["rating"] = act.rating
    return chosen


def _shown(outcome: Outcome, step: Step) -> PublicState:
    return outcome.state or step.state


def assign(service: Service, state: CaseState, step: str, *, assignee: int, actor: Actor, at: datetime) -> list[Event]:
    """Hand an open step to one person.

    Raises:
        NotPossible: `step_not_open`; `not_theirs`, where that person did what the step checks.
    """
    definition, _ = open_task(service, state, step)
    if did_what_it_checks(definition, state, assignee):
        raise NotPossible("not_theirs", step)
    event = Event(
        Kind.TASK_ASSIGNED,
        at,
        state.last_seq + 1,
        actor.id,
        actor.role,
        actor.organisation,
        step,
        data={"assignee": assignee},
    )
    apply(state, event)
    return [event]


def start(service: Service, state: CaseState, step: str, *, actor: Actor, at: datetime) -> list[Event]:
    """Say that work on an open step has begun; saying it twice is no event.

    Raises:
        NotPossible: `step_not_open`, `not_yours`.
    """
    definition, task = open_task(service, state, step)
    if not may_do(definition, state, actor):
        raise NotPossible("not_yours", step)
    if task.started_at:
        return []
    event = Event(Kind.TASK_STARTED, at, state.last_seq + 1, actor.id, actor.role, actor.organisation, step)
    apply(state, event)
    return [event]


def visible_questions(service: Service, answers: Mapping[str, Any]) -> Sequence[str]:
    """Ids of the questions that these answers call for, in order; an answer to a hidden question does not count."""
    kept: dict[str, Any] = {}
    shown: list[str] = []
    for question in service.questions:
        if question.show_if is None or question.show_if.holds(kept):
            shown.append(question.id)
            if question.id in answers:
                kept[question.id] = answers[question.id]
    return shown
