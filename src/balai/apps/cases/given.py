"""What was answered, as a page shows it: rows, tables for groups, files; what is personal only after a recorded look."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from balai.apps.cases.evidence import EVIDENCE
from balai.apps.cases.models import Content
from balai.apps.cases.queries.case_page import CasePage
from balai.apps.cases.wording import tone_of
from balai.engines.casework.definition import Question, QuestionType, Service
from balai.web.components import Row, Table
from balai.web.questions import answer_words, group_table
from balai.web.templatetags.balai import status, text_of

FileAddress = Callable[[Content], str]


class Show(Enum):
    """Which answers a page shows."""

    OPEN = "open"  # what officers see without more ado; personal ones are named only
    PERSONAL = "personal"  # only those, just after a recorded look
    ALL = "all"  # to whoever gave them, and to everyone those that are public


@dataclass(frozen=True, slots=True)
class Given:
    """Answers, drawn. `hidden` are the labels of those that are personal and not shown."""

    rows: list[Row] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    files: list[tuple[str, str]] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)


def given(
    service: Service,
    contents: Iterable[Content],
    address: FileAddress,
    *,
    coded: Mapping[str, Any] | None = None,
    show: Show = Show.OPEN,
) -> Given:
    """The answers among `contents`, without place and category; `coded` are answers that stand in the event itself."""
    found, language, told = Given(), translation.get_language() or "", set()
    for content in contents:
        told.add(content.question)
        question = service.asked(content.question) or _built_in(content.question)
        if question is None or _stands_elsewhere(service, question, show=show):
            continue
        if not shown(question, show=show):
            if show is Show.OPEN:
                _note(found.hidden, text_of(question.label))
        elif content.file is None:
            _add(found, question, answer_of(content), language, show=show)
        elif content.file.is_document or show is Show.PERSONAL:
            found.files.append((file_words(question, content), address(content)))
    for name, answer in (coded or {}).items():
        question = service.asked(name)
        if question is not None and name not in told and show is Show.OPEN:
            found.rows.append(Row(text_of(question.label), chip(question, answer, language)))
    return found


def _built_in(name: str) -> Question | None:
    """What every outcome may ask besides its own questions."""
    if name == "receipt":
        return Question(name, QuestionType.TEXT, {"": _("Number of the payment’s receipt")})
    return Question(name, QuestionType.FILE, {"": _("Evidence")}) if name == EVIDENCE else None


def _stands_elsewhere(service: Service, question: Question, *, show: Show) -> bool:
    """The heading says the category, the map the place, unless it is only now that the place is shown."""
    if question.type is QuestionType.PLACE:
        return not (show is Show.PERSONAL and question.personal)
    return question.id == service.category_question


def shown(question: Question, *, show: Show) -> bool:
    """Whether any part of this answer is shown."""
    if show is not Show.OPEN:
        return question.holds_personal or show is Show.ALL
    parts = question.questions or (question,)
    return not question.personal and any(not part.personal for part in parts)


def _add(found: Given, question: Question, answer: Any, language: str, *, show: Show) -> None:
    if question.type is QuestionType.GROUP and isinstance(answer, list):
        kept = replace(question, questions=_open(question.questions)) if show is Show.OPEN else question
        if kept.questions != question.questions:
            for part in question.questions:
                if part.personal:
                    _note(found.hidden, text_of(part.label))
        found.tables.append(group_table(kept, answer, language))
        return
    found.rows.append(Row(text_of(question.label), chip(question, answer, language)))


def chip(question: Question, answer: Any, language: str) -> str:
    """An answer in words; a triage colour stands before its word, never instead of it."""
    words = answer_words(question, answer, language)
    tone = tone_of(question, answer)
    return status(tone, words) if tone else words


def _open(questions: Sequence[Question]) -> tuple[Question, ...]:
    return tuple(question for question in questions if not question.personal)


def _note(hidden: list[str], label: str) -> None:
    if label not in hidden:
        hidden.append(label)


def answer_of(content: Content) -> Any:
    return content.data if content.data is not None else content.text


def file_words(question: Question, content: Content) -> str:
    """What a file is called: the question that it answers, and that a document is one."""
    label = text_of(question.label)
    is_document = content.file is not None and content.file.is_document
    return _("%(label)s (PDF document)") % {"label": label} if is_document else label


def place_is_personal(service: Service) -> bool:
    """Whether where it is says where somebody lives."""
    return any(question.type is QuestionType.PLACE and question.personal for question in service.questions)


def is_personal(service: Service, content: Content) -> bool:
    """Whether a file or answer may be seen only after a recorded look."""
    question = service.asked(content.question)
    return question is not None and question.personal


def holds_personal(page: CasePage) -> bool:
    """Whether this case holds answers that only a recorded look shows."""
    asked = (page.service.asked(content.question) for chapter in page.chapters for content in chapter.everything)
    return any(question is not None and question.holds_personal for question in asked)
