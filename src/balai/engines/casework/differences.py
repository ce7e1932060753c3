"""What changes between two versions of a service: for citizens, for officers, for clocks; and what running cases keep."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from balai.engines.casework.definition import Question, Service
from balai.engines.casework.describing import Concern, Facet, Part, describe

SAID_BY: dict[str, str] = {"question": "asked", "step": "title", "outcome": "label", "service": "title"}
"""Which facet names a part of each kind."""
CONCERNS = {"question": Concern.CITIZENS, "step": Concern.OFFICERS, "outcome": Concern.OFFICERS}


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is new, gone or different. `before` and `after` are empty where there was or is nothing."""

    concern: Concern
    part: str
    name: str
    what: str
    before: str
    after: str

    def __str__(self) -> str:
        if not self.what:
            sign, words = ("+", self.after) if self.after else ("−", self.before)
            return f"{sign} {self.part} {self.name}: {words}"
        return f"~ {self.part} {self.name}, {self.what}: {self.before} → {self.after}"


def differences(old: Service, new: Service, language: str) -> list[Difference]:
    """Every difference in what the two say, in the order of the new file, what is gone at the end."""
    before, after = describe(old, language), describe(new, language)
    first, last = ("service", old.code), ("service", new.code)
    if first in before and last not in before:
        before[last] = before.pop(first)
    found = list(_changes(before, after))
    gone = [part for part in before if part not in after]
    return [*found, *(_whole(part, before[part], is_new=False) for part in gone)]


def _changes(before: dict[Part, list[Facet]], after: dict[Part, list[Facet]]) -> Iterator[Difference]:
    for part, facets in after.items():
        if part not in before:
            yield _whole(part, facets, is_new=True)
            continue
        was = {facet.name: facet for facet in before[part]}
        now = {facet.name: facet for facet in facets}
        for name in dict.fromkeys([*now, *was]):
            old, new = was.get(name), now.get(name)
            if (old and old.compared) != (new and new.compared):
                concern = (new or old or facets[0]).concern
                words = (old.words if old else "–", new.words if new else "–")
                yield Difference(concern, part[0], part[1], name, *words)


def _whole(part: Part, facets: list[Facet], *, is_new: bool) -> Difference:
    kind, name = part
    words = next(facet.words for facet in facets if facet.name == SAID_BY[kind])
    before, after = ("", words) if is_new else (words, "")
    return Difference(CONCERNS.get(kind, Concern.CITIZENS), kind, name, "", before, after)


def kept_by_running_cases(old: Service, new: Service) -> list[str]:
    """What the change means for cases that are under way, and what their codes warn of."""
    if old.version == new.version:
        return ["Nothing changes: the two say the same."]
    said = [
        f"Cases that are open keep version {old.version[:12]} to their end: their questions, steps, promises and fees.",
        f"Cases opened from now on follow version {new.version[:12]}.",
    ]
    if old.code != new.code:
        said.append(f"The service's code changes from {old.code} to {new.code}: it counts as another service.")
    return [*said, *_code_warnings(old, new)]


def _code_warnings(old: Service, new: Service) -> Iterator[str]:
    if old.category_question != new.category_question:
        yield "Cases are sorted by another question: figures by category begin anew."
    questions = {question.id: question for question in old.questions}
    for question in new.questions:
        was = questions.get(question.id)
        if was is None:
            continue
        if was.type is not question.type:
            yield (
                f"{question.id!r} was answered by {was.type} and is by {question.type} now: "
                "one name stands for two things. A new id is clearer."
            )
        gone = _codes(was) - _codes(question)
        if gone and _codes(question):
            yield f"Options of {question.id!r} are gone ({', '.join(sorted(gone))}): old cases still show them."
        if was.public and not question.public:
            yield f"{question.id!r} is not public any more: answers of old cases stay as they were shown."


def _codes(question: Question) -> set[str]:
    return {option.code for option in question.options}
