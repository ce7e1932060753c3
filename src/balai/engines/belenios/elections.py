"""Questions and the election file (specification, 4.9 and 4.10)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from gmpy2 import mpz

from balai.engines.belenios.credentials import is_uuid
from balai.engines.belenios.encoding import compact, fields, fingerprint, items, read_json, whole, words
from balai.engines.belenios.errors import Fault, Wrong
from balai.engines.belenios.groups import GROUP, FixedBase, in_group, read_element

MOST_QUESTIONS = 100
MOST_ANSWERS = 250
LARGEST_ELECTION = 1_000_000
_FIELDS = ("version", "description", "name", "group", "public_key", "questions", "uuid")
_PEOPLE = ("administrator", "credential_authority")


@dataclass(frozen=True, slots=True)
class Question:
    """Choose between `minimum` and `maximum` of the answers; or, with `blank`, none of them on purpose."""

    text: str
    answers: tuple[str, ...]
    minimum: int = 1
    maximum: int = 1
    blank: bool = False

    @property
    def width(self) -> int:
        """How many numbers a voter encrypts: one for each answer, before them one for "blank"."""
        return len(self.answers) + self.blank

    @property
    def numbers(self) -> range:
        """How many answers may be named."""
        return range(self.minimum, self.maximum + 1)

    def check(self, choices: Sequence[int], place: str) -> None:
        """Whether choices (0 or 1 each, `width` of them) are a valid answer.

        Raises:
            Wrong: they are not.
        """
        if len(choices) != self.width or any(choice not in (0, 1) for choice in choices):
            raise Wrong(Fault.CHOICES, place, f"Give {self.width} numbers, each 0 or 1.")
        named = sum(choices[1:] if self.blank else choices)
        if self.blank and choices[0]:
            if named:
                raise Wrong(Fault.CHOICES, place, "A blank vote names nothing.")
        elif not self.minimum <= named <= self.maximum:
            raise Wrong(Fault.CHOICES, place, f"Choose from {self.minimum} to {self.maximum} answers.")


@dataclass(frozen=True)
class Election:
    """An election as its file says. `text` is the file, byte for byte: its hash names the election in every proof."""

    text: str
    uuid: str
    name: str
    description: str
    public_key: mpz
    questions: tuple[Question, ...]

    @cached_property
    def fingerprint(self) -> str:
        return fingerprint(self.text)

    @cached_property
    def key(self) -> FixedBase:
        """Powers of the public key. Made at the first use, in some 12 ms."""
        return FixedBase(self.public_key)


def make_election(
    *,
    uuid: str,
    name: str,
    description: str,
    questions: Sequence[Question],
    public_key: mpz,
    administrator: str = "",
    credential_authority: str = "",
) -> Election:
    """The election of these questions under the trustees' common key (`Trustees.public_key`).

    Raises:
        Wrong: a part is not as the format wants it.
    """
    content: dict[str, Any] = {
        "version": 1,
        "description": description,
        "name": name,
        "group": GROUP,
        "public_key": str(public_key),
        "questions": [_written(question) for question in questions],
        "uuid": uuid,
    }
    people = zip(_PEOPLE, (administrator, credential_authority), strict=True)
    content |= {field: value for field, value in people if value}
    return read_election(compact(content))


def _written(question: Question) -> dict[str, Any]:
    return {
        "answers": list(question.answers),
        **({"blank": True} if question.blank else {}),
        "min": question.minimum,
        "max": question.maximum,
        "question": question.text,
    }


def read_election(text: str) -> Election:
    """An election from its file.

    Raises:
        Wrong: it is not sound, or holds what is not supported (another group, questions for a mix-net).
    """
    place = "election"
    content = read_json(text, place, largest=LARGEST_ELECTION)
    version, description, name, group, public_key, questions, uuid, *people = fields(
        content, _FIELDS, place, optional=_PEOPLE
    )
    if version != 1 or isinstance(version, bool) or group != GROUP:
        raise Wrong(Fault.UNSUPPORTED, place, f"version {str(version)[:20]}, group {str(group)[:40]}")
    if not is_uuid(uuid):
        raise Wrong(Fault.ELECTION, f"{place}, uuid")
    for person in people:
        words(person or "", f"{place}, people")
    key = read_element(public_key, f"{place}, public_key")
    if not in_group(key):
        raise Wrong(Fault.GROUP, f"{place}, public_key")
    listed = items(questions, f"{place}, questions", most=MOST_QUESTIONS)
    if not listed:
        raise Wrong(Fault.ELECTION, f"{place}, questions", "There is none.")
    return Election(
        text=text,
        uuid=uuid,
        name=words(name, f"{place}, name"),
        description=words(description, f"{place}, description"),
        public_key=key,
        questions=tuple(_question(item, f"{place}, question {number}") for number, item in enumerate(listed, 1)),
    )


def read_questions(template: Mapping[str, Any]) -> tuple[Question, ...]:
    """The questions of a template: the `questions` of an election file.

    Raises:
        Wrong: one is not as the format wants it.
    """
    listed = items(template.get("questions"), "questions", most=MOST_QUESTIONS)
    return tuple(_question(item, f"question {number}") for number, item in enumerate(listed, 1))


def _question(value: object, place: str) -> Question:
    if isinstance(value, dict) and value.get("type") == "NonHomomorphic":
        raise Wrong(Fault.UNSUPPORTED, place, "Questions for a mix-net are not.")
    answers, minimum, maximum, text, blank = fields(
        value, ("answers", "min", "max", "question"), place, optional=("blank",)
    )
    listed = tuple(words(answer, f"{place}, answers") for answer in items(answers, place, most=MOST_ANSWERS))
    if not (blank is None or isinstance(blank, bool)) or not listed:
        raise Wrong(Fault.ELECTION, place)
    least = whole(minimum, f"{place}, min", most=len(listed))
    most = whole(maximum, f"{place}, max", least=least, most=len(listed))
    return Question(words(text, f"{place}, question"), listed, least, most, blank=bool(blank))
