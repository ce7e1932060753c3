"""Where a case stands: what follows from its story."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from balai.engines.casework.definition import PublicState


@dataclass(frozen=True, slots=True)
class Signature:
    """One person's name under an outcome. `digest` is the SHA-256 of what was signed, `data` what the story keeps of it.

    `by` is None for the reporter.
    """

    outcome: str
    digest: str
    by: int | None
    role: str
    at: datetime
    seq: int
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class IssuedDocument:
    """A document as the story knows it; its words live apart. `valid_until` is the last day on which it holds."""

    document: str
    number: str
    sha256: str
    issued_on: date
    valid_until: date | None
    seq: int


@dataclass(frozen=True, slots=True)
class Task:
    """An open step. `due` is None without a promise; while `paused_at` is set, the clock stands still.

    `asked_at` is when the citizen was asked something that nobody has answered yet; after `answer_by` the clock runs
    on without the answer. `fee` is what must be paid, in whole rupiah; `signatures` are those so far, of which not
    all need agree.
    """

    step: str
    organisation: str
    state: PublicState
    opened_at: datetime
    opened_seq: int
    due: datetime | None = None
    late: bool = False
    extended: bool = False
    paused_at: datetime | None = None
    asked_at: datetime | None = None
    answer_by: datetime | None = None
    assignee: int | None = None
    started_at: datetime | None = None
    fee: int = 0
    signatures: tuple[Signature, ...] = ()


@dataclass(frozen=True, slots=True)
class Completion:
    """A step that ended: how, by whom, for which organisation. `signers` are all who signed it.

    One that `stays` was recorded, and its step is open still.
    """

    step: str
    outcome: str
    at: datetime
    seq: int
    by: int | None
    organisation: str
    signers: frozenset[int] = frozenset()
    stays: bool = False


@dataclass(slots=True)
class CaseState:
    """Everything that follows from a story. Built by `fold`, changed by nothing else.

    `holder` is the organisation with which the case lies, or lay last; `offices` are all with which it has lain.
    `case_due` is when the service's own promise on the whole case must be kept; `waits_since` is set while the city
    waits for the citizen, and that clock stands still. `unanswered` counts questions in a row without an answer.
    `answers` are the codes and numbers that count in conditions: the citizen's, and those given since at the end of
    steps. `public_wished` is what the citizen wants where an office publishes, `published` whether one has.
    """

    is_open: bool = False
    opened_at: datetime | None = None
    updated_at: datetime | None = None
    closed_at: datetime | None = None
    done_at: datetime | None = None
    public_state: PublicState = PublicState.WAITING
    tasks: dict[str, Task] = field(default_factory=dict)
    completions: list[Completion] = field(default_factory=list)
    opened_steps: dict[str, int] = field(default_factory=dict)
    reopened: int = 0
    late: int = 0
    questions_to_reporter: int = 0
    supporters: int = 0
    is_public: bool = False
    holder: str = ""
    offices: set[str] = field(default_factory=set)
    answers: dict[str, Any] = field(default_factory=dict)
    documents: list[IssuedDocument] = field(default_factory=list)
    public_wished: bool = False
    published: bool = False
    case_due: datetime | None = None
    case_late: bool = False
    waits_since: datetime | None = None
    unanswered: int = 0
    last_seq: int = 0

    @property
    def paused(self) -> bool:
        """True while the city waits for the citizen's answer."""
        return any(task.paused_at for task in self.tasks.values())

    @property
    def asked(self) -> bool:
        """True while a question to the citizen can be answered, also where the clock runs on without the answer."""
        return any(task.asked_at for task in self.tasks.values())

    @property
    def waits_for_citizen(self) -> bool:
        """True while a question stops a clock, and while no step is open but the citizen's own."""
        own = bool(self.tasks) and not any(task.organisation for task in self.tasks.values())
        return self.is_open and (self.paused or own)

    def last_completion(self, step: str) -> Completion | None:
        return next((done for done in reversed(self.completions) if done.step == step), None)

    def last_reached(self, step: str) -> int:
        """The number of the event with which this step was last opened, or skipped; 0 if it never was."""
        done = self.last_completion(step)
        return max(self.opened_steps.get(step, 0), done.seq if done else 0)

    def times(self, step: str, outcome: str) -> int:
        """How often this step ended in this way."""
        return sum(done.step == step and done.outcome == outcome for done in self.completions)
