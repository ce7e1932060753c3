"""What can be wrong with how steps end by more than one person's choice: fees, signatures, thresholds, documents, dates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from balai.engines.casework.definition import REPORTER
from balai.engines.casework.lint_conditions import asks_of, days_of_officers
from balai.engines.casework.mistakes import ServiceMistake
from balai.engines.workcalendar import SpanError, parse_span

Path = tuple[str | int, ...]
Source = Mapping[str, Any]
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
DOCUMENT_FACTS = frozenset({"reference", "number", "holder", "office", "place", "issued_on", "valid_until"})
UNPRINTABLE = frozenset({"photo", "file", "group"})


def lint_ending(source: Source) -> Iterator[ServiceMistake]:
    printable = {
        question["id"]
        for question in (*source["questions"], *(ask for _path, ask, _step, _outcome in asks_of(source)))
        if question["type"] not in UNPRINTABLE
    }
    shown = source.get("public", False) or any(
        outcome.get("publishes") for step in source["steps"] for outcome in step["outcomes"]
    )
    days = days_of_officers(source)
    for key in ("promise", "waiting", "steps"):
        yield from _span_mistakes(source.get(key), (key,))
    for number, step in enumerate(source["steps"]):
        path: Path = ("steps", number)
        yield from _fee_mistakes(step, path)
        yield from _promise_mistakes(step, days, path)
        yield from _threshold_mistakes(step, path, shown=shown)
        for position, outcome in enumerate(step["outcomes"]):
            place: Path = (*path, "outcomes", position)
            yield from _outcome_mistakes(step, outcome, place)
            yield from _issue_mistakes(outcome, printable, place)
            yield from _holder_mistakes(source, outcome, place)


def _span_mistakes(node: Any, path: Path) -> Iterator[ServiceMistake]:
    """Limits that are written well and are longer than anybody promises."""
    if isinstance(node, Mapping):
        for key, value in node.items():
            if key in ("within", "extension") and isinstance(value, str):
                try:
                    parse_span(value)
                except SpanError as error:
                    mend = "Promise less: about ten years at most."
                    yield ServiceMistake("service.span", (*path, key), f"{str(error).capitalize()}.", mend)
            else:
                yield from _span_mistakes(value, (*path, key))
    elif isinstance(node, list):
        for number, value in enumerate(node):
            yield from _span_mistakes(value, (*path, number))


def _fee_mistakes(step: Source, path: Path) -> Iterator[ServiceMistake]:
    receipts = any("receipt" in outcome.get("needs", ()) for outcome in step["outcomes"])
    if "fee" not in step:
        return
    prices = step["fee"]["amount"]
    for number, price in enumerate(prices):
        where: Path = (*path, "fee", "amount", number)
        if "when" in price and number == len(prices) - 1:
            text, mend = "If no condition holds, there is no price.", "End with a price without when:."
            yield ServiceMistake("service.fee_open", where, text, mend)
        if "when" not in price and number < len(prices) - 1:
            text, mend = "The prices after this one never hold.", "Move it to the end."
            yield ServiceMistake("service.fee_hidden", where, text, mend)
    if not receipts:
        text, mend = "Nobody is asked for a receipt of this fee.", "Add needs: [receipt] to the outcome of paying."
        yield ServiceMistake("service.fee_unpaid", (*path, "fee"), text, mend)


def _promise_mistakes(step: Source, days: set[str], path: Path) -> Iterator[ServiceMistake]:
    promise = step.get("promise", {})
    if "on" in promise:
        if "within" in promise or "when" in promise:
            text, mend = "A promise is a limit or a date, not both.", "Drop on:, or within: and when:."
            yield ServiceMistake("service.on_and_within", (*path, "promise"), text, mend)
        if promise["on"] not in days:
            text = f"{promise['on']!r} is no date that an office gives."
            mend = "Name a question of type: date, not personal, in asks: of an office's outcome."
            yield ServiceMistake("service.no_date", (*path, "promise", "on"), text, mend)
        late: Source = next((one for one in step["outcomes"] if one["code"] == promise.get("late")), {})
        if late and "end" not in late:
            text = "When its date has passed, this clock could act again and again."
            mend = "Use late: escalate, or an outcome that ends the case."
            yield ServiceMistake("service.date_again", (*path, "promise", "late"), text, mend)
    by_itself = promise.get("late", "escalate") != "escalate" and "within" in promise
    if all(outcome.get("automatic") for outcome in step["outcomes"]) and not by_itself:
        text, mend = "Nobody can end this step, and its clock need not.", "Add promise: {within: …, late: …}."
        yield ServiceMistake("service.only_clock", path, text, mend)


def _threshold_mistakes(step: Source, path: Path, *, shown: bool) -> Iterator[ServiceMistake]:
    threshold = step.get("threshold")
    if threshold is None:
        return
    outcome = next((outcome for outcome in step["outcomes"] if outcome["code"] == threshold["outcome"]), None)
    where: Path = (*path, "threshold", "outcome")
    if outcome is None:
        text = f"{threshold['outcome']!r} is no outcome of this step."
        yield ServiceMistake("service.threshold", where, text, "Use one of its outcomes.")
    elif "organisation" in outcome.get("needs", ()):
        text = f"Supporters cannot choose an organisation, and {threshold['outcome']!r} needs one."
        yield ServiceMistake("service.clock_chooses", where, text, "Use another outcome.")
    elif outcome.get("stays"):
        text = f"{threshold['outcome']!r} leaves the step open, and would hold again with every voice."
        yield ServiceMistake("service.threshold", where, text, "Use an outcome that ends the step.")
    if not shown:
        text = "Only public cases can be supported, and none of these ever is."
        mend = "Add public: true, or publishes: true to an earlier outcome."
        yield ServiceMistake("service.threshold_unseen", (*path, "threshold"), text, mend)


def _outcome_mistakes(step: Source, outcome: Source, path: Path) -> Iterator[ServiceMistake]:
    several = outcome.get("signatures", 1) > 1
    if several and step["by"] == [REPORTER]:
        text, mend = "The citizen is one person.", "Drop signatures, or let an office sign too."
        yield ServiceMistake("service.one_signer", (*path, "signatures"), text, mend)
    if "receipt" in outcome.get("needs", ()) and "fee" not in step:
        text, mend = "A receipt is asked for, and nothing is to be paid.", "Add fee: … to this step."
        yield ServiceMistake("service.receipt_unasked", (*path, "needs"), text, mend)
    if outcome.get("stays") and "end" in outcome:
        text, mend = "An outcome either ends the case or leaves the step open.", "Drop end or stays."
        yield ServiceMistake("service.stays_and_ends", path, text, mend)
    if outcome.get("automatic") and any(key in outcome for key in ("asks", "signatures", "needs", "stays")):
        key = next(key for key in ("asks", "signatures", "needs", "stays") if key in outcome)
        text, mend = f"Nobody is there for {key}: this outcome holds by itself.", f"Drop {key} or automatic."
        yield ServiceMistake("service.automatic_asks", (*path, key), text, mend)
    if step.get("promise", {}).get("late") == outcome["code"] and outcome.get("stays"):
        text, mend = "The clock cannot choose an outcome that leaves the step open.", "Use another outcome for late:."
        yield ServiceMistake("service.late", (*path, "stays"), text, mend)


def _issue_mistakes(outcome: Source, printable: set[str], path: Path) -> Iterator[ServiceMistake]:
    for key in ("title", "body"):
        for language, words in outcome.get("issues", {}).get(key, {}).items():
            where: Path = (*path, "issues", key, language)
            names = set(PLACEHOLDER.findall(words))
            for name in sorted(names - printable - DOCUMENT_FACTS):
                text = f"{{{name}}} is no answer that can be printed."
                mend = f"Use the id of a question, or one of: {', '.join(sorted(DOCUMENT_FACTS))}."
                yield ServiceMistake("service.unknown_fact", where, text, mend)
            if "{" in PLACEHOLDER.sub("", words) or "}" in PLACEHOLDER.sub("", words):
                text, mend = "A brace stands alone.", "Write {question} with both braces."
                yield ServiceMistake("service.lone_brace", where, text, mend)


def _holder_mistakes(source: Source, outcome: Source, path: Path) -> Iterator[ServiceMistake]:
    """A document for somebody needs that somebody's name: an account may be without one."""
    issued = outcome.get("issues", {})
    named = any("{holder}" in words for key in ("title", "body") for words in issued.get(key, {}).values())
    asked = any(
        question.get("prefill") == "name" and question.get("required") and "show_if" not in question
        for question in source["questions"]
    )
    if named and not asked:
        text, mend = "{holder} needs a name, and nobody must give one.", "Ask one: required: true, prefill: name."
        yield ServiceMistake("service.no_holder", (*path, "issues"), text, mend)
