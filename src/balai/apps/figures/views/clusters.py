"""What the map shows: clusters of public reports, and single ones from near by. The list beside it is the page."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from balai.apps.cases import service as cases
from balai.apps.figures.naming import Names
from balai.apps.figures.queries.spots import kept_groups, kept_will_do

FEW = 2_000
"""So many cases in view are gathered one by one, wherever they lie; more come from the kept cells."""
PIXELS = 64
"""How far apart clusters stand on the screen, about."""
WIDEST_SCREEN = 4_096
TILE = 256
DEEPEST_ZOOM = 19
CACHED_SECONDS = 30
DECIMALS = 6


@gzip_page
@require_safe
def clusters(request: HttpRequest) -> JsonResponse:
    """GeoJSON of the filters of the list, `kotak` as the view of the map, and `zoom` as its step."""
    filters = cases.read_filters(request.GET.dict())
    zoom = zoom_of(request.GET.get("zoom", ""), filters.box)
    found = groups_of(filters, zoom)
    names = Names(translation.get_language() or settings.LANGUAGE_CODE)
    answer = JsonResponse(
        {
            "type": "FeatureCollection",
            "cases": sum(group.cases for group in found),
            "features": [_feature(group, names) for group in found],
        },
        content_type="application/geo+json",
    )
    patch_cache_control(answer, public=True, max_age=CACHED_SECONDS)
    patch_vary_headers(answer, ["Accept-Language", "Cookie"])
    return answer


def groups_of(filters: cases.Filters, zoom: int) -> Sequence[cases.Group]:
    """From the kept cells where there are many, gathered on the spot where there are few."""
    if kept_will_do(filters, zoom):
        kept = kept_groups(filters, zoom)
        if kept.cases > FEW:
            return kept.groups
    return cases.public_groups(filters=filters, step=step_of(zoom))


def step_of(zoom: int) -> float:
    """Degrees that PIXELS cover on a map at this zoom (256 pixels hold the world at zoom 0)."""
    return 360 * PIXELS / (TILE * 2.0**zoom)


def zoom_of(text: str, box: tuple[float, float, float, float] | None) -> int:
    """The zoom asked for, but no deeper than a screen can show of the box, so that the answer stays small."""
    wide = box[2] - box[0] if box else 1.0
    deepest = min(DEEPEST_ZOOM, int(math.log2(360 * WIDEST_SCREEN / (TILE * wide))))
    asked = int(text) if text.isdecimal() and len(text) <= 2 else deepest
    return max(0, min(asked, deepest))


def _feature(group: cases.Group, names: Names) -> dict[str, Any]:
    properties: dict[str, Any] = {"cases": group.cases}
    if group.case is not None:
        case = group.case
        properties |= {
            "title": names.title(case.service_id, case.category),
            "state": case.public_state,
            "words": names.states.get(case.public_state, case.public_state),
            "url": reverse("reports:public", args=[case.reference]),
        }
    place = [round(group.longitude, DECIMALS), round(group.latitude, DECIMALS)]
    return {"type": "Feature", "geometry": {"type": "Point", "coordinates": place}, "properties": properties}
