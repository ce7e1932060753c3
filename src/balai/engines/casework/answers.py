"""Answers as they count: those to questions that were asked, and codes and numbers where a story will hold them."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from balai.engines.casework.definition import CODED_TYPES, REPORTER, Outcome, Question, QuestionType, Service
from balai.engines.casework.writing import NotPossible

AREA_CODE = re.compile(r"[A-Za-z0-9._-]{1,40}")
NOTHING: Mapping[str, Any] = {}


def visible_questions(service: Service, answers: Mapping[str, Any]) -> Sequence[str]:
    """Ids of the questions that these answers call for, in order; an answer to a hidden question does not count."""
    return [question.id for question in called_for(service.questions, answers)]


def called_for(
    questions: Iterable[Question], answers: Mapping[str, Any], known: Mapping[str, Any] = NOTHING
) -> list[Question]:
    """The questions that these answers call for, given what is `known` from elsewhere."""
    kept, shown = dict(known), []
    for question in questions:
        if question.show_if is None or question.show_if.holds(kept):
            shown.append(question)
            if question.id in answers:
                kept[question.id] = answers[question.id]
    return shown


def counted(service: Service, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The given answers to questions that these answers call for; one to a hidden question does not count."""
    return counted_of(service.questions, answers)


def counted_of(
    questions: Iterable[Question], answers: Mapping[str, Any], known: Mapping[str, Any] = NOTHING
) -> dict[str, Any]:
    """The same of any questions, such as those that an outcome asks."""
    kept: dict[str, Any] = {}
    for question in called_for(questions, answers, known):
        answer = answers.get(question.id)
        if question.type is QuestionType.GROUP and _are_entries(answer):
            answer = [counted_of(question.questions, entry, {**known, **kept}) for entry in answer or ()]
        if is_given(answer):
            kept[question.id] = answer
    return kept


def is_given(answer: Any) -> bool:
    return answer is not None and answer not in ("", [], ())


def coded(service: Service, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Those of the counted answers that may stand in the story: codes and numbers, nothing personal and no words.

    Raises:
        NotPossible: `answer_amiss`, where such an answer is not what its question asks for.
    """
    return _coded(service.questions, counted(service, answers), CODED_TYPES)


def coded_asks(outcome: Outcome, answers: Mapping[str, Any], known: Mapping[str, Any], role: str) -> dict[str, Any]:
    """What the story keeps of the answers to an outcome's questions: codes, numbers, and dates that officers gave.

    Raises:
        NotPossible: `answer_missing` for a question that must be answered, `answer_amiss` as for `coded`.
    """
    given = counted_of(outcome.asks, answers, known)
    for question in called_for(outcome.asks, answers, known):
        if question.required and question.id not in given:
            raise NotPossible("answer_missing", question.id)
    kinds = CODED_TYPES if role == REPORTER else CODED_TYPES | {QuestionType.DATE}
    return _coded(outcome.asks, given, kinds)


def _coded(questions: Iterable[Question], given: Mapping[str, Any], kinds: frozenset[QuestionType]) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for question in questions:
        if question.id not in given or question.type not in kinds:
            continue
        answer = given[question.id]
        if not FITS[question.type](question, answer):
            raise NotPossible("answer_amiss", question.id)
        if not question.personal:
            kept[question.id] = len(answer) if question.type is QuestionType.GROUP else answer
    return kept


def _is_choice(question: Question, answer: Any) -> bool:
    return isinstance(answer, str) and any(answer == option.code for option in question.options)


def _are_choices(question: Question, answer: Any) -> bool:
    return isinstance(answer, list | tuple) and all(_is_choice(question, code) for code in answer)


def _is_truth(_question: Question, answer: Any) -> bool:
    return isinstance(answer, bool)


def _is_area(_question: Question, answer: Any) -> bool:
    return isinstance(answer, str) and AREA_CODE.fullmatch(answer) is not None


def _is_number(_question: Question, answer: Any) -> bool:
    return isinstance(answer, int | float) and not isinstance(answer, bool) and math.isfinite(answer)


def _is_day(_question: Question, answer: Any) -> bool:
    try:
        return isinstance(answer, str) and date.fromisoformat(answer).isoformat() == answer
    except ValueError:
        return False


def _is_group(question: Question, answer: Any) -> bool:
    if not _are_entries(answer) or not question.at_least <= len(answer) <= question.at_most:
        return False
    return all(_is_entry(question, entry) for entry in answer)


def _are_entries(answer: Any) -> bool:
    return isinstance(answer, list | tuple) and all(isinstance(entry, Mapping) for entry in answer)


def _is_entry(question: Question, entry: Mapping[str, Any]) -> bool:
    """Whether each inner answer that has been given fits; whether one is missing is for the form to say."""
    inner = {part.id: part for part in question.questions}
    return all(name in inner and FITS.get(inner[name].type, _is_anything)(inner[name], entry[name]) for name in entry)


def _is_anything(_question: Question, _answer: Any) -> bool:
    return True


FITS: Mapping[QuestionType, Callable[[Question, Any], bool]] = {
    QuestionType.CHOICE: _is_choice,
    QuestionType.MANY: _are_choices,
    QuestionType.YES_NO: _is_truth,
    QuestionType.AREA: _is_area,
    QuestionType.NUMBER: _is_number,
    QuestionType.MONEY: _is_number,
    QuestionType.DATE: _is_day,
    QuestionType.GROUP: _is_group,
}
