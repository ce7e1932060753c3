"""What may happen next, and which events follow: pure functions from a story's state to new events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Protocol

from balai.engines.casework.definition import REPORTER, Need, Outcome, Placement, PlacementKind, Service, Step
from balai.engines.casework.story import CaseState, Event, Kind, Task, apply
from balai.engines.workcalendar import WorkCalendar


class NotPossible(ValueError):
    """The act does not fit the case as it stands; `code` says why."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code


class Directory(Protocol):
    """Knows the organisations: turns a placement into an organisation's code."""

    def resolve(self, placement: Placement, *, area: str) -> str | None:
        """The code of the organisation, or None when the city has none there."""
        ...


@dataclass(frozen=True, slots=True)
class Facts:
    """What the engine must know besides the story: the answers, the area of the place, calendar and directory."""

    answers: Mapping[str, Any]
    area: str
    calendar: WorkCalendar
    directory: Directory


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, in which role, for which organisation. The reporter's organisation is empty."""

    id: int | None
    role: str
    organisation: str = ""


CITY = Actor(None, "city")
"""The city itself: clocks and deadlines act in its name."""


@dataclass(frozen=True, slots=True)
class Act:
    """An outcome chosen for a step, with what it needs. Words and pictures stay outside; here is only that they exist."""

    step: str
    outcome: str
    reason: str = ""
    organisation: str = ""
    rating: int | None = None
    given: frozenset[Need] = frozenset()
    data: Mapping[str, Any] = field(default_factory=dict)


class _Writer:
    """Collects new events and applies each at once, so that later decisions see earlier ones."""

    def __init__(self, service: Service, state: CaseState, facts: Facts, at: datetime) -> None:
        self.service, self.state, self.facts, self.at = service, state, facts, at
        self.events: list[Event] = []

    def add(self, kind: Kind, actor: Actor = CITY, **fields: Any) -> None:
        fields.setdefault("organisation", actor.organisation)
        event = Event(kind=kind, at=self.at, seq=self.state.last_seq + 1, by=actor.id, role=actor.role, **fields)
        self.events.append(event)
        apply(self.state, event)

    def place(self, placement: Placement, chosen: str, holder: str) -> tuple[str, dict[str, Any]]:
        """The organisation for a placement, and what to remember of the decision."""
        if placement.kind is PlacementKind.REPORTER:
            return "", {}
        if placement.kind is PlacementKind.CHOSEN:
            return chosen, {}
        if placement.kind is PlacementKind.HOLDER:
            return holder, {}
        if placement.kind is PlacementKind.DOER:
            done = self.state.last_completion(placement.code)
            return (done.organisation if done else holder), {}
        if placement.kind is PlacementKind.ROUTE:
            return self._route()
        found = self.facts.directory.resolve(placement, area=self.facts.area)
        return (found, {}) if found else (self.service.owner, {"fallback": True})

    def _route(self) -> tuple[str, dict[str, Any]]:
        for number, rule in enumerate(self.service.route, start=1):
            if rule.when is None or rule.when.holds(self.facts.answers):
                found = self.facts.directory.resolve(rule.to, area=self.facts.area)
                if found:
                    return found, {"rule": number}
        return self.service.owner, {"rule": 0, "fallback": True}

    def open_step(self, step: Step, *, outcome: Outcome | None = None, chosen: str = "", holder: str = "") -> None:
        if step.id in self.state.tasks:
            return
        if step.when is not None and not step.when.holds(self.facts.answers):
            self.add(Kind.TASK_SKIPPED, step=step.id)
            self.open_joins()
            return
        placement = outcome.to if outcome and outcome.to else step.at
        organisation, remembered = self.place(placement, chosen, holder)
        state = outcome.state if outcome and outcome.state else step.state
        data = {"state": str(state), **remembered}
        if step.promise:
            data["due"] = self.facts.calendar.due(self.at, step.promise.within).isoformat()
        self.add(Kind.TASK_OPENED, step=step.id, organisation=organisation, data=data)

    def open_joins(self) -> None:
        """Open each step whose every branch has ended since it was last open."""
        for step in self.service.steps:
            if not step.after or step.id in self.state.tasks or any(name in self.state.tasks for name in step.after):
                continue
            since = self.state.opened_steps.get(step.id, 0)
            ends = [self.state.last_completion(name) for name in step.after]
            if all(end is not None and end.seq > since for end in ends):
                last = max((end for end in ends if end), key=lambda end: end.seq)
                self.open_step(step, holder=last.organisation)

    def end(self, outcome: str, actor: Actor) -> None:
        for name in list(self.state.tasks):
            self.add(Kind.TASK_CANCELLED, actor, step=name)
        self.add(Kind.CLOSED, actor, outcome=outcome)


