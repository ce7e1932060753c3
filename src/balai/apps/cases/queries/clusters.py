"""Public cases gathered where they lie close together: an answer of bounded size, however many there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Avg, Count, F, FloatField, Min, Value
from django.db.models.functions import Floor

from balai.apps.cases.models import Case
from balai.apps.cases.queries.lists import Filters, public_among

MOST_GROUPS = 600
SHOWN = ("id", "reference", "longitude", "latitude", "category", "service_id", "public_state")


@dataclass(frozen=True, slots=True)
class Group:
    """Some cases in one square of the map, and their middle (degrees). `case` is set where there is only one."""

    longitude: float
    latitude: float
    cases: int
    case: Case | None = None


def public_groups(*, filters: Filters, step: float) -> Sequence[Group]:
    """The cases in `filters.box`, gathered in squares of `step` degrees, the largest groups first; two statements.

    At most MOST_GROUPS: choose the step so that the box has no more squares.
    """
    cases = public_among(filters).filter(cell__isnull=False)
    size = Value(step, output_field=FloatField())
    squares = (
        cases.annotate(column=Floor(F("longitude") / size), row=Floor(F("latitude") / size))
        .values("column", "row")
        .annotate(cases=Count("id"), east=Avg("longitude"), north=Avg("latitude"), first=Min("id"))
        .order_by("-cases", "first")
        .values_list("east", "north", "cases", "first")
    )
    found = list(squares[:MOST_GROUPS])
    single = (
        Case.objects.filter(is_public=True).only(*SHOWN).in_bulk([first for *_, cases, first in found if cases == 1])
    )
    return [Group(east, north, cases, single.get(first) if cases == 1 else None) for east, north, cases, first in found]
