"""A service as a value: what is asked, who handles it, in which steps, and what is promised."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from balai.engines.casework.conditions import Condition
from balai.engines.workcalendar import Span

Text = Mapping[str, str]
"""A sentence in each of the city's languages, by language code."""

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


class QuestionType(StrEnum):
    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    CHOICE = "choice"
    MANY = "many"
    YES_NO = "yes_no"
    PHONE = "phone"
    EMAIL = "email"
    PLACE = "place"
    AREA = "area"
    PHOTO = "photo"
    FILE = "file"
    PERSON = "person"


CODED_TYPES = frozenset(
    {
        QuestionType.CHOICE,
        QuestionType.MANY,
        QuestionType.YES_NO,
        QuestionType.NUMBER,
        QuestionType.MONEY,
        QuestionType.AREA,
    }
)
"""Answers to these are codes and numbers: they stand in the story, and routes and steps may depend on them."""


class Need(StrEnum):
    """What an outcome asks of the person who chooses it."""

    REASON = "reason"
    WORDS = "words"
    EVIDENCE = "evidence"
    ORGANISATION = "organisation"
    RATING = "rating"


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
class Option:
    code: str
    label: Text
    hint: Text = field(default_factory=dict)
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """One thing asked. `personal` answers are never public and never leave with an export."""

    id: str
    type: QuestionType
    label: Text
    hint: Text = field(default_factory=dict)
    required: bool = False
    options: tuple[Option, ...] = ()
    show_if: Condition | None = None
    page: str = ""
    public: bool = False
    personal: bool = False
    min_length: int = 0
    max_length: int = 0
    minimum: float | None = None
    maximum: float | None = None
    max_files: int = 1
    pattern: str = ""


@dataclass(frozen=True, slots=True)
class RouteRule:
    """The first rule whose condition holds decides; its number is kept in the story."""

    to: Placement
    when: Condition | None = None


@dataclass(frozen=True, slots=True)
class Promise:
    """A time limit on a step. `late` is `escalate` or the outcome that then holds by itself."""

    within: Span
    late: str = "escalate"
    extension: Span | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """One way in which a step can end."""

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

    def outcome(self, code: str) -> Outcome | None:
        return next((outcome for outcome in self.outcomes if outcome.code == code), None)


@dataclass(frozen=True, slots=True)
class Nearby:
    """Which open cases of the same kind are offered before a new one is sent."""

    metres: int
    days: int


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
