"""From a feed to a timetable."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from balai.engines.transit.chaining import chain
from balai.engines.transit.compiled import Bools, Floats, Longs
from balai.engines.transit.errors import FeedRefused
from balai.engines.transit.feed import Feed
from balai.engines.transit.frames import table_of
from balai.engines.transit.inner_stops import tell_apart
from balai.engines.transit.layovers import Staying
from balai.engines.transit.profiles import Calls, fill_between, shared
from balai.engines.transit.running import runs_of
from balai.engines.transit.services import read_services
from balai.engines.transit.source import Limits
from balai.engines.transit.staying import Vehicles, day_sets, find_links
from balai.engines.transit.streets import Streets
from balai.engines.transit.timetable import Timetable
from balai.engines.transit.walking import footpaths_of
from balai.engines.transit.walks import METRES_PER_DEGREE, Walking

FORBIDDEN = 1
"""pickup_type and drop_off_type: not possible here."""


@dataclass(frozen=True, slots=True)
class TimedTrips:
    """Trips that can be planned with: their rows in trips.txt, calls, and first departures."""

    rows: Longs
    calls: Calls
    starts: Longs


def build_timetable(
    feed: Feed,
    *,
    walking: Walking | None = None,
    streets: Streets | None = None,
    staying: Staying | None = None,
    limits: Limits | None = None,
) -> Timetable:
    """The timetable of a feed; complete a feed that lacks calendars or times first (`balai.engines.transit.headways`).

    Raises:
        FeedRefused: the feed has fatal notices, or is larger than the limits once frequencies are spread out.
    """
    if not feed.usable:
        first = feed.notices.fatal[0]
        raise FeedRefused(f"{first.file}: {first.rule}. {first.effect}")
    limits = limits or Limits()
    tables = feed.tables
    stops, routes, trips = _stops(tables["stops"]), _routes(tables), tables["trips"].drop("row")
    timed = _timed_trips(tables, stops)
    inner, calls = tell_apart(tables["transfers"], stops, trips, timed.rows, timed.calls, limits)
    route_numbers = {route: number for number, route in enumerate(routes["route_id"])}
    trip_routes = trips["route_id"].replace_strict(route_numbers, return_dtype=pl.Int32).to_numpy()
    patterns, profiles, groups = shared(calls, trip_routes[timed.rows].astype(np.int32))
    services = read_services(tables["calendar"], tables["calendar_dates"], most_days=limits.days)
    runs = runs_of(tables["frequencies"], trips, timed.rows, timed.starts, groups, services, most=limits.runs)
    footpaths = footpaths_of(stops, tables, timed.calls.served, walking or Walking(), streets, inner)
    zone = tables["agency"]["agency_timezone"].drop_nulls()
    made = Timetable(
        table_of(stops if inner is None else pl.concat([stops, stops[inner.homes]])),
        table_of(routes),
        table_of(trips),
        patterns,
        profiles,
        runs,
        services,
        footpaths,
        zone[0] if zone.len() else "UTC",
    )
    return _with_stays(made, tables, staying or Staying(), limits)


def _with_stays(timetable: Timetable, tables: dict[str, pl.DataFrame], staying: Staying, limits: Limits) -> Timetable:
    """The timetable in which vehicles that go on as other trips may be stayed in."""
    trips, transfers = tables["trips"], tables["transfers"]
    if not trips["block_id"].count() and not transfers["to_trip_id"].count():
        return timetable
    vehicles = Vehicles(
        timetable.patterns,
        timetable.profiles,
        timetable.runs,
        day_sets(timetable.services.bits),
        timetable.places,
        timetable.routes.numbers("route_type").filled(-1),
    )
    links = find_links(vehicles, transfers, trips, timetable.stops["stop_id"].to_list(), staying)
    return chain(timetable, links, most=limits.runs)


def _stops(table: pl.DataFrame) -> pl.DataFrame:
    numbers = table.select(parent_station="stop_id").with_row_index("parent")
    joined = table.join(numbers, on="parent_station", how="left", maintain_order="left")
    return joined.with_columns(
        pl.col("parent").cast(pl.Int32).fill_null(-1),
        pl.col("location_type").fill_null(0),
        pl.col("wheelchair_boarding").fill_null(0),
        pl.coalesce("stop_name", "stop_id").alias("stop_name"),
    ).drop("row", "parent_station")


def _routes(tables: dict[str, pl.DataFrame]) -> pl.DataFrame:
    agencies, routes = tables["agency"], tables["routes"]
    if agencies.height == 1:
        name, own = (pl.lit(agencies[column][0], pl.String) for column in ("agency_name", "agency_id"))
        return routes.with_columns(name.alias("agency_name"), pl.coalesce("agency_id", own)).drop("row")
    names = agencies.select("agency_id", "agency_name").unique("agency_id", keep="first")
    return routes.join(names, on="agency_id", how="left", maintain_order="left").drop("row")


def _timed_trips(tables: dict[str, pl.DataFrame], stops: pl.DataFrame) -> TimedTrips:
    times = (
        tables["stop_times"]
        .lazy()
        .join(tables["trips"].lazy().select("trip_id").with_row_index("trip"), on="trip_id")
        .join(stops.lazy().select("stop_id").with_row_index("stop"), on="stop_id")
        .sort("trip", "stop_sequence")
        .select(
            "trip",
            "stop",
            pl.col("arrival_time").is_null().alias("lacking"),
            pl.col("arrival_time").fill_null(0),
            pl.col("departure_time").fill_null(0),
            flags=(pl.col("pickup_type").fill_null(0) != FORBIDDEN).cast(pl.UInt8)
            + (pl.col("drop_off_type").fill_null(0) != FORBIDDEN).cast(pl.UInt8) * 2,
        )
        .collect()
    )
    trip = times["trip"].to_numpy()
    first = np.flatnonzero(np.diff(trip, prepend=-1)) if len(trip) else np.zeros(0, np.int64)
    begin = np.append(first, len(trip)).astype(np.int64)
    arrivals = times["arrival_time"].to_numpy().astype(np.int32)
    departures = times["departure_time"].to_numpy().astype(np.int32)
    sound = fill_between(begin, arrivals, departures, times["lacking"].to_numpy().astype(np.bool_))
    starts = departures[begin[:-1]].astype(np.int64)
    relative = np.repeat(starts, np.diff(begin)).astype(np.int32)
    calls = Calls(
        begin,
        times["stop"].to_numpy().astype(np.int32),
        arrivals - relative,
        departures - relative,
        times["flags"].to_numpy().astype(np.uint8),
        _metres(times["stop"].to_numpy(), begin, stops),
    )
    return _kept(TimedTrips(trip[begin[:-1]].astype(np.int64), calls, starts), sound)


def _kept(timed: TimedTrips, sound: Bools) -> TimedTrips:
    if sound.all():
        return timed
    keep = np.flatnonzero(sound)
    return TimedTrips(timed.rows[keep], timed.calls.of(keep), timed.starts[keep])


def _metres(stop: Longs, begin: Longs, stops: pl.DataFrame) -> Floats:
    """Metres since each trip's first call, in straight lines on the plane that touches the Earth half-way."""
    if not len(stop):
        return np.zeros(0)
    latitude, longitude = stops["stop_lat"].to_numpy()[stop], stops["stop_lon"].to_numpy()[stop]
    north = np.diff(latitude, prepend=latitude[0])
    east = np.diff(longitude, prepend=longitude[0]) * np.cos(np.radians(latitude))
    along = np.cumsum(np.hypot(north, east)) * METRES_PER_DEGREE
    return np.asarray(along - np.repeat(along[begin[:-1]], np.diff(begin)))
