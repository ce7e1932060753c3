"""What a service asks, as values: questions, their options, and groups of questions answered once for each entry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from balai.engines.casework.conditions import Condition

Text = Mapping[str, str]
"""A sentence in each of the city's languages, by language code."""

LONGEST_LINE, LONGEST_WORDS = 200, 2000
"""How many characters a text and a long text may have where the file does not say."""
MOST_ENTRIES = 20
"""How many entries a group may have."""


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
    GROUP = "group"


CODED_TYPES = frozenset(
    {
        QuestionType.CHOICE,
        QuestionType.MANY,
        QuestionType.YES_NO,
        QuestionType.NUMBER,
        QuestionType.MONEY,
        QuestionType.AREA,
        QuestionType.GROUP,
    }
)
"""Answers to these are codes and numbers: they stand in the story, and routes and steps may depend on them.

Of a group only the number of its entries counts.
"""

FILE_TYPES = frozenset({QuestionType.PHOTO, QuestionType.FILE})
"""Answers to these are files, handed in beside the answers."""


class Prefill(StrEnum):
    """What the city already knows, offered as the first answer."""

    NAME = "name"
    EMAIL = "email"
    PHONE = "phone"
    AREA = "area"
    LAST = "last"  # the person's latest answer to this question of this service


@dataclass(frozen=True, slots=True)
class Option:
    code: str
    label: Text
    hint: Text = field(default_factory=dict)
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """One thing asked. `personal` answers are never public and never leave with an export.

    A group is answered by a list of entries, each {id of an inner question: answer}; `entry` names one entry
    ("Patient"), and there are `at_least` to `at_most` of them.
    """

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
    prefill: Prefill | None = None
    entry: Text = field(default_factory=dict)
    questions: tuple[Question, ...] = ()
    at_least: int = 0
    at_most: int = MOST_ENTRIES

    @property
    def holds_personal(self) -> bool:
        """Whether some part of the answer is personal."""
        return self.personal or any(inner.personal for inner in self.questions)
