"""The rules that tables keep among each other. What breaks one is told, and left out where it cannot be used."""

from __future__ import annotations

import polars as pl

from balai.engines.transit.columns import KEYS
from balai.engines.transit.layovers import Staying
from balai.engines.transit.lint_changes import examine_changes
from balai.engines.transit.lint_places import examine_places
from balai.engines.transit.lint_seats import examine_seats
from balai.engines.transit.lint_times import examine_times
from balai.engines.transit.notices import Notices, Severity
from balai.engines.transit.reading import LEFT_OUT, ROW
from balai.engines.transit.source import Limits

REFERENCES = (
    ("trips", "route_id", "routes", "route_id"),
    ("stop_times", "trip_id", "trips", "trip_id"),
    ("stop_times", "stop_id", "stops", "stop_id"),
    ("frequencies", "trip_id", "trips", "trip_id"),
    ("transfers", "from_stop_id", "stops", "stop_id"),
    ("transfers", "to_stop_id", "stops", "stop_id"),
    ("transfers", "from_trip_id", "trips", "trip_id"),
    ("transfers", "to_trip_id", "trips", "trip_id"),
    ("pathways", "from_stop_id", "stops", "stop_id"),
    ("pathways", "to_stop_id", "stops", "stop_id"),
)
"""Table, column, and what it must name; in an order in which each is judged by what is left of the other."""
Tables = dict[str, pl.DataFrame]


def examine(tables: Tables, notices: Notices, limits: Limits, staying: Staying) -> Tables:
    """The tables without what breaks a rule; everything left out is in the notices."""
    tables = {name: _without_doubles(name, table, notices) for name, table in tables.items()}
    tables["stops"] = examine_places(tables["stops"], notices)
    for name, column, other, key in REFERENCES:
        tables[name] = _without_strangers(tables, name, column, other, key, notices)
    _tell_services(tables, notices)
    _tell_routes(tables["routes"], notices)
    tables = examine_seats(examine_times(tables, notices, limits), notices, staying)
    tables = examine_changes(tables, notices)
    _tell_unused(tables, notices)
    return tables


def _without_doubles(name: str, table: pl.DataFrame, notices: Notices) -> pl.DataFrame:
    key = KEYS.get(name)
    if not key or not table.height:
        return table
    first = table.select(first=pl.struct(key).is_first_distinct())["first"]
    if first.all():
        return table
    doubles = table.filter(~first)
    places = [(row[0], ", ".join(map(str, row[1:]))) for row in doubles.select(ROW, *key).head(20).iter_rows()]
    effect = "The first row of each key is used."
    notices.add(
        "duplicate_key", Severity.ERROR, f"{name}.txt", field=key[0], effect=effect, places=places, count=doubles.height
    )
    return table.filter(first)


def _without_strangers(tables: Tables, name: str, column: str, other: str, key: str, notices: Notices) -> pl.DataFrame:
    table = tables[name]
    known = table[column].is_null() | table[column].is_in(tables[other][key].implode())
    if known.all():
        return table
    strangers = table.filter(~known)
    places = list(strangers.select(ROW, column).head(20).iter_rows())
    notices.add(
        "foreign_key_violation",
        Severity.ERROR,
        f"{name}.txt",
        field=column,
        effect=LEFT_OUT,
        places=places,
        count=strangers.height,
    )
    return table.filter(known)


def _tell_services(tables: Tables, notices: Notices) -> None:
    calendar, dates = tables["calendar"], tables["calendar_dates"]
    backwards = calendar.filter(pl.col("start_date") > pl.col("end_date"))
    notices.add(
        "start_and_end_range_out_of_order",
        Severity.ERROR,
        "calendar.txt",
        field="end_date",
        effect="The service runs on no day, but for its exceptions.",
        places=list(backwards.select(ROW, "end_date").head(20).iter_rows()),
        count=backwards.height,
    )
    if not calendar.height and not dates.height:
        return
    services = pl.concat([calendar["service_id"], dates["service_id"]]).unique()
    strangers = tables["trips"].filter(~pl.col("service_id").is_in(services.implode()))
    notices.add(
        "foreign_key_violation",
        Severity.ERROR,
        "trips.txt",
        field="service_id",
        effect="The trips run on no day, unless a headway file says on which.",
        places=list(strangers.select(ROW, "service_id").head(20).iter_rows()),
        count=strangers.height,
    )


def _tell_routes(routes: pl.DataFrame, notices: Notices) -> None:
    nameless = routes.filter(pl.col("route_short_name").is_null() & pl.col("route_long_name").is_null())
    notices.add(
        "route_both_short_and_long_name_missing",
        Severity.ERROR,
        "routes.txt",
        field="route_short_name",
        effect="Journeys name the route by its id.",
        places=list(nameless.select(ROW, "route_id").head(20).iter_rows()),
        count=nameless.height,
    )


def _tell_unused(tables: Tables, notices: Notices) -> None:
    times, trips, stops = tables["stop_times"], tables["trips"], tables["stops"]
    idle = trips.filter(~pl.col("trip_id").is_in(times["trip_id"].unique().implode()))
    notices.add(
        "unused_trip",
        Severity.WARNING,
        "trips.txt",
        field="trip_id",
        effect="Nobody can board these trips.",
        places=list(idle.select(ROW, "trip_id").head(20).iter_rows()),
        count=idle.height,
    )
    boarding = stops.filter(pl.col("location_type").fill_null(0) == 0)
    lonely = boarding.filter(~pl.col("stop_id").is_in(times["stop_id"].unique().implode()))
    notices.add(
        "stop_without_stop_time",
        Severity.WARNING,
        "stops.txt",
        field="stop_id",
        effect="Nothing stops at these stops.",
        places=list(lonely.select(ROW, "stop_id").head(20).iter_rows()),
        count=lonely.height,
    )
