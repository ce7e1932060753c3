"""The walking network of a rectangle, out of an OpenStreetMap extract."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np

from balai.engines.transit.compiled import Bools, Floats, Ints, Longs, compiled
from balai.engines.transit.errors import StreetsRefused
from balai.engines.transit.feed import Feed
from balai.engines.transit.osm_elements import nodes_of, walked_ways
from balai.engines.transit.osm_pbf import PbfLimits, read_blocks
from balai.engines.transit.walks import METRES_PER_DEGREE

LONGEST_SEGMENT = 500_000
"""Centimetres. No street goes this far without a bend or a corner; a longer one is a mistake and is left out."""
SMALLEST_NETWORK = 100_000
"""Centimetres. What is shorter all together and joined to nothing else is an outline of something, not streets."""
MARGIN = 0.02
"""Degrees around the stops that are read too: ways round an obstacle may leave the rectangle."""
SCALE = 1e-9


class Streets(NamedTuple):
    """Streets as straight segments between nodes, walked both ways.

    Node `i` is at `latitudes[i]`, `longitudes[i]` (degrees) and has the neighbours `targets[begin[i]:begin[i + 1]]`,
    `lengths` centimetres away.
    """

    latitudes: Floats
    longitudes: Floats
    begin: Longs
    targets: Ints
    lengths: Ints


@dataclass(frozen=True, slots=True)
class _Nodes:
    ids: Longs
    latitudes: Floats
    longitudes: Floats
    blocked: Bools


def read_streets(path: Path, latitudes: Floats, longitudes: Floats, limits: PbfLimits | None = None) -> Streets:
    """The streets around these places, from an `.osm.pbf` file that may hold much more. The file is read twice.

    Raises:
        StreetsRefused: the file is no such file, is broken, or costs more than the limits allow.
    """
    limits = limits or PbfLimits()
    latitudes, longitudes = latitudes[np.isfinite(latitudes)], longitudes[np.isfinite(longitudes)]
    if not len(latitudes) or not len(longitudes):
        return make_streets(np.zeros(0), np.zeros(0), np.zeros((0, 2), np.int32))
    south, north = latitudes.min() - MARGIN, latitudes.max() + MARGIN
    west, east = longitudes.min() - MARGIN, longitudes.max() + MARGIN
    nodes = _read_nodes(path, (south, west, north, east), limits)
    parts: list[Ints] = []
    total = 0
    for block in read_blocks(path, limits):
        segments = _segments(walked_ways(block), nodes)
        total += len(segments)
        if total > limits.segments:
            raise StreetsRefused(f"there are more than {limits.segments:,} pieces of street around the stops")
        parts.append(segments)
    pairs = np.concatenate(parts) if parts else np.zeros((0, 2), np.int32)
    return make_streets(nodes.latitudes, nodes.longitudes, pairs)


def streets_around(path: Path, feed: Feed) -> Streets:
    """The streets around the stops of a feed.

    Raises:
        StreetsRefused: as `read_streets` does.
    """
    stops = feed.tables["stops"]
    latitudes, longitudes = (stops[name].drop_nulls().to_numpy() for name in ("stop_lat", "stop_lon"))
    return read_streets(path, latitudes, longitudes)


def _read_nodes(path: Path, rectangle: tuple[float, float, float, float], limits: PbfLimits) -> _Nodes:
    south, west, north, east = rectangle
    parts = []
    total = 0
    for block in read_blocks(path, limits):
        ids, latitude, longitude, blocked = nodes_of(block)
        inside = (latitude >= south / SCALE) & (latitude <= north / SCALE)
        inside &= (longitude >= west / SCALE) & (longitude <= east / SCALE)
        total += int(inside.sum())
        if total > limits.nodes:
            raise StreetsRefused(f"there are more than {limits.nodes:,} nodes around the stops; cut a smaller extract")
        if inside.any():
            parts.append((ids[inside], latitude[inside] * SCALE, longitude[inside] * SCALE, blocked[inside]))
    if not parts:
        return _Nodes(np.zeros(0, np.int64), np.zeros(0), np.zeros(0), np.zeros(0, np.bool_))
    ids, latitudes, longitudes, shut = (np.concatenate(column) for column in zip(*parts, strict=True))
    _, first = np.unique(ids, return_index=True)  # a node told twice counts as it is told first
    return _Nodes(ids[first], latitudes[first], longitudes[first], shut[first])


def _segments(refs: Longs, nodes: _Nodes) -> Ints:
    """Pairs of node numbers that follow each other on a way, where both are known and may be passed."""
    if not len(refs) or not len(nodes.ids):
        return np.zeros((0, 2), np.int32)
    place = np.minimum(np.searchsorted(nodes.ids, refs), len(nodes.ids) - 1)
    usable = (nodes.ids[place] == refs) & ~nodes.blocked[place]
    joined = usable[:-1] & usable[1:] & (place[:-1] != place[1:])
    return np.stack([place[:-1][joined], place[1:][joined]], axis=1).astype(np.int32)


def make_streets(latitudes: Floats, longitudes: Floats, pairs: Ints) -> Streets:
    """Streets of segments, rows of two node numbers; nodes without one, and what is too small to be streets, fall away."""
    lengths = _lengths(latitudes, longitudes, pairs)
    pairs, lengths = pairs[lengths <= LONGEST_SEGMENT], lengths[lengths <= LONGEST_SEGMENT]
    part = _parts(len(latitudes), pairs)
    size = np.bincount(part[pairs[:, 0]], lengths, minlength=len(latitudes))
    large = size[part[pairs[:, 0]]] >= SMALLEST_NETWORK
    pairs, lengths = pairs[large], lengths[large]
    used, small = np.unique(pairs, return_inverse=True)
    pairs = small.reshape(-1, 2).astype(np.int32)
    origins, targets = np.concatenate([pairs[:, 0], pairs[:, 1]]), np.concatenate([pairs[:, 1], pairs[:, 0]])
    order = np.argsort(origins, kind="stable")
    begin = np.append(0, np.cumsum(np.bincount(origins, minlength=len(used)))).astype(np.int64)
    return Streets(latitudes[used], longitudes[used], begin, targets[order], np.tile(lengths, 2)[order])


def _lengths(latitudes: Floats, longitudes: Floats, pairs: Ints) -> Ints:
    one, other = pairs[:, 0], pairs[:, 1]
    north = latitudes[one] - latitudes[other]
    east = (longitudes[one] - longitudes[other]) * np.cos(np.radians((latitudes[one] + latitudes[other]) / 2))
    centimetres = np.rint(np.hypot(north, east) * METRES_PER_DEGREE * 100)
    return np.minimum(centimetres, LONGEST_SEGMENT + 1).astype(np.int32)


@compiled
def _parts(count: int, pairs: Ints) -> Ints:
    """For each node one node of the part of the network to which it belongs (union by path halving)."""
    parent = np.arange(count).astype(np.int32)
    for index in range(len(pairs)):
        one, other = pairs[index, 0], pairs[index, 1]
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        while parent[other] != other:
            parent[other] = parent[parent[other]]
            other = parent[other]
        parent[max(one, other)] = min(one, other)
    for node in range(count):
        parent[node] = parent[parent[node]]
    return parent
