"""What a city declares where its feed says nothing: on which days services run, how often, and how fast.

Nothing is completed without a declaration, and everything completed is told as a notice.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import polars as pl

from balai.engines.transit.columns import COLUMNS
from balai.engines.transit.errors import HeadwaysRefused
from balai.engines.transit.feed import Feed
from balai.engines.transit.notices import Notices, Severity
from balai.engines.transit.reading import ROW
from balai.engines.transit.services import WEEKDAYS
from balai.engines.transit.walks import METRES_PER_DEGREE

CLOCK = re.compile(r"(\d{1,2}):([0-5]\d)")
KEYS = {"from", "until", "timezone", "agency", "services", "headways", "kmh"}
LENGTHENED = 1.2
"""Lines are longer than straight lines from stop to stop."""


@dataclass(frozen=True, slots=True)
class Period:
    """Vehicles every `headway` seconds from one second of the day up to another."""

    begin: int
    end: int
    headway: int


@dataclass(frozen=True, slots=True)
class Rule:
    """The periods of some routes, by id or short name; with no routes, of all that no earlier rule names."""

    routes: frozenset[str]
    periods: tuple[Period, ...]


@dataclass(frozen=True, slots=True)
class Headways:
    """A headway file."""

    begin: date
    end: date
    timezone: str
    agency: str
    services: dict[str, frozenset[str]]
    rules: tuple[Rule, ...]
    kmh: dict[int, float]
    """Speed by route_type, for trips without times."""


def read_headways(value: Mapping[str, Any]) -> Headways:
    """A headway file, parsed from YAML.

    Raises:
        HeadwaysRefused: a key is unknown or lacks, or a value is impossible; the sentence names it.
    """
    unknown = sorted(set(value) - KEYS)
    if unknown:
        raise HeadwaysRefused(f"{unknown[0]} is not one of {', '.join(sorted(KEYS))}")
    try:
        begin, end = (date.fromisoformat(str(value[key])) for key in ("from", "until"))
        services = {str(name): _weekdays(days) for name, days in value.get("services", {}).items()}
        rules = tuple(_rule(one) for one in value.get("headways", ()))
        kmh = {int(kind): float(speed) for kind, speed in value.get("kmh", {}).items()}
        timezone = str(value["timezone"])
    except HeadwaysRefused:
        raise
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise HeadwaysRefused(f"the headway file cannot be read: {error}") from error
    if begin > end or any(not 0 < speed <= 400 for speed in kmh.values()):
        raise HeadwaysRefused("`from` comes after `until`, or a speed is impossible")
    return Headways(begin, end, timezone, str(value.get("agency", "")), services, rules, kmh)


def _weekdays(days: Any) -> frozenset[str]:
    named = {"daily": WEEKDAYS, "weekdays": WEEKDAYS[:5], "weekend": WEEKDAYS[5:]}.get(str(days), days)
    if isinstance(named, str) or not set(named) <= set(WEEKDAYS):
        raise HeadwaysRefused(f"{days!r} is neither daily, weekdays nor weekend, nor a list of weekdays")
    return frozenset(named)


def _rule(value: Mapping[str, Any]) -> Rule:
    periods = tuple(
        Period(_clock(one["from"]), _clock(one["to"]), round(60 * float(one["every"]))) for one in value["periods"]
    )
    if any(period.begin >= period.end or period.headway < 30 for period in periods):
        raise HeadwaysRefused("a period ends before it begins, or its vehicles come more often than every half minute")
    return Rule(frozenset(str(route) for route in value.get("routes", ())), periods)


def _clock(text: Any) -> int:
    found = CLOCK.fullmatch(str(text))
    if not found:
        raise HeadwaysRefused(f"{text!r} is not a time such as 05:00; write it in quotes")
    return int(found[1]) * 3600 + int(found[2]) * 60


def complete(feed: Feed, headways: Headways) -> Feed:
    """The feed with what the headway file declares, where the feed itself says nothing."""
    notices = Notices()
    for notice in feed.notices:
        notices.keep(notice)
    tables = dict(feed.tables)
    tables["agency"] = _agency(tables["agency"], headways)
    tables["calendar"] = _calendar(tables, headways, notices)
    tables["frequencies"] = _frequencies(tables, headways, notices)
    tables["stop_times"] = _times(tables, headways, notices)
    return replace(feed, tables=tables, notices=notices)


def _appended(name: str, table: pl.DataFrame, rows: list[dict[str, Any]]) -> pl.DataFrame:
    if not rows:
        return table
    whole = [{ROW: 0, **dict.fromkeys(COLUMNS[name]), **row} for row in rows]
    return pl.concat([table, pl.DataFrame(whole, schema=table.schema, orient="row")])


def _agency(agencies: pl.DataFrame, headways: Headways) -> pl.DataFrame:
    if agencies.height:
        return agencies
    row = {"agency_name": headways.agency, "agency_timezone": headways.timezone}
    return _appended("agency", agencies, [row])


def _calendar(tables: dict[str, pl.DataFrame], headways: Headways, notices: Notices) -> pl.DataFrame:
    known = set(tables["calendar"]["service_id"]) | set(tables["calendar_dates"]["service_id"])
    used = set(tables["trips"]["service_id"])
    rows = [
        {
            "service_id": service,
            **{day: int(day in days) for day in WEEKDAYS},
            "start_date": headways.begin,
            "end_date": headways.end,
        }
        for service, days in sorted(headways.services.items())
        if service in used - known
    ]
    _tell("calendar.txt", "service_id", [str(row["service_id"]) for row in rows], "These days are declared.", notices)
    return _appended("calendar", tables["calendar"], rows)


def _frequencies(tables: dict[str, pl.DataFrame], headways: Headways, notices: Notices) -> pl.DataFrame:
    names = {
        route: {route, short} for route, short in tables["routes"].select("route_id", "route_short_name").iter_rows()
    }
    own = set(tables["frequencies"]["trip_id"])
    rows: list[dict[str, Any]] = []
    for trip, route in tables["trips"].select("trip_id", "route_id").iter_rows():
        rule = next((one for one in headways.rules if not one.routes or one.routes & names[route]), None)
        if trip not in own and rule:
            rows.extend(
                {
                    "trip_id": trip,
                    "start_time": period.begin,
                    "end_time": period.end,
                    "headway_secs": period.headway,
                    "exact_times": 0,
                }
                for period in rule.periods
            )
    trips = list(dict.fromkeys(str(row["trip_id"]) for row in rows))
    _tell("frequencies.txt", "trip_id", trips, "How often these trips run is declared.", notices)
    return _appended("frequencies", tables["frequencies"], rows)


def _times(tables: dict[str, pl.DataFrame], headways: Headways, notices: Notices) -> pl.DataFrame:
    """Times for the trips that have none at all, by the speed declared for their kind of route."""
    times = tables["stop_times"]
    if not headways.kmh:
        return times
    untimed = times.group_by("trip_id").agg(pl.col("arrival_time").is_null().all().alias("untimed"))
    kinds = tables["trips"].join(tables["routes"].select("route_id", "route_type"), on="route_id")
    speeds = pl.DataFrame(
        {"route_type": list(headways.kmh), "speed": [kmh / 3.6 for kmh in headways.kmh.values()]},
        schema={"route_type": pl.Int32, "speed": pl.Float64},
    )
    chosen = untimed.filter("untimed").join(kinds, on="trip_id").join(speeds, on="route_type")
    places = tables["stops"].select("stop_id", "stop_lat", "stop_lon")
    north = pl.col("stop_lat").diff().over("trip_id")
    east = pl.col("stop_lon").diff().over("trip_id") * pl.col("stop_lat").radians().cos()
    hop = ((north**2 + east**2).sqrt() * METRES_PER_DEGREE * LENGTHENED).fill_null(0.0)
    seconds = (hop / pl.col("speed")).ceil().cum_sum().over("trip_id").cast(pl.Int32)
    paced = (
        times.join(chosen.select("trip_id", "speed"), on="trip_id", how="left", maintain_order="left")
        .join(places, on="stop_id", how="left", maintain_order="left")
        .with_columns(paced=pl.when(pl.col("speed").is_not_null()).then(seconds))
        .with_columns(
            arrival_time=pl.coalesce("arrival_time", "paced"), departure_time=pl.coalesce("departure_time", "paced")
        )
    )
    trips = sorted(chosen["trip_id"])
    _tell("stop_times.txt", "arrival_time", trips, "How fast these trips run is declared.", notices)
    return paced.select(times.columns)


def _tell(file: str, field: str, ids: list[str], effect: str, notices: Notices) -> None:
    places = [(0, name) for name in ids]
    notices.add(
        "declared_in_headway_file",
        Severity.INFORMATION,
        file,
        field=field,
        effect=effect,
        places=places,
        count=len(ids),
    )
