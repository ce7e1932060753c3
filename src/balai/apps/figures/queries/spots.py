"""Clusters of the map from kept sums of cells, and when they will do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import h3.api.basic_int as h3
from django.db.models import QuerySet, Sum

from balai.apps.cases.service import Filters, Group
from balai.apps.figures.counting import MICRO, NOT_LISTED
from balai.apps.figures.models import SpotSum
from balai.base.city import city_zone

LAST_KEPT_ZOOM = 14
MOST_GROUPS = 600
MARGIN = {6: 0.04, 7: 0.015, 8: 0.006}
"""Degrees by which a box grows so that the middles of all cells that reach into it lie inside."""
SQUARE_DEGREES = {6: 0.003, 7: 4.2e-4, 8: 6.0e-5}
MOST_CELLS = 1_000
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Kept:
    """Clusters in a box, and how many cases they hold together."""

    groups: Sequence[Group]
    cases: int


def resolution_of(zoom: int) -> int:
    """The cells that are about 70 pixels wide at a zoom step."""
    return 6 if zoom <= 11 else 7 if zoom <= 13 else 8


def kept_will_do(filters: Filters, zoom: int) -> bool:
    """Whether the sums can answer: of the whole city, in whole months, from far enough away."""
    return not filters.area and zoom <= LAST_KEPT_ZOOM and all(map(_is_month_edge, (filters.since, filters.until)))


def _is_month_edge(moment: datetime | None) -> bool:
    local = moment.astimezone(city_zone()) if moment else None
    return local is None or (local.day == 1 and local.hour == local.minute == local.second == 0)


def kept_groups(filters: Filters, zoom: int) -> Kept:
    """One statement; at most MOST_GROUPS clusters, the largest first."""
    resolution = resolution_of(zoom)
    rows = _chosen(SpotSum.objects.filter(resolution=resolution), filters)
    cells = cells_of(filters.box, resolution) if filters.box else None
    if cells is not None:
        rows = rows.filter(cell__in=cells)
    found = rows.values("cell").annotate(n=Sum("cases"), east=Sum("longitudes"), north=Sum("latitudes"))
    groups = [
        Group(float(east) / n / MICRO, float(north) / n / MICRO, n)
        for n, east, north in found.values_list("n", "east", "north")
    ]
    seen = [group for group in groups if filters.box is None or _inside(group, filters.box)]
    largest = sorted(seen, key=lambda group: -group.cases)[:MOST_GROUPS]
    return Kept(largest, sum(group.cases for group in seen))


def _chosen(rows: QuerySet[SpotSum], filters: Filters) -> QuerySet[SpotSum]:
    if filters.service:
        rows = rows.filter(service=filters.service)
    if filters.category:
        rows = rows.filter(category=filters.category)
    zone = city_zone()
    if filters.since:
        rows = rows.filter(month__gte=filters.since.astimezone(zone).date())
    if filters.until:
        rows = rows.filter(month__lt=filters.until.astimezone(zone).date())
    return rows.filter(state=filters.state) if filters.state else rows.exclude(state__in=NOT_LISTED)


def _inside(group: Group, box: Box) -> bool:
    west, south, east, north = box
    return west <= group.longitude <= east and south <= group.latitude <= north


def cells_of(box: Box, resolution: int) -> list[int] | None:
    """The cells that reach into a box; None where they are too many to name."""
    west, south, east, north = box
    margin = MARGIN[resolution]
    if (east - west + 2 * margin) * (north - south + 2 * margin) / SQUARE_DEGREES[resolution] > MOST_CELLS:
        return None
    west, south, east, north = west - margin, south - margin, east + margin, north + margin
    return list(
        h3.polygon_to_cells(h3.LatLngPoly([(south, west), (south, east), (north, east), (north, west)]), resolution)
    )
