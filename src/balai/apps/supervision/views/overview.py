"""Open work by age, what is late and what is stuck: a table of the units beneath, and the way down."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_safe

from balai.apps.cases.service import AGES, Counts, Desk, Watch, directory, organisation_words
from balai.apps.supervision.queries.open_work import open_work
from balai.apps.supervision.views.common import (
    Part,
    address,
    as_file,
    bar,
    children_of,
    frame,
    unit_of,
    way_to,
    within,
)


@dataclass(frozen=True, slots=True)
class Cell:
    """A number that leads to the list it counts; no address where there is nothing to see."""

    number: int
    url: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit: where it leads, all its open work, by age, and what wants attention."""

    words: str
    url: str
    open: Cell
    bands: tuple[Cell, ...]
    late: Cell
    stuck: Cell
    bar: tuple[Part, ...]


def band_words() -> list[str]:
    """The names of the bands of age."""
    first = ngettext("up to %(count)s day", "up to %(count)s days", AGES[0]) % {"count": AGES[0]}
    middle = [_("%(from)s to %(to)s days") % {"from": begin, "to": end} for begin, end in pairwise(AGES)]
    return [first, *middle, _("over %(count)s days") % {"count": AGES[-1]}]


@require_safe
def show(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The units right beneath the one that is looked at, each with all that lies beneath it."""
    unit, work = unit_of(request.GET, desk), open_work()
    total = work.total(within(desk, unit))
    rows = _rows(desk, unit)
    if request.GET.get("format") == "csv":
        return _file(rows, _row(organisation_words(unit), "", unit, total, total.open))
    whole = _row(_("All together"), "", unit, total, total.open)
    context: dict[str, Any] = {
        "rows": rows,
        "shown": [*rows, whole],
        "total": whole,
        "paused": total.paused,
        "untaken": Cell(total.untaken, address("list", watch=Watch.UNTAKEN, unit=unit)),
        "way": way_to(desk, unit, "overview"),
        "bands": band_words(),
        "at": work.at,
        "file": address("overview", unit=unit, format="csv"),
    }
    return render(request, "supervision/overview.html", context | frame(desk, "overview"))


def _rows(desk: Desk, unit: str) -> list[UnitRow]:
    """The unit's own work first, then that of those beneath; units without open work are left out."""
    work, counted = open_work(), list[tuple[str, str, str, Counts]]()
    children = children_of(desk, unit)
    own = work.total({directory().id_of(unit) or 0})
    own_words = _("%(organisation)s itself") % {"organisation": organisation_words(unit)}
    counted.append((own_words if children else organisation_words(unit), "", unit, own))
    for code in children:
        counted.append((organisation_words(code), address("overview", unit=code), code, work.total(within(desk, code))))
    largest = max((counts.open for _words, _url, _code, counts in counted), default=0)
    rows = [
        _row(words, url, code, counts, largest, itself=not url) for words, url, code, counts in counted if counts.open
    ]
    return rows[:1] + sorted(rows[1:], key=lambda row: -row.open.number)


def _row(words: str, url: str, unit: str, counts: Counts, largest: int, *, itself: bool = False) -> UnitRow:
    alone = "1" if itself else ""

    def cell(number: int, watch: Watch, band: int | None = None) -> Cell:
        return Cell(number, address("list", watch=watch, unit=unit, band=band, alone=alone) if number else "")

    parts = [(str(number), float(count)) for number, count in enumerate(counts.bands)]
    return UnitRow(
        words,
        url,
        cell(counts.open, Watch.OPEN),
        tuple(
            replace(cell(count, Watch.OPEN, number), words=words)
            for number, (count, words) in enumerate(zip(counts.bands, band_words(), strict=True))
        ),
        cell(counts.late, Watch.LATE),
        cell(counts.stuck, Watch.STUCK),
        tuple(bar(parts, largest)),
    )


def _file(rows: list[UnitRow], total: UnitRow) -> HttpResponse:
    columns = [_("Unit"), pgettext("work", "Open"), *band_words(), _("Late"), _("Stuck")]
    lines = [
        [row.words, row.open.number, *(cell.number for cell in row.bands), row.late.number, row.stuck.number]
        for row in (*rows, total)
    ]
    return as_file("open-work", columns, lines)
