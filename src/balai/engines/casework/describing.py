"""A service in plain words, part by part: what a preview prints, and what a comparison of two versions looks at.

The words around are English; the texts of the service are in the language that is asked for. Ids and codes stay as they
are, for those who write such files.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from balai.engines.casework.conditions import AllOf, Answer, AnyOf, Condition
from balai.engines.casework.definition import (
    Option,
    Outcome,
    Placement,
    Promise,
    Question,
    RouteRule,
    Service,
    Step,
    Text,
)

NONE = "–"
TESTS = {"is": "is", "in": "is one of", "at_least": "is at least", "at_most": "is at most"}


class Concern(StrEnum):
    """Whom a part of a service concerns."""

    CITIZENS = "citizens"
    OFFICERS = "officers"
    CLOCKS = "clocks"


@dataclass(frozen=True, slots=True)
class Facet:
    """One thing that a service says: whom it concerns, its words, and the value that tells whether it has changed."""

    concern: Concern
    name: str
    words: str
    value: Any = None

    @property
    def compared(self) -> Any:
        return self.words if self.value is None else self.value


Part = tuple[str, str]
"""A kind of part (service, question, step, outcome) and its name."""


def describe(service: Service, language: str) -> dict[Part, list[Facet]]:
    """Every part of a service with what it says, in the order of the file."""
    parts: dict[Part, list[Facet]] = {("service", service.code): _service_facets(service, language)}
    for question in service.questions:
        parts["question", question.id] = question_facets(question, language)
    for step in service.steps:
        parts["step", step.id] = _step_facets(step, language)
        for outcome in step.outcomes:
            parts["outcome", f"{step.id}.{outcome.code}"] = _outcome_facets(outcome, language)
    return parts


def text(words: Text, language: str) -> str:
    """In that language; in another where there is none."""
    return words.get(language) or next(iter(words.values()), "")


def condition_words(condition: Condition | None) -> str:
    """A condition in words, by ids and codes: "category is one of hole, bridge and not (danger is true)"."""
    if condition is None:
        return NONE
    if isinstance(condition, Answer):
        return _test_words(condition)
    if isinstance(condition, AllOf | AnyOf):
        word = " and " if isinstance(condition, AllOf) else " or "
        inner = [condition_words(part) for part in condition.parts]
        return word.join(f"({words})" if " and " in words or " or " in words else words for words in inner)
    return f"not ({condition_words(condition.part)})"


def _test_words(test: Answer) -> str:
    if test.test == "given":
        return f"{test.question} is {'answered' if test.value else 'not answered'}"
    value = ", ".join(map(_value, test.value)) if test.test == "in" else _value(test.value)
    return f"{test.question} {TESTS[test.test]} {value}"


def _value(value: object) -> str:
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def placement_words(placement: Placement | None) -> str:
    if placement is None:
        return NONE
    return f"{placement.kind} {placement.level or placement.code}".strip()


def promise_words(promise: Promise | None) -> str:
    """A promise in words: "10 minutes if colour is red, else 3 days; then escalate"."""
    if promise is None:
        return NONE
    limits = [f"{rule.within} if {condition_words(rule.when)}" for rule in promise.rules]
    if promise.within:
        limits.append(f"else {promise.within}" if limits else str(promise.within))
    if promise.on:
        limits.append(f"until the end of {promise.on}")
    extension = f", once {promise.extension} more" if promise.extension else ""
    return f"{', '.join(limits)}{extension}; then {promise.late}"


def rupiah(amount: int) -> str:
    return f"Rp{amount:,}".replace(",", ".")


def fee_words(step: Step) -> str:
    if step.fee is None:
        return NONE
    prices = [
        f"{rupiah(rule.rupiah)}{f' if {condition_words(rule.when)}' if rule.when else ''}" for rule in step.fee.rules
    ]
    return ", else ".join(prices)


def options_words(options: Iterable[Option], language: str) -> str:
    return ", ".join(f"{option.code} ({text(option.label, language)})" for option in options) or NONE


def _joined(words: Iterable[str]) -> str:
    return ", ".join(words) or NONE


def _yes(is_so: bool) -> str:  # noqa: FBT001 (the value that is told)
    return "yes" if is_so else "no"


def _route_words(rules: Iterable[RouteRule]) -> str:
    return "; ".join(
        f"{placement_words(rule.to)}{f' if {condition_words(rule.when)}' if rule.when else ''}" for rule in rules
    )


def _service_facets(service: Service, language: str) -> list[Facet]:
    rules = (f"{condition_words(rule.when)}: else “{text(rule.otherwise, language)}”" for rule in service.eligibility)
    waiting = service.waiting
    ended = f"{waiting.within} for an answer; {waiting.times} without one: {waiting.end}" if waiting else NONE
    near = f"{service.nearby.metres} metres, {service.nearby.days} days" if service.nearby else NONE
    return [
        Facet(Concern.CITIZENS, "title", text(service.title, language), dict(service.title)),
        Facet(Concern.CITIZENS, "summary", text(service.summary, language), dict(service.summary)),
        Facet(Concern.CITIZENS, "for", _joined(service.who)),
        Facet(Concern.CITIZENS, "only if", "; ".join(rules) or NONE),
        Facet(Concern.CITIZENS, "public", _yes(service.public_by_default)),
        Facet(Concern.CITIZENS, "words kept", f"{service.keep_days} days after the end"),
        Facet(Concern.CITIZENS, "erased on wish", str(service.erasable)),
        Facet(Concern.CITIZENS, "near-by", near),
        Facet(Concern.CITIZENS, "sorted by", service.category_question or NONE),
        Facet(Concern.OFFICERS, "owner", service.owner),
        Facet(Concern.OFFICERS, "goes to", _route_words(service.route)),
        Facet(Concern.OFFICERS, "begins with", _joined(service.start)),
        Facet(Concern.CLOCKS, "whole case", promise_words(service.promise)),
        Facet(Concern.CLOCKS, "waits for the citizen", ended),
    ]


def question_facets(question: Question, language: str) -> list[Facet]:
    """What a question says to the citizen, or an ask to whoever ends a step."""
    inner = (f"{part.id} ({part.type}{', required' if part.required else ''})" for part in question.questions)
    facets = [
        Facet(Concern.CITIZENS, "asked", text(question.label, language), dict(question.label)),
        Facet(Concern.CITIZENS, "answer", str(question.type)),
        Facet(Concern.CITIZENS, "required", _yes(question.required)),
        Facet(Concern.CITIZENS, "options", options_words(question.options, language), _options(question.options)),
        Facet(Concern.CITIZENS, "page", question.page or NONE),
        Facet(Concern.CITIZENS, "only if", condition_words(question.show_if)),
        Facet(Concern.CITIZENS, "public", _yes(question.public)),
        Facet(Concern.CITIZENS, "personal", _yes(question.holds_personal)),
        Facet(Concern.CITIZENS, "limits", _limits(question)),
        Facet(Concern.CITIZENS, "offered", str(question.prefill or NONE)),
    ]
    if question.questions:
        facets.append(Facet(Concern.CITIZENS, "each entry", _joined(inner)))
    return facets


def _options(options: Iterable[Option]) -> list[Any]:
    return [(option.code, dict(option.label)) for option in options]


def _limits(question: Question) -> str:
    bounds = {
        "at least": question.at_least or question.minimum or question.min_length or None,
        "at most": question.maximum if question.maximum is not None else question.max_length or None,
        "files": question.max_files if question.max_files > 1 else None,
        "entries": question.at_most if question.questions else None,
        "form": question.pattern or None,
    }
    return _joined(f"{name} {bound}" for name, bound in bounds.items() if bound is not None)


def _step_facets(step: Step, language: str) -> list[Facet]:
    wanted = f"{step.threshold.supporters} supporters: {step.threshold.outcome}" if step.threshold else NONE
    return [
        Facet(Concern.OFFICERS, "title", text(step.title, language), dict(step.title)),
        Facet(Concern.OFFICERS, "by", _joined(step.by)),
        Facet(Concern.OFFICERS, "at", placement_words(step.at)),
        Facet(Concern.CITIZENS, "shown as", str(step.state)),
        Facet(Concern.CITIZENS, "fee", fee_words(step)),
        Facet(Concern.CLOCKS, "promise", promise_words(step.promise)),
        Facet(Concern.CLOCKS, "threshold", wanted),
        Facet(Concern.OFFICERS, "after", _joined(step.after)),
        Facet(Concern.OFFICERS, "only if", condition_words(step.when)),
        Facet(Concern.OFFICERS, "not by whoever did", _joined(step.not_by)),
        Facet(Concern.OFFICERS, "on the crew's phone", _yes(step.field_work)),
    ]


def _outcome_facets(outcome: Outcome, language: str) -> list[Facet]:
    asks = (f"{ask.id} ({ask.type}{', required' if ask.required else ''})" for ask in outcome.asks)
    valid = outcome.issues.valid if outcome.issues else None
    until = f", valid {valid.amount} {valid.unit}{'s' if valid.amount > 1 else ''}" if valid else ""
    paper = f"{text(outcome.issues.title, language)}{until}" if outcome.issues else NONE
    whole: Mapping[str, Any] | None = (
        {"title": dict(outcome.issues.title), "body": dict(outcome.issues.body), "until": until}
        if outcome.issues
        else None
    )
    return [
        Facet(Concern.OFFICERS, "label", text(outcome.label, language), dict(outcome.label)),
        Facet(Concern.OFFICERS, "leads to", _joined(outcome.next)),
        Facet(Concern.CITIZENS, "ends the case", str(outcome.end or NONE)),
        Facet(Concern.OFFICERS, "needs", _joined(outcome.needs)),
        Facet(
            Concern.OFFICERS, "asks", _joined(asks), [question_facets(ask, language) for ask in outcome.asks] or None
        ),
        Facet(Concern.OFFICERS, "signatures", str(outcome.signatures)),
        Facet(Concern.CITIZENS, "reasons", options_words(outcome.reasons, language), _options(outcome.reasons)),
        Facet(Concern.CITIZENS, "issues", paper, whole),
        Facet(Concern.CITIZENS, "publishes", _yes(outcome.publishes)),
        Facet(Concern.CITIZENS, "then shown as", str(outcome.state or NONE)),
        Facet(Concern.OFFICERS, "sends to", placement_words(outcome.to)),
        Facet(Concern.OFFICERS, "chooses from", outcome.choose or NONE),
        Facet(Concern.OFFICERS, "at most", str(outcome.at_most or NONE)),
        Facet(Concern.OFFICERS, "leaves the step open", _yes(outcome.stays)),
        Facet(Concern.OFFICERS, "by itself", _yes(outcome.automatic)),
    ]
