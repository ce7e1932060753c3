"""A timetable: everything that trips, stops and footpaths say, for all days, as arrays."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from balai.engines.transit.bounds import Ahead, Hops, cells_of, hops_of, look_ahead
from balai.engines.transit.compiled import Bytes, Floats, Ints, Longs
from balai.engines.transit.errors import UnknownStop
from balai.engines.transit.journeys import Spot
from balai.engines.transit.names import Table, rows_where
from balai.engines.transit.services import Services

STATION = 1


@dataclass(frozen=True, slots=True)
class Patterns:
    """Sequences of calls of one route. Pattern `i` has the calls `begin[i]` to `begin[i + 1]`."""

    begin: Longs
    stops: Ints
    flags: Bytes
    """1 boarding, 2 alighting, 3 both; 4 more where the vehicle goes on as another trip (`Stays`)."""
    metres: Floats
    """Along the line since the first call, in straight lines from stop to stop."""
    routes: Ints


@dataclass(frozen=True, slots=True)
class Profiles:
    """Times along a pattern, in seconds after the first departure. `begin` as in `Patterns`."""

    begin: Longs
    patterns: Ints
    arrivals: Ints
    departures: Ints


@dataclass(frozen=True, slots=True)
class Runs:
    """Trips with the time of their first departure, in seconds of the service day.

    A trip of frequencies.txt has one run for each departure; `headways` is its seconds between two where the times are
    not exact, else 0.
    """

    trips: Ints
    profiles: Ints
    starts: Ints
    services: Ints
    headways: Ints


@dataclass(frozen=True, slots=True)
class Stays:
    """Where one may stay seated: a run that goes on as other trips of the same vehicle, one row for each of these.

    Rows come by run, then in the order of travel. `trips` are rows of trips.txt, `calls` the call of the run at which the
    trip begins, `days` how many service days after the run's own it does.
    """

    runs: Ints
    trips: Ints
    calls: Ints
    days: Ints

    def of(self, run: int) -> list[tuple[int, int, int]]:
        """Trip, first call and days of each trip that a run goes on as."""
        begin, end = np.searchsorted(self.runs, [run, run + 1])
        parts = (part[begin:end].tolist() for part in (self.trips, self.calls, self.days))
        return list(zip(*parts, strict=True))


def no_stays() -> Stays:
    """Nobody can stay seated anywhere."""
    return Stays(*(np.zeros(0, np.int32) for _ in Stays.__slots__))


@dataclass(frozen=True, slots=True)
class Footpaths:
    """Ways on foot between stops, by origin: stop `i` has the paths `begin[i]` to `begin[i + 1]`.

    `sources` says where each comes from (`balai.engines.transit.walks.WalkSource`). `change` is the seconds that
    changing at one stop takes, for each stop.
    """

    begin: Ints
    targets: Ints
    seconds: Ints
    metres: Ints
    sources: Bytes
    change: Ints


@dataclass(frozen=True)
class Timetable:
    """All of it. Never changed after it is made; read from many threads.

    stops: stop_id, stop_name, stop_lat, stop_lon, location_type, parent (row, or -1), wheelchair_boarding, …; where rules
    of transfers.txt tell trips apart, further rows of the same id, behind all stops: inner stops
    routes: route_id, agency_id, agency_name, route_short_name, route_long_name, route_type, route_color, …
    trips: trip_id, trip_headsign, wheelchair_accessible, block_id, …
    """

    stops: Table
    routes: Table
    trips: Table
    patterns: Patterns
    profiles: Profiles
    runs: Runs
    services: Services
    footpaths: Footpaths
    timezone: str
    stays: Stays = field(default_factory=no_stays)

    @cached_property
    def stop_numbers(self) -> dict[str, int]:
        """The row of each stop id, of several the first."""
        found: dict[str, int] = {}
        for number, stop in enumerate(self.stops["stop_id"]):
            found.setdefault(stop, number)
        return found

    @cached_property
    def homes(self) -> Ints:
        """For each row of stops the row of the stop itself: of others for inner stops alone (`inner_stops`)."""
        if len(self.stop_numbers) == self.stops.height:
            return np.arange(self.stops.height, dtype=np.int32)
        return np.array([self.stop_numbers[stop] for stop in self.stops["stop_id"]], np.int32)

    @cached_property
    def inner(self) -> dict[int, list[int]]:
        """The inner stops of each stop that has some."""
        found: dict[int, list[int]] = {}
        for stop in np.flatnonzero(self.homes != np.arange(len(self.homes))).tolist():
            found.setdefault(int(self.homes[stop]), []).append(stop)
        return found

    def with_inner(self, stops: Iterable[int]) -> list[int]:
        """These stops, and their inner stops."""
        return [one for stop in stops for one in (stop, *self.inner.get(stop, ()))]

    @cached_property
    def places(self) -> Ints:
        """For each stop its station, or the stop itself."""
        parents = self.stops.numbers("parent").filled(-1)
        return np.where(parents >= 0, parents, self.homes).astype(np.int32)

    @cached_property
    def spots(self) -> tuple[Spot, ...]:
        """Every stop as journeys tell of it, made once: some 2 µs and 250 bytes for each."""
        names = ("stop_id", "stop_name", "platform_code", "wheelchair_boarding")
        stop_ids, titles, platforms, wheelchairs = (self.stops[name].to_list() for name in names)
        places = zip(
            stop_ids, titles, self.latitudes.tolist(), self.longitudes.tolist(), platforms, wheelchairs, strict=True
        )
        return tuple(
            Spot(stop, name, latitude, longitude, platform or "", int(wheelchair))
            for stop, name, latitude, longitude, platform, wheelchair in places
        )

    @cached_property
    def told_routes(self) -> dict[int, dict[str, Any]]:
        """What rides say of the routes that somebody was told of, by row; grows as they are asked for."""
        return {}

    @cached_property
    def paths_to(self) -> tuple[Longs, Longs]:
        """The footpaths by target: stop `i` is reached by the paths `order[begin[i]:begin[i + 1]]`."""
        order = np.argsort(self.footpaths.targets, kind="stable")
        counts = np.bincount(self.footpaths.targets, minlength=len(self.footpaths.change))
        return np.append(0, np.cumsum(counts)), order

    @cached_property
    def route_numbers(self) -> dict[str, int]:
        """The row of each route id."""
        return {route: number for number, route in enumerate(self.routes["route_id"])}

    @cached_property
    def latitudes(self) -> Floats:
        """Degrees, for each stop."""
        return self.stops.numbers("stop_lat").filled(0.0)

    @cached_property
    def longitudes(self) -> Floats:
        """Degrees, for each stop."""
        return self.stops.numbers("stop_lon").filled(0.0)

    @cached_property
    def ahead(self) -> Ahead:
        """How long it takes at least from each stop to each part of the city, on the quickest day."""
        return look_ahead(self._hops, cells_of(self.latitudes, self.longitudes))

    @cached_property
    def behind(self) -> Ahead:
        """How long it takes at least from each part of the city to each stop."""
        return look_ahead(self._hops.reversed(), self.ahead.cells)

    def with_bounds(self, ahead: Ahead, behind: Ahead) -> Timetable:
        """This timetable, which need not work out `ahead` and `behind` again: they were kept with it."""
        vars(self).update(ahead=ahead, behind=behind)
        return self

    @cached_property
    def _hops(self) -> Hops:
        return hops_of(self.patterns, self.profiles, self.footpaths)

    @cached_property
    def served(self) -> Ints:
        """The stops where something stops, in order, inner ones among them."""
        return np.unique(self.patterns.stops)

    def platforms(self, stop_id: str) -> list[int]:
        """The stop itself, or all stops of the station that has this id.

        Raises:
            UnknownStop: there is none.
        """
        number = self.stop_numbers.get(stop_id)
        if number is None:
            raise UnknownStop(f"There is no stop or station {stop_id!r}")
        if self.stops["location_type"][number] != STATION:
            return [number]
        return [int(one) for one in rows_where(self.stops.numbers("parent"), number) if self.homes[one] == one]

    @property
    def arrays_bytes(self) -> int:
        """Bytes of the arrays, bounds among them, tables of names aside."""
        parts = (self.patterns, self.profiles, self.runs, self.footpaths, self.stays)
        arrays = [getattr(part, name) for part in parts for name in part.__slots__]
        return int(sum(array.nbytes for array in arrays)) + self.services.bits.nbytes + 2 * self.ahead.seconds.nbytes
