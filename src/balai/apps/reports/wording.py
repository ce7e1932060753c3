"""Answers in words, as every page says them."""

from __future__ import annotations

from balai.web.questions import answer_words

__all__ = ["answer_words"]
