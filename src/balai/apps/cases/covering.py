"""Where words stand in a piece of content: what an office covers is found, never typed anew."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

MARK = "█████"
"""What stands in the place of covered words: always as long, so that it does not tell how long they were."""

Path = tuple[str, ...]
"""The way to a string inside an answer: keys, and positions as digits."""


@dataclass(frozen=True, slots=True)
class Found:
    """Where phrases stand in one piece: (start, length) in characters of its text, and ways to strings in its data."""

    ranges: tuple[tuple[int, int], ...] = ()
    leaves: tuple[Path, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.ranges or self.leaves)


def phrases_of(typed: str) -> list[str]:
    """The phrases that somebody typed, one on each line, the longest first; an empty line is none."""
    lines = {" ".join(line.split()) for line in typed.splitlines()}
    return sorted((line for line in lines if line), key=lambda line: (-len(line), line))


def find(phrases: Sequence[str], text: str, data: Any, *, coded: Collection[str] = ()) -> Found:
    """Every place where one of the phrases stands, whatever its case and the white space between its words.

    In structured answers a whole string is covered when a phrase stands in it, but no answer to the questions `coded`:
    theirs are codes, not words.
    """
    patterns = [_pattern(phrase) for phrase in phrases if phrase.split()]
    spans = sorted(span for pattern in patterns for span in _spans(pattern, text))
    leaves = tuple(
        path
        for path, words in strings_of(data)
        if not set(path).intersection(coded) and any(pattern.search(words) for pattern in patterns)
    )
    return Found(_joined(spans), leaves)


def _spans(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each place, those that overlap included."""
    match = pattern.search(text)
    while match:
        yield match.span()
        match = pattern.search(text, match.start() + 1)


def _joined(spans: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Start and length of each stretch that the spans cover together."""
    stretches: list[list[int]] = []
    for start, end in spans:
        if stretches and start <= stretches[-1][1]:
            stretches[-1][1] = max(stretches[-1][1], end)
        else:
            stretches.append([start, end])
    return tuple((start, end - start) for start, end in stretches)


def covered(text: str, ranges: Sequence[tuple[int, int]]) -> str:
    """The text as it will stand; the database does the same (`cases_cover`)."""
    for start, length in reversed(ranges):
        text = text[:start] + MARK + text[start + length :]
    return text


def strings_of(data: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Every string inside an answer with the way to it."""
    if isinstance(data, str):
        if path:  # a bare string has no way to it, and answers in words stand in `text`
            yield path, data
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from strings_of(value, (*path, str(key)))
    elif isinstance(data, list):
        for number, value in enumerate(data):
            yield from strings_of(value, (*path, str(number)))


def _pattern(phrase: str) -> re.Pattern[str]:
    return re.compile(r"\s+".join(re.escape(word) for word in phrase.split()), re.IGNORECASE)
