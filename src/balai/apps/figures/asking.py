"""What the address of a page asks for: a place, a service, a period. What the city does not know counts as not asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from balai.apps.cases import service as cases
from balai.apps.figures.actions.following import top_area_code
from balai.apps.figures.counting import AREA, ORGANISATION
from balai.apps.figures.queries.sums import Months

YEAR, QUARTER = "12", "3"
OLDEST_YEAR = 2000
PAGES = {AREA: "figures:overview", ORGANISATION: "figures:agencies"}
CODES = {AREA: "area", ORGANISATION: "instansi"}


@dataclass(frozen=True, slots=True)
class Asked:
    """A page of figures: of an area or an organisation, for all services or one, and a period."""

    kind: str
    code: str
    service: str
    period: str

    def address(self, **changes: str) -> str:
        """The same page with something changed."""
        facts = {"code": self.code, "service": self.service, "period": self.period, **changes}
        kind = changes.get("kind", self.kind)
        query = {CODES[kind]: facts["code"], "layanan": facts["service"], "periode": facts["period"]}
        told = urlencode({key: value for key, value in query.items() if value and value != YEAR})
        return reverse(PAGES[kind]) + (f"?{told}" if told else "")


def read_asked(kind: str, query: QueryDict, *, today: date) -> Asked:
    """What is asked; an unknown code means the whole city."""
    code = query.get(CODES[kind], "")[:80]
    service = query.get("layanan", "")[:60]
    period = query.get("periode", "")[:4]
    snapshot = cases.directory()
    known = snapshot.area_paths if kind == AREA else snapshot.by_code
    return Asked(
        kind,
        code if code in known and code != top_code(kind) else "",
        service if service in cases.current_services() else "",
        period if period == QUARTER or period in years(today) else YEAR,
    )


def years(today: date, since: date | None = None) -> list[str]:
    """The calendar years that can be asked for, the newest first."""
    first = since.year if since else OLDEST_YEAR
    return [str(year) for year in range(today.year, first - 1, -1)]


def months_asked(period: str, today: date) -> Months:
    """The months of a period; the last twelve and the last three end with the month that is running."""
    this = today.replace(day=1)
    if period not in {YEAR, QUARTER}:
        return Months(date(int(period), 1, 1), date(int(period) + 1, 1, 1))
    return Months(month_before(this, int(period) - 1), month_before(this, -1))


def month_before(month: date, count: int) -> date:
    """So many months earlier."""
    number = month.year * 12 + month.month - 1 - count
    return date(number // 12, number % 12 + 1, 1)


def months_in(period: Months) -> list[date]:
    """Every month of a period, the oldest first."""
    found, month = [], period.since
    while month < period.until:
        found.append(month)
        month = month_before(month, -1)
    return found


def top_code(kind: str) -> str:
    """The code of the place that holds all others: the city's area, or its government."""
    if kind == AREA:
        return top_area_code()
    entries = cases.directory().by_code.values()
    return next(
        (entry.code for entry in sorted(entries, key=lambda entry: entry.path) if entry.path.count("/") == 1), ""
    )
