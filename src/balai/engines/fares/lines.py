"""Where stops lie along the lines of a network, and how far a ride is from one to another."""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

MOST_KEPT = 512
"""Stops whose ways are kept; more than a city's busiest hour asks for."""
Hops = dict[str, dict[str, int]]


@dataclass(frozen=True, slots=True)
class Lines:
    """Metres from a line's begin, by network and line; the names of stops, and their points where they are known.

    Called with a network and two stops it gives the least metres along lines of that network, changing where lines
    share a stop, or None where no line leads there. Both ways are equally long. What a plan and a bill charge by.
    """

    posts: Mapping[tuple[str, str], Mapping[str, int]]
    names: Mapping[str, str]
    points: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    _hops: dict[str, Hops] = field(default_factory=dict, compare=False, repr=False)
    _ways: dict[tuple[str, str], dict[str, int]] = field(default_factory=dict, compare=False, repr=False)

    def __call__(self, network: str, origin: str, destination: str) -> int | None:
        if origin == destination:
            return 0
        ways = self._ways.get((network, origin))
        if ways is None:
            if len(self._ways) >= MOST_KEPT:
                self._ways.clear()
            ways = self._ways.setdefault((network, origin), _ways_from(self._hops_of(network), origin))
        return ways.get(destination)

    def stops(self, network: str) -> frozenset[str]:
        """The stops along the lines of a network: between others nobody knows the metres."""
        return frozenset(self._hops_of(network))

    def _hops_of(self, network: str) -> Hops:
        if not self._hops:
            self._hops.update(_hops(self.posts))
        return self._hops.get(network, {})


def _hops(posts: Mapping[tuple[str, str], Mapping[str, int]]) -> dict[str, Hops]:
    """Neighbours along the lines of each network, with the metres between them."""
    found: dict[str, Hops] = {}
    for (network, _line), stops in posts.items():
        hops = found.setdefault(network, {})
        for one, other in pairwise(sorted(stops, key=stops.__getitem__)):
            metres = stops[other] - stops[one]
            for here, there in ((one, other), (other, one)):
                nearest = hops.setdefault(here, {})
                nearest[there] = min(metres, nearest.get(there, metres))
    return found


def _ways_from(hops: Hops, origin: str) -> dict[str, int]:
    """Least metres from a stop to every other that can be reached (Dijkstra, 1959)."""
    ways: dict[str, int] = {}
    waiting = [(0, origin)] if origin in hops else []
    while waiting:
        metres, stop = heapq.heappop(waiting)
        if stop in ways:
            continue
        ways[stop] = metres
        for neighbour, more in hops[stop].items():
            if neighbour not in ways:
                heapq.heappush(waiting, (metres + more, neighbour))
    return ways
