"""What the engine's decisions share: who acts, what is known, and a writer that applies each event as it adds it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from balai.engines.casework.definition import Need, Outcome, Placement, PlacementKind, Service, Step
from balai.engines.casework.story import CaseState, Event, Kind, apply
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


class StoryWriter:
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
