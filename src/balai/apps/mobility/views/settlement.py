"""What each operator gets, day by day."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from balai.apps.cases.service import Desk, frame_of
from balai.apps.mobility.queries.settlements import settlement
from balai.apps.mobility.views.tariffs import grouped
from balai.base import clock
from balai.base.city import city_zone
from balai.base.spreadsheets import harmless
from balai.web.components import Column, Table
from balai.web.dates import day_text
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
    """A month: each ticket day and operator with boardings, kilometres and rupiah."""
    first, last = month_of(request.GET.get("month", ""), clock.now().astimezone(city_zone()).date())
    rows = settlement(first, last)
    if request.GET.get("format") == "csv":
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow(["day", "operator", "boardings", "metres", "amount"])
        writer.writerows([row.day, harmless(row.operator), row.boardings, row.metres, row.amount] for row in rows)
        response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="settlement-{first:%Y-%m}.csv"'
        return response
    columns = [
        Column(_("Day")), Column(_("Operator")), Column(_("Boardings"), number=True), Column(_("Kilometres"), number=True),
        Column(_("Amount"), number=True),
    ]  # fmt: skip
    cells = [
        [
            day_text(row.day),
            row.operator or "–",
            grouped(row.boardings),
            str(number_format(row.metres / 1000, 1)),
            rupiah(row.amount),
        ]
        for row in rows
    ]
    context = {
        "table": Table(_("Shares by day and operator"), columns, cells) if cells else None,
        "total": sum(row.amount for row in rows),
        "month": first,
        "before": (first - timedelta(days=1)).strftime("%Y-%m"),
        "after": (last + timedelta(days=1)).strftime("%Y-%m"),
    }
    return render(request, "mobility/settlement.html", context | frame_of(desk))
