"""Reads tariffs/*.yaml: what rides cost, each file from a day on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from balai.base.packs.mistakes import Mistake
from balai.base.packs.strict_yaml import Document, read_yaml
from balai.engines.fares.reading import find_mistakes

FOLDER = "tariffs"
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
    return tuple(document.value for document in found), sorted(set(mistakes))


def read_tariff_file(path: Path, file: str, languages: tuple[str, ...] = ()) -> tuple[Document | None, list[Mistake]]:
    """One tariff file that may lie anywhere; `file` is what its mistakes call it."""
    document, mistakes = read_yaml(path, file)
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
