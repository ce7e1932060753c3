"""Rules of stops.txt: names, positions, stations and what belongs to them."""

from __future__ import annotations

import polars as pl

from balai.engines.transit.notices import Notices, Severity
from balai.engines.transit.reading import LEFT_OUT, ROW

STATION = 1
PARENTS = {0: {1}, 2: {1}, 3: {1}, 4: {0}}
"""The location types that a location of each type may have as its parent."""
FILE = "stops.txt"


def examine_places(stops: pl.DataFrame, notices: Notices) -> pl.DataFrame:
    """The stops, with parents only where the reference allows them, and without those that are nowhere.

    A stop of a trip without a position is left out: nobody can walk to it. A cycle of parents cannot remain, because a
    parent is always of another type than its child.
    """
    kind = pl.col("location_type").fill_null(0)
    nowhere = stops.filter(pl.col("stop_lat").is_null() | pl.col("stop_lon").is_null())
    needed = nowhere.filter(kind < 3)
    _tell("stop_without_location", Severity.ERROR, needed, "stop_id", LEFT_OUT, notices)
    stops = stops.join(needed.select(ROW), on=ROW, how="anti", maintain_order="left")
    nameless = stops.filter((kind < 3) & pl.col("stop_name").is_null())
    _tell("missing_stop_name", Severity.ERROR, nameless, "stop_id", "Journeys name the stop by its id.", notices)
    origin = stops.filter((pl.col("stop_lat").abs() < 1) & (pl.col("stop_lon").abs() < 1))
    effect = "The stop lies off the coast of Africa; journeys to it make no sense."
    _tell("point_near_origin", Severity.ERROR, origin, "stop_id", effect, notices)
    pole = stops.filter(pl.col("stop_lat").abs() > 89)
    _tell("point_near_pole", Severity.ERROR, pole, "stop_id", "Distances near the pole mean nothing.", notices)
    return _examine_parents(stops, notices)


def _examine_parents(stops: pl.DataFrame, notices: Notices) -> pl.DataFrame:
    types = stops.select(parent_station="stop_id", parent_type=pl.col("location_type").fill_null(0))
    family = stops.with_columns(own_type=pl.col("location_type").fill_null(0)).join(
        types, on="parent_station", how="left", maintain_order="left"
    )
    has_parent = pl.col("parent_station").is_not_null()
    strangers = family.filter(has_parent & pl.col("parent_type").is_null())
    forget = "The stop is read as one without a station."
    _tell("foreign_key_violation", Severity.ERROR, strangers, "parent_station", forget, notices)
    nested = family.filter(has_parent & (pl.col("own_type") == STATION))
    _tell("station_with_parent_station", Severity.ERROR, nested, "parent_station", forget, notices)
    allowed = pl.any_horizontal(
        (pl.col("own_type") == own) & pl.col("parent_type").is_in(list(parents)) for own, parents in PARENTS.items()
    )
    known = has_parent & pl.col("parent_type").is_not_null() & (pl.col("own_type") != STATION)
    wrong = family.filter(known & ~allowed)
    _tell("wrong_parent_location_type", Severity.ERROR, wrong, "parent_station", forget, notices)
    orphans = family.filter(~has_parent & (pl.col("own_type") >= 2))
    effect = "It belongs to no station and is not used."
    _tell("location_without_parent_station", Severity.ERROR, orphans, "stop_id", effect, notices)
    lawful = family.select(keep=has_parent & allowed.fill_null(value=False))["keep"]
    return stops.with_columns(pl.when(lawful).then(pl.col("parent_station")).alias("parent_station"))


def _tell(rule: str, severity: Severity, rows: pl.DataFrame, field: str, effect: str, notices: Notices) -> None:
    places = list(rows.select(ROW, field).head(20).iter_rows())
    notices.add(rule, severity, FILE, field=field, effect=effect, places=places, count=rows.height)
