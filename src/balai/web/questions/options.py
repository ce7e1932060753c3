"""The words of a question in one language, with what its component needs beside the label."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from balai.engines.casework.definition import Option

FINDER_FROM = 8
"""Lists of this many options get a search field above them (with scripts)."""


def in_language(text: Mapping[str, str], language: str) -> str:
    """The text in `language`, or in the first language that has it; empty when there is none."""
    return text.get(language) or next(iter(text.values()), "")


class OptionLabel(str):
    """A label with a hint beneath it and further words under which it can be found."""

    __slots__ = ("hint", "keywords")

    hint: str
    keywords: str


def option_label(option: Option, language: str) -> OptionLabel:
    label = OptionLabel(in_language(option.label, language))
    label.hint = in_language(option.hint, language)
    label.keywords = " ".join([*option.keywords, *option.label.values()])
    return label


def choices_of(options: Iterable[Option], language: str) -> list[tuple[str, str]]:
    return [(option.code, option_label(option, language)) for option in options]
