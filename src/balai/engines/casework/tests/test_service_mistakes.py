"""Each planted mistake in a service file is found, at its place, with a way to mend it."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from balai.engines.casework.reading import find_mistakes, read_service, version_of
from balai.engines.casework.tests.samples import REPORT, outcome, step, text

Source = dict[str, Any]


def change(path: str, value: Any, *, also: Callable[[Source], None] | None = None) -> Callable[[Source], None]:
    """Set the value at a dotted path; `!` as a value takes the key away."""

    def apply(source: Source) -> None:
        if also:
            also(source)
        *parents, last = [int(part) if part.isdecimal() else part for part in path.split(".")]
        node: Any = source
        for part in parents:
            node = node[part]
        if value == "!":
            del node[last]
        else:
            node[last] = value

    return apply


def inner(name: str, kind: str = "text") -> Source:
    return {"id": name, "type": kind, "label": text(name)}


def group(*questions: Source) -> Source:
    shape = {"id": "people", "type": "group", "label": text("?"), "entry": text("Person")}
    return {**shape, "questions": list(questions)}


def ask(name: str, kind: str = "text", **more: Any) -> Callable[[Source], None]:
    """Let the work's outcome ask one more thing."""
    return change("steps.1.outcomes.0.asks", [{**inner(name, kind), **more}])


