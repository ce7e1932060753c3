"""Ways on foot between stops along streets: the nearest point of a street, and Dijkstra's search up to a bound from there.

Lengths are whole centimetres, so that there and back are equally long.
"""

from __future__ import annotations

import heapq
from typing import NamedTuple

import numpy as np
import polars as pl

from balai.engines.transit.compiled import Floats, Ints, Longs, compiled
from balai.engines.transit.errors import StreetsRefused
from balai.engines.transit.near import MOST_PAIRS
from balai.engines.transit.streets import Streets
from balai.engines.transit.walks import METRES_PER_DEGREE, Walking, WalkSource, Ways

TO_STREET = 100.0
"""Metres: a stop farther than this from any street is joined to none."""
CELL = 125.0
"""Metres. A stop `TO_STREET` from a segment is in the cell of one of its samples, `TO_STREET` apart, or one beside it."""
FAR = (1 << 31) - 1
Whole = int | np.int32 | np.int64
"""What compiled code makes its own kinds of."""


class Joined(NamedTuple):
    """Where each stop is joined to a street: between nodes `one` and `other`, whose ways to that point are `ahead` and
    `back` centimetres long; `access` centimetres from the street, or FAR."""

    one: Ints
    other: Ints
    ahead: Ints
    back: Ints
    access: Ints


class Places(NamedTuple):
    """Places in degrees, and their cells in order: `wide` and `high` degrees, number `(row << 32) + column`."""

    latitudes: Floats
    longitudes: Floats
    cells: Longs
    order: Longs
    high: float
    wide: float


class AtNodes(NamedTuple):
    """The stops joined to segments that end at node `i`: `stops[begin[i]:begin[i + 1]]`, `steps` centimetres away."""

    begin: Longs
    stops: Ints
    steps: Ints


def along_streets(
    lines: Ways, latitudes: Floats, longitudes: Floats, served: Ints, walking: Walking, streets: Streets
) -> Ways:
    """The ways between served stops: along streets where both are near one, otherwise the straight lines given.

    A way along streets is at most as long as the longest straight one with its detour. Where streets join two stops only
    by a longer way, as across a river or a railway, there is none. Two stops nearer to each other than to the street keep
    the straight line between them: they are on the same square.

    Raises:
        StreetsRefused: there are more than fifty million ways.
    """
    joined = join_to_streets(streets, latitudes[served], longitudes[served])
    bound = round(walking.metres * walking.detour * 100)
    origins, targets, centimetres = _reached(streets, joined, bound)
    number = np.full(int(served.max(initial=0)) + 1, -1, np.int64)
    number[served] = np.arange(len(served))
    one, other = joined.access[number[lines.origins]], joined.access[number[lines.targets]]
    beside = lines.metres * 100 / walking.detour <= np.maximum(one, other)
    kept = (one == FAR) | (other == FAR) | beside
    seconds = np.ceil(centimetres / 100 / walking.speed).astype(np.int32)
    ways = Ways(
        served[origins],
        served[targets],
        seconds,
        np.rint(centimetres / 100).astype(np.int32),
        np.full(len(origins), WalkSource.STREETS, np.uint8),
    )
    best = (
        pl.concat([ways.frame(), lines.frame().filter(pl.Series(kept))], how="vertical_relaxed")
        .sort("origin", "target", "seconds", "source")
        .unique(["origin", "target"], keep="first", maintain_order=True)
    )
    return Ways(*(best[name].to_numpy() for name in ("origin", "target", "seconds", "metres", "source")))


def join_to_streets(streets: Streets, latitudes: Floats, longitudes: Floats) -> Joined:
    """The nearest point of a street for each place, in degrees."""
    count = len(latitudes)
    joined = Joined(*(np.full(count, fill, np.int32) for fill in (-1, -1, 0, 0, FAR)))
    if count and len(streets.targets):
        high = CELL / METRES_PER_DEGREE
        wide = high / max(float(np.cos(np.radians(np.abs(latitudes).max() + high))), 1e-6)
        cells = (np.floor(latitudes / high).astype(np.int64) << 32) + np.floor(longitudes / wide).astype(np.int64)
        order = np.argsort(cells, kind="stable")
        _join(streets, Places(latitudes, longitudes, cells[order], order, high, wide), joined)
    return joined


@compiled
def _join(streets: Streets, places: Places, joined: Joined) -> None:
    """Go along each segment, once, and see which places around are nearer to it than to those before."""
    for node in range(len(streets.begin) - 1):
        for edge in range(streets.begin[node], streets.begin[node + 1]):
            end = streets.targets[edge]
            if end < node:
                continue
            samples = 1 + streets.lengths[edge] // np.int64(TO_STREET * 100)
            for sample in range(samples + 1):
                part = sample / samples
                latitude = streets.latitudes[node] + part * (streets.latitudes[end] - streets.latitudes[node])
                longitude = streets.longitudes[node] + part * (streets.longitudes[end] - streets.longitudes[node])
                _join_around(streets, places, joined, node, edge, latitude, longitude)


