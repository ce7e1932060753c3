"""A case that other hands have handled, told as a story of ours: each status it had, when, and with which office."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from balai.engines.casework.definition import REPORTER, Outcome, PublicState, Service, Step
from balai.engines.casework.story import CaseState, Event, Kind
from balai.engines.casework.writing import CITY, Actor, Facts, StoryWriter

CLOSING = frozenset({PublicState.DONE, PublicState.REFUSED, PublicState.WITHDRAWN})
OFFICER = "officer"
SOMEBODY = Actor(None, OFFICER)
"""Whoever it was elsewhere: a person in an office, not our clock."""
ROUTED = "routed"
"""Marks, in the story, an office that the other system did not name: the service's own rules did."""
IMPLIED = "implied"
"""Marks a beginning that the other system did not tell."""
IMPORTED = "imported"
CASE_DUE = "case_due"


@dataclass(frozen=True, slots=True)
class Passage:
    """From `at` on the case was in this state; `office` is an organisation's code, empty where nobody says."""

    at: datetime
    state: PublicState
    office: str = ""


@dataclass(frozen=True, slots=True)
class Limit:
    """The time limit that an open case brings with it; a past one counts as late since then, or starts anew."""

    due: datetime | None = None
    late_when_past: bool = False


def states_of(service: Service) -> set[PublicState]:
    """The states that a case of this service can be told in."""
    shown = {
        outcome.state or service.step(name).state
        for step in service.steps
        for outcome in step.outcomes
        for name in outcome.next
    }
    return {step.state for step in service.steps if REPORTER not in step.by} | shown | CLOSING


def first_state(service: Service) -> PublicState:
    """The state in which a case of this service begins."""
    return service.step(service.start[0]).state


def retell(
    service: Service,
    passages: Sequence[Passage],
    *,
    facts: Facts,
    opened: datetime,
    channel: str,
    is_public: bool,
    now: datetime,
    limit: Limit,
) -> list[Event]:
    """The whole story so far. `passages` are in the order of time, none of them before `opened`.

    What is past bears no promise: nobody here gave one. An open case continues under the service's promise, counted
    from `now`, or under the limit that it brings with it.

    Raises:
        KeyError: the service shows no case in one of these states; see `states_of`.
    """
    teller = _Teller(service, facts, opened, now)
    data = {"channel": channel, "public": is_public, "answers": dict(facts.answers), "area": facts.area}
    teller.writer.add(Kind.OPENED, Actor(None, REPORTER), data={**data, IMPORTED: now.isoformat()})
    if passages and passages[0].state in CLOSING:
        teller.begin(passages[0].office)
    for number, passage in enumerate(passages, start=1):
        teller.writer.at = passage.at
        if passage.state in CLOSING:
            teller.close(passage)
        else:
            teller.move(passage, limit if number == len(passages) else None)
    return teller.writer.events


class _Teller:
    def __init__(self, service: Service, facts: Facts, opened: datetime, now: datetime) -> None:
        self.service, self.facts, self.now = service, facts, now
        self.writer = StoryWriter(service, CaseState(), facts, opened)
        self.step: Step | None = None

    @property
    def holder(self) -> str:
        return self.writer.state.holder

    def begin(self, office: str) -> None:
        """A case of which only the end is known was with somebody: with whoever ended it, or would have it today."""
        self.move(Passage(self.writer.at, first_state(self.service), office), None, {IMPLIED: True})

    def close(self, passage: Passage) -> None:
        """Some outcomes end a case in this state; where the open step has none, it is given up as the case ends."""
        if self.step:
            ends = (one for one in self.step.outcomes if one.end == passage.state and not one.automatic)
            self._leave(self.step, next(ends, None), "")
            self.step = None
        self.writer.add(Kind.CLOSED, SOMEBODY, outcome=passage.state.value, organisation=passage.office)

    def move(self, passage: Passage, limit: Limit | None, marks: Mapping[str, Any] | None = None) -> None:
        if not self.writer.state.is_open:
            self.writer.add(Kind.REOPENED, SOMEBODY)
        outcome, step = _way(self.service, self.step, passage.state)
        if self.step:
            self._leave(self.step, outcome, passage.office)
        opened = self._as_if_now(step)
        data: dict[str, Any] = {"state": passage.state.value, **(marks or {})}
        if not passage.office:
            data[ROUTED] = True
        if limit is not None:
            data |= self._whole()
        late = limit is not None and self._set_limit(data, opened, limit)
        office = passage.office or opened.organisation
        self.writer.add(Kind.TASK_OPENED, SOMEBODY, step=step.id, organisation=office, data=data)
        if late:
            self.writer.at = max(passage.at, datetime.fromisoformat(data["due"]))
            self.writer.add(Kind.PROMISE_LATE, CITY, step=step.id, organisation=office, data={"due": data["due"]})
        self.step = step

    def _leave(self, step: Step, outcome: Outcome | None, to: str) -> None:
        if outcome is None:
            self.writer.add(Kind.TASK_CANCELLED, SOMEBODY, step=step.id)
            return
        office = self.writer.state.tasks[step.id].organisation
        data = {"to": to} if to and outcome.choose else {}
        actor = Actor(None, OFFICER, office)
        self.writer.add(Kind.TASK_DONE, actor, step=step.id, outcome=outcome.code, organisation=office, data=data)

    def _whole(self) -> dict[str, Any]:
        """The promise on the whole case, where the service gives one, counted from now."""
        scratch = StoryWriter(self.service, CaseState(is_open=True), self.facts, self.now)
        due = scratch.due(self.service.promise) if self.service.promise else None
        return {CASE_DUE: due.isoformat()} if due else {}

    def _as_if_now(self, step: Step) -> Event:
        """How the engine would open this step today: with which office, and until when."""
        scratch = StoryWriter(self.service, CaseState(is_open=True), self.facts, self.now)
        scratch.open_step(step, holder=self.holder or self.service.owner)
        opened = next((event for event in scratch.events if event.kind is Kind.TASK_OPENED), None)
        return opened or Event(Kind.TASK_OPENED, self.now, organisation=self.service.owner)

    def _set_limit(self, data: dict[str, Any], opened: Event, limit: Limit) -> bool:
        """Say until when the open step is to be done; whether that has passed."""
        past = limit.due is not None and limit.due <= self.now
        if limit.due is not None and (not past or limit.late_when_past):
            data["due"] = limit.due.isoformat()
            return past
        data |= {name: value for name, value in opened.data.items() if name == "due"}
        return False


def _way(service: Service, step: Step | None, state: PublicState) -> tuple[Outcome | None, Step]:
    """How a case comes to be shown in this state: by an outcome of its open step where one leads there."""
    for outcome, following in _exits(service, [step] if step else []):
        if (outcome.state or following.state) is state:
            return outcome, following
    for other in service.steps:
        if other.state is state and REPORTER not in other.by:
            return None, other
    for outcome, following in _exits(service, service.steps):
        if outcome.state is state:
            return None, following
    raise KeyError(state)


def _exits(service: Service, steps: Sequence[Step]) -> list[tuple[Outcome, Step]]:
    return [
        (outcome, service.step(name))
        for step in steps
        for outcome in step.outcomes
        if not outcome.automatic
        for name in outcome.next
    ]
