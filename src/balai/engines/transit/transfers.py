"""What transfers.txt says about changing: between stops, between stations, and at one stop."""

from __future__ import annotations

import numpy as np
import polars as pl

from balai.engines.transit.compiled import NEVER, Ints
from balai.engines.transit.walks import METRES_PER_DEGREE, Walking, WalkSource

TIMED, WITH_MINIMUM, FORBIDDEN = 1, 2, 3
STATION = 1


def apply_transfers(
    ways: pl.DataFrame, change: Ints, stops: pl.DataFrame, transfers: pl.DataFrame, served: Ints, walking: Walking
) -> tuple[pl.DataFrame, Ints]:
    """The ways and changing times as transfers.txt wants them.

    A minimum time replaces what was computed, a forbidden change takes the way away, a recommended or timed one makes a
    way where there was none. Rules for single routes and trips are not applied; `examine` tells of them.
    """
    rules = _between_platforms(transfers, stops, served)
    if not rules.height:
        return ways, change
    own = rules.filter(pl.col("origin") == pl.col("target"))
    for stop, kind, seconds in own.select("origin", "kind", "minimum").iter_rows():
        change[stop] = {TIMED: 0, WITH_MINIMUM: seconds, FORBIDDEN: NEVER}.get(kind, change[stop])
    pairs = rules.filter(pl.col("origin") != pl.col("target"))
    joined = pairs.join(ways, on=["origin", "target"], how="left", maintain_order="left")
    lines = _lines(joined, stops) * walking.detour
    straight = pl.Series(np.ceil(lines / walking.speed).astype(np.int32))
    stated = joined.with_columns(
        seconds=pl.when(pl.col("kind") == WITH_MINIMUM)
        .then("minimum")
        .otherwise(pl.coalesce("seconds", straight))
        .cast(pl.Int32),
        metres=pl.coalesce("metres", pl.Series(np.rint(lines).astype(np.int32))),
        source=pl.lit(WalkSource.TRANSFERS.value, pl.UInt8),
    )
    others = ways.join(pairs, on=["origin", "target"], how="anti", maintain_order="left")
    allowed = stated.filter(pl.col("kind") != FORBIDDEN).select(ways.columns)
    return pl.concat([others, allowed], how="vertical_relaxed"), change


def _between_platforms(transfers: pl.DataFrame, stops: pl.DataFrame, served: Ints) -> pl.DataFrame:
    """One rule for each pair of served stops; a rule of stops comes before one of their stations."""
    general = transfers.filter(
        pl.all_horizontal(pl.col("from_route_id", "to_route_id", "from_trip_id", "to_trip_id").is_null()),
        pl.col("from_stop_id").is_not_null(),
        pl.col("to_stop_id").is_not_null(),
    )
    members = _members(stops, served)
    return (
        general.select(
            "from_stop_id",
            "to_stop_id",
            kind=pl.col("transfer_type").fill_null(0),
            minimum=pl.col("min_transfer_time").fill_null(0),
        )
        .join(members.rename({"name": "from_stop_id", "member": "origin", "far": "origin_far"}), on="from_stop_id")
        .join(members.rename({"name": "to_stop_id", "member": "target", "far": "target_far"}), on="to_stop_id")
        .sort("origin_far", "target_far", "origin", "target", maintain_order=True)
        .unique(["origin", "target"], keep="first", maintain_order=True)
        .select("origin", "target", "kind", "minimum")
    )


def _members(stops: pl.DataFrame, served: Ints) -> pl.DataFrame:
    """For each stop and station id, the served stops it means; `far` is 1 where it is their station."""
    rows = stops.with_row_index("member").with_columns(pl.col("member").cast(pl.Int32))
    platforms = rows.filter(pl.col("member").is_in(pl.Series(served).implode()))
    own = platforms.select(pl.col("stop_id").alias("name"), "member", far=pl.lit(0, pl.Int8))
    stations = rows.filter(pl.col("location_type") == STATION).select("stop_id", parent="member")
    children = platforms.join(stations.rename({"stop_id": "name"}), on="parent")
    return pl.concat([own, children.select("name", "member", far=pl.lit(1, pl.Int8))])


def _lines(pairs: pl.DataFrame, stops: pl.DataFrame) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    latitude, longitude = stops["stop_lat"].to_numpy(), stops["stop_lon"].to_numpy()
    origin, target = pairs["origin"].to_numpy(), pairs["target"].to_numpy()
    north = latitude[origin] - latitude[target]
    east = (longitude[origin] - longitude[target]) * np.cos(np.radians(latitude[origin]))
    return np.asarray(np.hypot(north, east) * METRES_PER_DEGREE)
