"""The drawings of a page of figures, and the table that says the same."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from balai.apps.figures import wording
from balai.apps.figures.charts import Chart, draw
from balai.apps.figures.estimates import Duration, Figures
from balai.web.components import Column, Table

ByMonth = dict[date, Figures]
DAYS_FROM = 72.0
"""Hours: where a drawing would reach beyond, its scale is in days."""


def received_chart(months: Sequence[date], found: ByMonth) -> Chart:
    """A bar for each month: how many reports came in."""
    counts = [float(found[month].received) if month in found else 0.0 for month in months]
    most = max(range(len(months)), key=lambda number: counts[number], default=0)
    summary = _("The most came in %(month)s: %(count)s.") % {
        "month": wording.month_words(months[most]),
        "count": wording.number_words(counts[most]),
    }
    return draw(_labels(months), counts, title=_("Reports received, month by month"), summary=summary)


def hours_chart(months: Sequence[date], found: ByMonth) -> Chart:
    """A bar up to the median and a mark at the 90th percentile, for the reports that came in during each month."""
    medians = [_hours(found[month].median) if month in found else None for month in months]
    ninetieths = [_hours(found[month].ninetieth) if month in found else None for month in months]
    highest = max([value for value in (*medians, *ninetieths) if value is not None], default=0)
    in_days = highest > DAYS_FROM
    if in_days:
        medians, ninetieths = _divided(medians), _divided(ninetieths)
    return draw(
        _labels(months),
        medians,
        ninetieths,
        title=_("Days until done, by month of arrival") if in_days else _("Hours until done, by month of arrival"),
        summary=_("A month without a bar or mark has too few reports that are done, or too many that are still open."),
        bars_label=_("Half are done"),
        marks_label=_("Nine in ten are done"),
    )


def _labels(months: Sequence[date]) -> list[str]:
    return [wording.month_words(month, short=True) for month in months]


def _hours(found: Duration) -> float | None:
    return None if found.minutes is None else found.minutes / 60


def _divided(values: list[float | None]) -> list[float | None]:
    return [None if value is None else value / 24 for value in values]


def months_table(months: Sequence[date], found: ByMonth) -> Table:
    """The numbers of both drawings, the newest month first."""
    columns = [
        Column(_("Month")),
        Column(_("Reports"), number=True),
        Column(_("Half within"), number=True),
        Column(_("Nine in ten within"), number=True),
        Column(_("On time"), number=True),
    ]
    rows = [
        [
            wording.month_words(month),
            wording.number_words(found[month].received),
            wording.cell(wording.duration_value(found[month].median), wording.duration_range(found[month].median)),
            wording.cell(
                wording.duration_value(found[month].ninetieth), wording.duration_range(found[month].ninetieth)
            ),
            wording.cell(wording.share_value(found[month].on_time), wording.share_range(found[month].on_time)),
        ]
        for month in reversed(months)
        if month in found
    ]
    return Table(_("Month by month"), columns, rows, caption_hidden=True)
