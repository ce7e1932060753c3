"""A service as a value: what is asked, who handles it, in which steps, and what is promised."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from balai.engines.casework.conditions import Condition
from balai.engines.casework.promises import Fee, FeeRule, Period, Promise, PromiseRule, Waiting
from balai.engines.casework.questions import (
    CODED_TYPES,
    FILE_TYPES,
    MOST_ENTRIES,
    Option,
    Prefill,
    Question,
    QuestionType,
    Text,
)

__all__ = [
    "CODED_TYPES",
    "FILE_TYPES",
    "MOST_ENTRIES",
    "REPORTER",
    "Eligibility",
    "Fee",
    "FeeRule",
    "Issue",
    "Nearby",
    "Need",
    "Option",
    "Outcome",
    "Period",
    "Placement",
    "PlacementKind",
    "Prefill",
    "Promise",
    "PromiseRule",
    "PublicState",
    "Question",
    "QuestionType",
    "RouteRule",
    "Service",
    "Step",
    "Text",
    "Threshold",
    "Waiting",
]

REPORTER = "reporter"
"""The role of whoever opened the case; every other role is held in an organisation."""


class PublicState(StrEnum):
    """Where a case stands, in the words that citizens know."""

    WAITING = "waiting"
    COORDINATION = "coordination"
    DISPOSITION = "disposition"
    IN_PROGRESS = "in_progress"
    VERIFICATION = "verification"
    DONE = "done"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"  # by whoever asked for it


class Need(StrEnum):
    """What an outcome asks of the person who chooses it."""

    REASON = "reason"
    WORDS = "words"
    EVIDENCE = "evidence"
    ORGANISATION = "organisation"
    RATING = "rating"
    RECEIPT = "receipt"  # the number of a payment's receipt


class PlacementKind(StrEnum):
    """Where a task goes."""

    ROUTE = "route"  # by the service's routing rules
    OFFICE = "office"  # the office of the place's area at a level
    UNIT = "unit"  # one named organisation
    BRANCH = "branch"  # the branch of a named agency that serves the place's area, else the agency
    OWNER = "owner"  # the organisation that answers for the service
    HOLDER = "holder"  # whoever held the task before
    DOER = "doer"  # whoever last held the named step
    CHOSEN = "chosen"  # the organisation named with the outcome
    REPORTER = "reporter"  # nobody in the city: the citizen's own turn


@dataclass(frozen=True, slots=True)
class Placement:
    """`code` is an organisation or step code, `level` an area level; which one counts depends on the kind."""

    kind: PlacementKind
    code: str = ""
    level: str = ""


@dataclass(frozen=True, slots=True)
class RouteRule:
    """The first rule whose condition holds decides; its number is kept in the story."""

    to: Placement
    when: Condition | None = None


@dataclass(frozen=True, slots=True)
class Eligibility:
    """A condition that must hold before a case can be opened, and the sentence for those for whom it does not."""

    when: Condition
    otherwise: Text


@dataclass(frozen=True, slots=True)
class Threshold:
    """So many supporters end the step with this outcome by themselves."""

    supporters: int
    outcome: str


@dataclass(frozen=True, slots=True)
class Issue:
    """A document that an outcome issues. `body` may name answers in braces; `valid` is None for a lasting one."""

    document: str
    title: Text
    body: Text
    valid: Period | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """One way in which a step can end.

    `asks` is answered by whoever ends the step; it takes effect when `signatures` different people have signed it.
    One that `stays` is recorded and leaves the step open; one that `publishes` shows the case to everyone, unless
    the citizen wants it private: such a case is not public before.
    """

    code: str
    label: Text
    next: tuple[str, ...] = ()
    end: PublicState | None = None
    needs: tuple[Need, ...] = ()
    reasons: tuple[Option, ...] = ()
    choose: str = ""
    to: Placement | None = None
    state: PublicState | None = None
    at_most: int = 0
    tone: str = "secondary"
    automatic: bool = False
    asks: tuple[Question, ...] = ()
    signatures: int = 1
    issues: Issue | None = None
    stays: bool = False
    publishes: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """A piece of work for one organisation (or the reporter), with the ways it can end."""

    id: str
    title: Text
    by: tuple[str, ...]
    at: Placement
    state: PublicState
    outcomes: tuple[Outcome, ...]
    promise: Promise | None = None
    after: tuple[str, ...] = ()
    when: Condition | None = None
    not_by: tuple[str, ...] = ()
    field_work: bool = False
    fee: Fee | None = None
    threshold: Threshold | None = None

    def outcome(self, code: str) -> Outcome | None:
        return next((outcome for outcome in self.outcomes if outcome.code == code), None)


@dataclass(frozen=True, slots=True)
class Nearby:
    """Which open cases of the same kind are offered before a new one is sent."""

    metres: int
    days: int


class Erasable(StrEnum):
    """What goes when a reporter wants a case erased."""

    ALL = "all"
    REPORTER_WORDS = "reporter_words"  # what offices wrote is kept by law until its time is over


@dataclass(frozen=True, slots=True)
class Service:
    """A whole service file. `version` is the SHA-256 of its canonical JSON, in hexadecimal."""

    code: str
    version: str
    kind: str
    title: Text
    summary: Text
    owner: str
    who: tuple[str, ...]
    questions: tuple[Question, ...]
    route: tuple[RouteRule, ...]
    start: tuple[str, ...]
    steps: tuple[Step, ...]
    nearby: Nearby | None
    public_by_default: bool
    keep_days: int
    category_question: str = ""
    icon: str = ""
    eligibility: tuple[Eligibility, ...] = ()
    promise: Promise | None = None
    waiting: Waiting | None = None
    erasable: Erasable = Erasable.ALL

    @property
    def published_by_office(self) -> bool:
        """Whether its cases are public only once an office has looked at them."""
        return any(outcome.publishes for step in self.steps for outcome in step.outcomes)

    @property
    def may_be_public(self) -> bool:
        """Whether a case of it may ever be seen by everyone: by the citizen's choice, or once an office publishes it."""
        return self.public_by_default or self.published_by_office

    def step(self, step_id: str) -> Step:
        """The step of that id.

        Raises:
            KeyError: no such step.
        """
        for step in self.steps:
            if step.id == step_id:
                return step
        raise KeyError(step_id)

    def question(self, question_id: str) -> Question:
        """The question of that id.

        Raises:
            KeyError: no such question.
        """
        for question in self.questions:
            if question.id == question_id:
                return question
        raise KeyError(question_id)

    def asked(self, question_id: str) -> Question | None:
        """The question of that id among those of the service and of all outcomes, or None."""
        every = (*self.questions, *(ask for step in self.steps for outcome in step.outcomes for ask in outcome.asks))
        return next((question for question in every if question.id == question_id), None)