def open_case(service: Service, *, facts: Facts, actor: Actor, at: datetime, channel: str) -> list[Event]:
    """The first events of a case: it is opened, and its first steps with it.

    The answers in `facts` stand in the story, so they are codes and numbers only, never words.
    """
    writer = _Writer(service, CaseState(), facts, at)
    opened = {"channel": channel, "answers": dict(facts.answers), "area": facts.area}
    writer.add(Kind.OPENED, actor, data=opened)
    for name in service.start:
        writer.open_step(service.step(name), holder=service.owner)
    return writer.events


def _task(service: Service, state: CaseState, step: str) -> tuple[Step, Task]:
    task = state.tasks.get(step)
    if task is None:
        raise NotPossible("step_not_open", step)
    return service.step(step), task


def may_do(step: Step, state: CaseState, actor: Actor) -> bool:
    """Whether this role may end this step, and is not whoever did the steps that it checks."""
    if actor.role not in step.by:
        return False
    for name in step.not_by:
        done = state.last_completion(name)
        if done is not None and actor.id is not None and done.by == actor.id:
            return False
    return True


def available(service: Service, state: CaseState, actor: Actor) -> list[tuple[Step, Outcome]]:
    """What this actor can do now, in the order of the service file. Where the task lies is for the caller to check."""
    return [
        (step, outcome)
        for step in service.steps
        if step.id in state.tasks and may_do(step, state, actor)
        for outcome in step.outcomes
        if not outcome.automatic and not (outcome.at_most and state.times(step.id, outcome.code) >= outcome.at_most)
    ]


def _check_needs(step: Step, outcome: Outcome, act: Act) -> None:
    if outcome.reasons and act.reason not in {option.code for option in outcome.reasons}:
        raise NotPossible("reason_needed", f"{step.id}.{outcome.code}")
    present = set(act.given)
    present |= {Need.REASON} if act.reason else set()
    present |= {Need.ORGANISATION} if act.organisation else set()
    present |= {Need.RATING} if act.rating is not None else set()
    for need in outcome.needs:
        if need not in present:
            raise NotPossible(f"{need}_needed", f"{step.id}.{outcome.code}")


def act_on(service: Service, state: CaseState, act: Act, *, facts: Facts, actor: Actor, at: datetime) -> list[Event]:
    """The events that follow when `actor` ends a step.

    Raises:
        NotPossible: `step_not_open`, `unknown_outcome`, `not_yours`, `used_up`, `…_needed`.
    """
    step, task = _task(service, state, act.step)
    outcome = step.outcome(act.outcome)
    if outcome is None or (outcome.automatic and actor is not CITY):
        raise NotPossible("unknown_outcome", f"{act.step}.{act.outcome}")
    if actor is not CITY:
        if not may_do(step, state, actor):
            raise NotPossible("not_yours", act.step)
        if outcome.at_most and state.times(step.id, outcome.code) >= outcome.at_most:
            raise NotPossible("used_up", f"{act.step}.{act.outcome}")
        _check_needs(step, outcome, act)
    writer = _Writer(service, state, facts, at)
    data = {**act.data}
    for name, value in (("reason", act.reason), ("to", act.organisation), ("rating", act.rating)):
        if value not in ("", None):
            data[name] = value
    organisation = actor.organisation or task.organisation
    was_done = state.done_at is not None
    writer.add(Kind.TASK_DONE, actor, step=step.id, outcome=outcome.code, organisation=organisation, data=data)
    if outcome.end:
        writer.end(outcome.end, actor)
        return writer.events
    if was_done and outcome.next:
        writer.add(Kind.REOPENED, actor)
    for name in outcome.next:
        writer.open_step(service.step(name), outcome=outcome, chosen=act.organisation, holder=task.organisation)
    writer.open_joins()
    if not state.tasks and state.is_open:
        writer.end("done", actor)
    return writer.events


