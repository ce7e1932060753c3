"""A service drawn as text: its pages as a citizen meets them, and its steps with their promises and ways on."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from balai.engines.casework.definition import Outcome, Question, Service, Step
from balai.engines.casework.describing import (
    NONE,
    Facet,
    condition_words,
    describe,
    options_words,
    question_facets,
    text,
)

SILENT = frozenset({NONE, "no"})
"""Words of facets that say nothing worth a line."""


def preview_text(service: Service, language: str) -> str:
    """The whole service, as lines of text."""
    return "\n".join([*_head(service, language), "", *_pages(service, language), "", *_steps(service, language)]) + "\n"


def _head(service: Service, language: str) -> Iterator[str]:
    yield f"{service.code} – {text(service.title, language)}"
    yield text(service.summary, language)
    for facet in describe(service, language)["service", service.code]:
        if facet.name not in {"title", "summary"} and facet.words not in SILENT:
            yield f"  {facet.name}: {facet.words}"


def _pages(service: Service, language: str) -> Iterator[str]:
    yield "What is asked"
    pages = groupby(service.questions, key=lambda question: question.page or question.id)
    for number, (page, questions) in enumerate(pages, start=1):
        yield f"  {number}. {page}"
        for question in questions:
            yield from _question(question, language, "     ")


def _question(question: Question, language: str, indent: str) -> Iterator[str]:
    marks = [str(question.type), "required" if question.required else "optional"]
    marks += [word for word, holds in (("public", question.public), ("personal", question.personal)) if holds]
    yield f"{indent}{text(question.label, language)}  [{question.id}: {', '.join(marks)}]"
    if question.show_if:
        yield f"{indent}  only if {condition_words(question.show_if)}"
    if question.options:
        yield f"{indent}  {options_words(question.options, language)}"
    for part in question.questions:
        yield from _question(part, language, f"{indent}  · ")


def _steps(service: Service, language: str) -> Iterator[str]:
    yield "What is done"
    yield f"  begins with {', '.join(service.start)}"
    parts = describe(service, language)
    for step in service.steps:
        yield f"  ■ {text(step.title, language)}  [{step.id}]"
        for line in _said(parts["step", step.id], {"title"}):
            yield f"      {line}"
        for outcome in step.outcomes:
            joins = [other.id for other in service.steps if step.id in other.after]
            yield from _outcome(step, outcome, parts["outcome", f"{step.id}.{outcome.code}"], language, joins)


def _outcome(step: Step, outcome: Outcome, facets: list[Facet], language: str, joins: list[str]) -> Iterator[str]:
    ways = [f"→ {name}" for name in outcome.next]
    if not outcome.next and not outcome.end and not outcome.stays:
        ways += [f"⇉ {name}" for name in joins]
    if outcome.end:
        ways.append(f"■ ends as {outcome.end}")
    if outcome.stays:
        ways.append(f"↺ {step.id}")
    yield f"    ─ {text(outcome.label, language)}  [{outcome.code}]  {' '.join(ways) or '→ done'}"
    for line in _said(facets, {"label", "leads to", "ends the case", "leaves the step open", "asks"}):
        if line != "signatures: 1":
            yield f"        {line}"
    for ask in outcome.asks:
        yield from _question(ask, language, "        ? ")


def _said(facets: list[Facet], apart: set[str]) -> Iterator[str]:
    for facet in facets:
        if facet.name not in apart and facet.words not in SILENT:
            yield f"{facet.name}: {facet.words}"


def preview_data(service: Service, language: str) -> dict[str, Any]:
    """The same as data: each part with what it says."""
    parts = [
        {"part": kind, "name": name, "says": {facet.name: facet.words for facet in facets}}
        for (kind, name), facets in describe(service, language).items()
    ]
    asks = [
        {"step": step.id, "outcome": outcome.code, "name": ask.id, "says": _facets_of(ask, language)}
        for step in service.steps
        for outcome in step.outcomes
        for ask in outcome.asks
    ]
    return {"service": service.code, "version": service.version, "language": language, "parts": parts, "asks": asks}


def _facets_of(question: Question, language: str) -> dict[str, str]:
    return {facet.name: facet.words for facet in question_facets(question, language)}
