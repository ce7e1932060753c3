"""Two other ways to the same answers: by trying everything, and by scanning connections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np

from balai.engines.transit.compiled import NEVER, Bytes, Ints, compiled
from balai.engines.transit.days import slots_of
from balai.engines.transit.network import ALIGHTING, BOARDING
from balai.engines.transit.tests.making import DAY, Small
from balai.engines.transit.timetable import Timetable


def everything(small: Small, origin: int, destination: int, start: int, rounds: int) -> list[int]:
    """The earliest arrival with at most 0, 1, 2, … rides: every boarding and alighting is tried in every round.

    Nobody walks twice in a row; a journey without a ride is a walk along one footpath.
    """
    ready = {origin: start}
    for (begin, end), seconds in small.paths.items():
        if begin == origin:
            ready[end] = min(start + seconds, ready.get(end, NEVER))
    answers = [ready.get(destination, NEVER)]
    for _ in range(rounds):
        arrived: dict[int, int] = {}
        for trip in range(len(small.trips)):
            _ride(small, trip, ready, arrived)
        ready = {stop: time + small.change[stop] for stop, time in arrived.items()}
        there = arrived.get(destination, NEVER)
        for (begin, end), seconds in small.paths.items():
            if begin in arrived:
                time = arrived[begin] + seconds
                ready[end] = min(time, ready.get(end, NEVER))
                there = min(there, time if end == destination else NEVER)
        answers.append(min(there, answers[-1]))
    return answers


def _ride(small: Small, trip: int, ready: dict[int, int], arrived: dict[int, int]) -> None:
    """Board a trip wherever that can be done in time, and get off wherever that may be."""
    calls = small.trips[trip]
    for on, (boarding, _, departure) in enumerate(calls[:-1]):
        if ready.get(boarding, NEVER) <= departure:
            for stop, arrival, _ in calls[on + 1 :]:
                arrived[stop] = min(arrival, arrived.get(stop, NEVER))
            _stay(small, trip, arrived)


def _stay(small: Small, trip: int, arrived: dict[int, int]) -> None:
    """Stay seated as long as the vehicle of a trip goes on, and get off wherever that may be."""
    for onward in small.onward.get(trip, ()):
        for stop, arrival, _ in small.trips[onward][1:]:
            arrived[stop] = min(arrival, arrived.get(stop, NEVER))
        _stay(small, onward, arrived)


def pareto(answers: list[int]) -> list[tuple[int, int]]:
    """(rides, arrival) where one more ride arrives earlier; walks left out."""
    return [(rides, answers[rides]) for rides in range(1, len(answers)) if answers[rides] < answers[rides - 1]]


@compiled
def _scan(
    origins: Ints,
    targets: Ints,
    departures: Ints,
    arrivals: Ints,
    trips: Ints,
    flags: Ints,
    walk_begin: Ints,
    walk_targets: Ints,
    walk_seconds: Ints,
    change: Ints,
    ready: Ints,
    earliest: Ints,
    boarded: Bytes,
    onward: Ints,
) -> None:
    """Connection scan (Dibbelt and others, 2013), with arrivals by vehicle apart from times to board.

    `onward` holds pairs of trips of which the second is the first one's vehicle going on; its hops come later.
    """
    for index in range(len(origins)):
        if flags[index] & BOARDING and ready[origins[index]] <= departures[index]:
            boarded[trips[index]] = 1
        if boarded[trips[index]]:
            for pair in range(len(onward)):
                if onward[pair, 0] == trips[index]:
                    boarded[onward[pair, 1]] = 1
        if boarded[trips[index]] and flags[index] & ALIGHTING:
            stop, time = targets[index], arrivals[index]
            ready[stop] = min(ready[stop], time + change[stop])
            earliest[stop] = min(earliest[stop], time)
            for path in range(walk_begin[stop], walk_begin[stop + 1]):
                there = walk_targets[path]
                ready[there] = min(ready[there], time + walk_seconds[path])
                earliest[there] = min(earliest[there], time + walk_seconds[path])


class Connections:
    """Every hop of a day, in order of departure; `onward` as in `Small`, of a timetable whose runs are its trips."""

    def __init__(
        self, timetable: Timetable, day: date = DAY, onward: Mapping[int, Sequence[int]] | None = None
    ) -> None:
        pairs = [(trip, after) for trip, those in (onward or {}).items() for after in those]
        self.onward = np.array(pairs, np.int32).reshape(-1, 2)
        slots = slots_of(timetable, day)
        times, patterns = timetable.profiles, timetable.patterns
        lengths = np.diff(times.begin)[slots.profiles] - 1
        slot = np.repeat(np.arange(len(lengths)), lengths)
        place = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        call = times.begin[slots.profiles[slot]] + place
        stop = patterns.begin[times.patterns[slots.profiles[slot]]] + place
        leaving = slots.starts[slot] + times.departures[call]
        coming = slots.starts[slot] + times.arrivals[call + 1]
        order = np.lexsort((place, slot, coming, leaving))
        flags = patterns.flags[stop] & BOARDING | patterns.flags[stop + 1] & ALIGHTING
        hops = (patterns.stops[stop], patterns.stops[stop + 1], leaving, coming, slot, flags)
        self.columns = [column[order].astype(np.int32) for column in hops]
        self.trips = len(lengths)
        self.timetable = timetable

    def earliest(self, origin: int, start: int, latest: int = NEVER) -> Ints:
        """The earliest arrival at every stop, on foot at either end where that is quicker; right up to `latest`."""
        paths = self.timetable.footpaths
        ready = np.full(len(paths.change), NEVER, np.int32)
        ready[origin] = start
        for path in range(paths.begin[origin], paths.begin[origin + 1]):
            ready[paths.targets[path]] = start + paths.seconds[path]
        earliest = ready.copy()
        begin, end = np.searchsorted(self.columns[2], [start, latest + 1])
        origins, targets, departures, arrivals, trips, flags = (column[begin:end] for column in self.columns)
        _scan(
            origins,
            targets,
            departures,
            arrivals,
            trips,
            flags,
            paths.begin,
            paths.targets,
            paths.seconds,
            paths.change,
            ready,
            earliest,
            np.zeros(self.trips, np.uint8),
            self.onward,
        )
        return earliest
