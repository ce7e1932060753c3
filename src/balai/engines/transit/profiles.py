"""Trips that call at the same stops share a pattern; those that also take the same times between them share a profile.

A city's year has millions of stop times but few profiles, so a timetable of all days is small.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from balai.engines.transit.compiled import Bools, Bytes, Floats, Ints, Longs, compiled
from balai.engines.transit.timetable import Patterns, Profiles

PRIME = np.uint64(1099511628211)
BASIS = np.uint64(14695981039346656037)
SHIFT = np.uint64(29)


@dataclass(frozen=True, slots=True)
class Calls:
    """Stop times of many trips, one after the other: trip `i` has the calls `begin[i]` to `begin[i + 1]`.

    Times are seconds after the trip's first departure; flags are 1 (boarding) plus 2 (alighting).
    """

    begin: Longs
    stops: Ints
    arrivals: Ints
    departures: Ints
    flags: Bytes
    metres: Floats

    @property
    def served(self) -> Ints:
        """The stops at which some trip calls, in order."""
        return np.flatnonzero(np.bincount(self.stops)).astype(np.int32)

    def of(self, trips: Longs) -> Calls:
        """The calls of some of the trips, in that order."""
        lengths = np.diff(self.begin)[trips]
        begin = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
        inside = np.arange(begin[-1]) - np.repeat(begin[:-1], lengths)
        places = np.repeat(self.begin[trips], lengths) + inside
        return Calls(
            begin,
            self.stops[places],
            self.arrivals[places],
            self.departures[places],
            self.flags[places],
            self.metres[places],
        )


@compiled
def _hash(begin: Longs, first: Ints, second: Ints, third: Ints, seeds: Ints) -> Longs:
    """A number for the calls of each trip; equal calls have equal numbers."""
    count = len(begin) - 1
    numbers = np.empty(count, np.int64)
    for trip in range(count):
        value = (BASIS ^ np.uint64(seeds[trip])) * PRIME
        for place in range(begin[trip], begin[trip + 1]):
            value = (value ^ np.uint64(np.uint32(first[place]))) * PRIME
            value = (value ^ np.uint64(np.uint32(second[place]))) * PRIME
            value = (value ^ np.uint64(np.uint32(third[place]))) * PRIME
            value ^= value >> SHIFT
        numbers[trip] = np.int64(value >> np.uint64(1))
    return numbers


@compiled
def _same(begin: Longs, first: Ints, second: Ints, third: Ints, seeds: Ints, trip: int, other: int) -> bool:
    length = begin[trip + 1] - begin[trip]
    if length != begin[other + 1] - begin[other] or seeds[trip] != seeds[other]:
        return False
    for place in range(length):
        here, there = begin[trip] + place, begin[other] + place
        if first[here] != first[there] or second[here] != second[there] or third[here] != third[there]:
            return False
    return True


@compiled
def _differs(begin: Longs, first: Ints, second: Ints, third: Ints, seeds: Ints, leaders: Longs) -> Bools:
    """For each trip, whether it is not what the trip that stands for its number is."""
    found = np.zeros(len(leaders), np.bool_)
    for trip in range(len(leaders)):
        found[trip] = not _same(begin, first, second, third, seeds, trip, leaders[trip])
    return found


def group(begin: Longs, first: Ints, second: Ints, third: Ints, seeds: Ints) -> tuple[Longs, Longs]:
    """Equal trips together: the trips that stand for each group, in order of appearance, and each trip's group.

    Numbers that meet by chance, or were made to meet, are told apart: such trips are groups of their own.
    """
    numbers = _hash(begin, first, second, third, seeds)
    _, leaders, inverse = np.unique(numbers, return_index=True, return_inverse=True)
    standing = leaders[inverse].astype(np.int64)
    apart = _differs(begin, first, second, third, seeds, standing)
    standing[apart] = np.flatnonzero(apart)
    chosen, groups = np.unique(standing, return_inverse=True)
    return chosen.astype(np.int64), groups.astype(np.int64)


def shared(calls: Calls, routes: Ints) -> tuple[Patterns, Profiles, Longs]:
    """The patterns and profiles of trips of these routes, and the profile of each trip."""
    flags = calls.flags.astype(np.int32)
    leaders, pattern_of = group(calls.begin, calls.stops, flags, flags, routes)
    like = calls.of(leaders)
    patterns = Patterns(like.begin, like.stops, like.flags, like.metres, routes[leaders])
    seeds = pattern_of.astype(np.int32)
    chosen, profile_of = group(calls.begin, calls.arrivals, calls.departures, calls.stops, seeds)
    timely = calls.of(chosen)
    return patterns, Profiles(timely.begin, seeds[chosen], timely.arrivals, timely.departures), profile_of


@compiled
def fill_between(begin: Longs, arrivals: Ints, departures: Ints, lacking: Bools) -> Bools:
    """Give calls without times those of an even pace between the timed ones, in place; whether each trip could be filled.

    GTFS asks that the first and the last call have times (`missing_trip_edge`).
    """
    count = len(begin) - 1
    sound = np.ones(count, np.bool_)
    for trip in range(count):
        last = begin[trip + 1] - 1
        if last < begin[trip] or lacking[begin[trip]] or lacking[last]:
            sound[trip] = False
            continue
        known = begin[trip]
        for place in range(begin[trip], last + 1):
            if not lacking[place]:
                for gap in range(known + 1, place):
                    span = arrivals[place] - departures[known]
                    time = departures[known] + span * (gap - known) // (place - known)
                    arrivals[gap] = time
                    departures[gap] = time
                known = place
    return sound
