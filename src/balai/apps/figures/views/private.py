"""What is said of cases that are not public: of the whole city, of months that have ended, and of many at once.

Every other figure counts public cases only, so that nothing can be subtracted from it. docs/reference/figures.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from balai.apps.cases import service as cases
from balai.apps.figures import wording
from balai.apps.figures.counting import ALL, Tally
from balai.apps.figures.estimates import figures_from
from balai.apps.figures.queries.sums import Months, private_months
from balai.base.city import city_zone
from balai.web.questions.options import in_language

ROUNDED_TO = 10
LEAST_COUNTED = 20
"""Fewer are said to be fewer, and nothing more."""
LEAST_MEASURED = 50
"""Below, no duration and no share is given."""


@dataclass(frozen=True, slots=True)
class PrivateRow:
    """Cases of one service that are not public, in words."""

    service: str
    received: str
    median: str
    on_time: str


def private_rows(top: int, period: Months, service: str, now: datetime, language: str) -> list[PrivateRow]:
    """One row for each service that has such cases, or the one that is asked for."""
    ended = Months(period.since, min(period.until, now.astimezone(city_zone()).date().replace(day=1)))
    found = private_months(top, period=ended) if ended.since < ended.until else {}
    titles = {code: in_language(one.title, language) for code, one in cases.current_services().items()}
    titles[ALL] = _("All services")
    wanted = [service] if service else sorted(found, key=lambda code: (code != ALL, titles.get(code, code)))
    return [row_of(titles.get(code, code), found[code], now) for code in wanted if code in found]


def row_of(title: str, months: dict[date, Tally], now: datetime) -> PrivateRow:
    """Rounded and held back so that no single case can be made out."""
    figures = figures_from(months, now)
    if figures.received < LEAST_COUNTED:
        return PrivateRow(title, _("fewer than %(n)s") % {"n": LEAST_COUNTED}, "–", "–")
    received = wording.number_words(round(figures.received / ROUNDED_TO) * ROUNDED_TO)
    about = _("about %(n)s") % {"n": received}
    if figures.received < LEAST_MEASURED:
        return PrivateRow(title, about, "–", "–")
    on_time = wording.share_value(figures.on_time) if figures.on_time.whole >= LEAST_MEASURED else "–"
    median = wording.duration_value(figures.median) if figures.done >= LEAST_MEASURED else "–"
    return PrivateRow(title, about, median, on_time)
