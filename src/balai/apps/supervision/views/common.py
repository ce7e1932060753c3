"""What all pages of supervision share: the sections, the unit that is looked at, tables as files."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from balai.apps.cases.service import Desk, directory, frame_of, organisation_words
from balai.apps.supervision.rules import ADMINISTRATING_ROLES, SHEET_ROLES, STANDING_ROLES, WATCHING_ROLES
from balai.base.spreadsheets import harmless

SECTIONS: tuple[tuple[str, Any, Collection[str]], ...] = (
    ("overview", _("Open work"), WATCHING_ROLES),
    ("workload", _("Workload"), WATCHING_ROLES),
    ("hands", _("In whose hands"), WATCHING_ROLES),
    ("samples", _("Second looks"), WATCHING_ROLES),
    ("sheets", _("Weekly sheet"), SHEET_ROLES),
    ("absences", _("Absences"), STANDING_ROLES),
    ("exchange:talks", _("Other systems"), WATCHING_ROLES),
    ("people", pgettext_lazy("section", "People and roles"), ADMINISTRATING_ROLES),
)


@dataclass(frozen=True, slots=True)
class Section:
    words: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of a bar: where it begins and how wide it is, in percent."""

    kind: str
    x: float
    width: float


def frame(desk: Desk, here: str) -> dict[str, Any]:
    """What surrounds a page: who acts, and the sections that are open to them in any of their roles."""
    held = {role.role for role in (desk.held, *desk.others)}
    sections = [
        Section(str(words), reverse(name if ":" in name else f"supervision:{name}"), name == here)
        for name, words, roles in SECTIONS
        if held & set(roles) or name == here
    ]
    return frame_of(desk) | {"sections": sections}


def unit_of(asked: Mapping[str, str], desk: Desk) -> str:
    """The organisation that is looked at: the one in the address if it lies within reach, else the officer's own."""
    wanted = asked.get("unit", "")
    return wanted if directory().id_of(wanted) in desk.organisations else desk.held.organisation_code


def within(desk: Desk, unit: str) -> frozenset[int]:
    """Ids of a unit and of everything beneath it, as far as the officer's role reaches."""
    return directory().ids_from(unit) & desk.organisations


def way_to(desk: Desk, unit: str, name: str) -> list[tuple[str, str]]:
    """From the officer's own organisation down to the unit: words and address, that of the unit itself empty."""
    entry = directory().every[unit]
    codes = [code for code in entry.path.strip("/").split("/") if directory().id_of(code) in desk.organisations]
    return [
        (organisation_words(code), "" if code == unit else address(name, unit=code))
        for code in codes
        if code in directory().every
    ]


def children_of(desk: Desk, unit: str) -> list[str]:
    """Codes of the organisations right beneath a unit, within reach, by name."""
    above = directory().every[unit].path
    beneath = [
        entry.code
        for entry in directory().by_code.values()
        if entry.path.startswith(above) and entry.path[len(above) :].count("/") == 1 and entry.id in desk.organisations
    ]
    return sorted(beneath, key=organisation_words)


def address(name: str, *parts: object, **query: object) -> str:
    """The address of a page of supervision; a question mark only where something follows."""
    asked = urlencode({key: value for key, value in query.items() if value not in {"", None}})
    return reverse(f"supervision:{name}", args=parts) + (f"?{asked}" if asked else "")


def bar(parts: Iterable[tuple[str, float]], whole: float) -> list[Part]:
    """The parts of a bar, as wide as their share of `whole`."""
    found, begin = [], 0.0
    for kind, size in parts:
        width = round(100 * size / whole, 2) if whole else 0.0
        if width:
            found.append(Part(kind, round(begin, 2), width))
        begin += width
    return found


def as_file(name: str, columns: Sequence[Any], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """A table as a file for spreadsheets (CSV, UTF-8 with its mark). Nothing in it can act as a formula."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([str(column) for column in columns])
    writer.writerows([_cell(value) for value in row] for row in rows)
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _cell(value: Any) -> str:
    text = "" if value is None else str(value)
    return text if isinstance(value, int | float) else harmless(text)
