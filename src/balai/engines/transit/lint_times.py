"""Rules of stop_times.txt, frequencies.txt and pathways.txt."""

from __future__ import annotations

import polars as pl

from balai.engines.transit.notices import Notices, Severity
from balai.engines.transit.reading import LEFT_OUT, ROW
from balai.engines.transit.source import Limits

TIMES = "stop_times.txt"
FREQUENCIES = "frequencies.txt"
FASTEST = 150 / 3.6
"""Metres per second on a road or a city's rails, after the validator's own threshold for buses."""
RAIL = 2
TRIPS_LEFT_OUT = "The trips are left out."
Tables = dict[str, pl.DataFrame]


def examine_times(tables: Tables, notices: Notices, limits: Limits) -> Tables:
    """The tables with stop times in order of trip and sequence, without trips that run backwards in time."""
    times = tables["stop_times"].sort("trip_id", "stop_sequence", maintain_order=True)
    times = _without_stations(times, tables["stops"], notices)
    times = _without_long_trips(times, notices, limits)
    _tell_halves(times, notices)
    arrival = pl.coalesce("arrival_time", "departure_time")
    departure = pl.coalesce("departure_time", "arrival_time")
    times = times.with_columns(arrival_time=arrival, departure_time=departure)
    _tell_edges(times, notices)
    times = _without_backwards(times, notices)
    _tell_distances(times, notices)
    _tell_fast(times, tables, notices)
    frequencies = _examine_frequencies(tables["frequencies"], notices)
    _tell_pathways(tables["pathways"], notices)
    _tell_blocks(times, tables["trips"], notices)
    return {**tables, "stop_times": times, "frequencies": frequencies}


def _without_stations(times: pl.DataFrame, stops: pl.DataFrame, notices: Notices) -> pl.DataFrame:
    others = stops.filter(pl.col("location_type").fill_null(0) != 0)["stop_id"]
    wrong = times.filter(pl.col("stop_id").is_in(others.implode()))
    _tell("location_with_unexpected_stop_time", wrong, "stop_id", LEFT_OUT, notices)
    return times.join(wrong.select(ROW), on=ROW, how="anti", maintain_order="left") if wrong.height else times


def _without_long_trips(times: pl.DataFrame, notices: Notices, limits: Limits) -> pl.DataFrame:
    counts = times.group_by("trip_id").agg(pl.len().alias("calls"), pl.col(ROW).first())
    long = counts.filter(pl.col("calls") > limits.stops_per_trip)
    _tell("too_many_rows", long, "trip_id", TRIPS_LEFT_OUT, notices)
    short = counts.filter(pl.col("calls") < 2)
    effect = "A trip of one stop leads nowhere."
    _tell("unusable_trip", short, "trip_id", effect, notices, severity=Severity.WARNING)
    bad = pl.concat([long, short])["trip_id"]
    return times.filter(~pl.col("trip_id").is_in(bad.implode())) if bad.len() else times


def _tell_halves(times: pl.DataFrame, notices: Notices) -> None:
    halves = times.filter(pl.col("arrival_time").is_null() != pl.col("departure_time").is_null())
    effect = "Arrival and departure are taken as equal."
    _tell("stop_time_with_only_arrival_or_departure_time", halves, "arrival_time", effect, notices)


def _tell_edges(times: pl.DataFrame, notices: Notices) -> None:
    edge = pl.col("trip_id").is_first_distinct() | pl.col("trip_id").is_last_distinct()
    lacking = times.filter(edge & pl.col("arrival_time").is_null())
    effect = "The trips are left out, unless a headway file gives them a speed."
    _tell("missing_trip_edge", lacking, "trip_id", effect, notices)


def _without_backwards(times: pl.DataFrame, notices: Notices) -> pl.DataFrame:
    timed = times.filter(pl.col("arrival_time").is_not_null())
    previous = pl.col("departure_time").shift(1).over("trip_id")
    backwards = timed.filter(pl.col("arrival_time") < previous)
    _tell("stop_time_with_arrival_before_previous_departure_time", backwards, "arrival_time", TRIPS_LEFT_OUT, notices)
    inside = timed.filter(pl.col("departure_time") < pl.col("arrival_time"))
    _tell("start_and_end_range_out_of_order", inside, "departure_time", TRIPS_LEFT_OUT, notices)
    bad = pl.concat([backwards["trip_id"], inside["trip_id"]]).unique()
    return times.filter(~pl.col("trip_id").is_in(bad.implode())) if bad.len() else times


