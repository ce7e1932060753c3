"""What a schema cannot say about a service file: references that lead nowhere, steps nobody reaches, cases without an end."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from balai.engines.casework.conditions import read_condition
from balai.engines.casework.lint_places import lint_places
from balai.engines.casework.mistakes import ServiceMistake

Path = tuple[str | int, ...]


def lint(source: Mapping[str, Any]) -> Iterator[ServiceMistake]:
    """Mistakes of meaning in a parsed service file that is valid against its schema."""
    yield from _duplicates(source["questions"], "id", ("questions",))
    yield from _duplicates(source["steps"], "id", ("steps",))
    yield from _question_mistakes(source)
    yield from _category_mistakes(source)
    yield from _condition_mistakes(source)
    yield from _step_mistakes(source)
    yield from _reach_mistakes(source)
    yield from lint_places(source)


def _duplicates(items: Iterable[Mapping[str, Any]], key: str, path: Path) -> Iterator[ServiceMistake]:
    seen: set[str] = set()
    for number, item in enumerate(items):
        if item[key] in seen:
            yield ServiceMistake(
                "service.duplicate", (*path, number, key), f"{item[key]!r} stands twice.", "Give each its own name."
            )
        seen.add(item[key])


def _question_mistakes(source: Mapping[str, Any]) -> Iterator[ServiceMistake]:
    for number, question in enumerate(source["questions"]):
        path: Path = ("questions", number)
        chooses = question["type"] in {"choice", "many"}
        if chooses and "options" not in question:
            yield ServiceMistake("service.no_options", path, f"{question['id']!r} has no options.", "Add options: …")
        if not chooses and "options" in question:
            yield ServiceMistake(
                "service.options_unused",
                (*path, "options"),
                f"{question['id']!r} is no choice.",
                "Drop options, or use type: choice.",
            )
        yield from _duplicates(question.get("options", ()), "code", (*path, "options"))
        if question.get("public") and question.get("personal"):
            yield ServiceMistake(
                "service.personal_public",
                (*path, "public"),
                f"{question['id']!r} is personal and public.",
                "Drop one of the two.",
            )
        yield from _pattern_mistakes(question, path)


def _pattern_mistakes(question: Mapping[str, Any], path: Path) -> Iterator[ServiceMistake]:
    try:
        re.compile(question.get("pattern", ""))
    except re.error as error:
        yield ServiceMistake(
            "service.pattern",
            (*path, "pattern"),
            f"The pattern does not compile: {error}.",
            "Mend the regular expression.",
        )


def _category_mistakes(source: Mapping[str, Any]) -> Iterator[ServiceMistake]:
    if "category" not in source:
        return
    question = next((item for item in source["questions"] if item["id"] == source["category"]), None)
    if question is None or question["type"] != "choice":
        yield ServiceMistake(
            "service.category",
            ("category",),
            f"{source['category']!r} is no choice question.",
            "Name a question of type: choice.",
        )


def _conditions(source: Mapping[str, Any]) -> Iterator[tuple[Path, Mapping[str, Any], int]]:
    """Each condition with its path and how many questions come before it."""
    every = len(source["questions"])
    for number, question in enumerate(source["questions"]):
        if "show_if" in question:
            yield ("questions", number, "show_if"), question["show_if"], number
    for part in ("route", "steps"):
        for number, item in enumerate(source[part]):
            if "when" in item:
                yield (part, number, "when"), item["when"], every


def _condition_mistakes(source: Mapping[str, Any]) -> Iterator[ServiceMistake]:
    names = [question["id"] for question in source["questions"]]
    for path, condition, before in _conditions(source):
        for name in sorted(read_condition(condition).questions()):
            if name not in names:
                yield ServiceMistake(
                    "service.unknown_question", path, f"There is no question {name!r}.", "Use the id of a question."
                )
            elif name not in names[:before]:
                yield ServiceMistake(
                    "service.later_question", path, f"{name!r} is asked later.", "Move that question before this one."
                )


def _step_mistakes(source: Mapping[str, Any]) -> Iterator[ServiceMistake]:
    names = {step["id"] for step in source["steps"]}
    for number, name in enumerate(source["start"]):
        yield from _unknown(name, names, ("start", number))
    for number, step in enumerate(source["steps"]):
        path: Path = ("steps", number)
        for key in ("after", "not_by"):
            for position, name in enumerate(step.get(key, ())):
                yield from _unknown(name, names, (*path, key, position))
        yield from _duplicates(step["outcomes"], "code", (*path, "outcomes"))
        codes = {outcome["code"] for outcome in step["outcomes"]}
        late = step.get("promise", {}).get("late", "escalate")
        if late != "escalate" and late not in codes:
            yield ServiceMistake(
                "service.late",
                (*path, "promise", "late"),
                f"{late!r} is no outcome of this step.",
                "Use escalate or one of its outcomes.",
            )
        for position, outcome in enumerate(step["outcomes"]):
            yield from _outcome_mistakes(step, outcome, names, (*path, "outcomes", position))


def _outcome_mistakes(
    step: Mapping[str, Any], outcome: Mapping[str, Any], names: set[str], path: Path
) -> Iterator[ServiceMistake]:
    for position, name in enumerate(outcome.get("next", ())):
        yield from _unknown(name, names, (*path, "next", position))
    if "end" in outcome and outcome.get("next"):
        yield ServiceMistake(
            "service.end_and_next", path, "An outcome either ends the case or leads on.", "Drop end or next."
        )
    if "reason" in outcome.get("needs", ()) and "reasons" not in outcome:
        yield ServiceMistake("service.no_reasons", path, "There is no reason to choose from.", "Add reasons: ….")
    if outcome.get("automatic") and step.get("promise", {}).get("late") != outcome["code"]:
        yield ServiceMistake(
            "service.never_automatic", path, "The clock never chooses this outcome.", "Name it in promise: {late: …}."
        )


def _unknown(name: str, names: set[str], path: Path) -> Iterator[ServiceMistake]:
    if name not in names:
        yield ServiceMistake("service.unknown_step", path, f"There is no step {name!r}.", "Use the id of a step.")


def _reach_mistakes(source: Mapping[str, Any]) -> Iterator[ServiceMistake]:
    """Each step must be reached from the start, and an end from each step."""
    steps = {step["id"]: step for step in source["steps"]}
    leads = {
        name: {target for outcome in step["outcomes"] for target in outcome.get("next", ())}
        for name, step in steps.items()
    }
    for name, step in steps.items():
        for branch in step.get("after", ()):
            leads.setdefault(branch, set()).add(name)
    branches = {branch for step in steps.values() for branch in step.get("after", ())}
    reached = _closure(set(source["start"]), leads)
    ends = {
        name
        for name, step in steps.items()
        if any("end" in outcome or (not outcome.get("next") and name not in branches) for outcome in step["outcomes"])
    }
    comes_from: dict[str, set[str]] = {}
    for name, targets in leads.items():
        for target in targets:
            comes_from.setdefault(target, set()).add(name)
    ending = _closure(ends, comes_from)
    for number, name in enumerate(steps):
        if name not in reached:
            yield ServiceMistake(
                "service.unreached",
                ("steps", number),
                f"Nothing leads to {name!r}.",
                "Name it in start, next or after.",
            )
        if name not in ending:
            yield ServiceMistake(
                "service.endless", ("steps", number), f"A case in {name!r} can never end.", "Give some outcome an end."
            )


def _closure(start: set[str], leads: Mapping[str, set[str]]) -> set[str]:
    seen, waiting = set(), list(start)
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += leads.get(name, set())
    return seen
