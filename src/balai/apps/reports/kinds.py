"""What can be reported: the categories of all report services, in groups, with the further questions of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from balai.apps.cases.service import current_services
from balai.engines.casework.definition import Option, Question, QuestionType, Service
from balai.web.questions import is_shown
from balai.web.questions.options import in_language
from balai.web.words import plain

REPORT = "report"
PHOTO_PAGE, PLACE_PAGE, CATEGORY_PAGE = "photo", "place", "category"
HANDED_OVER = (QuestionType.PHOTO, QuestionType.FILE, QuestionType.PLACE)


@dataclass(frozen=True, slots=True)
class Kind:
    """One thing that can be reported. `key` is "report.road/pothole"; `words` is what a search looks through."""

    key: str
    label: str
    hint: str
    words: str
    follow_ups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The kinds of one service."""

    code: str
    title: str
    summary: str
    icon: str
    kinds: tuple[Kind, ...]


@dataclass(frozen=True, slots=True)
class Chosen:
    """The service and the option behind a key. `option` is None where a service has no categories."""

    service: Service
    option: Option | None

    @property
    def key(self) -> str:
        return key_of(self.service, self.option)

    @property
    def known(self) -> dict[str, Any]:
        """The category as an answer, for the conditions of other questions."""
        return {self.service.category_question: self.option.code} if self.option else {}

    def label(self, language: str) -> str:
        return in_language(self.option.label if self.option else self.service.title, language)


def report_services(*, logged_in: bool) -> list[Service]:
    """The report services that this visitor may use, in the order of their codes."""
    allowed = {"anonymous", "citizen"} if logged_in else {"anonymous"}
    return [
        service
        for service in current_services().values()
        if service.kind == REPORT and allowed.intersection(service.who)
    ]


def key_of(service: Service, option: Option | None) -> str:
    return f"{service.code}/{option.code if option else ''}"


def find_kind(key: str, *, logged_in: bool) -> Chosen | None:
    """What a key stands for, if it is on offer now."""
    code, _, category = key.partition("/")
    service = next((found for found in report_services(logged_in=logged_in) if found.code == code), None)
    if service is None:
        return None
    options = options_of(service)
    if not options:
        return Chosen(service, None) if not category else None
    option = next((found for found in options if found.code == category), None)
    return Chosen(service, option) if option else None


def options_of(service: Service) -> tuple[Option, ...]:
    return service.question(service.category_question).options if service.category_question else ()


def groups(language: str, *, logged_in: bool, words: str = "", kept: str = "") -> list[Group]:
    """All kinds by service; with `words`, those that match every word, and the one already chosen."""
    wanted = plain(words).split()
    found = []
    for service in report_services(logged_in=logged_in):
        kinds = tuple(
            kind
            for option in (options_of(service) or (None,))
            if (kind := _kind(service, option, language)).key == kept or all(word in kind.words for word in wanted)
        )
        if kinds:
            title, summary = in_language(service.title, language), in_language(service.summary, language)
            found.append(Group(service.code, title, summary, service.icon, kinds))
    return found


def _kind(service: Service, option: Option | None, language: str) -> Kind:
    chosen = Chosen(service, option)
    parts = [*service.title.values()]
    if option:
        parts += [*option.label.values(), *option.hint.values(), *option.keywords]
    return Kind(
        key=chosen.key,
        label=chosen.label(language),
        hint=in_language(option.hint, language) if option else in_language(service.summary, language),
        words=plain(" ".join(parts)),
        follow_ups=tuple(question.id for question in follow_ups(chosen)),
    )


def follow_ups(chosen: Chosen) -> list[Question]:
    """What is asked on the category's page once the category is known."""
    return [question for question in category_questions(chosen.service) if is_shown(question, chosen.known)]


def category_questions(service: Service) -> list[Question]:
    """The questions of the category's page besides the category."""
    return [
        question
        for question in service.questions
        if question.page == CATEGORY_PAGE
        and question.id != service.category_question
        and question.type not in HANDED_OVER
    ]


def story_questions(chosen: Chosen, answers: Mapping[str, Any]) -> list[Question]:
    """What is asked on the page of words: every question that has no page before it."""
    asked = {question.id for question in category_questions(chosen.service)} | {chosen.service.category_question}
    known = {**chosen.known, **answers}
    return [
        question
        for question in chosen.service.questions
        if question.id not in asked and question.type not in HANDED_OVER and _may_apply(question, known)
    ]


def _may_apply(question: Question, known: Mapping[str, Any]) -> bool:
    """Questions that wait for an answer of their own page stay; those that known answers rule out go."""
    return is_shown(question, known) or bool(question.show_if and question.show_if.questions() - known.keys())


def shared_question(kind: QuestionType, *, logged_in: bool) -> tuple[Service, Question] | None:
    """The photo or place question as the first service asks it: it comes before the service is known."""
    for service in report_services(logged_in=logged_in):
        for question in service.questions:
            if question.type is kind:
                return service, question
    return None


def question_id(service: Service, kind: QuestionType) -> str:
    """The id under which a service keeps its photo or its place; empty when it asks for none."""
    return next((question.id for question in service.questions if question.type is kind), "")


def titles(services: Sequence[Service], language: str) -> list[tuple[str, str]]:
    return [(service.code, in_language(service.title, language)) for service in services]


def case_title(service: Service, category: str, language: str) -> str:
    """What a case is called in lists: a report by its category, everything else by its service and category."""
    option = next((found for found in options_of(service) if found.code == category), None)
    words = Chosen(service, option).label(language)
    return words if service.kind == REPORT or option is None else f"{in_language(service.title, language)}: {words}"
