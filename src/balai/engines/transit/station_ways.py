"""Ways inside stations, by pathways.txt."""

from __future__ import annotations

import heapq
import math
from collections import defaultdict
from collections.abc import Iterator

import polars as pl

from balai.engines.transit.errors import FeedRefused
from balai.engines.transit.walks import WalkSource

MOST_STEPS = 5_000_000
"""Nodes visited in all stations together."""
UNMEASURED = 30.0
"""Seconds of a pathway that has neither time nor length nor stairs, such as a gate or a lift."""
SECONDS_PER_STAIR = 0.7
PLATFORM = 0
Graph = dict[int, list[tuple[int, float]]]


def station_ways(stops: pl.DataFrame, pathways: pl.DataFrame, speed: float) -> pl.DataFrame:
    """The quickest way through the pathways from each platform to each other one: origin, target, seconds, metres, source.

    Raises:
        FeedRefused: the stations are so tangled that the ways cannot be found with bounded effort.
    """
    graph = _graph(stops, pathways, speed)
    kinds = stops["location_type"]
    steps = 0
    rows: list[tuple[int, int, int, int, int]] = []
    for origin in sorted(node for node in graph if kinds[node] == PLATFORM):
        for target, seconds in _reach(graph, origin):
            steps += 1
            if steps > MOST_STEPS:
                raise FeedRefused("pathways.txt joins so many places that ways through them cannot be found")
            if target != origin and kinds[target] == PLATFORM:
                rows.append((origin, target, math.ceil(seconds), round(seconds * speed), WalkSource.PATHWAYS))
    schema = {"origin": pl.Int32, "target": pl.Int32, "seconds": pl.Int32, "metres": pl.Int32, "source": pl.UInt8}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _graph(stops: pl.DataFrame, pathways: pl.DataFrame, speed: float) -> Graph:
    numbers = {stop: number for number, stop in enumerate(stops["stop_id"])} if pathways.height else {}
    graph: Graph = defaultdict(list)
    for row in pathways.iter_rows(named=True):
        begin, end = numbers[row["from_stop_id"]], numbers[row["to_stop_id"]]
        if row["traversal_time"]:
            seconds = float(row["traversal_time"])
        elif row["length"]:
            seconds = row["length"] / speed
        else:
            seconds = abs(row["stair_count"] or 0) * SECONDS_PER_STAIR or UNMEASURED
        graph[begin].append((end, seconds))
        if row["is_bidirectional"]:
            graph[end].append((begin, seconds))
    return graph


def _reach(graph: Graph, origin: int) -> Iterator[tuple[int, float]]:
    """Every node that can be reached, nearest first, with its seconds (Dijkstra)."""
    settled: set[int] = set()
    queue: list[tuple[float, int]] = [(0.0, origin)]
    while queue:
        seconds, node = heapq.heappop(queue)
        if node in settled:
            continue
        settled.add(node)
        yield node, seconds
        for other, more in graph.get(node, ()):
            if other not in settled:
                heapq.heappush(queue, (seconds + more, other))
