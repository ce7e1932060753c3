"""Rules of transfers.txt where it links trips: types 4 and 5, which say whether one may stay seated."""

from __future__ import annotations

import polars as pl

from balai.engines.transit.layovers import Staying
from balai.engines.transit.notices import Notices, Severity
from balai.engines.transit.reading import LEFT_OUT, ROW
from balai.engines.transit.staying import DAY, LEAVE, STAY

FILE = "transfers.txt"
NOT_OFFERED = "Staying seated from the one trip to the other is not offered."
SIDES = (("from", "last"), ("to", "first"))
Tables = dict[str, pl.DataFrame]


def examine_seats(tables: Tables, notices: Notices, staying: Staying) -> Tables:
    """The tables without rows of types 4 and 5 that name no two trips, or not as the reference wants it."""
    transfers = tables["transfers"]
    linked = transfers.filter(pl.col("transfer_type").is_in([STAY, LEAVE]))
    if not linked.height:
        return tables
    wrong: list[pl.DataFrame] = []
    for side, _ in SIDES:
        lacking = linked.filter(pl.col(f"{side}_trip_id").is_null())
        _tell("missing_required_field", lacking, f"{side}_trip_id", LEFT_OUT, notices)
        routes = tables["trips"].select(pl.col("trip_id").alias(f"{side}_trip_id"), own="route_id")
        foreign = linked.join(routes, on=f"{side}_trip_id").filter(pl.col(f"{side}_route_id") != pl.col("own"))
        _tell("transfer_with_invalid_trip_and_route", foreign, f"{side}_route_id", LEFT_OUT, notices)
        stations = tables["stops"].filter(pl.col("location_type").fill_null(0) != 0)["stop_id"]
        inside = linked.filter(pl.col(f"{side}_stop_id").is_in(stations.implode()))
        _tell("transfer_with_invalid_stop_location_type", inside, f"{side}_stop_id", LEFT_OUT, notices)
        calls = tables["stop_times"].select(
            pl.col("trip_id").alias(f"{side}_trip_id"), pl.col("stop_id").alias(f"{side}_stop_id")
        )
        both = [f"{side}_trip_id", f"{side}_stop_id"]
        strange = linked.drop_nulls(both).join(calls, on=both, how="anti", maintain_order="left")
        strange = strange.join(inside.select(ROW), on=ROW, how="anti", maintain_order="left")
        _tell("transfer_with_invalid_trip_and_stop", strange, f"{side}_stop_id", LEFT_OUT, notices)
        wrong += [one.select(ROW) for one in (lacking, foreign, inside, strange)]
    bad = pl.concat(wrong).unique()
    _tell_ends(linked.join(bad, on=ROW, how="anti", maintain_order="left"), tables, notices, staying.longest_stated)
    return {**tables, "transfers": transfers.join(bad, on=ROW, how="anti", maintain_order="left")}


def _tell_ends(linked: pl.DataFrame, tables: Tables, notices: Notices, longest: int) -> None:
    """Rows that cannot be stayed by: not from the end of one trip to the beginning of the other, or at impossible times."""
    times = tables["stop_times"].join(_named(linked), on="trip_id").sort("trip_id", "stop_sequence")
    ends = times.group_by("trip_id").agg(
        first=pl.col("stop_id").first(),
        last=pl.col("stop_id").last(),
        begins=pl.col("departure_time").first(),
        ends=pl.col("arrival_time").last(),
    )
    whole = linked
    for side, _ in SIDES:
        named = ends.rename({name: f"{side}_{name}" for name in ends.columns})
        whole = whole.join(named, on=f"{side}_trip_id", how="left", maintain_order="left")
    stays = whole.filter(pl.col("transfer_type") == STAY)
    for side, end in SIDES:
        midway = stays.filter(pl.col(f"{side}_stop_id") != pl.col(f"{side}_{end}"))
        rule = "transfer_with_suspicious_mid_trip_in_seat"
        _tell(rule, midway, f"{side}_stop_id", NOT_OFFERED, notices, severity=Severity.WARNING)
    often = tables["frequencies"]["trip_id"]
    timed = stays.filter(~pl.col("from_trip_id").is_in(often.implode()), ~pl.col("to_trip_id").is_in(often.implode()))
    waits = pl.col("to_begins") - pl.col("from_ends")
    apart = timed.filter(pl.when(waits < 0).then(waits + DAY).otherwise(waits) > longest)
    rule = "in_seat_transfer_out_of_time"
    _tell(rule, apart, "to_trip_id", NOT_OFFERED, notices, severity=Severity.WARNING)


def _named(linked: pl.DataFrame) -> pl.DataFrame:
    """The trips that the rows name."""
    return pl.concat([linked["from_trip_id"], linked["to_trip_id"]]).drop_nulls().unique().to_frame("trip_id")


def _tell(
    rule: str, rows: pl.DataFrame, field: str, effect: str, notices: Notices, *, severity: Severity = Severity.ERROR
) -> None:
    places = list(rows.select(ROW, field).head(20).iter_rows())
    notices.add(rule, severity, FILE, field=field, effect=effect, places=places, count=rows.height)
