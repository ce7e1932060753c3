"""Answers in words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from balai.engines.casework.definition import Question
from balai.web.questions.options import in_language


def answer_words(question: Question, answer: Any, language: str) -> str:
    """An answer as a person reads it."""
    if answer is None or answer in ("", []):
        return _("Not answered")
    if isinstance(answer, bool):
        return _("Yes") if answer else _("No")
    labels = {option.code: in_language(option.label, language) for option in question.options}
    if isinstance(answer, list):
        return ", ".join(labels.get(item, str(item)) for item in answer)
    return labels.get(answer, str(answer)) if isinstance(answer, str) else str(answer)
