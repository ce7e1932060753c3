"""Rules of transfers.txt that speak of routes and trips: the stops they name become several, one for each whom they tell apart.

Trips that are named at a stop call at an inner stop of their own there, those of routes that are named at one for each route;
the stop itself is left to all others. Ways between inner stops, also of one stop, take what the most specific rule says.
So searches, bounds and fares know of these rules without asking. In the timetable an inner stop is a row of its own with
the id, name and place of its stop; the first row of an id is the stop itself, and its ways to others of that kind are
those of nobody in particular: of who comes on foot, and of who goes on on foot.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from balai.engines.transit.compiled import NEVER, Ints, Longs
from balai.engines.transit.errors import FeedRefused
from balai.engines.transit.profiles import Calls
from balai.engines.transit.source import Limits
from balai.engines.transit.transfers import (
    ANYBODY,
    FORBIDDEN,
    OF_SOMEBODY,
    TIMED,
    WITH_MINIMUM,
    rules_between,
    stated,
)
from balai.engines.transit.walks import Walking, WalkSource


@dataclass(frozen=True, slots=True)
class Inner:
    """The inner stops of a feed: `members` are home and node of each, `answering` home, name and node of all those of whom
    a rule of `rules` speaks by that name. Nodes are rows of the table of stops; the stop itself is one of its nodes.
    There may be `most` ways between them.
    """

    rules: pl.DataFrame
    members: pl.DataFrame
    answering: pl.DataFrame
    most: int

    @property
    def homes(self) -> Ints:
        """The stop of each inner stop, in the order of their rows."""
        inner = self.members.filter(pl.col("home") != pl.col("node"))
        return inner.sort("node")["home"].to_numpy().astype(np.int32)


def tell_apart(
    transfers: pl.DataFrame, stops: pl.DataFrame, trips: pl.DataFrame, rows: Longs, calls: Calls, limits: Limits
) -> tuple[Inner | None, Calls]:
    """The inner stops that transfers.txt asks for, None where it asks for none, and the calls at them.

    The calls are those of the trips `rows` of trips.txt.

    Raises:
        FeedRefused: there are more than can be held.
    """
    rules = rules_between(transfers.filter(OF_SOMEBODY), stops, calls.served)
    if not rules.height:
        return None, calls
    sides = [rules.select(home=stop, name=who) for stop, who in (("origin", "leaving"), ("target", "coming"))]
    named = pl.concat(sides).unique(maintain_order=True)
    told = _told(named.filter(pl.col("name") != ANYBODY), trips, rows, calls)
    inner = told.unique(["home", "name"], keep="first").sort("home", "name").with_row_index("node", offset=stops.height)
    if inner.height > limits.inner_stops:
        most = f"{limits.inner_stops:,}"
        raise FeedRefused(f"transfers.txt tells {inner.height:,} kinds of trips apart at stops, more than {most}")
    inner = inner.with_columns(pl.col("node").cast(pl.Int32))
    homes = named.select("home", node="home").unique(maintain_order=True)
    members = pl.concat([homes, inner.select("home", "node")])
    answering = pl.concat(
        [
            members.select("home", "node", name=pl.lit(ANYBODY)),
            inner.select("home", "node", name="route"),
            inner.filter(pl.col("name") != pl.col("route")).select("home", "node", "name"),
        ]
    )
    moved = told.join(inner.select("home", "name", "node"), on=["home", "name"], maintain_order="left")
    nodes = calls.stops.copy()
    nodes[moved["place"].to_numpy()] = moved["node"].to_numpy()
    return Inner(rules, members, answering, limits.changes), replace(calls, stops=nodes)


def _told(named: pl.DataFrame, trips: pl.DataFrame, rows: Longs, calls: Calls) -> pl.DataFrame:
    """The calls that are told apart: place, home, the name by which, and the name of the route."""
    names = trips.select(
        trip=pl.concat_str(pl.lit("t"), pl.col("trip_id")), route=pl.concat_str(pl.lit("r"), pl.col("route_id"))
    )
    meant = names.select(pl.any_horizontal(pl.all().is_in(named["name"].implode()))).to_series().to_numpy()
    here = np.isin(calls.stops, named["home"].unique().to_numpy())
    places = np.flatnonzero(here & np.repeat(meant[rows], np.diff(calls.begin)))
    trip = np.repeat(rows, np.diff(calls.begin))[places]
    told = pl.DataFrame({"place": places, "home": calls.stops[places]}).hstack(names[trip])
    for kind in ("trip", "route"):
        by_name = named.select("home", pl.col("name").alias(kind), pl.lit(value=True).alias(f"by_{kind}"))
        told = told.join(by_name, on=["home", kind], how="left", maintain_order="left")
    name = pl.when("by_trip").then("trip").when("by_route").then("route")
    return told.with_columns(name=name).drop_nulls("name").select("place", "home", "name", "route")


def inner_ways(
    inner: Inner, ways: pl.DataFrame, without: pl.DataFrame, change: Ints, stops: pl.DataFrame, walking: Walking
) -> tuple[pl.DataFrame, Ints]:
    """The ways and changing times between all rows of stops, inner ones behind them.

    `ways` and `change` are those of nobody in particular, `without` the ways that would be there without any rule.

    Raises:
        FeedRefused: there are more than can be held.
    """
    spread = _spread(ways, inner)
    sisters = _sisters(inner.members, change)
    ruled = _ruled(inner)
    whole = np.append(change, change[inner.homes]).astype(np.int32)
    own = ruled.filter(pl.col("home") == pl.col("other")).with_columns(
        seconds=pl.when(pl.col("kind") == TIMED)
        .then(0)
        .when(pl.col("kind") == WITH_MINIMUM)
        .then("minimum")
        .when(pl.col("kind") == FORBIDDEN)
        .then(NEVER)
        .otherwise(walking.change_seconds)
        .cast(pl.Int32),
        metres=pl.lit(0, pl.Int32),
        source=pl.lit(WalkSource.TRANSFERS.value, pl.UInt8),
    )
    same = own.filter(pl.col("origin") == pl.col("target"))
    whole[same["origin"].to_numpy()] = same["seconds"].to_numpy()
    between = ruled.filter(pl.col("home") != pl.col("other")).rename(
        {"origin": "from", "target": "to", "home": "origin", "other": "target"}
    )
    made = stated(between, without, stops, walking).drop("origin", "target").rename({"from": "origin", "to": "target"})
    others = pl.concat([spread, sisters]).join(ruled, on=["origin", "target"], how="anti", maintain_order="left")
    allowed = own.filter(pl.col("origin") != pl.col("target"), pl.col("seconds") < NEVER)
    columns = ways.columns
    return pl.concat([others, allowed.select(columns), made.select(columns)], how="vertical_relaxed"), whole


def _spread(ways: pl.DataFrame, inner: Inner) -> pl.DataFrame:
    """Each way between two stops as ways between each two of their nodes."""
    sizes = inner.members.group_by("home").len()
    counts = ways.select("origin", "target")
    for side in ("origin", "target"):
        counts = counts.join(sizes.rename({"home": side, "len": f"{side}s"}), on=side, how="left")
    product = pl.col("origins").fill_null(1).cast(pl.Int64) * pl.col("targets").fill_null(1)
    pairs = counts.select(product.sum()).item() + sizes.select((pl.col("len").cast(pl.Int64) ** 2).sum()).item()
    _refuse_many(pairs, inner.most)
    for side in ("origin", "target"):
        nodes = inner.members.rename({"home": side})
        ways = ways.join(nodes, on=side, how="left", maintain_order="left")
        ways = ways.with_columns(pl.coalesce("node", side).alias(side)).drop("node")
    return ways


def _sisters(members: pl.DataFrame, change: Ints) -> pl.DataFrame:
    """Ways between each two nodes of one stop, where one may change there."""
    pairs = members.rename({"node": "origin"}).join(members.rename({"node": "target"}), on="home")
    seconds = pl.Series(change[pairs["home"].to_numpy()], dtype=pl.Int32)
    return (
        pairs.with_columns(
            seconds=seconds, metres=pl.lit(0, pl.Int32), source=pl.lit(WalkSource.TRANSFERS.value, pl.UInt8)
        )
        .filter(pl.col("origin") != pl.col("target"), pl.col("seconds") < NEVER)
        .select("origin", "target", "seconds", "metres", "source")
    )


def _ruled(inner: Inner) -> pl.DataFrame:
    """The rule of each two nodes of which some speaks, the most specific: origin, target, home, other, kind, minimum."""
    sizes = inner.answering.group_by("home", "name").len()
    rules = inner.rules.rename({"origin": "home", "target": "other"})
    counts = rules.select("home", "other", "leaving", "coming")
    for stop, who, size in (("home", "leaving", "leavers"), ("other", "coming", "comers")):
        named = sizes.rename({"home": stop, "name": who, "len": size})
        counts = counts.join(named, on=[stop, who])
    _refuse_many(counts.select((pl.col("leavers").cast(pl.Int64) * pl.col("comers")).sum()).item(), inner.most)
    for stop, who, node in (("home", "leaving", "origin"), ("other", "coming", "target")):
        named = inner.answering.rename({"home": stop, "name": who, "node": node})
        rules = rules.join(named, on=[stop, who], maintain_order="left")
    rules = rules.unique(["origin", "target"], keep="first", maintain_order=True)
    return rules.select("origin", "target", "home", "other", "kind", "minimum")


def _refuse_many(ways: int, most: int) -> None:
    if ways > most:
        raise FeedRefused(f"transfers.txt asks for {ways:,} ways between trips at stops, more than {most:,}")
