"""Reading the kept sums: a few rows for each place and month, however many cases there are."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from balai.apps.figures.counting import ALL, AREA, Tally
from balai.apps.figures.models import MonthSum, Progress

MonthsOfPlaces = dict[int, dict[date, Tally]]
"""By place, then by month."""
COLUMNS = (
    "place_id",
    "month",
    "received",
    "refused",
    "decided",
    "kept",
    "finished",
    "reopened",
    "open_days",
    "ratings",
    "hours",
)


@dataclass(frozen=True, slots=True)
class Months:
    """A period of whole months: from `since`, before `until`; both the first day of a month."""

    since: date
    until: date


def months_of(kind: str, places: Collection[int], *, service: str, period: Months) -> MonthsOfPlaces:
    """The sums of public cases of these places, one statement. `service` is a code, or empty for all together."""
    rows = MonthSum.objects.filter(
        kind=kind,
        place_id__in=places,
        service=service or ALL,
        is_public=True,
        month__gte=period.since,
        month__lt=period.until,
    )
    found: MonthsOfPlaces = {number: {} for number in places}
    for place, month, *values in rows.order_by("month").values_list(*COLUMNS):
        found[place][month] = Tally(*values)
    return found


def private_months(top: int, *, period: Months) -> dict[str, dict[date, Tally]]:
    """The sums of cases that are not public: by service code, ALL among them; of the whole city and nothing smaller."""
    rows = MonthSum.objects.filter(
        kind=AREA, place_id=top, is_public=False, month__gte=period.since, month__lt=period.until
    )
    found: dict[str, dict[date, Tally]] = {}
    for service, _place, month, *values in rows.order_by("month").values_list("service", *COLUMNS):
        found.setdefault(service, {})[month] = Tally(*values)
    return found


def first_month() -> date | None:
    """The first month with a public case."""
    return MonthSum.objects.filter(is_public=True).order_by("month").values_list("month", flat=True).first()


def counted_at() -> datetime | None:
    """When the sums were last brought up to date."""
    return Progress.objects.values_list("counted_at", flat=True).first()


def sums_of_city(top: int, month: date) -> dict[str, Tally]:
    """The sums of the whole city's public cases that came in during a month: by service code, ALL among them."""
    rows = MonthSum.objects.filter(kind=AREA, place_id=top, is_public=True, month=month).order_by("service")
    return {service: Tally(*values) for service, _place, _month, *values in rows.values_list("service", *COLUMNS)}
