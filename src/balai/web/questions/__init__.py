"""Questions of a service file as Django forms, and their pages."""

from __future__ import annotations

from balai.web.questions.forms import QuestionForm, form_for, is_shown

__all__ = ["QuestionForm", "form_for", "is_shown"]
