"""Answers as they count: those to questions that were asked, and codes and numbers where a story will hold them."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from balai.engines.casework.decisions import visible_questions
from balai.engines.casework.definition import CODED_TYPES, Question, QuestionType, Service
from balai.engines.casework.writing import NotPossible

AREA_CODE = re.compile(r"[A-Za-z0-9._-]{1,40}")


def counted(service: Service, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The given answers to questions that these answers call for; one to a hidden question does not count."""
    return {name: answers[name] for name in visible_questions(service, answers) if is_given(answers.get(name))}


def is_given(answer: Any) -> bool:
    return answer is not None and answer not in ("", [], ())


def coded(service: Service, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Those of the counted answers that may stand in the story: codes and numbers, nothing personal and no words.

    Raises:
        NotPossible: `answer_amiss`, where such an answer is not what its question asks for.
    """
    kept: dict[str, Any] = {}
    for name, answer in counted(service, answers).items():
        question = service.question(name)
        if question.type not in CODED_TYPES:
            continue
        if not _fits(question, answer):
            raise NotPossible("answer_amiss", name)
        if not question.personal:
            kept[name] = answer
    return kept


def _fits(question: Question, answer: Any) -> bool:
    codes = {option.code for option in question.options}
    if question.type is QuestionType.CHOICE:
        return isinstance(answer, str) and answer in codes
    if question.type is QuestionType.MANY:
        return isinstance(answer, list | tuple) and all(isinstance(code, str) and code in codes for code in answer)
    if question.type is QuestionType.YES_NO:
        return isinstance(answer, bool)
    if question.type is QuestionType.AREA:
        return isinstance(answer, str) and AREA_CODE.fullmatch(answer) is not None
    return isinstance(answer, int | float) and not isinstance(answer, bool) and math.isfinite(answer)
