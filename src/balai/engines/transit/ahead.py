"""Bounds for a search with more than one criterion: how long it takes at least from each stop to the destination."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from balai.engines.transit.compiled import NEVER, Ints, compiled
from balai.engines.transit.network import Network, arrives, departs


class Hops(NamedTuple):
    """From each stop to those from which a vehicle comes next, with the least seconds that any takes."""

    begin: Ints
    origins: Ints
    seconds: Ints


def hops_of(network: Network) -> Hops:
    """The hops of a day, each pair of stops once."""
    count = len(network.change)
    places = np.arange(len(network.stops) - 1)
    inside = np.ones(len(places), np.bool_)
    inside[network.stops_begin[1:-1] - 1] = False
    quickest = _quickest(network)
    pair = network.stops[1:].astype(np.int64) * count + network.stops[:-1]
    order = np.lexsort((quickest[:-1], pair))
    order = order[inside[order]]
    first = np.flatnonzero(np.diff(pair[order], prepend=-1))
    chosen = order[first]
    targets = network.stops[places[chosen] + 1]
    begin = np.append(0, np.cumsum(np.bincount(targets, minlength=count))).astype(np.int32)
    return Hops(begin, network.stops[chosen].astype(np.int32), quickest[chosen].astype(np.int32))


@compiled
def _quickest(network: Network) -> Ints:
    """For each call of each line the least seconds to the next call."""
    found = np.full(len(network.stops), NEVER, np.int32)
    for line in range(len(network.stops_begin) - 1):
        at, first, last = network.stops_begin[line], network.trips_begin[line], network.trips_begin[line + 1]
        for trip in range(first, last):
            for call in range(network.stops_begin[line + 1] - at - 1):
                time = arrives(network, trip, call + 1) - departs(network, trip, call)
                found[at + call] = min(found[at + call], time)
    return found


@compiled
def spread(hops: Hops, network: Network, stops: Ints, seconds: Ints, most: int) -> Ints:
    """The least seconds from each stop to the destination, whatever the hour; NEVER beyond `most`.

    `network` runs backwards: its footpaths lead from where one goes to where one comes from. Buckets by second (Dial).
    """
    least = np.full(len(hops.begin) - 1, NEVER, np.int32)
    heads = np.full(most + 1, -1, np.int32)
    room = len(hops.origins) + len(network.walk_targets) + len(stops) + 1
    entry_stop, entry_next = np.empty(room, np.int32), np.empty(room, np.int32)
    count = 0
    for index in range(len(stops)):
        if seconds[index] <= most and seconds[index] < least[stops[index]]:
            least[stops[index]] = seconds[index]
            entry_stop[count], entry_next[count] = stops[index], heads[seconds[index]]
            heads[seconds[index]] = count
            count += 1
    for time in range(most + 1):
        entry = heads[time]
        while entry >= 0:
            stop = entry_stop[entry]
            heads[time] = entry_next[entry]
            if least[stop] == time:
                for hop in range(hops.begin[stop], hops.begin[stop + 1]):
                    origin, total = hops.origins[hop], time + max(0, hops.seconds[hop])
                    if total <= most and total < least[origin]:
                        least[origin] = total
                        entry_stop[count], entry_next[count] = origin, heads[total]
                        heads[total] = count
                        count += 1
                for path in range(network.walk_begin[stop], network.walk_begin[stop + 1]):
                    origin, total = network.walk_targets[path], time + network.walk_seconds[path]
                    if total <= most and total < least[origin]:
                        least[origin] = total
                        entry_stop[count], entry_next[count] = origin, heads[total]
                        heads[total] = count
                        count += 1
            entry = heads[time]
    return least


@compiled
def metres_ahead(network: Network, along: Ints, stops: Ints, rides: int) -> tuple[Ints, Ints]:
    """The least metres to ride from each stop, ready to board and just come, with at most 0, 1, 2, … more rides.

    At any hour. `stops` are those from which one walks to the destination, `network` runs forwards, and `along` is whole
    metres along its lines.
    """
    board = np.full((rides + 1, len(network.change)), NEVER, np.int32)
    come = np.full((rides + 1, len(network.change)), NEVER, np.int32)
    for stop in stops:
        come[0, stop] = 0
    for more in range(1, rides + 1):
        board[more] = board[more - 1]
        come[more] = come[more - 1]
        for line in range(len(network.stops_begin) - 1):
            best = NEVER
            for call in range(network.stops_begin[line + 1] - 1, network.stops_begin[line] - 1, -1):
                stop = network.stops[call]
                if best < NEVER and best - along[call] < board[more, stop]:
                    board[more, stop] = best - along[call]
                if come[more - 1, stop] < NEVER:
                    best = min(best, come[more - 1, stop] + along[call])
        for stop in range(len(network.change)):
            come[more, stop] = min(come[more, stop], board[more, stop])
            for path in range(network.walk_begin[stop], network.walk_begin[stop + 1]):
                come[more, stop] = min(come[more, stop], board[more, network.walk_targets[path]])
    return board, come
