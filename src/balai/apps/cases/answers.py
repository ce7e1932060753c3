"""Answers as JSON, checked by the same fields as on the pages; and their JSON Schema, from the same questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import translation
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from balai.engines.casework.definition import Question, QuestionType, Service
from balai.web.questions import form_for, is_shown
from balai.web.questions.forms import LINE_LIMIT, WORDS_LIMIT, condition_data
from balai.web.templatetags.balai import text_of

FILES = (QuestionType.PHOTO, QuestionType.FILE)
APART = (*FILES, QuestionType.PLACE)
"""Handed in beside the answers, under names of their own."""
TOO_COMPLEX = (QuestionType.PERSON,)
UNKNOWN = _("This service does not ask this question.")
WRONG_TYPE = _("This answer has the wrong type.")
MACHINE = "en"
"""The language in which numbers are read: JSON writes 1.5, whatever the reader speaks."""


@dataclass(frozen=True, slots=True)
class AnswerProblem:
    """Which answer, a stable code, and a sentence in the active language."""

    question: str
    code: str
    sentence: str


def asked_by(service: Service) -> list[Question]:
    """The questions whose answers stand in `answers`."""
    return [question for question in service.questions if question.type not in APART]


def offered(service: Service) -> bool:
    """Whether machines can use this service: each of its required questions has a JSON form."""
    return not any(question.required and question.type in TOO_COMPLEX for question in service.questions)


def check_answers(
    service: Service, answers: Mapping[str, Any], language: str
) -> tuple[dict[str, Any], list[AnswerProblem]]:
    """The answers as actions take them, and what is wrong with them; only one of the two is worth reading."""
    questions = asked_by(service)
    known = {question.id: question for question in questions}
    problems = [AnswerProblem(name, "unknown_question", str(UNKNOWN)) for name in answers if name not in known]
    data: MultiValueDict[str, Any] = MultiValueDict()
    for name, question in known.items():
        given = _as_typed(question, answers.get(name))
        if given is None:
            problems.append(AnswerProblem(name, "wrong_type", str(WRONG_TYPE)))
        else:
            data.setlist(name, given)
    if problems:
        return {}, problems
    with translation.override(MACHINE):
        form = form_for(questions, language, data=data)
        found = [(name, error) for name, errors in form.errors.as_data().items() for error in errors]
        clean = form.answers() if not found else {}
    sentences = ((name, error, "; ".join(error.messages)) for name, error in found)
    return clean, [AnswerProblem(name, error.code or "invalid", sentence) for name, error, sentence in sentences]


def _as_typed(question: Question, value: Any) -> list[str] | None:
    """An answer as a form would send it; None when its JSON type cannot be right."""
    if value is None:
        return []
    if question.type is QuestionType.YES_NO:
        return [{True: "yes", False: "no"}[value]] if isinstance(value, bool) else None
    if question.type is QuestionType.MANY:
        whole = isinstance(value, list) and all(isinstance(item, str) for item in value)
        return list(value) if whole else None
    if question.type in (QuestionType.NUMBER, QuestionType.MONEY):
        if isinstance(value, bool) or not isinstance(value, int | float):
            return None
        return [format(Decimal(repr(value)), "f")] if abs(value) < 1e15 else ["?"]
    return [value] if isinstance(value, str) else None


def answers_schema(service: Service) -> dict[str, Any]:
    """A JSON Schema of `answers`: titles in the active language, in every language as `x-title`. A question that depends on others says when in `x-show-if`, and is never required."""
    questions = [question for question in asked_by(service) if question.type not in TOO_COMPLEX]
    return {
        "type": "object",
        "properties": {question.id: _schema_of(question) for question in questions},
        "required": [question.id for question in questions if question.required and question.show_if is None],
        "additionalProperties": False,
    }


def _schema_of(question: Question) -> dict[str, Any]:
    schema: dict[str, Any] = {"title": text_of(question.label), "x-title": dict(question.label), **_shape_of(question)}
    if question.hint:
        schema |= {"description": text_of(question.hint), "x-description": dict(question.hint)}
    if question.show_if is not None:
        schema["x-show-if"] = condition_data(question.show_if)
    if question.personal:
        schema["x-personal"] = True
    return schema


def _shape_of(question: Question) -> dict[str, Any]:
    options = {"enum": [option.code for option in question.options]}
    longest = question.max_length or (WORDS_LIMIT if question.type is QuestionType.LONG_TEXT else LINE_LIMIT)
    text: dict[str, Any] = {"type": "string", "maxLength": longest}
    if question.min_length:
        text["minLength"] = question.min_length
    bounds = {"minimum": question.minimum, "maximum": question.maximum}
    shapes: dict[QuestionType, dict[str, Any]] = {
        QuestionType.NUMBER: {"type": "number", **{name: bound for name, bound in bounds.items() if bound is not None}},
        QuestionType.MONEY: {"type": "integer", "minimum": 0},
        QuestionType.DATE: {"type": "string", "format": "date"},
        QuestionType.CHOICE: {"type": "string", **options},
        QuestionType.MANY: {"type": "array", "items": {"type": "string", **options}},
        QuestionType.YES_NO: {"type": "boolean"},
        QuestionType.EMAIL: {"type": "string", "format": "email", "maxLength": 254},
        QuestionType.PHONE: {"type": "string", "maxLength": 30},
        QuestionType.AREA: {"type": "string", "maxLength": 40},
    }
    return shapes.get(question.type, text)


def missing_files(service: Service, answers: Mapping[str, Any], uploads: Mapping[str, Sequence[str]]) -> list[str]:
    """Questions that want a file and got none, and those that got one and do not want it or not so many."""
    wanted = {question.id: question for question in service.questions if question.type in FILES}
    missing = [
        name
        for name, question in wanted.items()
        if question.required and is_shown(question, answers) and not uploads.get(name)
    ]
    beyond = [
        name for name, given in uploads.items() if given and (name not in wanted or len(given) > wanted[name].max_files)
    ]
    return missing + beyond
