"""What a service's answers look like, as JSON Schema (2020-12), from the same questions as its pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.utils import translation

from balai.apps.cases.answers import asked_by
from balai.engines.casework.definition import Question, QuestionType, Service
from balai.engines.casework.questions import LONGEST_LINE, LONGEST_WORDS
from balai.web.questions import condition_words
from balai.web.questions.forms import MUCH_MONEY, condition_data
from balai.web.templatetags.balai import text_of

LONGEST = {QuestionType.EMAIL: 254, QuestionType.PHONE: 30, QuestionType.AREA: 40, QuestionType.PERSON: 120}
TEXTS = frozenset({QuestionType.TEXT, QuestionType.LONG_TEXT})


def answers_schema(service: Service) -> dict[str, Any]:
    """A JSON Schema of `answers`: titles in the active language, in every language as `x-title`.

    A question that depends on others says when in `x-show-if`, and in words in `x-show-if-words`; it is never
    required by the schema, and is once its condition holds.
    """
    return object_of(asked_by(service), service.questions)


def object_of(questions: Sequence[Question], every: Sequence[Question]) -> dict[str, Any]:
    """A JSON Schema of the answers to `questions`; `every` are those that their conditions may name."""
    required = [question.id for question in questions if question.show_if is None and _must_be_given(question)]
    return {
        "type": "object",
        "properties": {question.id: schema_of(question, every) for question in questions},
        "required": required,
        "additionalProperties": False,
    }


def _must_be_given(question: Question) -> bool:
    return question.at_least > 0 if question.type is QuestionType.GROUP else question.required


def schema_of(question: Question, every: Sequence[Question]) -> dict[str, Any]:
    """The schema of one answer. `every` are the questions that its condition may name."""
    schema: dict[str, Any] = {
        "title": text_of(question.label),
        "x-title": dict(question.label),
        **_shape_of(question, every),
    }
    if question.hint:
        schema |= {"description": text_of(question.hint), "x-description": dict(question.hint)}
    if question.show_if is not None:
        schema["x-show-if"] = condition_data(question.show_if)
        schema["x-show-if-words"] = _in_words(question, every)
    if question.personal:
        schema["x-personal"] = True
    return schema


def _in_words(question: Question, every: Sequence[Question]) -> dict[str, str]:
    if question.show_if is None:
        return {}
    words = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            words[code] = condition_words(question.show_if, every, code)
    return words


def _shape_of(question: Question, every: Sequence[Question]) -> dict[str, Any]:
    options = {"enum": [option.code for option in question.options]}
    shapes: dict[QuestionType, dict[str, Any]] = {
        QuestionType.NUMBER: {"type": "number", **_bounds(question.minimum, question.maximum)},
        QuestionType.MONEY: {"type": "integer", **_money_bounds(question)},
        QuestionType.DATE: {"type": "string", "format": "date"},
        QuestionType.CHOICE: {"type": "string", **options},
        QuestionType.MANY: {"type": "array", "items": {"type": "string", **options}, "maxItems": 200},
        QuestionType.YES_NO: {"type": "boolean"},
        QuestionType.EMAIL: {"type": "string", "format": "email", "maxLength": LONGEST[QuestionType.EMAIL]},
        QuestionType.PHONE: {"type": "string", "maxLength": LONGEST[QuestionType.PHONE]},
        QuestionType.AREA: {"type": "string", "maxLength": LONGEST[QuestionType.AREA]},
        QuestionType.PERSON: _person_shape(),
    }
    if question.type is QuestionType.GROUP:
        return _group_shape(question, every)
    return shapes.get(question.type) or _text_shape(question)


def _text_shape(question: Question) -> dict[str, Any]:
    longest = question.max_length or (LONGEST_WORDS if question.type is QuestionType.LONG_TEXT else LONGEST_LINE)
    text: dict[str, Any] = {"type": "string", "maxLength": longest}
    if question.min_length:
        text["minLength"] = question.min_length
    if question.pattern:
        text["pattern"] = f"^(?:{question.pattern})$"
    return text


def _bounds(minimum: float | None, maximum: float | None) -> dict[str, Any]:
    bounds = {"minimum": minimum, "maximum": maximum}
    return {name: bound for name, bound in bounds.items() if bound is not None}


def _money_bounds(question: Question) -> dict[str, Any]:
    least = 0 if question.minimum is None else question.minimum
    return _bounds(least, MUCH_MONEY if question.maximum is None else question.maximum)


def _person_shape() -> dict[str, Any]:
    text = {"type": "string"}
    return {
        "type": "object",
        "properties": {
            "name": {**text, "maxLength": LONGEST[QuestionType.PERSON]},
            "phone": {**text, "maxLength": LONGEST[QuestionType.PHONE]},
            "email": {**text, "format": "email", "maxLength": LONGEST[QuestionType.EMAIL]},
        },
        "required": ["name"],
        "additionalProperties": False,
    }


def _group_shape(question: Question, every: Sequence[Question]) -> dict[str, Any]:
    entry = object_of(question.questions, (*every, *question.questions))
    if question.entry:
        entry |= {"title": text_of(question.entry), "x-title": dict(question.entry)}
    entry["minProperties"] = 1
    return {"type": "array", "items": entry, "minItems": question.at_least, "maxItems": question.at_most}
