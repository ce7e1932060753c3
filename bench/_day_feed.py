"""One day of a timetable as a GTFS feed whose footpaths all stand in transfers.txt, so that every planner reads the same."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from balai.engines.transit.compiled import Ints
from balai.engines.transit.days import Day
from balai.engines.transit.near import near_pairs
from balai.engines.transit.timetable import Timetable

AGENCY = "agency_id,agency_name,agency_url,agency_timezone\na,One day,https://day.example,UTC\n"
CALENDAR = (
    "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
    "s,1,1,1,1,1,1,1,{day:%Y%m%d},{day:%Y%m%d}\n"
)


@dataclass(frozen=True)
class Paths:
    """Footpaths between stops by number, in seconds, and the seconds of a change at one stop."""

    origins: Ints
    targets: Ints
    seconds: Ints
    change: int


def all_paths(timetable: Timetable) -> Paths:
    """The footpaths of a timetable as they are: joined to no longer ones. One minute for a change."""
    paths = timetable.footpaths
    origins = np.repeat(np.arange(len(paths.change), dtype=np.int32), np.diff(paths.begin))
    return Paths(origins, np.asarray(paths.targets), np.asarray(paths.seconds), 60)


def closed_paths(timetable: Timetable, metres: float) -> Paths:
    """Footpaths of whole minutes among stops that follow each other within so many metres: each group has all of them.

    Nobody gains by walking two in a row, so planners that join footpaths and planners that don't mean the same.
    """
    served = timetable.served
    latitudes, longitudes = timetable.latitudes[served], timetable.longitudes[served]
    ones, others, _ = near_pairs(latitudes, longitudes, metres)
    group = np.arange(len(served))
    while True:
        smaller = group.copy()
        np.minimum.at(smaller, ones, group[others])
        if np.array_equal(smaller, group):
            break
        group = smaller
    frame = pl.DataFrame({"group": group, "stop": served, "latitude": latitudes, "longitude": longitudes})
    pairs = frame.join(frame, on="group").filter(pl.col("stop") != pl.col("stop_right"))
    north = (pairs["latitude"] - pairs["latitude_right"]).to_numpy() * 111_195
    east = (pairs["longitude"] - pairs["longitude_right"]).to_numpy() * 111_195 * 0.758  # at New York's latitude
    minutes = np.maximum(np.ceil(np.hypot(north, east) * 1.3 / 1.2 / 60), 1).astype(np.int32)
    return Paths(pairs["stop"].to_numpy(), pairs["stop_right"].to_numpy(), minutes * 60, 0)


def write_day(day: Day, paths: Paths, target: Path, *, plain: bool) -> None:
    """Every trip of the day that begins after midnight, with stops named by their numbers.

    `plain`: times in whole minutes, and boarding and alighting allowed at every call.
    """
    timetable = day.timetable
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("agency.txt", AGENCY)
        archive.writestr("calendar.txt", CALENDAR.format(day=day.date))
        stops = io.StringIO()
        rows = csv.writer(stops)
        rows.writerow(["stop_id", "stop_name", "stop_lat", "stop_lon"])
        for stop in timetable.served.tolist():
            rows.writerow([f"S{stop}", f"S{stop}", timetable.latitudes[stop], timetable.longitudes[stop]])
        archive.writestr("stops.txt", stops.getvalue())
        trips, times = _trips(day, plain=plain)
        routes = trips.select("route_id", agency_id=pl.lit("a"), route_short_name="route_id", route_type=pl.lit(3))
        archive.writestr("routes.txt", routes.unique(maintain_order=True).write_csv())
        archive.writestr("trips.txt", trips.write_csv())
        archive.writestr("stop_times.txt", times.write_csv())
        archive.writestr("transfers.txt", _transfers(paths, timetable.served).write_csv())


def _trips(day: Day, *, plain: bool) -> tuple[pl.DataFrame, pl.DataFrame]:
    slots, profiles, patterns = day.slots, day.profiles, day.patterns
    chosen = np.flatnonzero(np.asarray(slots.starts) >= 0)
    pattern = np.asarray(profiles.patterns)[slots.profiles[chosen]]
    trips = pl.DataFrame({"route_id": pattern, "service_id": "s", "trip_id": chosen}).with_columns(
        pl.format("r{}", "route_id").alias("route_id"), pl.format("t{}", "trip_id").alias("trip_id")
    )
    begin, first = np.asarray(profiles.begin), np.asarray(patterns.begin)
    lengths = np.diff(begin)[slots.profiles[chosen]]
    inside = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    call = np.repeat(begin[slots.profiles[chosen]], lengths) + inside
    place = np.repeat(first[pattern], lengths) + inside
    start = np.repeat(slots.starts[chosen], lengths)
    step = 60 if plain else 1
    flags = np.full(len(place), 3, np.uint8) if plain else patterns.flags[place]
    times = pl.DataFrame(
        {
            "trip_id": np.repeat(chosen, lengths),
            "arrival_time": (start + profiles.arrivals[call]) // step * step,
            "departure_time": (start + profiles.departures[call]) // step * step,
            "stop_id": patterns.stops[place],
            "stop_sequence": inside,
            "pickup_type": 1 - (flags & 1),
            "drop_off_type": 1 - (flags >> 1 & 1),
        }
    )
    return trips, times.with_columns(
        pl.format("t{}", "trip_id").alias("trip_id"),
        pl.format("S{}", "stop_id").alias("stop_id"),
        *(_clock(name) for name in ("arrival_time", "departure_time")),
    )


def _clock(name: str) -> pl.Expr:
    time = pl.col(name).cast(pl.Int64)
    parts = (time // 3600, time // 60 % 60, time % 60)
    return pl.format("{}:{}:{}", *(part.cast(pl.String).str.zfill(2) for part in parts)).alias(name)


def _transfers(paths: Paths, served: Ints) -> pl.DataFrame:
    own = np.full(len(served), paths.change, np.int32)
    table = pl.DataFrame(
        {
            "from_stop_id": np.concatenate([paths.origins, served]),
            "to_stop_id": np.concatenate([paths.targets, served]),
            "transfer_type": 2,
            "min_transfer_time": np.concatenate([paths.seconds, own]),
        }
    )
    return table.with_columns(pl.format("S{}", name).alias(name) for name in ("from_stop_id", "to_stop_id"))


def write_plain_day(feed: Path, paths: Paths, target: Path) -> None:
    """The same feed as JSON for who cannot read GTFS: patterns of [stop, flags], trips of [pattern, times]."""
    with zipfile.ZipFile(feed) as archive:
        times = pl.read_csv(archive.read("stop_times.txt"), schema_overrides={"trip_id": pl.String})
    seconds = (_seconds(name) for name in ("arrival_time", "departure_time"))
    flags = 3 - pl.col("pickup_type") - 2 * pl.col("drop_off_type")
    stop = pl.col("stop_id").str.slice(1).cast(pl.Int64)
    grouped = (
        times.select("trip_id", *seconds, call=pl.concat_list(stop, flags))
        .with_columns(pair=pl.concat_list("arrival_time", "departure_time"))
        .group_by("trip_id", maintain_order=True)
        .agg("call", pl.col("pair").list.explode(keep_nulls=False, empty_as_null=False))
    )
    numbers: dict[str, int] = {}
    runs = [
        [numbers.setdefault(json.dumps(calls), len(numbers)), moments]
        for calls, moments in zip(grouped["call"].to_list(), grouped["pair"].to_list(), strict=True)
    ]
    walks = np.stack([paths.origins, paths.targets, paths.seconds], axis=1).tolist()
    patterns = [json.loads(calls) for calls in numbers]
    whole = {"patterns": patterns, "trips": runs, "transfers": walks, "change": paths.change}
    target.write_text(json.dumps(whole), encoding="utf-8")


def _seconds(name: str) -> pl.Expr:
    parts = pl.col(name).str.split(":").list
    hours, minutes, seconds = (parts.get(place).cast(pl.Int64) for place in range(3))
    return (hours * 3600 + minutes * 60 + seconds).alias(name)
