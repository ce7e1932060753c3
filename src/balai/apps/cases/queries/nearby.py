"""Open public cases of the same kind near a point: offered before the same is reported again."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from balai.apps.cases.definitions import current_services
from balai.apps.cases.models import Case
from balai.apps.cases.queries.work_list import first_words
from balai.base.statements import Asked
from balai.engines.geo.distances import METRES_PER_DEGREE, cells_around, distance

RESOLUTION = 9
_nearest = Asked(
    Case,
    "CROSS JOIN LATERAL (SELECT ((main.longitude - %s) * %s) ^ 2 + ((main.latitude - %s) * %s) ^ 2 AS squared) AS off"
    " WHERE main.cell = ANY(%s::bigint[]) AND main.service_code = %s AND main.is_open AND main.is_public"
    " AND main.opened_at >= %s AND off.squared <= %s ORDER BY off.squared, main.id LIMIT 5",
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
    cases = _nearest(
        longitude,
        east,
        latitude,
        METRES_PER_DEGREE,
        cells,
        service,
        now - timedelta(days=rule.days),
        float(rule.metres) ** 2,
    )
    words = first_words([case.id for case in cases], public_only=True) if cases else {}
    return [NearbyCase(case, _metres(longitude, latitude, case), words.get(case.id, "")) for case in cases]


def _metres(longitude: float, latitude: float, case: Case) -> int:
    return round(distance(longitude, latitude, case.longitude or 0.0, case.latitude or 0.0))
