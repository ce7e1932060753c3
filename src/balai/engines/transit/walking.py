"""Ways on foot between stops: where the feed says nothing, the straight line, made longer by what streets usually are."""

from __future__ import annotations

import numpy as np
import polars as pl

from balai.engines.transit.compiled import Ints
from balai.engines.transit.inner_stops import Inner, inner_ways
from balai.engines.transit.near import near_pairs
from balai.engines.transit.station_ways import station_ways
from balai.engines.transit.street_ways import along_streets
from balai.engines.transit.streets import Streets
from balai.engines.transit.timetable import Footpaths
from balai.engines.transit.transfers import apply_transfers
from balai.engines.transit.walks import Walking, WalkSource, Ways


def footpaths_of(
    stops: pl.DataFrame,
    tables: dict[str, pl.DataFrame],
    served: Ints,
    walking: Walking,
    streets: Streets | None = None,
    inner: Inner | None = None,
) -> Footpaths:
    """The footpaths between the stops where something stops, and their inner stops; one pair has one path.

    What is known better replaces what is known worse: pathways.txt inside a station, then transfers.txt, then streets,
    then straight lines between stops that are on no street. Ways are not joined to longer ways.
    """
    lines = straight_ways(stops, served, walking)
    if streets is not None:
        latitudes, longitudes = (stops[name].fill_null(0.0).to_numpy() for name in ("stop_lat", "stop_lon"))
        lines = along_streets(lines, latitudes, longitudes, served, walking, streets)
    gathered = [lines.frame()]
    inside = station_ways(stops, tables["pathways"], walking.speed)
    if inside.height:
        gathered.append(inside)
    known = pl.concat(gathered, how="vertical_relaxed")
    best = known.sort("origin", "target", pl.col("source"), descending=[False, False, True]).unique(
        ["origin", "target"], keep="first", maintain_order=True
    )
    change = np.full(stops.height, walking.change_seconds, np.int32)
    ways, change = apply_transfers(best, change, stops, tables["transfers"], served, walking)
    if inner is not None:
        ways, change = inner_ways(inner, ways, best, change, stops, walking)
    return _packed(ways.sort("origin", "target"), change, len(change))


def _packed(ways: pl.DataFrame, change: Ints, count: int) -> Footpaths:
    origins = ways["origin"].to_numpy()
    begin = np.searchsorted(origins, np.arange(count + 1)).astype(np.int32)
    return Footpaths(
        begin,
        ways["target"].to_numpy().astype(np.int32),
        ways["seconds"].to_numpy().astype(np.int32),
        ways["metres"].to_numpy().astype(np.int32),
        ways["source"].to_numpy().astype(np.uint8),
        change,
    )


def straight_ways(stops: pl.DataFrame, served: Ints, walking: Walking) -> Ways:
    """A way between each two served stops whose straight line is at most `walking.metres` long."""
    latitude = stops["stop_lat"].fill_null(0.0).to_numpy()[served]
    longitude = stops["stop_lon"].fill_null(0.0).to_numpy()[served]
    origins, targets, lines = near_pairs(latitude, longitude, walking.metres)
    along = lines * walking.detour
    seconds = np.ceil(along / walking.speed).astype(np.int32)
    sources = np.full(len(origins), WalkSource.STRAIGHT_LINE, np.uint8)
    return Ways(served[origins], served[targets], seconds, np.rint(along).astype(np.int32), sources)