@compiled
def _join_around(
    streets: Streets, places: Places, joined: Joined, node: int, edge: int, latitude: float, longitude: float
) -> None:
    row, column = np.int64(np.floor(latitude / places.high)), np.int64(np.floor(longitude / places.wide))
    end = streets.targets[edge]
    for near in range(row - 1, row + 2):
        place = np.searchsorted(places.cells, (near << 32) + column - 1)
        while place < len(places.cells) and places.cells[place] <= (near << 32) + column + 1:
            stop = places.order[place]
            place += 1
            along, apart = _projected(
                streets.latitudes[node],
                streets.longitudes[node],
                streets.latitudes[end],
                streets.longitudes[end],
                places.latitudes[stop],
                places.longitudes[stop],
            )
            if apart <= TO_STREET * 100 and apart < joined.access[stop]:
                joined.one[stop], joined.other[stop], joined.access[stop] = node, end, apart
                joined.ahead[stop] = np.int32(np.rint(along * streets.lengths[edge]))
                joined.back[stop] = streets.lengths[edge] - joined.ahead[stop]


@compiled
def _projected(
    latitude: float,
    longitude: float,
    end_latitude: float,
    end_longitude: float,
    at_latitude: float,
    at_longitude: float,
) -> tuple[float, np.int64]:
    """How far along a segment (0 to 1) the point nearest to a place is, and the centimetres to it."""
    shrink = np.cos(np.radians(at_latitude))
    north, east = end_latitude - latitude, (end_longitude - longitude) * shrink
    up, right = at_latitude - latitude, (at_longitude - longitude) * shrink
    square = north * north + east * east
    along = 0.0 if square == 0.0 else min(max((up * north + right * east) / square, 0.0), 1.0)
    apart = np.hypot(up - along * north, right - along * east) * METRES_PER_DEGREE * 100
    return along, np.int64(np.rint(apart))


def _reached(streets: Streets, joined: Joined, bound: int) -> tuple[Longs, Longs, Longs]:
    """Pairs of joined stops at most `bound` centimetres apart along streets, and the centimetres."""
    nodes, count = len(streets.latitudes), len(joined.access)
    near = np.flatnonzero(joined.access < FAR)
    at_nodes = _at_nodes(joined, near, nodes)
    labels, best = np.full(nodes, FAR, np.int32), np.full(count, FAR, np.int32)
    none = np.zeros(0, np.int64)
    origins, targets, lengths = [none], [none], [none]
    total = 0
    for origin in near:
        found = _search(streets, joined, at_nodes, int(origin), bound, labels, best)
        total += len(found)
        if total > MOST_PAIRS:
            raise StreetsRefused(f"more than {MOST_PAIRS:,} ways along streets join the stops")
        origins.append(np.full(len(found), origin, np.int64))
        targets.append(found)
        lengths.append(best[found].astype(np.int64))
        best[found] = FAR
    return np.concatenate(origins), np.concatenate(targets), np.concatenate(lengths)


def _at_nodes(joined: Joined, near: Longs, nodes: int) -> AtNodes:
    ends = np.concatenate([joined.one[near], joined.other[near]])
    steps = np.concatenate([joined.ahead[near], joined.back[near]]) + np.tile(joined.access[near], 2)
    order = np.argsort(ends, kind="stable")
    begin = np.append(0, np.cumsum(np.bincount(ends, minlength=nodes))).astype(np.int64)
    return AtNodes(begin, np.tile(near, 2)[order].astype(np.int32), steps[order].astype(np.int32))


@compiled
def _search(
    streets: Streets, joined: Joined, at_nodes: AtNodes, origin: int, bound: int, labels: Ints, best: Ints
) -> Longs:
    """The stops within the bound; their centimetres are in `best`. `labels` is as it was when this returns."""
    found, touched, queue = (
        [np.int64(0) for _ in range(0)],
        [np.int64(0) for _ in range(0)],
        [np.int64(0) for _ in range(0)],
    )
    start = np.int64(joined.access[origin])
    one, other = joined.one[origin], joined.other[origin]
    _reach_node(one, start + joined.ahead[origin], bound, labels, touched, queue)
    _reach_node(other, start + joined.back[origin], bound, labels, touched, queue)
    for place in range(at_nodes.begin[one], at_nodes.begin[one + 1]):
        stop = at_nodes.stops[place]
        if joined.one[stop] == one and joined.other[stop] == other and stop != origin:
            along = abs(joined.ahead[stop] - joined.ahead[origin])
            _reach_stop(stop, start + joined.access[stop] + along, bound, best, found)
    while queue:
        entry = heapq.heappop(queue)
        node, length = entry & 0xFFFFFFFF, entry >> 32
        if length > labels[node]:
            continue
        for place in range(at_nodes.begin[node], at_nodes.begin[node + 1]):
            if at_nodes.stops[place] != origin:
                _reach_stop(at_nodes.stops[place], length + at_nodes.steps[place], bound, best, found)
        for edge in range(streets.begin[node], streets.begin[node + 1]):
            _reach_node(streets.targets[edge], length + streets.lengths[edge], bound, labels, touched, queue)
    for node in touched:
        labels[node] = FAR
    return np.array(found)


@compiled
def _reach_node(
    node: Whole, length: Whole, bound: int, labels: Ints, touched: list[np.int64], queue: list[np.int64]
) -> None:
    if length <= bound and length < labels[node]:
        if labels[node] == FAR:
            touched.append(np.int64(node))
        labels[node] = length
        heapq.heappush(queue, (np.int64(length) << 32) + node)


@compiled
def _reach_stop(stop: Whole, length: Whole, bound: int, best: Ints, found: list[np.int64]) -> None:
    if length <= bound and length < best[stop]:
        if best[stop] == FAR:
            found.append(np.int64(stop))
        best[stop] = length
