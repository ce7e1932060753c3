"""What each operator gets, day by day."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from balai.apps.cases.service import Desk, frame_of
from balai.apps.mobility.queries.settlements import Share, by_day, by_operator, settlement
from balai.apps.mobility.views.tariffs import grouped
from balai.base import clock
from balai.base.city import city_zone
from balai.base.spreadsheets import harmless
from balai.engines.fares.shares import OperatorDay
from balai.web.components import Column, Row, Table
from balai.web.templatetags.balai import rupiah

FIRST_YEAR = 2000


def month_of(asked: str, today: date) -> tuple[date, date]:
    """First and last day of the month that is asked for as 2026-11, else of this one. No card was tapped before 2000."""
    try:
        first = date.fromisoformat(f"{asked}-01")
    except ValueError:
        first = today.replace(day=1)
    if not FIRST_YEAR <= first.year <= today.year + 1:
        first = today.replace(day=1)
    following = (first + timedelta(days=32)).replace(day=1)
    return first, following - timedelta(days=1)


@require_safe
def show(request: HttpRequest, desk: Desk) -> HttpResponse:
    """A month: its sum, what each operator gets in all, and each ticket day, folded."""
    today = clock.now().astimezone(city_zone()).date()
    first, last = month_of(request.GET.get("month", ""), today)
    rows = settlement(first, last)
    if request.GET.get("format") == "csv":
        return _as_csv(rows, first)
    context = {
        "total": sum(row.amount for row in rows),
        "operators": _operators(rows) if rows else None,
        "days": [(share, _lines(share)) for share in by_day(rows)],
        "month": first,
        "before": (first - timedelta(days=1)).strftime("%Y-%m"),
        "after": (last + timedelta(days=1)).strftime("%Y-%m") if last < today else "",
    }
    return render(request, "mobility/settlement.html", context | frame_of(desk))


def _as_csv(rows: Sequence[OperatorDay], first: date) -> HttpResponse:
    """Every day and operator as a line; metres are not rounded."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(["day", "operator", "boardings", "metres", "amount"])
    writer.writerows([row.day, harmless(row.operator), row.boardings, row.metres, row.amount] for row in rows)
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="settlement-{first:%Y-%m}.csv"'
    return response


def _operators(rows: Sequence[OperatorDay]) -> Table:
    """What each operator gets in all, whoever gets most first."""
    columns = [
        Column(_("Operator")), Column(_("Amount"), number=True), Column(_("Boardings"), number=True),
        Column(_("Kilometres"), number=True),
    ]  # fmt: skip
    cells = [
        [share.operator or "–", rupiah(share.amount), grouped(share.boardings), _kilometres(share.metres)]
        for share in by_operator(rows)
    ]
    return Table(_("By operator"), columns, cells)


def _lines(share: Share) -> list[Row]:
    """A day's operators, each with its amount and for what."""
    lines = []
    for row in share.rows:
        boardings = ngettext("%(number)s boarding", "%(number)s boardings", row.boardings)
        how_much = f"{boardings % {'number': grouped(row.boardings)}}, {_kilometres(row.metres)} km"
        lines.append(Row(row.operator or "–", f"{rupiah(row.amount)}\n{how_much}"))
    return lines


def _kilometres(metres: int) -> str:
    return str(number_format(metres / 1000, 1, force_grouping=True))
