"""Reads tariffs/*.yaml: what rides cost, each file from a day on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from balai.base.packs.mistakes import Mistake
from balai.base.packs.strict_yaml import Document, parse_yaml, read_yaml
from balai.engines.fares.files import read_lines
from balai.engines.fares.mistakes import FareError
from balai.engines.fares.reading import find_mistakes

FOLDER = "tariffs"
LINES = "distances.csv"
FOR_EVER = "9999-12-31"


def read_tariffs(folder: Path, languages: tuple[str, ...]) -> tuple[tuple[Mapping[str, Any], ...], list[Mistake]]:
    """The parsed tariff files in the order of their names, and the mistakes."""
    found: list[Document] = []
    mistakes: list[Mistake] = []
    for path in sorted((folder / FOLDER).glob("*.yaml")):
        document, wrong = read_tariff_file(path, f"{FOLDER}/{path.name}", languages)
        mistakes += wrong
        if document is not None and not wrong:
            mistakes += _overlaps(document, found)
            found.append(document)
    return tuple(document.value for document in found), sorted({*mistakes, *_line_mistakes(folder)})


def _line_mistakes(folder: Path) -> Iterator[Mistake]:
    path = folder / FOLDER / LINES
    try:
        if path.is_file():
            read_lines(path)
    except FareError as error:
        mend = "Write network,line,stop,name,metres on each line."
        yield Mistake(f"{FOLDER}/{LINES}", 1, "tariff.distances", f"{error}.", mend)


def read_tariff_file(path: Path, file: str, languages: tuple[str, ...] = ()) -> tuple[Document | None, list[Mistake]]:
    """One tariff file that may lie anywhere; `file` is what its mistakes call it."""
    return _judged(read_yaml(path, file), languages)


def read_tariff_text(text: str, file: str, languages: tuple[str, ...] = ()) -> tuple[Document | None, list[Mistake]]:
    """A tariff file that came as text."""
    return _judged(parse_yaml(text, file), languages)


def _judged(
    read: tuple[Document | None, list[Mistake]], languages: tuple[str, ...]
) -> tuple[Document | None, list[Mistake]]:
    document, mistakes = read
    if document is None:
        return None, mistakes
    wrong = find_mistakes(document.value, languages=languages)
    return document, sorted(document.mistake(one.code, one.path, one.sentence, one.mend) for one in wrong)


def _overlaps(document: Document, others: list[Document]) -> Iterator[Mistake]:
    mine = document.value
    for other in others:
        theirs = other.value
        if theirs["tariff"] != mine["tariff"]:
            continue
        apart = mine["since"] > theirs.get("until", FOR_EVER) or theirs["since"] > mine.get("until", FOR_EVER)
        if not apart:
            wrong = f"{other.file} is also the tariff {mine['tariff']} on some of these days."
            yield document.mistake("tariff.overlap", ("since",), wrong, "Let the older one end the day before: until.")
