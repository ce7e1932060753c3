"""What can be wrong with the answers that a question allows: none at all, or two that a form cannot tell apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from balai.engines.casework.lint_conditions import asks_of
from balai.engines.casework.mistakes import ServiceMistake
from balai.engines.casework.questions import LONGEST_LINE, LONGEST_WORDS

Path = tuple[str | int, ...]
Source = Mapping[str, Any]
PARTS = {"place": ("words", "area", "latitude", "longitude"), "person": ("name", "phone", "email")}
"""A place and a person are several fields of a form, named after the question: `home_words`, `home_area`."""
LONGEST = {"text": LONGEST_LINE, "long_text": LONGEST_WORDS}


def lint_answers(source: Source) -> Iterator[ServiceMistake]:
    """Questions that nobody could answer, and questions whose fields would have one name."""
    every = list(_questions(source))
    ids = {question["id"] for _path, question in every}
    for path, question in every:
        yield from _bound_mistakes(question, path)
        for part in PARTS.get(question["type"], ()):
            name = f"{question['id']}_{part}"
            if name in ids:
                text = f"{name!r} is also the name of a part of {question['id']!r}."
                yield ServiceMistake("service.name_of_part", (*path, "id"), text, "Rename one of the two.")


def _questions(source: Source) -> Iterator[tuple[Path, Source]]:
    found: list[tuple[Path, Source]] = [
        (("questions", number), question) for number, question in enumerate(source["questions"])
    ]
    found += [(path, ask) for path, ask, _step, _outcome in asks_of(source)]
    for path, question in found:
        yield path, question
        for number, inner in enumerate(question.get("questions", ())):
            yield (*path, "questions", number), inner


def _bound_mistakes(question: Source, path: Path) -> Iterator[ServiceMistake]:
    name, kind = question["id"], question["type"]
    longest = question.get("max_length", LONGEST.get(kind, LONGEST_LINE))
    if question.get("min_length", 0) > longest:
        text = f"{name!r} wants at least {question['min_length']} characters and takes at most {longest}."
        yield ServiceMistake("service.no_answer_fits", (*path, "min_length"), text, "Make min_length the smaller one.")
    least = question.get("minimum", 0 if kind == "money" else None)
    most = question.get("maximum")
    if least is not None and most is not None and least > most:
        key = "minimum" if "minimum" in question else "maximum"
        text = f"{name!r} must be at least {least} and at most {most}."
        yield ServiceMistake("service.no_answer_fits", (*path, key), text, "Make minimum the smaller one.")
