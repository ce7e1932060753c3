"""What a schema cannot say about a service file: references that lead nowhere, steps nobody reaches, cases without an end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from balai.engines.casework.definition import REPORTER
from balai.engines.casework.lint_answers import lint_answers
from balai.engines.casework.lint_asking import lint_asking
from balai.engines.casework.lint_conditions import lint_conditions
from balai.engines.casework.lint_ending import lint_ending
from balai.engines.casework.lint_places import lint_places
from balai.engines.casework.mistakes import ServiceMistake, duplicates

Path = tuple[str | int, ...]


def lint(source: Mapping[str, Any]) -> Iterator[ServiceMistake]:
    """Mistakes of meaning in a parsed service file that is valid against its schema."""
    yield from duplicates(source["steps"], "id", ("steps",))
    yield from _category_mistakes(source)
    yield from _step_mistakes(source)
    yield from _reach_mistakes(source)
    yield from lint_conditions(source)
    yield from lint_asking(source)
    yield from lint_answers(source)
    yield from lint_ending(source)
    yield from lint_places(source)


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


def _step_mistakes(source: Mapping[str, Any]) -> Iterator[ServiceMistake]:
    names = {step["id"] for step in source["steps"]}
    for number, name in enumerate(source["start"]):
        yield from _unknown(name, names, ("start", number))
    for number, step in enumerate(source["steps"]):
        path: Path = ("steps", number)
        for key in ("after", "not_by"):
            for position, name in enumerate(step.get(key, ())):
                yield from _unknown(name, names, (*path, key, position))
        yield from duplicates(step["outcomes"], "code", (*path, "outcomes"))
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
    if outcome.get("end") == "withdrawn" and step["by"] != [REPORTER]:
        mend = "Let only the reporter take this step, or end it as refused."
        yield ServiceMistake("service.withdrawn_by_city", path, "Only whoever asked can take it back.", mend)
    if "reason" in outcome.get("needs", ()) and "reasons" not in outcome:
        yield ServiceMistake("service.no_reasons", path, "There is no reason to choose from.", "Add reasons: ….")
    chosen = (step.get("promise", {}).get("late"), step.get("threshold", {}).get("outcome"))
    if outcome.get("automatic") and outcome["code"] not in chosen:
        text, mend = "Nothing chooses this outcome by itself.", "Name it in promise: {late: …} or in threshold:."
        yield ServiceMistake("service.never_automatic", path, text, mend)


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
    ending = _ending(steps, leads, branches)
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


def _ending(steps: Mapping[str, Any], leads: Mapping[str, set[str]], branches: set[str]) -> set[str]:
    """The steps from which a case can end. An outcome that stays leaves its step open: only an end elsewhere helps."""
    closing, hard = set(), set()
    for name, step in steps.items():
        for outcome in step["outcomes"]:
            if "end" in outcome:
                hard.add(name)
            elif not outcome.get("next") and name not in branches and not outcome.get("stays"):
                closing.add(name)
    left = {
        name: {target for outcome in step["outcomes"] if not outcome.get("stays") for target in outcome.get("next", ())}
        | {other for other, joined in steps.items() if name in joined.get("after", ())}
        for name, step in steps.items()
    }
    for name, step in steps.items():
        if all(outcome.get("stays") for outcome in step["outcomes"]):
            left[name] = set()
    return _closure(closing | hard, _turned(left)) | _closure(hard, _turned(leads))


def _turned(leads: Mapping[str, set[str]]) -> dict[str, set[str]]:
    comes_from: dict[str, set[str]] = {}
    for name, targets in leads.items():
        for target in targets:
            comes_from.setdefault(target, set()).add(name)
    return comes_from


def _closure(start: set[str], leads: Mapping[str, set[str]]) -> set[str]:
    seen, waiting = set(), list(start)
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += leads.get(name, set())
    return seen
