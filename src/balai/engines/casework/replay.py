"""A past case under another definition: the same people act at the same moments, and the city's clock runs anew.

What is assumed, and told with every result:

- people act at the same moments as they did, in the same roles, and end steps with the same outcomes;
- what an outcome needs besides (words, photos, a reason, a receipt) is taken as given; coded answers are those given;
- the clock acts the moment a promise runs out; the calendar and the offices are today's;
- an extension that the definition does not offer is not given.

Where the definition has no such step or outcome, or asks what nobody was asked, the rest of the case cannot be told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from balai.engines.casework import clocks, decisions
from balai.engines.casework.definition import CODED_TYPES, REPORTER, Need, Outcome, QuestionType, Service
from balai.engines.casework.story import CaseState, Event, Kind, fold
from balai.engines.casework.writing import CITY, Act, Actor, Facts, NotPossible

AT_ONCE = timedelta(microseconds=1)
MOST_TICKS = 200
"""A story whose clock never comes to rest would be a mistake of the definition: it is given up here."""


@dataclass(frozen=True, slots=True)
class Retold:
    """A case under one definition.

    `untold` says why the rest cannot be told (empty when all is told), `refused` that it would not have been taken.
    `office` is whose hands it came into first, `end` how it ended (empty while open), `hours` from opening until it was
    done or closed. `late` counts the promises that were broken, on steps and on the whole case.
    """

    office: str = ""
    late: int = 0
    end: str = ""
    hours: float | None = None
    refused: bool = False
    untold: str = ""
    events: list[Event] = field(default_factory=list)


def loosened(service: Service) -> Service:
    """The service as a replay asks it: outcomes need only what changes the way of a case."""
    steps = tuple(
        replace(step, outcomes=tuple(_loosened(outcome) for outcome in step.outcomes)) for step in service.steps
    )
    return replace(service, steps=steps)


def _loosened(outcome: Outcome) -> Outcome:
    told = CODED_TYPES | {QuestionType.DATE}
    asks = tuple(question for question in outcome.asks if question.type in told and not question.personal)
    needs = tuple(need for need in outcome.needs if need is Need.ORGANISATION)
    return replace(outcome, asks=asks, needs=needs, reasons=(), issues=None)


def retell(service: Service, story: Sequence[Event], *, facts: Facts, until: datetime) -> Retold:
    """What would have become of a case by `until` under `service`, which has been `loosened`.

    `story` begins with the opening; voices of support in it count where the service waits for them.
    """
    opened = story[0]
    unmet = [rule for rule in service.eligibility if not rule.when.holds(facts.answers)]
    if unmet:
        told = any(rule.when.questions() <= facts.answers.keys() for rule in unmet)
        return Retold(refused=told, untold="" if told else "eligibility_unknown")
    try:
        return _Replay(service, facts, opened).run(story, until)
    except (NotPossible, KeyError, ValueError) as error:
        # A definition may lead old answers where nothing was thought of: such a case is counted, and stops no other.
        return Retold(untold=error.code if isinstance(error, NotPossible) else "not_foreseen")


class _Replay:
    def __init__(self, service: Service, facts: Facts, opened: Event) -> None:
        self.service, self.facts = service, facts
        actor = Actor(opened.by, opened.role or REPORTER, opened.organisation)
        self.events = decisions.open_case(
            service, facts=facts, actor=actor, at=opened.at, channel=str(opened.data.get("channel", ""))
        )
        self.state = fold(self.events)
        self.office = next((event.organisation for event in self.events if event.organisation), service.owner)
        self.signed: dict[str, set[int | None]] = {}

    def run(self, story: Sequence[Event], until: datetime) -> Retold:
        untold = ""
        for event in story[1:]:
            if event.at > until:
                break
            self._let_time_pass(event.at)
            try:
                self._repeat(event)
            except NotPossible as error:
                untold = error.code
                break
        if not untold:
            self._let_time_pass(until)
        return self._told(untold)

    def _told(self, untold: str) -> Retold:
        state = self.state
        finished = state.done_at or state.closed_at
        hours = (finished - state.opened_at).total_seconds() / 3600 if finished and state.opened_at else None
        end = "" if state.is_open else str(state.public_state)
        return Retold(self.office, state.late + state.case_late, end, hours, untold=untold, events=self.events)

    def _let_time_pass(self, until: datetime) -> None:
        """The clock acts on each promise that runs out before `until`, in the order in which they do."""
        for _ in range(MOST_TICKS):
            first = min(instants(self.state), default=None)
            if first is None or first + AT_ONCE > until:
                return
            happened = clocks.tick(self.service, self.state, facts=self.facts, at=first + AT_ONCE)
            if not happened:
                return
            self.events += happened
        raise NotPossible("no_rest")

    def _repeat(self, event: Event) -> None:
        """Do again what somebody did; what moves nothing is passed over.

        Raises:
            NotPossible: a step was ended that cannot be ended so.
        """
        if event.kind is Kind.TASK_DONE:
            self._end_step(event)
        elif event.kind is Kind.SIGNED:
            self.signed.setdefault(str(event.data.get("sha256")), set()).add(event.by)
        elif event.kind is Kind.SUPPORTED:
            self.events += decisions.support(self.service, self.state, facts=self.facts, at=event.at)
        elif event.kind in SMALL:
            try:
                self.events += SMALL[event.kind](self, event)
            except NotPossible:
                return  # nobody could have done it: the case goes on without

    def _end_step(self, event: Event) -> None:
        data = event.data
        if event.role == CITY.role and event.by is None and self._is_the_clocks(event):
            return
        step, _ = decisions.open_task(self.service, self.state, event.step)
        outcome = step.outcome(event.outcome)
        signers = self.signed.get(str(data.get("sha256")), {event.by})
        if outcome and outcome.signatures > max(1, len(signers)):
            raise NotPossible("signatures_needed", event.step)
        act = Act(
            event.step,
            event.outcome,
            organisation=str(data.get("to", "")),
            rating=data.get("rating"),
            answers=_answers(outcome, data.get("answers", {})),
        )
        self.events += decisions.act_on(
            _signed_once(self.service, outcome),
            self.state,
            act,
            facts=self.facts,
            actor=CITY if event.role == CITY.role else _actor(event),
            at=event.at,
        )

    def _is_the_clocks(self, event: Event) -> bool:
        """Whether the city's own act would come by itself, or not at all, under this definition."""
        step = next((step for step in self.service.steps if step.id == event.step), None)
        if step is None or step.id not in self.state.tasks:
            return True
        return bool(step.promise and step.promise.late == event.outcome) or step.threshold is not None


