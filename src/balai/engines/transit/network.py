"""One day's trips laid out for search: lines on which no trip overtakes another, and their times stop by stop."""

from __future__ import annotations

from typing import NamedTuple, TypeVar

import numpy as np

from balai.engines.transit.compiled import Bytes, Ints, Longs, compiled
from balai.engines.transit.timetable import Footpaths, Patterns, Profiles

BOARDING, ALIGHTING = 1, 2
Whole = TypeVar("Whole", Ints, Longs)


class Network(NamedTuple):
    """What a search reads. A line is a pattern whose trips keep their order at every stop (RAPTOR calls it a route).

    Line `l` calls at `stops[stops_begin[l]:stops_begin[l + 1]]`; its trips are the slots `trips_begin[l]` up to
    `trips_begin[l + 1]`. With `n` trips, the times of its call `c` are the `n` entries of `arrivals` and `departures`
    from `times_begin[l] + c * n`, in order of the trips. Seconds of the day; a trip of the day before has been shifted.
    `calls_begin`, `call_lines`, `call_places`: the lines that stop at each stop, and where in the line.
    """

    stops_begin: Ints
    stops: Ints
    flags: Bytes
    line_patterns: Ints
    trips_begin: Ints
    times_begin: Longs
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
    times_begin = np.append(0, np.cumsum(lengths * np.diff(trips_begin))).astype(np.int64)
    arrivals, departures = _times(
        order,
        trips_begin,
        times_begin,
        stops_begin,
        slots.profiles,
        slots.starts,
        profiles.begin,
        profiles.arrivals,
        profiles.departures,
    )
    network = Network(
        stops_begin,
        patterns.stops[places],
        patterns.flags[places],
        line_patterns,
        trips_begin,
        times_begin,
        arrivals,
        departures,
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


@compiled
def _times(
    order: Longs,
    trips_begin: Ints,
    times_begin: Longs,
    stops_begin: Ints,
    profiles: Ints,
    starts: Ints,
    begin: Longs,
    arrivals: Ints,
    departures: Ints,
) -> tuple[Ints, Ints]:
    coming, going = np.empty(times_begin[-1], np.int32), np.empty(times_begin[-1], np.int32)
    for line in range(len(trips_begin) - 1):
        count = trips_begin[line + 1] - trips_begin[line]
        for trip in range(count):
            slot = order[trips_begin[line] + trip]
            source = begin[profiles[slot]]
            for call in range(stops_begin[line + 1] - stops_begin[line]):
                place = times_begin[line] + call * count + trip
                coming[place] = starts[slot] + arrivals[source + call]
                going[place] = starts[slot] + departures[source + call]
    return coming, going


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
    return Network(
        stops_begin,
        stops,
        swapped,
        np.ascontiguousarray(network.line_patterns[::-1]),
        _mirrored(network.trips_begin),
        _mirrored(network.times_begin),
        -network.departures[::-1],
        -network.arrivals[::-1],
        *_calls(stops_begin, stops, count),
        walk_begin,
        origins[order],
        network.walk_seconds[order],
        network.change,
    )


def _mirrored(begin: Whole) -> Whole:
    return np.ascontiguousarray((begin[-1] - begin)[::-1])
