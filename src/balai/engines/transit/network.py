"""One day's trips laid out for search: lines on which no trip overtakes another.

Times are not written out for each trip: a trip has its start and points at its profile, which it shares with all trips
that take the same times, on all days. So a day is small (some bytes for each trip), is laid out in a moment, and reads
the arrays of the timetable as they are, which processes may map from one file. Along a trip the times lie side by side.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from balai.engines.transit.compiled import Bytes, Ints, Longs, borrowing, compiled
from balai.engines.transit.timetable import Footpaths, Patterns, Profiles

BOARDING, ALIGHTING, SEATED = 1, 2, 4
"""What flags of calls say: one may board, one may get off, and only who stayed seated is on board."""


class Network(NamedTuple):
    """What a search reads. A line is a pattern whose trips keep their order at every stop (RAPTOR calls it a route).

    Line `l` calls at `stops[stops_begin[l]:stops_begin[l + 1]]`; its trips are `trips_begin[l]` up to
    `trips_begin[l + 1]`, in order. Trip `t` arrives at its call `c` at `starts[t] + arrivals[times[t] + c]` and departs
    at `starts[t] + departures[times[t] + c]` (`arrives`, `departs`, `first_trip`), in seconds of the day; a trip of the
    day before has been shifted. `arrivals` and `departures` are those of the profiles, not copied.
    `calls_begin`, `call_lines`, `call_places`: the lines that stop at each stop, and where in the line.
    """

    stops_begin: Ints
    stops: Ints
    flags: Bytes
    line_patterns: Ints
    trips_begin: Ints
    starts: Ints
    times: Ints
    arrivals: Ints
    departures: Ints
    calls_begin: Ints
    call_lines: Ints
    call_places: Ints
    walk_begin: Ints
    walk_targets: Ints
    walk_seconds: Ints
    change: Ints


class Slots(NamedTuple):
    """Runs on a day: the run, the profile whose times it takes, its first departure in seconds of the day."""

    runs: Ints
    profiles: Ints
    starts: Ints


def lay_out(slots: Slots, patterns: Patterns, profiles: Profiles, footpaths: Footpaths) -> tuple[Network, Ints]:
    """The network of these runs, and for each of its trips which slot it is."""
    pattern = profiles.patterns[slots.profiles]
    order = np.lexsort((slots.runs, slots.starts, slots.profiles, slots.starts, pattern)).astype(np.int64)
    line = _assign(order, pattern, slots.profiles, slots.starts, profiles.begin, profiles.arrivals, profiles.departures)
    order = order[np.argsort(line[order], kind="stable")]
    trips_begin = np.append(np.flatnonzero(np.diff(line[order], prepend=-1)), len(order)).astype(np.int32)
    line_patterns = pattern[order[trips_begin[:-1]]].astype(np.int32)
    lengths = np.diff(patterns.begin)[line_patterns]
    stops_begin = np.append(0, np.cumsum(lengths)).astype(np.int32)
    inside = np.arange(stops_begin[-1]) - np.repeat(stops_begin[:-1], lengths)
    places = np.repeat(patterns.begin[line_patterns], lengths) + inside
    network = Network(
        stops_begin,
        patterns.stops[places],
        patterns.flags[places],
        line_patterns,
        trips_begin,
        slots.starts[order],
        profiles.begin[slots.profiles[order]].astype(np.int32),
        profiles.arrivals,
        profiles.departures,
        *_calls(stops_begin, patterns.stops[places], len(footpaths.change)),
        footpaths.begin,
        footpaths.targets,
        footpaths.seconds,
        footpaths.change,
    )
    return network, order.astype(np.int32)


def _calls(stops_begin: Ints, stops: Ints, count: int) -> tuple[Ints, Ints, Ints]:
    lengths = np.diff(stops_begin)
    lines = np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)
    places = (np.arange(len(stops)) - np.repeat(stops_begin[:-1], lengths)).astype(np.int32)
    order = np.argsort(stops, kind="stable")
    begin = np.append(0, np.cumsum(np.bincount(stops, minlength=count))).astype(np.int32)
    return begin, lines[order], places[order]


@compiled
def _keeps_behind(
    one: int, other: int, profiles: Ints, starts: Ints, begin: Longs, arrivals: Ints, departures: Ints
) -> bool:
    """Whether `other` is nowhere earlier than `one`."""
    ahead, behind = profiles[one], profiles[other]
    lag = starts[other] - starts[one]
    if ahead == behind:
        return bool(lag >= 0)
    here, there = begin[ahead], begin[behind]
    for call in range(begin[ahead + 1] - here):
        if arrivals[there + call] + lag < arrivals[here + call]:
            return False
        if departures[there + call] + lag < departures[here + call]:
            return False
    return True


@compiled
def _assign(
    order: Longs, pattern: Ints, profiles: Ints, starts: Ints, begin: Longs, arrivals: Ints, departures: Ints
) -> Ints:
    """The line of each slot: the first of its pattern's lines in which nothing overtakes it."""
    line = np.empty(len(order), np.int32)
    last = np.empty(len(order), np.int64)
    first_line, count, current = 0, 0, -1
    for slot in order:
        if pattern[slot] != current:
            current, first_line = pattern[slot], count
        chosen = first_line
        while chosen < count:
            if _keeps_behind(last[chosen], slot, profiles, starts, begin, arrivals, departures):
                break
            chosen += 1
        if chosen == count:
            count += 1
        last[chosen] = slot
        line[slot] = chosen
    return line


