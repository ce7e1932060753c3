"""What can be wrong with the conditions of a service file: each looks at answers that are known by then, and can hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from balai.engines.casework.conditions import Answer, Condition, Not, read_condition
from balai.engines.casework.definition import CODED_TYPES, REPORTER
from balai.engines.casework.mistakes import ServiceMistake

Path = tuple[str | int, ...]
Source = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Use:
    """A condition: where it stands, and what it can look at. Words and personal answers are known `inside` a form.

    Of `dated` questions, which officers answer, the story keeps the day.
    """

    path: Path
    source: Source
    known: Mapping[str, Source]
    inside: Mapping[str, Source]
    dated: frozenset[str] = frozenset()


def asks_of(source: Source) -> Iterator[tuple[Path, Source, Source, Source]]:
    """Each question that an outcome asks: its path, itself, its step and its outcome."""
    for number, step in enumerate(source["steps"]):
        for position, outcome in enumerate(step["outcomes"]):
            for place, ask in enumerate(outcome.get("asks", ())):
                yield ("steps", number, "outcomes", position, "asks", place), ask, step, outcome


def days_of_officers(source: Source) -> set[str]:
    """Ids of the dates that stand in the story: those that an office gives, and nothing personal."""
    return {
        ask["id"]
        for _path, ask, step, _outcome in asks_of(source)
        if ask["type"] == "date" and not ask.get("personal") and step["by"] != [REPORTER]
    }


def lint_conditions(source: Source) -> Iterator[ServiceMistake]:
    every = {question["id"] for question in _all_questions(source)}
    for use in _uses(source):
        for test in _tests(read_condition(use.source)):
            name = test.question
            if name not in every:
                text, mend = f"There is no question {name!r}.", "Use the id of a question."
                yield ServiceMistake("service.unknown_question", use.path, text, mend)
            elif name not in use.known and name not in use.inside:
                text = f"{name!r} is asked later, or not where this condition can know it."
                yield ServiceMistake("service.later_question", use.path, text, "Move that question before this one.")
            else:
                yield from _test_mistakes(test, use)


def _all_questions(source: Source) -> Iterator[Source]:
    for question in (*source["questions"], *(ask for _path, ask, _step, _outcome in asks_of(source))):
        yield question
        yield from question.get("questions", ())


def _uses(source: Source) -> Iterator[Use]:
    first = {question["id"]: question for question in source["questions"]}
    known = first | {ask["id"]: ask for _path, ask, _step, _outcome in asks_of(source)}
    dated = frozenset(days_of_officers(source))
    yield from _uses_in_form(source["questions"], ("questions",), {}, {})
    for number, rule in enumerate(source.get("eligibility", ())):
        yield Use(("eligibility", number, "when"), rule["when"], {}, first)
    for number, rule in enumerate(source["route"]):
        if "when" in rule:
            yield Use(("route", number, "when"), rule["when"], known, {}, dated)
    for number, step in enumerate(source["steps"]):
        path: Path = ("steps", number)
        for place, condition in _conditions_of_step(step):
            yield Use((*path, *place), condition, known, {}, dated)
        for position, outcome in enumerate(step["outcomes"]):
            yield from _uses_in_form(outcome.get("asks", ()), (*path, "outcomes", position, "asks"), known, {})


def _uses_in_form(
    questions: Iterable[Source], path: Path, known: Mapping[str, Source], before: Mapping[str, Source]
) -> Iterator[Use]:
    asked = dict(before)
    for number, question in enumerate(questions):
        if "show_if" in question:
            yield Use((*path, number, "show_if"), question["show_if"], known, dict(asked))
        yield from _uses_in_form(question.get("questions", ()), (*path, number, "questions"), known, asked)
        asked[question["id"]] = question


def _conditions_of_step(step: Source) -> Iterator[tuple[Path, Source]]:
    if "when" in step:
        yield ("when",), step["when"]
    for number, price in enumerate(step.get("fee", {}).get("amount", ())):
        if "when" in price:
            yield ("fee", "amount", number, "when"), price["when"]
    for number, limit in enumerate(step.get("promise", {}).get("when", ())):
        yield ("promise", "when", number, "if"), limit["if"]


def _tests(condition: Condition) -> Iterable[Answer]:
    if isinstance(condition, Answer):
        return [condition]
    parts = [condition.part] if isinstance(condition, Not) else condition.parts
    return [test for part in parts for test in _tests(part)]


def _test_mistakes(test: Answer, use: Use) -> Iterator[ServiceMistake]:
    """Outside of a form, routes and steps depend on codes and numbers that stay in the story; options must exist."""
    question = use.inside.get(test.question) or use.known[test.question]
    if test.question not in use.inside:
        day = test.question in use.dated and test.test == "given"
        if question.get("personal") or (question["type"] not in CODED_TYPES and not day):
            text = f"{test.question!r} holds words or something personal, which the story does not keep."
            yield ServiceMistake("service.words_decide", use.path, text, "Ask a choice, yes_no or number question.")
    if test.test not in ("is", "in"):
        return
    known = {option["code"] for option in question.get("options", ())}
    for value in [test.value] if test.test == "is" else test.value:
        if known and value not in known:
            text = f"{test.question!r} has no option {value!r}."
            yield ServiceMistake("service.unknown_option", use.path, text, f"Use one of: {', '.join(sorted(known))}.")
        if question["type"] == "yes_no" and not isinstance(value, bool):
            text = f"{test.question!r} is answered by yes or no, not by {value!r}."
            yield ServiceMistake("service.unknown_option", use.path, text, "Write true or false.")
