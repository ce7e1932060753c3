"""What can be wrong with where the steps of a service go."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from balai.engines.casework.definition import REPORTER
from balai.engines.casework.mistakes import ServiceMistake

Path = tuple[str | int, ...]
ROUTED = ("owner", "office", "unit", "branch")
"""Placements that a new case can go to: the others need a step that was there before."""


def lint_places(source: Mapping[str, Any]) -> Iterator[ServiceMistake]:
    """Mistakes of place in a service file whose steps and questions are all known."""
    for number, rule in enumerate(source["route"]):
        if kind_of(rule["to"]) not in ROUTED:
            mend = "Use owner, {office: …}, {unit: …} or {branch: …}."
            path: Path = ("route", number, "to")
            yield ServiceMistake("service.route", path, f"A new case cannot go to {rule['to']!r}.", mend)
    yield from _doer_mistakes(source)
    yield from _turn_mistakes(source)
    yield from _leading_mistakes(source)


def kind_of(placement: str | Mapping[str, str]) -> str:
    return placement if isinstance(placement, str) else next(iter(placement))


def _placements(source: Mapping[str, Any]) -> Iterator[tuple[Path, str | Mapping[str, str]]]:
    for number, step in enumerate(source["steps"]):
        yield ("steps", number, "at"), step["at"]
        for position, outcome in enumerate(step["outcomes"]):
            if "to" in outcome:
                yield ("steps", number, "outcomes", position, "to"), outcome["to"]


def _doer_mistakes(source: Mapping[str, Any]) -> Iterator[ServiceMistake]:
    names = {step["id"] for step in source["steps"]}
    for path, placement in _placements(source):
        if kind_of(placement) == "doer" and placement["doer"] not in names:  # type: ignore[index]
            name = placement["doer"]  # type: ignore[index]
            yield ServiceMistake("service.unknown_step", path, f"There is no step {name!r}.", "Use the id of a step.")


def _ways(source: Mapping[str, Any]) -> Iterator[tuple[Path, str, Mapping[str, Any], Mapping[str, Any]]]:
    """Each way into a step: its place in the file, where the step then goes, the step, and the outcome (or nothing)."""
    steps = {step["id"]: step for step in source["steps"]}
    for number, name in enumerate(source["start"]):
        if name in steps:
            yield ("start", number), kind_of(steps[name]["at"]), steps[name], {}
    for number, step in enumerate(source["steps"]):
        if "after" in step:
            yield ("steps", number, "at"), kind_of(step["at"]), step, {}
        for position, outcome in enumerate(step["outcomes"]):
            for following in (steps[name] for name in outcome.get("next", ()) if name in steps):
                where = kind_of(outcome.get("to", following["at"]))
                yield ("steps", number, "outcomes", position), where, following, outcome


def _turn_mistakes(source: Mapping[str, Any]) -> Iterator[ServiceMistake]:
    """Whoever's turn it is must be one who may end the step, and an organisation to choose must have been asked for."""
    for path, where, step, outcome in _ways(source):
        able = REPORTER in step["by"] if where == REPORTER else set(step["by"]) != {REPORTER}
        if not able:
            turn = "the reporter's" if where == REPORTER else "an office's"
            mend = "Let at: and to: say reporter exactly where by: does."
            text = f"It is {turn} turn in {step['id']!r}, and by: does not allow it."
            yield ServiceMistake("service.nobodys_turn", path, text, mend)
        if where == "chosen" and "organisation" not in outcome.get("needs", ()):
            text = f"Nobody is asked for the organisation of {step['id']!r}."
            yield ServiceMistake("service.nobody_chosen", path, text, "Add needs: [organisation], or say to: ….")
    for number, step in enumerate(source["steps"]):
        late = step.get("promise", {}).get("late")
        outcome = next((outcome for outcome in step["outcomes"] if outcome["code"] == late), {})
        if "organisation" in outcome.get("needs", ()):
            late_path: Path = ("steps", number, "promise", "late")
            text = f"The clock cannot choose an organisation, and {late!r} needs one."
            yield ServiceMistake("service.clock_chooses", late_path, text, "Use escalate or another outcome.")


def _leading_mistakes(source: Mapping[str, Any]) -> Iterator[ServiceMistake]:
    """Where every step that opens may be skipped, the case might end without anybody having done anything."""
    steps = {step["id"]: step for step in source["steps"]}
    joined = {branch for step in source["steps"] for branch in step.get("after", ())}
    ways: list[tuple[Path, list[str]]] = [(("start",), source["start"])]
    for number, step in enumerate(source["steps"]):
        for position, outcome in enumerate(step["outcomes"]):
            ways.append((("steps", number, "outcomes", position), outcome.get("next", ())))
    for path, names in ways:
        if names and all(may_be_skipped(steps.get(name, {})) and name not in joined for name in names):
            text = f"If no condition holds, {' and '.join(names)} are skipped and the case ends here."
            mend = "Lead to a step without when: and without a fee of 0, or let one join them with after:."
            yield ServiceMistake("service.may_lead_nowhere", path, text, mend)


def may_be_skipped(step: Mapping[str, Any]) -> bool:
    """Whether a step does not open in every case: it has a condition, or it may cost nothing."""
    return "when" in step or any(price["rupiah"] == 0 for price in step.get("fee", {}).get("amount", ()))