def assign(service: Service, state: CaseState, step: str, *, assignee: int, actor: Actor, at: datetime) -> list[Event]:
    """Hand an open step to one person.

    Raises:
        NotPossible: `step_not_open`.
    """
    _task(service, state, step)
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
    definition, task = _task(service, state, step)
    if not may_do(definition, state, actor):
        raise NotPossible("not_yours", step)
    if task.started_at:
        return []
    event = Event(Kind.TASK_STARTED, at, state.last_seq + 1, actor.id, actor.role, actor.organisation, step)
    apply(state, event)
    return [event]


def ask_reporter(service: Service, state: CaseState, step: str, *, actor: Actor, at: datetime) -> list[Event]:
    """Ask the citizen for something; the promise on this step is paused until the answer.

    Raises:
        NotPossible: `step_not_open`, `not_yours`, `already_asked`.
    """
    definition, task = _task(service, state, step)
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
    writer = _Writer(service, state, facts, at)
    for task in paused:
        data = {}
        promise = service.step(task.step).promise
        if promise and task.due and task.paused_at:
            due = facts.calendar.due_after_pause(
                paused_at=task.paused_at, resumed_at=at, due=task.due, unit=promise.within.unit
            )
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
    definition, task = _task(service, state, step)
    if not may_do(definition, state, actor):
        raise NotPossible("not_yours", step)
    if definition.promise is None or definition.promise.extension is None or task.due is None:
        raise NotPossible("no_extension", step)
    if task.extended:
        raise NotPossible("used_up", step)
    if not reason:
        raise NotPossible("reason_needed", step)
    due = facts.calendar.due(max(task.due, at), definition.promise.extension)
    writer = _Writer(service, state, facts, at)
    writer.add(Kind.PROMISE_EXTENDED, actor, step=step, data={"reason": reason, "due": due.isoformat()})
    return writer.events


def tick(service: Service, state: CaseState, *, facts: Facts, at: datetime) -> list[Event]:
    """What the clock alone brings: promises that are late now, escalations, and outcomes that then hold by themselves."""
    events: list[Event] = []
    for task in list(state.tasks.values()):
        promise = service.step(task.step).promise
        if promise is None or task.due is None or task.late or task.paused_at or at <= task.due:
            continue
        if promise.late == "escalate":
            writer = _Writer(service, state, facts, at)
            organisation = task.organisation
            writer.add(Kind.PROMISE_LATE, step=task.step, organisation=organisation, data={"due": task.due.isoformat()})
            writer.add(Kind.ESCALATED, step=task.step, organisation=organisation)
            events += writer.events
        elif task.step in state.tasks:
            events += act_on(service, state, Act(task.step, promise.late), facts=facts, actor=CITY, at=at)
    return events


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


__all__ = [
    "CITY",
    "REPORTER",
    "Act",
    "Actor",
    "Directory",
    "Facts",
    "NotPossible",
    "act_on",
    "answer_city",
    "ask_reporter",
    "assign",
    "available",
    "extend",
    "may_do",
    "open_case",
    "replace",
    "start",
    "tick",
    "visible_questions",
]
