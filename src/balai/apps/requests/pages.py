"""A service's questions as pages: one thing on each, in the order of the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from balai.engines.casework.answers import counted
from balai.engines.casework.definition import FILE_TYPES, Prefill, Question, QuestionType, Service
from balai.web.questions import asked_on

RESERVED = frozenset({"berkas", "hapus", "nanti", "terkirim"})
"""Addresses beside those of the pages; ids of questions hold no dash, so the names below are never theirs."""
CONTACT, STOP, CHECK = "data-anda", "syarat-layanan", "periksa-jawaban"


@dataclass(frozen=True, slots=True)
class Page:
    """The questions asked together under one address. A group always has a page of its own."""

    slug: str
    questions: tuple[Question, ...]

    @property
    def group(self) -> Question | None:
        """The group that this page asks for, if it does."""
        return self.questions[0] if self.questions and self.questions[0].type is QuestionType.GROUP else None

    @property
    def place(self) -> Question | None:
        """The question for a place among those of this page."""
        return next((question for question in self.questions if question.type is QuestionType.PLACE), None)

    @property
    def files(self) -> tuple[Question, ...]:
        return tuple(question for question in self.questions if question.type in FILE_TYPES)

    def asked(self, known: Mapping[str, Any]) -> list[Question]:
        """The questions that may apply, given the answers of the pages before."""
        return asked_on(self.questions, known)


def _pages(service: Service) -> tuple[Page, ...]:
    found: list[tuple[str, list[Question]]] = []
    before = ""
    for question in service.questions:
        name = question.page or question.id
        alone = question.type is QuestionType.GROUP
        if found and name == before and not alone:
            found[-1][1].append(question)
        else:
            found.append((question.id if alone else name, [question]))
        before = "" if alone else name
    used = set(RESERVED)
    pages = []
    for name, questions in found:
        slug = name
        while slug in used:
            slug += "-2"
        used.add(slug)
        pages.append(Page(slug, tuple(questions)))
    return tuple(pages)


class _ByVersion:
    """A service, told apart by code and version: definitions hold dicts and cannot be hashed themselves."""

    __slots__ = ("key", "service")

    def __init__(self, service: Service) -> None:
        self.service, self.key = service, (service.code, service.version)

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ByVersion) and other.key == self.key


@lru_cache(maxsize=256)
def _remembered(service: _ByVersion) -> tuple[Page, ...]:
    return _pages(service.service)


def pages_of(service: Service) -> tuple[Page, ...]:
    """Every page of a service. Neighbouring questions of one `page:` share it; each other question has its own."""
    return _remembered(_ByVersion(service))


def page_named(service: Service, slug: str) -> Page | None:
    return next((page for page in pages_of(service) if page.slug == slug), None)


def known_before(service: Service, page: Page, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers that count when this page is asked: those of the questions before it."""
    known = counted(service, answers)
    before: dict[str, Any] = {}
    for question in service.questions:
        if question.id == page.questions[0].id:
            break
        if question.id in known:
            before[question.id] = known[question.id]
    return before


def asks_for(service: Service, prefill: Prefill) -> Question | None:
    """The question by which a service itself asks for a name or an address, if it does."""
    return next((question for question in service.questions if question.prefill is prefill), None)
