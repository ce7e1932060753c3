"""Each planted mistake in a service file is found, at its place, with a way to mend it."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from balai.engines.casework.reading import find_mistakes, read_service, version_of
from balai.engines.casework.tests.samples import REPORT, outcome, step

Source = dict[str, Any]


def change(path: str, value: Any) -> Callable[[Source], None]:
    """Set the value at a dotted path; `!` as a value takes the key away."""

    def apply(source: Source) -> None:
        *parents, last = [int(part) if part.isdecimal() else part for part in path.split(".")]
        node: Any = source
        for part in parents:
            node = node[part]
        if value == "!":
            del node[last]
        else:
            node[last] = value

    return apply


MISTAKES: list[tuple[str, Callable[[Source], None], str, tuple[str | int, ...]]] = [
    ("no owner", change("owner", "!"), "service.shape", ()),
    ("a key nobody knows", change("colour", "red"), "service.shape", ()),
    ("an odd code", change("service", "Road Report"), "service.shape", ("service",)),
    ("an odd span", change("steps.0.promise.within", "soon"), "service.shape", ("steps", 0, "promise", "within")),
    ("an odd type", change("questions.1.type", "essay"), "service.shape", ("questions", 1, "type")),
    ("a text without a language", change("title", {"id": "x"}), "service.language", ("title",)),
    ("two questions alike", change("questions.1.id", "category"), "service.duplicate", ("questions", 1, "id")),
    ("two steps alike", change("steps.1.id", "intake"), "service.duplicate", ("steps", 1, "id")),
    ("a choice without options", change("questions.0.options", "!"), "service.no_options", ("questions", 0)),
    ("options without a choice", change("questions.0.type", "text"), "service.options_unused", ("questions", 0, "options")),
    ("a broken pattern", change("questions.1.pattern", "("), "service.pattern", ("questions", 1, "pattern")),
    ("personal and public", change("questions.1", {"id": "words", "type": "text", "label": {"id": "x", "en": "x"}, "public": True, "personal": True}), "service.personal_public", ("questions", 1, "public")),
    ("an unknown category", change("category", "words"), "service.category", ("category",)),
    ("a condition on nothing", change("route.0.when", {"answer": "colour", "is": 1}), "service.unknown_question", ("route", 0, "when")),
    ("a condition on a later question", change("questions.0.show_if", {"answer": "words", "given": True}), "service.later_question", ("questions", 0, "show_if")),
    ("a start that is no step", change("start", ["nowhere"]), "service.unknown_step", ("start", 0)),
    ("a next that is no step", change("steps.1.outcomes.0.next", ["nowhere"]), "service.unknown_step", ("steps", 1, "outcomes", 0, "next", 0)),
    ("a checker of no step", change("steps.2.not_by", ["nowhere"]), "service.unknown_step", ("steps", 2, "not_by", 0)),
    ("a late outcome that is none", change("steps.0.promise.late", "vanish"), "service.late", ("steps", 0, "promise", "late")),
    ("an end that leads on", change("steps.0.outcomes.0.end", "done"), "service.end_and_next", ("steps", 0, "outcomes", 0)),
    ("a route to whoever held it", change("route.1.to", "holder"), "service.route", ("route", 1, "to")),
    ("a route through the routes", change("route.1.to", "route"), "service.route", ("route", 1, "to")),
    ("back to the doer of no step", change("steps.2.outcomes.1.to", {"doer": "nothing"}), "service.unknown_step", ("steps", 2, "outcomes", 1, "to")),
    ("the reporter's turn in an office's step", change("steps.1.outcomes.0.to", "reporter"), "service.nobodys_turn", ("steps", 1, "outcomes", 0)),
    ("an office's turn in the reporter's step", change("steps.3.at", "owner"), "service.nobodys_turn", ("steps", 2, "outcomes", 0)),
    ("a step for the chosen, and nobody asked", change("steps.1.at", "chosen"), "service.nobody_chosen", ("steps", 0, "outcomes", 0)),
    ("a start for the chosen", change("steps.0.at", "chosen"), "service.nobody_chosen", ("start", 0)),
    ("a clock that is to choose", change("steps.0.promise.late", "transfer"), "service.clock_chooses", ("steps", 0, "promise", "late")),
    ("a reason without reasons", change("steps.1.outcomes.0.needs", ["reason"]), "service.no_reasons", ("steps", 1, "outcomes", 0)),
    ("a start that may be skipped", change("steps.0.when", {"answer": "category", "is": "hole"}), "service.may_lead_nowhere", ("start",)),
    ("a way into steps that may be skipped", change("steps.2.when", {"answer": "category", "is": "hole"}), "service.may_lead_nowhere", ("steps", 1, "outcomes", 0)),
    ("a condition on no option", change("route.0.when", {"answer": "category", "is": "brigde"}), "service.unknown_option", ("route", 0, "when")),
    ("a condition on no option in a list", change("route.0.when", {"not": {"answer": "category", "in": ["hole", "bird"]}}), "service.unknown_option", ("route", 0, "when")),
    ("a route that words decide", change("route.0.when", {"all": [{"answer": "words", "given": True}]}), "service.words_decide", ("route", 0, "when")),
    ("nobody asked whom to choose", change("steps.0.outcomes.1.needs", []), "service.nobody_chosen", ("steps", 0, "outcomes", 1)),
    ("an automatic outcome without a clock", change("steps.3.promise", "!"), "service.never_automatic", ("steps", 3, "outcomes", 2)),
    ("a step that nothing leads to", change("steps.4", step("island", outcome("ok"))), "service.unreached", ("steps", 4)),
]  # fmt: skip


@pytest.mark.parametrize(("plant", "code", "path"), [row[1:] for row in MISTAKES], ids=[row[0] for row in MISTAKES])
def test_a_planted_mistake_is_found_at_its_place(
    plant: Callable[[Source], None], code: str, path: tuple[str | int, ...]
) -> None:
    source = copy.deepcopy(REPORT)
    source["steps"].append(step("island", outcome("ok"))) if path == ("steps", 4) else None
    plant(source)
    found = find_mistakes(source, languages=["id", "en"])
    assert (code, path) in [(mistake.code, mistake.path) for mistake in found]
    assert all(mistake.sentence and mistake.mend for mistake in found)


def test_a_case_that_can_never_end_is_a_mistake() -> None:
    source = copy.deepcopy(REPORT)
    source["start"] = ["round"]
    source["steps"] = [step("round", outcome("on", next=["round"]))]
    assert [mistake.code for mistake in find_mistakes(source)] == ["service.endless"]


def test_the_version_is_that_of_the_meaning_not_of_the_order_of_keys() -> None:
    turned = dict(reversed(REPORT.items()))
    assert version_of(turned) == version_of(REPORT) == read_service(REPORT).version
    assert version_of({**REPORT, "owner": "water"}) != version_of(REPORT)
