"""In which part of the city a stop lies, for who gains and who loses where."""

from __future__ import annotations

from balai.apps.mobility.ruling import lines
from balai.base.areas.models import Area, Level
from balai.base.areas.queries import area_index
from balai.base.memo import remembered

SECONDS = 300.0


@remembered(SECONDS)
def stop_areas() -> dict[str, str]:
    """The district of each stop whose point stands in the pack's distances; up to five minutes old."""
    index, codes = area_index(), dict[str, str]()
    if Level.DISTRICT not in index.levels:
        return {}
    for stop, (longitude, latitude) in lines().points.items():
        found = index.find(longitude, latitude, level=Level.DISTRICT)
        if found.candidates:
            codes[stop] = found.candidates[0].code
    names = dict(Area.objects.filter(code__in=set(codes.values())).values_list("code", "name"))
    return {stop: names[code] for stop, code in codes.items() if code in names}


def area_of(stop: str) -> str:
    """The name of a stop's district; empty where it is not known."""
    return stop_areas().get(stop, "")
