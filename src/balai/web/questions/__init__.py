"""Questions of a service file as Django forms, their pages, and their answers in words."""

from __future__ import annotations

from balai.web.questions.forms import QuestionForm, asked_on, form_for, is_shown, settle
from balai.web.questions.words import answer_words, condition_words, entry_summary, group_table

__all__ = [
    "QuestionForm",
    "answer_words",
    "asked_on",
    "condition_words",
    "entry_summary",
    "form_for",
    "group_table",
    "is_shown",
    "settle",
]
