"""Conditions on answers: `{answer: danger, is: true}`, joined by all, any and not. Pure, total, bounded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

TESTS = ("is", "in", "at_least", "at_most", "given")


@dataclass(frozen=True, slots=True)
class Answer:
    """One test of one answer. An unanswered question fails every test but `given: false`."""

    question: str
    test: str
    value: Any

    def holds(self, answers: Mapping[str, Any]) -> bool:
        answer = _counted(answers.get(self.question))
        missing = answer is None or answer in ("", [], ())
        if self.test == "given":
            return missing is not self.value
        if missing:
            return False
        if self.test == "is":
            return self.value in answer if isinstance(answer, list | tuple) else bool(answer == self.value)
        if self.test == "in":
            return any(item in self.value for item in (answer if isinstance(answer, list | tuple) else [answer]))
        if not isinstance(answer, int | float) or isinstance(answer, bool):
            return False
        return bool(answer >= self.value) if self.test == "at_least" else bool(answer <= self.value)

    def questions(self) -> frozenset[str]:
        return frozenset({self.question})


def _counted(answer: Any) -> Any:
    """A group counts as the number of its entries, here as in the story."""
    whole = isinstance(answer, list | tuple) and answer and all(isinstance(entry, Mapping) for entry in answer)
    return len(answer) if whole else answer


@dataclass(frozen=True, slots=True)
class AllOf:
    parts: tuple[Condition, ...]

    def holds(self, answers: Mapping[str, Any]) -> bool:
        return all(part.holds(answers) for part in self.parts)

    def questions(self) -> frozenset[str]:
        return frozenset().union(*(part.questions() for part in self.parts))


@dataclass(frozen=True, slots=True)
class AnyOf:
    parts: tuple[Condition, ...]

    def holds(self, answers: Mapping[str, Any]) -> bool:
        return any(part.holds(answers) for part in self.parts)

    def questions(self) -> frozenset[str]:
        return frozenset().union(*(part.questions() for part in self.parts))


@dataclass(frozen=True, slots=True)
class Not:
    part: Condition

    def holds(self, answers: Mapping[str, Any]) -> bool:
        return not self.part.holds(answers)

    def questions(self) -> frozenset[str]:
        return self.part.questions()


Condition = Answer | AllOf | AnyOf | Not


def read_condition(source: Mapping[str, Any]) -> Condition:
    """A condition from its YAML form, already valid against the service schema."""
    if "all" in source:
        return AllOf(tuple(read_condition(part) for part in source["all"]))
    if "any" in source:
        return AnyOf(tuple(read_condition(part) for part in source["any"]))
    if "not" in source:
        return Not(read_condition(source["not"]))
    test = next(name for name in TESTS if name in source)
    return Answer(source["answer"], test, source[test])
