"""What transfers.txt says about changing: between stops, between stations, and at one stop.

Source: GTFS Schedule reference, transfers.txt, with its ranking of specificity.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from balai.engines.transit.compiled import NEVER, Ints
from balai.engines.transit.errors import FeedRefused
from balai.engines.transit.walks import METRES_PER_DEGREE, Walking, WalkSource

TIMED, WITH_MINIMUM, FORBIDDEN = 1, 2, 3
STATION = 1
ANYBODY = "*"
OF_SOMEBODY = pl.any_horizontal(pl.col("from_route_id", "to_route_id", "from_trip_id", "to_trip_id").is_not_null())
"""Which rows speak of single routes or trips."""
MOST_RULES = 10_000_000
"""Rules once those of stations are rules of their stops."""


def rules_between(
    transfers: pl.DataFrame, stops: pl.DataFrame, served: Ints, *, most: int = MOST_RULES
) -> pl.DataFrame:
    """The rules of types 0 to 3 between served stops, the most specific first: origin, target, leaving, coming, kind,
    minimum.

    `leaving` and `coming` say of whom a rule speaks: `t` and a trip, `r` and a route, or ANYBODY. A trip comes before its
    route. Of equally specific ones, a rule of stops comes before one of their stations, then the earlier row.

    Raises:
        FeedRefused: there are more than can be held.
    """
    named = transfers.filter(
        pl.col("transfer_type").fill_null(0) <= FORBIDDEN,
        pl.col("from_stop_id").is_not_null(),
        pl.col("to_stop_id").is_not_null(),
    )
    members = _members(stops, served)
    _refuse_many(named, members, most)
    return (
        named.select(
            "from_stop_id",
            "to_stop_id",
            leaving=_who("from"),
            coming=_who("to"),
            weight=_weight("from") + _weight("to"),
            kind=pl.col("transfer_type").fill_null(0),
            minimum=pl.col("min_transfer_time").fill_null(0),
        )
        .join(members.rename({"name": "from_stop_id", "member": "origin", "far": "origin_far"}), on="from_stop_id", maintain_order="left")
        .join(members.rename({"name": "to_stop_id", "member": "target", "far": "target_far"}), on="to_stop_id", maintain_order="left")
        .sort(
            "weight", "origin_far", "target_far", "origin", "target",
            descending=[True, False, False, False, False], maintain_order=True,
        )
        .select("origin", "target", "leaving", "coming", "kind", "minimum")
    )  # fmt: skip


def apply_transfers(
    ways: pl.DataFrame, change: Ints, stops: pl.DataFrame, transfers: pl.DataFrame, served: Ints, walking: Walking
) -> tuple[pl.DataFrame, Ints]:
    """The ways and changing times as the rules of transfers.txt want them that speak of nobody in particular.

    A minimum time replaces what was computed, a forbidden change takes the way away, a recommended or timed one makes a
    way where there was none. Those for single routes and trips are applied by `balai.engines.transit.inner_stops`.
    """
    rules = rules_between(transfers.filter(~OF_SOMEBODY), stops, served)
    if not rules.height:
        return ways, change
    rules = rules.unique(["origin", "target"], keep="first", maintain_order=True)
    own = rules.filter(pl.col("origin") == pl.col("target"))
    for stop, kind, seconds in own.select("origin", "kind", "minimum").iter_rows():
        change[stop] = {TIMED: 0, WITH_MINIMUM: seconds, FORBIDDEN: NEVER}.get(kind, change[stop])
    pairs = rules.filter(pl.col("origin") != pl.col("target"))
    others = ways.join(pairs, on=["origin", "target"], how="anti", maintain_order="left")
    allowed = stated(pairs, ways, stops, walking).select(ways.columns)
    return pl.concat([others, allowed], how="vertical_relaxed"), change


def stated(pairs: pl.DataFrame, ways: pl.DataFrame, stops: pl.DataFrame, walking: Walking) -> pl.DataFrame:
    """Rules between two stops with the seconds, metres and source of the way that each makes; without those that forbid.

    `ways` are those that would be there without any rule.
    """
    joined = pairs.join(ways, on=["origin", "target"], how="left", maintain_order="left")
    lines = _lines(joined, stops) * walking.detour
    straight = pl.Series(np.ceil(lines / walking.speed).astype(np.int32))
    return joined.with_columns(
        seconds=pl.when(pl.col("kind") == WITH_MINIMUM)
        .then("minimum")
        .otherwise(pl.coalesce("seconds", straight))
        .cast(pl.Int32),
        metres=pl.coalesce("metres", pl.Series(np.rint(lines).astype(np.int32))),
        source=pl.lit(WalkSource.TRANSFERS.value, pl.UInt8),
    ).filter(pl.col("kind") != FORBIDDEN)


def _who(side: str) -> pl.Expr:
    """Of whom a rule speaks on one side."""
    trip, route = (pl.concat_str(pl.lit(kind[0]), pl.col(f"{side}_{kind}_id")) for kind in ("trip", "route"))
    return pl.coalesce(trip, route, pl.lit(ANYBODY))


def _weight(side: str) -> pl.Expr:
    """Added up for both sides: two trips, trip and route, one trip, two routes, one route, nothing, in this order."""
    trip, route = (pl.col(f"{side}_{kind}_id").is_not_null() for kind in ("trip", "route"))
    return pl.when(trip).then(pl.lit(3, pl.Int8)).when(route).then(pl.lit(1, pl.Int8)).otherwise(pl.lit(0, pl.Int8))


def _refuse_many(named: pl.DataFrame, members: pl.DataFrame, most: int) -> None:
    sizes = members.group_by("name").len()
    pairs = named.select("from_stop_id", "to_stop_id")
    for side in ("from", "to"):
        pairs = pairs.join(sizes.rename({"name": f"{side}_stop_id", "len": side}), on=f"{side}_stop_id")
    total = pairs.select((pl.col("from").cast(pl.Int64) * pl.col("to").cast(pl.Int64)).sum()).item()
    if total > most:
        raise FeedRefused(f"transfers.txt holds {total:,} rules between stops, more than {most:,}")


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
