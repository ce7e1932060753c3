"""What the engine's decisions share: who acts, what is known, and a writer that applies each event as it adds it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from balai.engines.casework.definition import Issue, Need, Outcome, Placement, PlacementKind, Promise, Service, Step
from balai.engines.casework.story import CaseState, Event, Kind, apply
from balai.engines.workcalendar import Span, WorkCalendar

LAST_SECOND = time(23, 59, 59)


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
class Sealed:
    """A document's number, and the SHA-256 of what it says."""

    number: str
    sha256: str


class Registry(Protocol):
    """Writes out the documents that a case issues: their words live outside of the story."""

    def seal(
        self, issue: Issue, *, nth: int, seq: int, organisation: str, issued_on: date, valid_until: date | None
    ) -> Sealed:
        """The `nth` document of this case, issued by an organisation, to be kept with the event `seq`."""
        ...


@dataclass(frozen=True, slots=True)
class Facts:
    """What the engine must know besides the story: the answers, the area of the place, calendar and directory.

    The registry is needed by services that issue documents.
    """

    answers: Mapping[str, Any]
    area: str
    calendar: WorkCalendar
    directory: Directory
    registry: Registry | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, in which role, for which organisation. The reporter's organisation is empty.

    `area` is the path of the area to which the role is limited; empty when it is not.
    """

    id: int | None
    role: str
    organisation: str = ""
    area: str = ""


CITY = Actor(None, "city")
"""The city itself: clocks and deadlines act in its name."""


@dataclass(frozen=True, slots=True)
class Act:
    """An outcome chosen for a step, with what it needs. Words and pictures stay outside; here is only that they exist.

    `answers` are those to the outcome's questions (for files, the list of them). `receipt` is a keyed hash of a
    payment's receipt, `content` one of all words and files handed in: both stand for what the story does not hold.
    `cosign` is the digest of what somebody else has signed and this person signs too, in place of everything else.
    """

    step: str
    outcome: str
    reason: str = ""
    organisation: str = ""
    rating: int | None = None
    given: frozenset[Need] = frozenset()
    data: Mapping[str, Any] = field(default_factory=dict)
    answers: Mapping[str, Any] = field(default_factory=dict)
    receipt: str = ""
    content: str = ""
    cosign: str = ""


class StoryWriter:
    """Collects new events and applies each at once, so that later decisions see earlier ones."""

    def __init__(
        self, service: Service, state: CaseState, facts: Facts, at: datetime, *, resumed_at: datetime | None = None
    ) -> None:
        """`resumed_at` is when the clocks run on, where the city notices that later than it happened."""
        self.service, self.state, self.facts, self.at = service, state, facts, at
        self.resumed_at = resumed_at or at
        self.events: list[Event] = []

    @property
    def answers(self) -> Mapping[str, Any]:
        """What counts in conditions now: the citizen's answers, and those given since."""
        return {**self.facts.answers, **self.state.answers}

    def add(self, kind: Kind, actor: Actor = CITY, **fields: Any) -> None:
        fields.setdefault("organisation", actor.organisation)
        event = Event(kind=kind, at=self.at, seq=self.state.last_seq + 1, by=actor.id, role=actor.role, **fields)
        waited_since = self.state.waits_since
        apply(self.state, event)
        if waited_since and self.state.is_open and not self.state.waits_since:
            event = self._case_runs_on(event, waited_since)
        self.events.append(event)

    def _case_runs_on(self, event: Event, waited_since: datetime) -> Event:
        """The event that ended the waiting says when the promise on the whole case is due now."""
        promise, due = self.service.promise, self.state.case_due
        span = promise.span(self.answers) if promise else None
        if span is None or due is None:
            return event
        self.state.case_due = self.due_again(waited_since, due, span)
        return replace(event, data={**event.data, "case_due": self.state.case_due.isoformat()})

    def due_again(self, paused_at: datetime, due: datetime, span: Span) -> datetime:
        """When a promise is due whose clock has stood still since `paused_at`."""
        resumed_at = max(self.resumed_at, paused_at)
        return self.facts.calendar.due_after_pause(paused_at=paused_at, resumed_at=resumed_at, due=due, unit=span.unit)

    def place(self, placement: Placement, chosen: str, holder: str) -> tuple[str, dict[str, Any]]:
        """The organisation for a placement, and what to remember of the decision.

        It is empty for the reporter's own turn alone: whatever leads to no office falls to the service's owner.
        """
        if placement.kind is PlacementKind.REPORTER:
            return "", {}
        if placement.kind is PlacementKind.ROUTE:
            found, remembered = self._route()
        else:
            found, remembered = self._find(placement, chosen, holder), {}
        return (found, remembered) if found else (self.service.owner, {**remembered, "fallback": True})

    def _find(self, placement: Placement, chosen: str = "", holder: str = "") -> str:
        """The organisation that a placement names; empty when there is none."""
        if placement.kind is PlacementKind.CHOSEN:
            return chosen
        if placement.kind is PlacementKind.HOLDER:
            return holder
        if placement.kind is PlacementKind.OWNER:
            return self.service.owner
        if placement.kind is PlacementKind.DOER:
            done = self.state.last_completion(placement.code)
            return done.organisation if done else holder
        return self.facts.directory.resolve(placement, area=self.facts.area) or ""

    def _route(self) -> tuple[str, dict[str, Any]]:
        answers = self.answers
        for number, rule in enumerate(self.service.route, start=1):
            if rule.when is None or rule.when.holds(answers):
                found = self._find(rule.to)
                if found:
                    return found, {"rule": number}
        return "", {"rule": 0}

    def applies(self, step: Step) -> bool:
        return step.when is None or step.when.holds(self.answers)

    def due(self, promise: Promise) -> datetime | None:
        """When a promise that begins now must be kept; None where it hangs on a date that nobody has given.

        A date that has passed is due now, and so late from the next moment on.
        """
        if promise.on:
            day = self.answers.get(promise.on)
            zone = ZoneInfo(self.facts.calendar.zone)
            ends = datetime.combine(date.fromisoformat(day), LAST_SECOND, zone).astimezone(UTC) if day else None
            return max(ends, self.at) if ends else None
        span = promise.span(self.answers)
        return self.facts.calendar.due(self.at, span) if span else None

    def open_step(self, step: Step, *, outcome: Outcome | None = None, chosen: str = "", holder: str = "") -> None:
        if step.id in self.state.tasks:
            return
        fee = step.fee.amount(self.answers) if step.fee else 0
        if not self.applies(step) or (step.fee and not fee):
            self.add(Kind.TASK_SKIPPED, step=step.id)
            return
        placement = outcome.to if outcome and outcome.to else step.at
        organisation, remembered = self.place(placement, chosen, holder)
        state = outcome.state if outcome and outcome.state else step.state
        data = {"state": str(state), **remembered}
        due = self.due(step.promise) if step.promise else None
        if due:
            data["due"] = due.isoformat()
        if fee:
            data["fee"] = fee
        self.add(Kind.TASK_OPENED, step=step.id, organisation=organisation, data=data)

    def issue(self, issue: Issue, actor: Actor, step: str, organisation: str) -> None:
        """Issue a document; without a registry there is nobody to write it, and the case goes on without."""
        registry = self.facts.registry
        if registry is None:
            return
        today = self.at.astimezone(ZoneInfo(self.facts.calendar.zone)).date()
        until = issue.valid.after(today) if issue.valid else None
        nth, seq = len(self.state.documents) + 1, self.state.last_seq + 1
        sealed = registry.seal(issue, nth=nth, seq=seq, organisation=organisation, issued_on=today, valid_until=until)
        data = {
            "document": issue.document,
            "number": sealed.number,
            "sha256": sealed.sha256,
            "issued_on": today.isoformat(),
            **({"valid_until": until.isoformat()} if until else {}),
        }
        self.add(Kind.DOCUMENT_ISSUED, actor, step=step, organisation=organisation, data=data)

    def settle(self, actor: Actor) -> None:
        """What follows once an act has opened its steps: joins open, and a case that waits for nobody is done."""
        reached: set[str] = set()
        while step := next((step for step in self.service.steps if step.id not in reached and self._joins(step)), None):
            reached.add(step.id)
            ends = [end for end in map(self.state.last_completion, step.after) if end]
            self.open_step(step, holder=max(ends, key=lambda end: end.seq).organisation)
        if not self.state.tasks and self.state.is_open:
            self.end("done", actor)

    def _joins(self, step: Step) -> bool:
        """Whether every branch has ended, none is open, and one has ended since the step was last reached."""
        if not step.after or step.id in self.state.tasks or any(name in self.state.tasks for name in step.after):
            return False
        ends = [self.state.last_completion(name) for name in step.after]
        since = self.state.last_reached(step.id)
        return all(ends) and any(end.seq > since for end in ends if end)

    def end(self, outcome: str, actor: Actor, data: Mapping[str, Any] | None = None) -> None:
        for name in list(self.state.tasks):
            self.add(Kind.TASK_CANCELLED, actor, step=name)
        self.add(Kind.CLOSED, actor, outcome=outcome, data=data or {})