def _tell_distances(times: pl.DataFrame, notices: Notices) -> None:
    measured = times.filter(pl.col("shape_dist_traveled").is_not_null())
    previous = pl.col("shape_dist_traveled").shift(1).over("trip_id")
    falling = measured.filter(pl.col("shape_dist_traveled") <= previous)
    effect = "The trips' lengths are measured in straight lines from stop to stop."
    _tell("decreasing_or_equal_stop_time_distance", falling, "shape_dist_traveled", effect, notices)


def _tell_fast(times: pl.DataFrame, tables: Tables, notices: Notices) -> None:
    """Each stop-to-stop hop faster than a vehicle of its kind can be; minutes are rounded, so a minute is granted."""
    kinds = tables["trips"].join(tables["routes"].select("route_id", "route_type"), on="route_id")
    places = tables["stops"].select("stop_id", "stop_lat", "stop_lon")
    hops = (
        times.lazy()
        .filter(pl.col("arrival_time").is_not_null())
        .join(places.lazy(), on="stop_id", maintain_order="left")
        .join(kinds.lazy().select("trip_id", "route_type"), on="trip_id", maintain_order="left")
        .with_columns(
            seconds=pl.col("arrival_time") - pl.col("departure_time").shift(1).over("trip_id"),
            north=(pl.col("stop_lat") - pl.col("stop_lat").shift(1).over("trip_id")) * 111_195,
            east=(pl.col("stop_lon") - pl.col("stop_lon").shift(1).over("trip_id"))
            * 111_195
            * pl.col("stop_lat").radians().cos(),
        )
        .filter(
            (pl.col("north") ** 2 + pl.col("east") ** 2).sqrt() > (pl.col("seconds") + 60) * FASTEST,
            pl.col("route_type") != RAIL,
        )
        .select(ROW, "stop_id")
        .collect()
    )
    effect = "Journeys look quicker than they can be."
    rule = "fast_travel_between_consecutive_stops"
    _tell(rule, hops, "stop_id", effect, notices, severity=Severity.WARNING)


def _examine_frequencies(frequencies: pl.DataFrame, notices: Notices) -> pl.DataFrame:
    never = frequencies.filter(pl.col("headway_secs") <= 0)
    _tell("number_out_of_range", never, "headway_secs", LEFT_OUT, notices, file=FREQUENCIES)
    backwards = frequencies.filter(pl.col("start_time") > pl.col("end_time"))
    _tell("start_and_end_range_out_of_order", backwards, "end_time", LEFT_OUT, notices, file=FREQUENCIES)
    equal = frequencies.filter(pl.col("start_time") == pl.col("end_time"))
    _tell("start_and_end_range_equal", equal, "end_time", LEFT_OUT, notices, file=FREQUENCIES)
    sound = frequencies.filter(pl.col("headway_secs") > 0, pl.col("start_time") < pl.col("end_time"))
    sound = sound.sort("trip_id", "start_time", maintain_order=True)
    overlapping = sound.filter(pl.col("start_time") < pl.col("end_time").shift(1).over("trip_id"))
    effect = "Both rows' departures run."
    _tell("overlapping_frequency", overlapping, "start_time", effect, notices, file=FREQUENCIES)
    return sound


def _tell_pathways(pathways: pl.DataFrame, notices: Notices) -> None:
    loops = pathways.filter(pl.col("from_stop_id") == pl.col("to_stop_id"))
    effect = "It leads nowhere."
    rule = "pathway_loop"
    _tell(rule, loops, "pathway_id", effect, notices, severity=Severity.WARNING, file="pathways.txt")


def _tell_blocks(times: pl.DataFrame, trips: pl.DataFrame, notices: Notices) -> None:
    """Trips of one vehicle and one service that run at the same time."""
    spans = times.group_by("trip_id").agg(begins=pl.col("arrival_time").min(), ends=pl.col("departure_time").max())
    blocks = trips.filter(pl.col("block_id").is_not_null()).join(spans, on="trip_id")
    blocks = blocks.sort("block_id", "service_id", "begins", "trip_id")
    overlapping = blocks.filter(pl.col("begins") < pl.col("ends").shift(1).over("block_id", "service_id"))
    effect = "Staying seated from one of these trips to the next is not offered."
    _tell("block_trips_with_overlapping_stop_times", overlapping, "block_id", effect, notices, file="trips.txt")


def _tell(
    rule: str,
    rows: pl.DataFrame,
    field: str,
    effect: str,
    notices: Notices,
    *,
    severity: Severity = Severity.ERROR,
    file: str = TIMES,
) -> None:
    places = list(rows.select(ROW, field).head(20).iter_rows())
    notices.add(rule, severity, file, field=field, effect=effect, places=places, count=rows.height)