def paper(body: str) -> Source:
    return {"document": "letter", "title": text("Letter"), "body": text(body)}


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
    ("an end that only the citizen may choose", change("steps.0.outcomes.0.end", "withdrawn"), "service.withdrawn_by_city", ("steps", 0, "outcomes", 0)),
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
    ("a group without its questions", change("questions.1", {"id": "people", "type": "group", "label": {"id": "x", "en": "x"}, "entry": {"id": "x", "en": "x"}}), "service.group_empty", ("questions", 1)),
    ("a group within a group", change("questions.1", group(inner("nested", "group"))), "service.group_inside", ("questions", 1, "questions", 0, "type")),
    ("a photo within a group", change("questions.1", group(inner("face", "photo"))), "service.group_inside", ("questions", 1, "questions", 0, "type")),
    ("a group of more at least than at most", change("questions.1", {**group(inner("name")), "at_least": 3, "at_most": 2}), "service.group_bounds", ("questions", 1, "at_least")),
    ("a part of a group with a page", change("questions.1", group({**inner("name"), "page": "x"})), "service.group_part", ("questions", 1, "questions", 0, "page")),
    ("a public group with something personal", change("questions.1", {**group({**inner("name"), "personal": True}), "public": True}), "service.personal_public", ("questions", 1, "public")),
    ("a part of a group named like a question", change("questions.1", group(inner("category"))), "service.duplicate", ("questions", 1, "questions", 0, "id")),
    ("entries without a group", change("questions.1.entry", {"id": "x", "en": "x"}), "service.group_unused", ("questions", 1, "entry")),
    ("more entries than a group may have", change("questions.1", {**group(inner("name")), "at_most": 21}), "service.shape", ("questions", 1, "at_most")),
    ("more characters at least than at most", change("questions.1", {**inner("words"), "min_length": 9, "max_length": 3}), "service.no_answer_fits", ("questions", 1, "min_length")),
    ("more characters than a line has", change("questions.1", {**inner("words"), "min_length": 300}), "service.no_answer_fits", ("questions", 1, "min_length")),
    ("a number between nothing", change("questions.1", {**inner("words", "number"), "minimum": 9, "maximum": 3}), "service.no_answer_fits", ("questions", 1, "minimum")),
    ("less money than none", change("questions.1", {**inner("words", "money"), "maximum": -1}), "service.no_answer_fits", ("questions", 1, "maximum")),
    ("a question named like a part of another", change("questions.1", group(inner("guide", "person"), inner("guide_name"))), "service.name_of_part", ("questions", 1, "questions", 0, "id")),
    ("a prefill that is no answer", change("questions.1.prefill", "email"), "service.prefill", ("questions", 1, "prefill")),
    ("a word of a group without a language", change("questions.1", {**group(inner("name")), "entry": {"id": "x"}}), "service.language", ("questions", 1, "entry")),
    ("eligibility by nothing", change("eligibility", [{"when": {"answer": "age", "at_least": 17}, "otherwise": {"id": "x", "en": "x"}}]), "service.unknown_question", ("eligibility", 0, "when")),
    ("eligibility by what is asked later", change("eligibility", [{"when": {"answer": "colour", "given": True}, "otherwise": {"id": "x", "en": "x"}}], also=ask("colour", "date")), "service.later_question", ("eligibility", 0, "when")),
    ("an outcome that asks for a place", change("steps.1.outcomes.0.asks", [inner("where", "place")]), "service.asks_place", ("steps", 1, "outcomes", 0, "asks", 0, "type")),
    ("an outcome that asks what the citizen answers", change("steps.1.outcomes.0.asks", [inner("words")]), "service.duplicate", ("steps", 1, "outcomes", 0, "asks", 0, "id")),
    ("two outcomes that ask differently", change("steps.0.outcomes.0.asks", [inner("colour")], also=ask("colour", "number")), "service.asked_differently", ("steps", 1, "outcomes", 0, "asks", 0)),
    ("a step that words of an officer decide", change("steps.1.when", {"answer": "colour", "given": True}, also=ask("colour")), "service.words_decide", ("steps", 1, "when")),
    ("an ask that depends on a later one", change("steps.1.outcomes.0.asks", [{**inner("one"), "show_if": {"answer": "two", "given": True}}, inner("two")]), "service.words_decide", ("steps", 1, "outcomes", 0, "asks", 0, "show_if")),
    ("prices that end in a condition", change("steps.1.fee", {"amount": [{"when": {"answer": "category", "is": "hole"}, "rupiah": 5}]}), "service.fee_open", ("steps", 1, "fee", "amount", 0)),
    ("prices that never hold", change("steps.1.fee", {"amount": [{"rupiah": 5}, {"rupiah": 6}]}), "service.fee_hidden", ("steps", 1, "fee", "amount", 0)),
    ("a price that hangs on no option", change("steps.1.fee", {"amount": [{"when": {"answer": "category", "is": "bird"}, "rupiah": 5}, {"rupiah": 6}]}), "service.unknown_option", ("steps", 1, "fee", "amount", 0, "when")),
    ("a price in fractions", change("steps.1.fee", {"amount": [{"rupiah": 0.5}]}), "service.shape", ("steps", 1, "fee", "amount", 0, "rupiah")),
    ("a fee without a receipt", change("steps.1.fee", {"amount": [{"rupiah": 5}]}), "service.fee_unpaid", ("steps", 1, "fee")),
    ("a receipt without a fee", change("steps.1.outcomes.0.needs", ["receipt"]), "service.receipt_unasked", ("steps", 1, "outcomes", 0, "needs")),
    ("a way into a step that may cost nothing", change("steps.2.fee", {"amount": [{"rupiah": 0}]}), "service.may_lead_nowhere", ("steps", 1, "outcomes", 0)),
    ("a promise that hangs on nothing", change("steps.1.promise.when", [{"if": {"answer": "colour", "is": "red"}, "within": "1 hour"}]), "service.unknown_question", ("steps", 1, "promise", "when", 0, "if")),
    ("a promise of a hundred years", change("steps.1.promise.within", "9999 days"), "service.span", ("steps", 1, "promise", "within")),
    ("a promise without a limit", change("steps.1.promise", {"late": "escalate"}), "service.shape", ("steps", 1, "promise")),
    ("a promise of a limit and a date", change("steps.2.promise", {"within": "1 day", "on": "day"}, also=ask("day", "date")), "service.on_and_within", ("steps", 2, "promise")),
    ("a promise by a date that the citizen gives", change("steps.2.promise", {"on": "words"}), "service.no_date", ("steps", 2, "promise", "on")),
    ("a promise by a personal date", change("steps.2.promise", {"on": "day"}, also=ask("day", "date", personal=True)), "service.no_date", ("steps", 2, "promise", "on")),
    ("a date that acts again and again", change("steps.2.promise", {"on": "day", "late": "return"}, also=ask("day", "date")), "service.date_again", ("steps", 2, "promise", "late")),
    ("a step that only an uncertain clock ends", change("steps.3.outcomes", [outcome("lapse", automatic=True, end="done")], also=change("steps.3.promise", {"on": "day", "late": "lapse"})), "service.only_clock", ("steps", 3)),
    ("a threshold of no outcome", change("steps.1.threshold", {"supporters": 3, "outcome": "vanish"}), "service.threshold", ("steps", 1, "threshold", "outcome")),
    ("a threshold that never ends", change("steps.1.threshold", {"supporters": 3, "outcome": "finish"}, also=change("steps.1.outcomes.0.stays", True)), "service.threshold", ("steps", 1, "threshold", "outcome")),
    ("a threshold that chooses", change("steps.0.threshold", {"supporters": 3, "outcome": "transfer"}), "service.clock_chooses", ("steps", 0, "threshold", "outcome")),
    ("a threshold of what nobody sees", change("steps.1.threshold", {"supporters": 3, "outcome": "finish"}), "service.threshold_unseen", ("steps", 1, "threshold")),
    ("a threshold of nobody", change("steps.1.threshold", {"supporters": 0, "outcome": "finish"}), "service.shape", ("steps", 1, "threshold", "supporters")),
    ("two signatures of one citizen", change("steps.3.outcomes.0.signatures", 2), "service.one_signer", ("steps", 3, "outcomes", 0, "signatures")),
    ("an end that stays open", change("steps.3.outcomes.0.stays", True), "service.stays_and_ends", ("steps", 3, "outcomes", 0)),
    ("a clock that leaves the step open", change("steps.1.promise.late", "finish", also=change("steps.1.outcomes.0.stays", True)), "service.late", ("steps", 1, "outcomes", 0, "stays")),
    ("a door that never closes", change("steps.1.outcomes.0", outcome("more", stays=True)), "service.endless", ("steps", 1)),
    ("questions to nobody", change("steps.3.outcomes.2.asks", [inner("why")]), "service.automatic_asks", ("steps", 3, "outcomes", 2, "asks")),
    ("a document with an unknown fact", change("steps.2.outcomes.0.issues", paper("Untuk {nobody}.")), "service.unknown_fact", ("steps", 2, "outcomes", 0, "issues", "body", "id")),
    ("a document with a lone brace", change("steps.2.outcomes.0.issues", paper("Untuk {words.")), "service.lone_brace", ("steps", 2, "outcomes", 0, "issues", "body", "id")),
    ("a document for somebody without a name", change("steps.2.outcomes.0.issues", paper("Untuk {holder}.")), "service.no_holder", ("steps", 2, "outcomes", 0, "issues")),
    ("a document in one language", change("steps.2.outcomes.0.issues", {**paper("x"), "title": {"id": "x"}}), "service.language", ("steps", 2, "outcomes", 0, "issues", "title")),
    ("a whole promise that ends the case", change("promise", {"within": "30 days", "late": "close"}), "service.shape", ("promise", "late")),
    ("waiting without an end", change("waiting", {"within": "7 days", "times": 2}), "service.shape", ("waiting",)),
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