@borrowing
def arrives(network: Network, trip: int, call: int) -> int:
    """When a trip arrives at a call of its line, in seconds of the day."""
    return int(network.starts[trip] + network.arrivals[network.times[trip] + call])


@borrowing
def departs(network: Network, trip: int, call: int) -> int:
    """When a trip departs from a call of its line, in seconds of the day."""
    return int(network.starts[trip] + network.departures[network.times[trip] + call])


@borrowing
def first_trip(network: Network, call: int, low: int, high: int, earliest: int) -> int:
    """The first of the trips `low` up to `high` of one line that departs from a call at `earliest` or later, else `high`.

    Guessed by the starts, which lie side by side, as if all trips were as quick as the last; then put right.
    """
    if low == high:
        return high
    begin, top, start = low, high, earliest - network.departures[network.times[high - 1] + call]
    while begin < top:
        middle = (begin + top) >> 1
        if network.starts[middle] >= start:
            top = middle
        else:
            begin = middle + 1
    while top < high and departs(network, top, call) < earliest:
        top += 1
    while top > low and departs(network, top - 1, call) >= earliest:
        top -= 1
    return top


def backwards(network: Network) -> Network:
    """The same network with time running the other way: who leaves late arrives early.

    Lines, trips and calls come in the opposite order; times are negative. Searching it from the destination answers
    when to leave at the latest.
    """
    flags = network.flags[::-1]
    swapped = ((flags & BOARDING) << 1 | (flags & ALIGHTING) >> 1).astype(np.uint8)
    stops = np.ascontiguousarray(network.stops[::-1])
    stops_begin = _mirrored(network.stops_begin)
    count = len(network.change)
    origins = np.repeat(np.arange(count, dtype=np.int32), np.diff(network.walk_begin))
    order = np.argsort(network.walk_targets, kind="stable")
    walk_begin = np.append(0, np.cumsum(np.bincount(network.walk_targets, minlength=count))).astype(np.int32)
    lengths = np.repeat(np.diff(network.stops_begin), np.diff(network.trips_begin))
    times = len(network.arrivals) - network.times - lengths
    return Network(
        stops_begin,
        stops,
        swapped,
        np.ascontiguousarray(network.line_patterns[::-1]),
        _mirrored(network.trips_begin),
        -network.starts[::-1],
        times[::-1].astype(np.int32),
        -network.departures[::-1],
        -network.arrivals[::-1],
        *_calls(stops_begin, stops, count),
        walk_begin,
        origins[order],
        network.walk_seconds[order],
        network.change,
    )


def _mirrored(begin: Ints) -> Ints:
    return np.ascontiguousarray((begin[-1] - begin)[::-1])
