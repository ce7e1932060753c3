"""Rules of transfers.txt about changing, types 0 to 3: whether they name stops, routes and trips as the reference wants it."""

from __future__ import annotations

import polars as pl

from balai.engines.transit.notices import Notices, Severity
from balai.engines.transit.reading import LEFT_OUT, ROW
from balai.engines.transit.transfers import FORBIDDEN, STATION

FILE = "transfers.txt"
Tables = dict[str, pl.DataFrame]


def examine_changes(tables: Tables, notices: Notices) -> Tables:
    """The tables without rows of types 0 to 3 that lack a stop, or name an unknown route or one that is not the trip's,
    a place where nobody changes, or a stop at which the trip does not call.

    A trip calls at a station where it calls at one of its stops.
    """
    transfers = tables["transfers"]
    changes = transfers.filter(pl.col("transfer_type").fill_null(0) <= FORBIDDEN)
    if not changes.height:
        return tables
    wrong = [changes.select(ROW).head(0)]
    for side in ("from", "to"):
        stop, route, trip = (f"{side}_{kind}_id" for kind in ("stop", "route", "trip"))
        lacking = changes.filter(pl.col(stop).is_null())
        strange = changes.filter(
            pl.col(route).is_not_null() & ~pl.col(route).is_in(tables["routes"]["route_id"].implode())
        )
        own = tables["trips"].select(pl.col("trip_id").alias(trip), own="route_id")
        foreign = changes.join(own, on=trip, maintain_order="left").filter(pl.col(route) != pl.col("own"))
        foreign = foreign.join(strange.select(ROW), on=ROW, how="anti", maintain_order="left")
        places = tables["stops"].filter(pl.col("location_type").fill_null(0) <= STATION)["stop_id"]
        inside = changes.filter(pl.col(stop).is_not_null() & ~pl.col(stop).is_in(places.implode()))
        absent = _absent(changes, tables, trip, stop).join(
            inside.select(ROW), on=ROW, how="anti", maintain_order="left"
        )
        for rule, rows, field in (
            ("missing_required_field", lacking, stop),
            ("foreign_key_violation", strange, route),
            ("transfer_with_invalid_trip_and_route", foreign, route),
            ("transfer_with_invalid_stop_location_type", inside, stop),
            ("transfer_with_invalid_trip_and_stop", absent, stop),
        ):
            _tell(rule, rows, field, notices)
            wrong.append(rows.select(ROW))
    bad = pl.concat(wrong).unique()
    return {**tables, "transfers": transfers.join(bad, on=ROW, how="anti", maintain_order="left")}


def _absent(changes: pl.DataFrame, tables: Tables, trip: str, stop: str) -> pl.DataFrame:
    """Rows that name a trip and a stop, or station, at which it does not call."""
    named = changes.drop_nulls([trip, stop])
    times = tables["stop_times"].filter(pl.col("trip_id").is_in(named[trip].unique().implode()))
    calls = times.select(pl.col("trip_id").alias(trip), "stop_id").unique()
    stations = tables["stops"].select("stop_id", "parent_station").drop_nulls()
    inside = calls.join(stations, on="stop_id").select(trip, pl.col("parent_station").alias(stop))
    known = pl.concat([calls.rename({"stop_id": stop}), inside])
    return named.join(known, on=[trip, stop], how="anti", maintain_order="left")


def _tell(rule: str, rows: pl.DataFrame, field: str, notices: Notices) -> None:
    places = list(rows.select(ROW, field).head(20).iter_rows())
    notices.add(rule, Severity.ERROR, FILE, field=field, effect=LEFT_OUT, places=places, count=rows.height)
