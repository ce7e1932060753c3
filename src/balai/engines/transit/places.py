"""Where a journey begins or ends: a stop, a station, or any point, and how far the stops around it are."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from balai.engines.transit.compiled import Ints
from balai.engines.transit.errors import TransitError
from balai.engines.transit.near import nearest_to
from balai.engines.transit.timetable import Timetable
from balai.engines.transit.walks import METRES_PER_DEGREE, Walking


@dataclass(frozen=True, slots=True)
class AtStop:
    """A stop, or any platform of a station."""

    stop_id: str


@dataclass(frozen=True, slots=True)
class AtPoint:
    """A point in degrees, with a name for it if there is one.

    `metres` is the straight line that one walks from here to a stop at most; 0: as far as from stop to stop.
    """

    latitude: float
    longitude: float
    name: str = ""
    metres: float = 0.0

    def walked(self, walking: Walking) -> Walking:
        """How people walk from here."""
        return replace(walking, metres=self.metres) if self.metres else walking


Place = AtStop | AtPoint


@dataclass(frozen=True, slots=True)
class Around:
    """The stops from which one can board near a place, or to which one can ride, and the seconds on foot."""

    stops: Ints
    seconds: Ints

    def to(self, stop: int) -> int:
        """The seconds to a stop of these."""
        return int(self.seconds[np.flatnonzero(self.stops == stop)[0]])


def around(timetable: Timetable, place: Place, walking: Walking, *, leaving: bool) -> Around:
    """The stops around a place; for stops, by their footpaths in the direction one walks.

    Raises:
        UnknownStop: there is no such stop or station.
        TransitError: the point is not on Earth.
    """
    if isinstance(place, AtPoint):
        if not (-90 <= place.latitude <= 90 and -180 <= place.longitude <= 180):
            raise TransitError(f"({place.latitude}, {place.longitude}) is not a point on Earth")
        return Around(
            *nearest_to(
                place.latitude,
                place.longitude,
                timetable.latitudes,
                timetable.longitudes,
                timetable.served,
                place.walked(walking),
            )
        )
    nearest: dict[int, int] = {}
    for platform in timetable.platforms(place.stop_id):
        nearest[platform] = 0
        for stop, seconds in _paths(timetable, platform, leaving=leaving):
            nearest[stop] = min(seconds, nearest.get(stop, seconds))
    if timetable.inner:  # who comes on foot, or goes on on foot, is no passenger of whom a rule speaks
        own = [stop for stop in nearest if timetable.homes[stop] == stop]
        nearest = {inner: nearest[stop] for stop in own for inner in timetable.with_inner([stop])}
    stops = sorted(nearest)
    return Around(np.array(stops, np.int32), np.array([nearest[stop] for stop in stops], np.int32))


def _paths(timetable: Timetable, stop: int, *, leaving: bool) -> list[tuple[int, int]]:
    paths = timetable.footpaths
    if leaving:
        own = slice(paths.begin[stop], paths.begin[stop + 1])
        return list(zip(paths.targets[own].tolist(), paths.seconds[own].tolist(), strict=True))
    begin, order = timetable.paths_to
    coming = order[begin[stop] : begin[stop + 1]]
    origins = np.searchsorted(paths.begin, coming, side="right") - 1
    return list(zip(origins.tolist(), paths.seconds[coming].tolist(), strict=True))


def on_foot(
    timetable: Timetable, origin: Place, destination: Place, walking: Walking, near: Around | None = None
) -> int | None:
    """The seconds to walk all the way, where it is no farther than one walks to a stop; else None.

    `near` are the stops around the origin, where they are known already.

    Raises:
        UnknownStop: there is no such stop or station.
        TransitError: a point is not on Earth.
    """
    if isinstance(origin, AtStop) and isinstance(destination, AtStop):
        near = near or around(timetable, origin, walking, leaving=True)
        platforms = set(timetable.platforms(destination.stop_id))
        found = zip(near.stops.tolist(), near.seconds.tolist(), strict=True)
        return min((seconds for stop, seconds in found if stop in platforms), default=None)
    lengths = [
        math.hypot(latitude - other_latitude, (longitude - other_longitude) * math.cos(math.radians(latitude)))
        for latitude, longitude in _points(timetable, origin)
        for other_latitude, other_longitude in _points(timetable, destination)
    ]
    metres = min(lengths, default=math.inf) * METRES_PER_DEGREE
    farthest = max(one.walked(walking).metres for one in (origin, destination) if isinstance(one, AtPoint))
    return math.ceil(metres * walking.detour / walking.speed) if metres <= farthest else None


def _points(timetable: Timetable, place: Place) -> list[tuple[float, float]]:
    if isinstance(place, AtPoint):
        return [(place.latitude, place.longitude)]
    stops = timetable.platforms(place.stop_id)
    return [(float(timetable.latitudes[stop]), float(timetable.longitudes[stop])) for stop in stops]
