"""What can be wrong with what is asked: of the citizen, and of whoever ends a step."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from balai.engines.casework.lint_conditions import asks_of
from balai.engines.casework.mistakes import ServiceMistake, duplicates

Path = tuple[str | int, ...]
Source = Mapping[str, Any]
GROUP_KEYS = ("entry", "questions", "at_least", "at_most")
NOT_INSIDE = frozenset({"group", "place", "photo", "file"})
PREFILLS = {
    "name": {"text", "person"},
    "email": {"email", "person"},
    "phone": {"phone", "person"},
    "area": {"area", "place"},
}
FILES = frozenset({"photo", "file"})


def lint_asking(source: Source) -> Iterator[ServiceMistake]:
    yield from duplicates(source["questions"], "id", ("questions",))
    for number, question in enumerate(source["questions"]):
        yield from _question_mistakes(question, ("questions", number))
    for path, ask, _step, _outcome in asks_of(source):
        yield from _question_mistakes(ask, path)
        if ask["type"] == "place":
            text, mend = (
                f"{ask['id']!r} asks for a place, but a case keeps the one it has.",
                "Ask for an area or words.",
            )
            yield ServiceMistake("service.asks_place", (*path, "type"), text, mend)
    for step in source["steps"]:
        for outcome in step["outcomes"]:
            place = (source["steps"].index(step), "outcomes", step["outcomes"].index(outcome))
            yield from duplicates(outcome.get("asks", ()), "id", ("steps", *place, "asks"))
    yield from _name_mistakes(source)


def _question_mistakes(question: Source, path: Path) -> Iterator[ServiceMistake]:
    name = question["id"]
    chooses = question["type"] in {"choice", "many"}
    if chooses and "options" not in question:
        yield ServiceMistake("service.no_options", path, f"{name!r} has no options.", "Add options: …")
    if not chooses and "options" in question:
        mend = "Drop options, or use type: choice."
        yield ServiceMistake("service.options_unused", (*path, "options"), f"{name!r} is no choice.", mend)
    yield from duplicates(question.get("options", ()), "code", (*path, "options"))
    inner = question.get("questions", ())
    if question.get("public") and any(part.get("personal") for part in (question, *inner)):
        text, mend = f"{name!r} is personal and public.", "Drop one of the two."
        yield ServiceMistake("service.personal_public", (*path, "public"), text, mend)
    fitting = PREFILLS.get(question.get("prefill", ""))
    if question["type"] in FILES | {"group"} and "prefill" in question:
        fitting = set()
    if fitting is not None and question["type"] not in fitting:
        text = f"{question['prefill']!r} is no answer to a question of type {question['type']}."
        yield ServiceMistake("service.prefill", (*path, "prefill"), text, "Drop prefill, or change the type.")
    yield from _group_mistakes(question, path)
    yield from _pattern_mistakes(question, path)


def _group_mistakes(question: Source, path: Path) -> Iterator[ServiceMistake]:
    name = question["id"]
    if question["type"] != "group":
        for key in GROUP_KEYS:
            if key in question:
                mend = f"Drop {key}, or use type: group."
                yield ServiceMistake("service.group_unused", (*path, key), f"{name!r} is no group.", mend)
        return
    for key in ("entry", "questions"):
        if key not in question:
            yield ServiceMistake("service.group_empty", path, f"The group {name!r} has no {key}.", f"Add {key}: …")
    least, most = question.get("at_least", 0), question.get("at_most", 20)
    if least > most:
        text = f"{name!r} wants at least {least} entries and at most {most}."
        yield ServiceMistake("service.group_bounds", (*path, "at_least"), text, "Make at_least the smaller one.")
    yield from _part_mistakes(question, path)


def _part_mistakes(question: Source, path: Path) -> Iterator[ServiceMistake]:
    for number, inner in enumerate(question.get("questions", ())):
        place: Path = (*path, "questions", number)
        if inner["type"] in NOT_INSIDE:
            text = f"A group cannot hold a question of type {inner['type']}."
            yield ServiceMistake("service.group_inside", (*place, "type"), text, "Ask it beside the group.")
        for key in ("public", "page", "prefill"):
            if key in inner:
                text, mend = f"{inner['id']!r} is part of a group.", f"Say {key}: on the group itself, or drop it."
                yield ServiceMistake("service.group_part", (*place, key), text, mend)
        yield from _question_mistakes(inner, place)


def _pattern_mistakes(question: Source, path: Path) -> Iterator[ServiceMistake]:
    try:
        re.compile(question.get("pattern", ""))
    except re.error as error:
        text, mend = f"The pattern does not compile: {error}.", "Mend the regular expression."
        yield ServiceMistake("service.pattern", (*path, "pattern"), text, mend)


def _name_mistakes(source: Source) -> Iterator[ServiceMistake]:
    """An id names one question. Several outcomes may ask the same one: then it is asked alike."""
    taken = {question["id"]: "" for question in source["questions"]}
    for number, question in enumerate(source["questions"]):
        yield from _inner_names(question, ("questions", number), taken)
    asked: dict[str, Source] = {}
    for path, ask, _step, _outcome in asks_of(source):
        name, before = ask["id"], asked.get(ask["id"])
        if name in taken:
            yield ServiceMistake(
                "service.duplicate", (*path, "id"), f"{name!r} stands twice.", "Give each its own name."
            )
        elif before is not None and _kind(before) != _kind(ask):
            text = f"{name!r} is asked in another way by another outcome."
            yield ServiceMistake("service.asked_differently", path, text, "Ask it alike, or give it its own name.")
        elif before is None:
            yield from _inner_names(ask, path, taken)
        asked.setdefault(name, ask)


def _inner_names(question: Source, path: Path, taken: dict[str, str]) -> Iterator[ServiceMistake]:
    for number, inner in enumerate(question.get("questions", ())):
        if inner["id"] in taken:
            where: Path = (*path, "questions", number, "id")
            yield ServiceMistake(
                "service.duplicate", where, f"{inner['id']!r} stands twice.", "Give each its own name."
            )
        taken[inner["id"]] = question["id"]


def _kind(question: Source) -> tuple[object, ...]:
    """What an answer to it can be, and who may know it."""
    codes = tuple(option["code"] for option in question.get("options", ()))
    inner: Iterable[Source] = question.get("questions", ())
    privacy = (question.get("personal", False), question.get("public", False))
    return (question["type"], codes, privacy, tuple((part["id"], *_kind(part)) for part in inner))
