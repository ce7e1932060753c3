"""Lists of cases for everyone, and for the person who opened them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from balai.apps.cases.directory import directory
from balai.apps.cases.models import Case
from balai.apps.cases.queries.boxes import cells_in
from balai.apps.cases.queries.paging import PAGE_SIZE, Cursor, Page
from balai.apps.cases.queries.work_list import first_words
from balai.base.lookups import Among

NOT_LISTED = ("refused", "withdrawn")


@dataclass(frozen=True, slots=True)
class Filters:
    """What a reader of the public list chose; empty means all.

    An area counts with everything beneath it. Opened from `since` on and before `until`; `box` is west, south, east,
    north in degrees.
    """

    area: str = ""
    service: str = ""
    category: str = ""
    state: str = ""
    since: datetime | None = None
    until: datetime | None = None
    box: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class ListedCase:
    case: Case
    words: str


def public_cases(*, filters: Filters, cursor: Cursor | None = None) -> Page[ListedCase]:
    """Public cases, the newest first. Refused ones can be read at their own address, but are not listed."""
    cases = public_among(filters)
    return _page(_after(cases, cursor), public_only=True)


def _after(cases: QuerySet[Case], cursor: Cursor | None) -> QuerySet[Case]:
    """The newest first, from where a page ended: a range of the index, however deep."""
    if cursor is not None and cursor.at is not None:
        cases = cases.filter(Q(opened_at__lt=cursor.at) | Q(id__lt=cursor.id), opened_at__lte=cursor.at)
    return cases.order_by("-opened_at", "-id")


def public_among(filters: Filters) -> QuerySet[Case]:
    """The public cases that fit, in no order yet. Everything that everyone may see of several cases begins here."""
    cases = Case.objects.filter(is_public=True)
    if filters.area:
        ids = list(directory().area_ids_below(filters.area))
        # One area is read in order from its own index; many are picked out of the whole list, newest first.
        cases = cases.filter(area_id=ids[0]) if len(ids) == 1 else cases.filter(Among("area_id", ids))
    if filters.service:
        cases = cases.filter(service_code=filters.service)
    if filters.category:
        cases = cases.filter(category=filters.category)
    if filters.since:
        cases = cases.filter(opened_at__gte=filters.since)
    if filters.until:
        cases = cases.filter(opened_at__lt=filters.until)
    if filters.box:
        cases = _inside(cases, filters.box)
    return cases.filter(public_state=filters.state) if filters.state else cases.exclude(public_state__in=NOT_LISTED)


def _inside(cases: QuerySet[Case], box: tuple[float, float, float, float]) -> QuerySet[Case]:
    """Those with a point in the box; a small one is read by its cells."""
    west, south, east, north = box
    cells = cells_in(box)
    if cells is not None:
        cases = cases.filter(Among("cell", cells))
    return cases.filter(longitude__gte=west, longitude__lte=east, latitude__gte=south, latitude__lte=north)


def own_cases(*, user_id: int, cursor: Cursor | None = None) -> Page[ListedCase]:
    """The cases that a person opened while logged in, public or not, the newest first."""
    return _page(_after(Case.objects.filter(reporter__user_id=user_id), cursor), public_only=False)


def _page(cases: QuerySet[Case], *, public_only: bool) -> Page[ListedCase]:
    found = list(cases.select_related("area", "holder").defer("area__boundary")[: PAGE_SIZE + 1])
    shown = found[:PAGE_SIZE]
    words = first_words([case.id for case in shown], public_only=public_only)
    more = len(found) > PAGE_SIZE
    next_page = Cursor(shown[-1].opened_at, shown[-1].id).write() if more else ""
    return Page([ListedCase(case, words.get(case.id, "")) for case in shown], next_page)