def _answers(outcome: Outcome | None, kept: Mapping[str, Any]) -> dict[str, Any]:
    """The answers of an act as far as the story knows them; of a group it knows the number of entries."""
    groups = {ask.id for ask in outcome.asks if ask.type is QuestionType.GROUP} if outcome else set()
    return {name: [{}] * int(answer) if name in groups else answer for name, answer in kept.items()}


def instants(state: CaseState) -> Iterator[datetime]:
    """When the clock has something to do next: promises, questions without an answer, the promise on the whole case."""
    for task in state.tasks.values():
        waits = task.answer_by if task.paused_at else None if task.late else task.due
        if waits:
            yield waits
    if state.is_open and state.case_due and not state.case_late and not state.waits_since:
        yield state.case_due


def _signed_once(service: Service, outcome: Outcome | None) -> Service:
    """The service with one signature under this outcome, once it is known that enough people signed."""
    if outcome is None or outcome.signatures <= 1:
        return service
    steps = tuple(
        replace(step, outcomes=tuple(replace(one, signatures=1) if one is outcome else one for one in step.outcomes))
        for step in service.steps
    )
    return replace(service, steps=steps)


def _actor(event: Event) -> Actor:
    return Actor(event.by, event.role, event.organisation)


SMALL: Mapping[Kind, Any] = {
    Kind.TASK_ASSIGNED: lambda replay, event: decisions.assign(
        replay.service,
        replay.state,
        event.step,
        assignee=event.data.get("assignee"),
        actor=_actor(event),
        at=event.at,
    ),
    Kind.TASK_STARTED: lambda replay, event: decisions.start(
        replay.service, replay.state, event.step, actor=_actor(event), at=event.at
    ),
    Kind.REPORTER_ASKED: lambda replay, event: clocks.ask_reporter(
        replay.service, replay.state, event.step, facts=replay.facts, actor=_actor(event), at=event.at
    ),
    Kind.REPORTER_ANSWERED: lambda replay, event: clocks.answer_city(
        replay.service, replay.state, facts=replay.facts, actor=Actor(None, REPORTER), at=event.at
    ),
    Kind.PROMISE_EXTENDED: lambda replay, event: clocks.extend(
        replay.service,
        replay.state,
        event.step,
        facts=replay.facts,
        actor=_actor(event),
        at=event.at,
        reason=str(event.data.get("reason") or "given"),
    ),
}
"""Small acts: where they cannot be done, the case goes on without them."""


def same_way(events: Sequence[Event], story: Sequence[Event]) -> bool:
    """Whether a retold case went the way of the story: the same steps opened and ended alike, and the same end."""
    return list(_way(events)) == list(_way(story))


def _way(events: Sequence[Event]) -> Iterator[tuple[str, ...]]:
    for event in events:
        if event.kind in (Kind.TASK_OPENED, Kind.TASK_DONE, Kind.CLOSED):
            yield event.kind, event.step, event.outcome
