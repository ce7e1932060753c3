"""Entries of a group as forms of their own: for pages that ask for one entry at a time, and for machines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from balai.engines.casework.definition import Question
from balai.web.questions.forms import QuestionForm, form_for
from balai.web.questions.groups import EntryProblem, Raw, check_rows


def entry_form(
    question: Question,
    language: str,
    *,
    data: Any = None,
    initial: Mapping[str, Any] | None = None,
    known: Mapping[str, Any] | None = None,
) -> QuestionForm:
    """The form of one entry. `known` are the answers outside the group."""
    return form_for(question.questions, language, data=data, initial=initial, known=known)


def check_entries(
    question: Question, language: str, rows: Sequence[Raw], *, known: Mapping[str, Any] | None = None
) -> tuple[list[dict[str, Any]], list[EntryProblem]]:
    """All entries of a group, checked; only one of the two lists is worth reading."""
    return check_rows(question, language, rows, known=known or {}, make=form_for)
