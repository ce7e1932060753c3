"""What can be reached from a place within an hour, in bands of a quarter of an hour."""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from balai.engines.transit.places import Place
    from balai.engines.transit.planner import Planner

BANDS = (15, 30, 45, 60)
"""Minutes."""
MOST_IN_BAND = 60
"""Stops of one band that are named; all of them are counted."""
MOST_KEPT, KEPT_SECONDS = 64, 60.0
CELL_DECIMALS = 2
"""Stops of one name are one place where they lie in one cell of about a kilometre."""


@dataclass(frozen=True, slots=True)
class ReachedStop:
    """A stop and the minutes after which one is there."""

    stop_id: str
    name: str
    minutes: int
    longitude: float
    latitude: float


@dataclass(frozen=True, slots=True)
class Band:
    """What is reached in up to `minutes` and not in the band before: the first named, all counted."""

    minutes: int
    stops: tuple[ReachedStop, ...]
    count: int

    @property
    def more(self) -> int:
        """How many are counted and not named."""
        return self.count - len(self.stops)


_kept: OrderedDict[tuple[int, Place, datetime], tuple[float, Planner, list[Band]]] = OrderedDict()
_lock = Lock()


def reach(planner: Planner, origin: Place, at: datetime) -> list[Band]:
    """The bands of what one reaches by leaving at a moment; the same question within a minute is answered from memory.

    Raises:
        TransitError: the place or the day is unknown.
    """
    at = at.replace(second=0, microsecond=0)
    key = (id(planner), origin, at)
    with _lock:
        found = _kept.get(key)
        if found and found[1] is planner and time.monotonic() - found[0] < KEPT_SECONDS:
            return found[2]
    bands = _bands(planner, origin, at)
    with _lock:
        _kept[key] = (time.monotonic(), planner, bands)
        _kept.move_to_end(key)
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return bands


def _bands(planner: Planner, origin: Place, at: datetime) -> list[Band]:
    start = at.hour * 3600 + at.minute * 60
    reached = planner.reach(origin, at.date(), start, BANDS[-1])
    timetable = planner.timetable
    names, ids = timetable.stops["stop_name"], timetable.stops["stop_id"]
    served = timetable.served
    arrivals = reached.arrivals[served]
    order = arrivals.argsort(kind="stable")
    places: dict[tuple[str, float, float], ReachedStop] = {}
    for stop, arrival in zip(served[order].tolist(), arrivals[order].tolist(), strict=True):
        if arrival > start + BANDS[-1] * 60:
            break
        latitude, longitude = float(timetable.latitudes[stop]), float(timetable.longitudes[stop])
        name = str(names[stop] or ids[stop])
        place = (name, round(latitude, CELL_DECIMALS), round(longitude, CELL_DECIMALS))
        minutes = -(-(arrival - start) // 60)
        places.setdefault(place, ReachedStop(str(ids[stop]), name, minutes, longitude, latitude))
    return _sorted_in_bands(list(places.values()))


def _sorted_in_bands(stops: list[ReachedStop]) -> list[Band]:
    bands = []
    before = -1
    for minutes in BANDS:
        own = sorted(
            (stop for stop in stops if before < stop.minutes <= minutes), key=lambda stop: (stop.minutes, stop.name)
        )
        bands.append(Band(minutes, tuple(own[:MOST_IN_BAND]), len(own)))
        before = minutes
    return bands
