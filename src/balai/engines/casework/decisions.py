"""What may happen next, and which events follow: pure functions from a story's state to new events."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from balai.engines.casework.answers import coded_asks, visible_questions
from balai.engines.casework.definition import REPORTER, Need, Outcome, PublicState, Service, Step
from balai.engines.casework.signatures import check_signer, digest_of, proposed, signers
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
    "support",
    "used_up",
    "visible_questions",
]

RATINGS = range(1, 6)


def open_case(
    service: Service, *, facts: Facts, actor: Actor, at: datetime, channel: str, is_public: bool = False
) -> list[Event]:
    """The first events of a case: it is opened, and its first steps with it.

    The answers in `facts` stand in the story, so they are codes and numbers only, never words. Where an office
    publishes, a new case is for nobody else's eyes; the story keeps what the citizen wishes. A service that is not
    public has no public cases, whoever wishes it.
    """
    writer = StoryWriter(service, CaseState(), facts, at)
    waits = service.published_by_office
    opened: dict[str, Any] = {
        "channel": channel,
        "public": is_public and service.may_be_public and not waits,
        "answers": dict(facts.answers),
        "area": facts.area,
    }
    if waits:
        opened["public_wished"] = is_public
    due = writer.due(service.promise) if service.promise else None
    if due:
        opened["case_due"] = due.isoformat()
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
    return person is not None and any(end is not None and person in end.signers for end in ends)


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
    present |= {Need.RECEIPT} if act.receipt else set()
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
        if not act.cosign:
            _check_needs(step, outcome, act)
    return outcome


def act_on(service: Service, state: CaseState, act: Act, *, facts: Facts, actor: Actor, at: datetime) -> list[Event]:
    """The events that follow when `actor` ends a step, or signs how it is to end.

    Raises:
        NotPossible: `step_not_open`, `unknown_outcome`, `not_yours`, `used_up`, `…_needed`, `answer_missing`,
            `answer_amiss`, `already_signed`, `nothing_to_sign`.
    """
    events = _end(service, state, act, facts=facts, actor=actor, at=at)
    return events + _pass_thresholds(service, state, facts=facts, at=at)


def _end(service: Service, state: CaseState, act: Act, *, facts: Facts, actor: Actor, at: datetime) -> list[Event]:
    step, task = open_task(service, state, act.step)
    outcome = _chosen_outcome(step, state, act, actor)
    writer = StoryWriter(service, state, facts, at)
    organisation = actor.organisation or task.organisation
    joined = proposed(task, act)
    data = dict(joined.data) if joined else _chosen(outcome, act, writer, actor)
    if outcome.signatures > 1 and actor is not CITY:
        digest = joined.digest if joined else digest_of(service, step, outcome, data, act.content)
        check_signer(task, digest, actor)
        signed = {"sha256": digest, "of": outcome.signatures, "act": data}
        writer.add(Kind.SIGNED, actor, step=step.id, outcome=outcome.code, organisation=organisation, data=signed)
        if len(signers(state.tasks[step.id], digest)) < outcome.signatures:
            return writer.events
        data = {**data, "sha256": digest}
    data |= {key: True for key, holds in (("stays", outcome.stays), ("publishes", outcome.publishes)) if holds}
    writer.add(Kind.TASK_DONE, actor, step=step.id, outcome=outcome.code, organisation=organisation, data=data)
    _follow(writer, step, task, outcome, actor, chosen=data.get("to", ""))
    return writer.events


def _follow(writer: StoryWriter, step: Step, task: Task, outcome: Outcome, actor: Actor, *, chosen: str) -> None:
    """What an outcome brings: it is published, its document issued, the case ended, or the next steps opened."""
    state = writer.state
    if outcome.publishes and state.public_wished and not state.is_public:
        writer.add(Kind.VISIBILITY_CHANGED, actor, step=step.id, data={"public": True})
    if outcome.issues:
        writer.issue(outcome.issues, actor, step.id, task.organisation or writer.service.owner)
    if outcome.end:
        writer.end(outcome.end, actor)
        return
    following = [writer.service.step(name) for name in outcome.next]
    if task.state is PublicState.DONE and any(_shown(outcome, other) is not PublicState.DONE for other in following):
        writer.add(Kind.REOPENED, actor)
    for other in following:
        writer.open_step(other, outcome=outcome, chosen=chosen, holder=task.organisation)
    writer.settle(actor)


def _pass_thresholds(service: Service, state: CaseState, *, facts: Facts, at: datetime) -> list[Event]:
    """Steps end by themselves that have as many supporters as they wait for, each at most once at a time."""
    events: list[Event] = []
    for step in service.steps:
        wanted = step.threshold
        if wanted and step.id in state.tasks and state.supporters >= wanted.supporters:
            events += _end(service, state, Act(step.id, wanted.outcome), facts=facts, actor=CITY, at=at)
    return events


def support(service: Service, state: CaseState, *, facts: Facts, at: datetime) -> list[Event]:
    """One more voice for a case, and what follows when there are enough of them. Who it was stands in no story."""
    writer = StoryWriter(service, state, facts, at)
    writer.add(Kind.SUPPORTED, Actor(None, REPORTER))
    return writer.events + _pass_thresholds(service, state, facts=facts, at=at)


def _chosen(outcome: Outcome, act: Act, writer: StoryWriter, actor: Actor) -> dict[str, Any]:
    """What the story keeps of an act: only what the outcome asks for, so that nobody's words get into it."""
    chosen: dict[str, Any] = dict(act.data)
    if outcome.reasons and act.reason:
        chosen["reason"] = act.reason
    if act.organisation and (outcome.choose or Need.ORGANISATION in outcome.needs):
        chosen["to"] = act.organisation
    if act.rating is not None and Need.RATING in outcome.needs:
        chosen["rating"] = act.rating
    if act.receipt and Need.RECEIPT in outcome.needs:
        chosen["receipt"] = act.receipt
    answers = coded_asks(outcome, act.answers, writer.answers, actor.role) if actor is not CITY else {}
    if answers:
        chosen["answers"] = answers
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
