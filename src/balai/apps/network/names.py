"""Words of strangers that we show: what can hide, reverse or imitate is refused before it reaches a page."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

_HIDING = frozenset({"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"})
_LOOKALIKES = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE")
MOST_MARKS = 3


def is_plain(words: str) -> bool:
    """Whether a reader sees what is there: no letters that hide or turn the line around, no piles of marks, and no
    word that mixes scripts whose letters look alike.
    """
    if unicodedata.normalize("NFC", words) != words or words != words.strip():
        return False
    marks = 0
    for character in words:
        kind = unicodedata.category(character)
        if kind in _HIDING:
            return False
        marks = marks + 1 if kind in {"Mn", "Me"} else 0
        if marks > MOST_MARKS:
            return False
    return all(_one_script(word) for word in words.split())


def _one_script(word: str) -> bool:
    scripts = set()
    for character in word:
        name = unicodedata.name(character, "")
        if character.isalpha():
            scripts |= {script for script in _LOOKALIKES if name.startswith(f"{script} ")}
    return len(scripts) <= 1


def texts_in(value: Any) -> Iterator[str]:
    """Every text of a document's body, however deep."""
    waiting = [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, str):
            yield part
        elif isinstance(part, Mapping):
            waiting.extend(part.values())
        elif isinstance(part, list):
            waiting.extend(part)
