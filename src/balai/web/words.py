"""What people type, made safe to show and to compare: one Unicode form, and nothing that hides or turns text.

Rules after Unicode UAX #15 (normalisation), UAX #9 (bidirectional text) and UTS #39 (security mechanisms).
"""

from __future__ import annotations

import re
import unicodedata

ORDER_MARKS = frozenset("\u200e\u200f\u061c\u2066\u2067\u2068\u2069")
"""Marks and isolates: legitimate in text that mixes directions."""
ORDER_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e")
"""Embeddings and overrides: they can make text read differently from what it says."""
INVISIBLE = frozenset("\u200b\u2060\u2061\u2062\u2063\u2064\ufeff\u00ad\u180e\u034f\u115f\u1160\u3164\uffa0")
JOINERS = frozenset("\u200c\u200d")
"""Zero width, but part of how emoji and several scripts are written."""
TAGS = range(0xE0000, 0xE0080)
MOST_MARKS = 4
"""More combining marks than this on one letter are decoration that runs over other lines."""
LINE_ENDS = re.compile(r"\r\n?|[\u2028\u2029\x0b\x0c\x85]")


def clean_line(text: str) -> str:
    """One line: NFC, white space single, without control, invisible and direction characters."""
    return " ".join(_kept(unicodedata.normalize("NFC", LINE_ENDS.sub("\n", text)), hidden=ORDER_MARKS).split())


def clean_words(text: str) -> str:
    """Several lines: NFC, at most one empty line between paragraphs. Direction marks stay beside right-to-left letters."""
    text = unicodedata.normalize("NFC", LINE_ENDS.sub("\n", text))
    mixed = any(unicodedata.bidirectional(character) in {"R", "AL"} for character in text)
    kept = _kept(text, hidden=frozenset() if mixed else ORDER_MARKS)
    lines = [line.rstrip() for line in kept.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _kept(text: str, *, hidden: frozenset[str]) -> str:
    characters: list[str] = []
    marks = 0
    for position, character in enumerate(text):
        category = unicodedata.category(character)
        marks = marks + 1 if category in {"Mn", "Me"} else 0
        if category in {"Cc", "Cs", "Cn"}:
            if character in "\n\t":
                characters.append("\n" if character == "\n" else " ")
        elif character in JOINERS:
            if _joins(text, position):
                characters.append(character)
        elif not (_is_hidden(character) or character in hidden or marks > MOST_MARKS):
            characters.append(character)
    return "".join(characters)


def _is_hidden(character: str) -> bool:
    return character in INVISIBLE or character in ORDER_OVERRIDES or ord(character) in TAGS


def _joins(text: str, position: int) -> bool:
    """Whether a joiner stands between two characters of a script that has use for it."""
    before, after = text[position - 1 : position], text[position + 1 : position + 2]
    return bool(before and after) and all(not part.isascii() and not part.isspace() for part in (before, after))


def plain(text: str) -> str:
    """Lower case without accents: what is compared when somebody searches."""
    decomposed = unicodedata.normalize("NFD", text[:200] if len(text) > 2000 else text)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).lower()
