"""Reads organisations.yaml: organisations written out, and rules that stand for one in each area of a level."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from balai.base.packs.city_file import language_mistakes
from balai.base.packs.mistakes import Mistake
from balai.base.packs.pack import City, PackArea, PackOrganisation
from balai.base.packs.shape import shape_mistakes
from balai.base.packs.strict_yaml import Document, Place, read_yaml

FILE = "organisations.yaml"
CODE = re.compile(r"[a-z0-9][a-z0-9.-]{0,79}")
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
PLACEHOLDERS = ("code", "parent_code", "name")
LONGEST_PATH = 500


@dataclass(frozen=True, slots=True)
class _Entry:
    """An organisation before its parent is looked up, and where it stands in the file."""

    place: Place
    code: str
    kind: str
    names: Mapping[str, str]
    parent: str
    area: str
    email: str = ""


def read_organisations(
    folder: Path, city: City, areas: Sequence[PackArea]
) -> tuple[tuple[PackOrganisation, ...], list[Mistake]]:
    """All organisations, parents before children, or none with the mistakes of the file."""
    document, mistakes = read_yaml(folder / FILE, FILE)
    if document is None:
        return (), mistakes
    mistakes = shape_mistakes(document, "organisations")
    if mistakes:
        return (), mistakes
    by_code = {area.code: area for area in areas}
    mistakes = [*language_mistakes(document, city.languages, "organisations"), *_rule_mistakes(document, by_code)]
    if mistakes:
        return (), sorted(mistakes)
    entries = list(_entries_of(document, areas))
    mistakes = _entry_mistakes(document, entries, by_code)
    found = [] if mistakes else _in_order(document, entries, mistakes)
    return (() if mistakes else tuple(found)), sorted(mistakes)


def _rule_mistakes(document: Document, areas: Mapping[str, PackArea]) -> Iterator[Mistake]:
    for number, item in enumerate(document.value["organisations"]):
        place: Place = ("organisations", number)
        yield from _placeholder_mistakes(document, place, item)
        if "for_each" not in item:
            continue
        if "{code}" not in item["code"]:
            wrong = f"All organisations of this rule would have the code {item['code']}."
            yield document.mistake("organisations.one-code", (*place, "code"), wrong, "Put {code} into the code.")
        named = [("within", item["within"])] if "within" in item else []
        named += [("except", code) for code in item.get("except", ())]
        for key, code in named:
            if code not in areas:
                wrong = f"`{key}` names the area {code}, which areas.csv does not have."
                mend = "Use a code of areas.csv, in quotes."
                yield document.mistake("organisations.area", (*place, key), wrong, mend)
        if not any(_fits(item, area, areas) for area in areas.values()):
            wrong = f"No area of the level {item['for_each']} is left for this rule."
            mend = "Correct for_each, within, like or except."
            yield document.mistake("organisations.no-area", (*place, "for_each"), wrong, mend)


def _placeholder_mistakes(document: Document, place: Place, item: Mapping[str, Any]) -> Iterator[Mistake]:
    texts: dict[Place, str] = {("code",): item["code"], ("parent",): item.get("parent", "")}
    texts |= {("names", language): text for language, text in item["names"].items()}
    for where, text in texts.items():
        for word in PLACEHOLDER.findall(text):
            if "for_each" not in item:
                wrong, mend = f"{{{word}}} stands in an organisation that is no rule.", "Add for_each, or write it out."
            elif word not in PLACEHOLDERS:
                wrong, mend = f"{{{word}}} is not known.", f"Use one of {{{'}, {'.join(PLACEHOLDERS)}}}."
            else:
                continue
            yield document.mistake("organisations.placeholder", (*place, *where), wrong, mend)


def _fits(item: Mapping[str, Any], area: PackArea, areas: Mapping[str, PackArea]) -> bool:
    within = areas.get(item.get("within", ""))
    return (
        area.level == item["for_each"]
        and fnmatchcase(area.code, item.get("like", "*"))
        and area.code not in item.get("except", ())
        and (within is None or (area.path.startswith(within.path) and area.code != within.code))
    )


def _entries_of(document: Document, areas: Sequence[PackArea]) -> Iterator[_Entry]:
    by_code = {area.code: area for area in areas}
    for number, item in enumerate(document.value["organisations"]):
        place: Place = ("organisations", number)
        if "for_each" not in item:
            optional = (item.get("parent", ""), item.get("area", ""), item.get("email", ""))
            yield _Entry(place, item["code"], item["kind"], item["names"], *optional)
            continue
        for area in areas:
            if _fits(item, area, by_code):
                names = {language: _filled(text, area) for language, text in item["names"].items()}
                yield _Entry(
                    place,
                    _filled(item["code"], area).lower(),
                    item["kind"],
                    names,
                    _filled(item["parent"], area).lower(),
                    area.code,
                )


def _filled(text: str, area: PackArea) -> str:
    values = {"code": area.code, "parent_code": area.parent, "name": area.name}
    return PLACEHOLDER.sub(lambda match: values[match[1]], text)


def _entry_mistakes(document: Document, entries: list[_Entry], areas: Mapping[str, PackArea]) -> list[Mistake]:
    mistakes: dict[tuple[str, Place], Mistake] = {}

    def add(code: str, place: Place, wrong: str, mend: str) -> None:
        mistakes.setdefault((code, place), document.mistake(code, place, wrong, mend))

    first: dict[str, int] = {}
    for entry in entries:
        line = document.line_of(entry.place)
        if entry.code in first:
            wrong = f"The code {entry.code} already stands on line {first[entry.code]}."
            add("organisations.code-twice", (*entry.place, "code"), wrong, "Give each organisation its own code.")
        first.setdefault(entry.code, line)
        if not CODE.fullmatch(entry.code):
            wrong = f"{entry.code!r} cannot be a code."
            add(
                "organisations.code",
                (*entry.place, "code"),
                wrong,
                "Use small letters, digits, dots and dashes, at most 80.",
            )
        if entry.area and entry.area not in areas:
            wrong = f"{entry.code} serves the area {entry.area}, which areas.csv does not have."
            add("organisations.area", (*entry.place, "area"), wrong, "Use a code of areas.csv, in quotes.")
    for entry in entries:
        if entry.parent and entry.parent not in first:
            wrong = f"The parent {entry.parent} of {entry.code} is not in this file."
            add(
                "organisations.parent", (*entry.place, "parent"), wrong, "Use the code of an organisation in this file."
            )
    roots = [entry for entry in entries if not entry.parent]
    for entry in roots[1:]:
        wrong = f"{entry.code} has no parent, and neither has {roots[0].code}."
        add("organisations.two-roots", entry.place, wrong, "Give all but the topmost organisation a parent.")
    return list(mistakes.values())


def _in_order(document: Document, entries: list[_Entry], mistakes: list[Mistake]) -> list[PackOrganisation]:
    """Parents before children; what no root leads to goes round in a circle."""
    below: dict[str, list[_Entry]] = {}
    for entry in entries:
        below.setdefault(entry.parent, []).append(entry)
    found: list[PackOrganisation] = []
    waiting = [(entry, "") for entry in reversed(below.get("", []))]
    while waiting:
        entry, above = waiting.pop()
        path = f"{above}{entry.code}/"
        found.append(PackOrganisation(entry.code, entry.kind, entry.names, entry.parent, path, entry.area, entry.email))
        if len(path) > LONGEST_PATH:
            wrong = f"The codes above {entry.code} are too long together."
            mistakes.append(document.mistake("organisations.path", entry.place, wrong, "Use shorter codes."))
        waiting += [(child, path) for child in reversed(below.get(entry.code, []))]
    reached = {organisation.code for organisation in found}
    circle = next((entry for entry in entries if entry.code not in reached), None)
    if circle is not None:
        wrong = f"The parents of {circle.code} lead round in a circle, never to the topmost organisation."
        place = (*circle.place, "parent")
        mistakes.append(document.mistake("organisations.circle", place, wrong, "Correct one of the parents."))
    return found
