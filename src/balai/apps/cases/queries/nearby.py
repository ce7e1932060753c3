"""Open public cases of the same kind near a point: offered before the same is reported again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from balai.apps.cases.definitions import current_services
from balai.apps.cases.models import Case
from balai.apps.cases.queries.work_list import first_words
from balai.engines.geo.distances import cells_around, distance

RESOLUTION = 9
MOST_OFFERED = 5


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
    since = now - timedelta(days=rule.days)
    cases = Case.objects.filter(
        cell__in=cells, service_code=service, is_open=True, is_public=True, opened_at__gte=since
    )
    measured = [
        (round(distance(longitude, latitude, case.longitude, case.latitude)), case)
        for case in cases.only(
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
        if case.longitude is not None and case.latitude is not None
    ]
    nearest = sorted((pair for pair in measured if pair[0] <= rule.metres), key=lambda pair: (pair[0], pair[1].id))
    nearest = nearest[:MOST_OFFERED]
    words = first_words([case.id for _, case in nearest], public_only=True) if nearest else {}
    return [NearbyCase(case, metres, words.get(case.id, "")) for metres, case in nearest]
