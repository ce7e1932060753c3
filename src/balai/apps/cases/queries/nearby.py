"""Open public cases of the same kind near a point: offered before the same is reported again."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F

from balai.apps.cases.definitions import current_services
from balai.apps.cases.models import Case
from balai.apps.cases.queries.work_list import first_words
from balai.engines.geo.distances import METRES_PER_DEGREE, cells_around, distance

RESOLUTION = 9
MOST_OFFERED = 5
SHOWN = (
    "id",
    "reference",
    "longitude",
    "latitude",
    "category",
    "service_code",
    "service_id",
    "public_state",
    "opened_at",
    "supporters",
)


@dataclass(frozen=True, slots=True)
class NearbyCase:
    case: Case
    metres: int
    words: str


def nearby_cases(*, service: str, longitude: float, latitude: float, now: datetime) -> list[NearbyCase]:
    """At most five, the nearest first: two statements, the first by H3 cell."""
    definition = current_services().get(service)
    if definition is None or definition.nearby is None:
        return []
    rule = definition.nearby
    cells = [int(cell, 16) for cell in cells_around(longitude, latitude, radius=rule.metres, resolution=RESOLUTION)]
    east = METRES_PER_DEGREE * math.cos(math.radians(latitude))
    offset = (F("longitude") - longitude) * east, (F("latitude") - latitude) * METRES_PER_DEGREE
    nearest = (
        Case.objects.filter(cell__in=cells, service_code=service, is_open=True, is_public=True)
        .filter(opened_at__gte=now - timedelta(days=rule.days))
        .annotate(squared=offset[0] * offset[0] + offset[1] * offset[1])
        .filter(squared__lte=float(rule.metres) ** 2)
        .only(*SHOWN)
        .order_by("squared", "id")[:MOST_OFFERED]
    )
    cases = list(nearest)
    words = first_words([case.id for case in cases], public_only=True) if cases else {}
    return [NearbyCase(case, _metres(longitude, latitude, case), words.get(case.id, "")) for case in cases]


def _metres(longitude: float, latitude: float, case: Case) -> int:
    return round(distance(longitude, latitude, case.longitude or 0.0, case.latitude or 0.0))
