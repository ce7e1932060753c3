"""One day of a timetable, ready to be searched: its trips, the night's before it, and the next morning's."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

import numpy as np

from balai.engines.transit.alerts import Alert
from balai.engines.transit.bounds import Ahead, hops_of, lowered
from balai.engines.transit.compiled import Ints
from balai.engines.transit.network import Network, Slots, backwards, lay_out
from balai.engines.transit.timetable import Patterns, Profiles, Timetable
from balai.engines.transit.workspace import Workspace, make_workspace

DAY = 24 * 3600
NEXT_MORNING = 6 * 3600
"""Trips of the next day that begin by then belong to this day too: who leaves at night may have to wait for them."""
MOST_RIDES = 8


@dataclass(frozen=True)
class Day:
    """A day laid out. `trips[i]` is the slot of the network's trip `i`. Read from many threads."""

    timetable: Timetable
    date: date
    slots: Slots
    patterns: Patterns
    profiles: Profiles
    network: Network
    trips: Ints
    ahead: Ahead
    rounds: int = MOST_RIDES
    alerts: tuple[Alert, ...] = ()
    _spare: deque[Workspace] = field(default_factory=deque)

    @cached_property
    def backwards(self) -> Network:
        """The network with time running the other way; made when somebody first asks for an arrival."""
        return backwards(self.network)

    @cached_property
    def behind(self) -> Ahead:
        """The bounds for the network that runs backwards."""
        known = self.timetable.behind
        if self.profiles is self.timetable.profiles:
            return known
        return lowered(known, hops_of(self.patterns, self.profiles, self.timetable.footpaths).reversed())

    def borrow(self) -> Workspace:
        """A workspace for one search; give it back with `give_back`."""
        try:
            return self._spare.pop()
        except IndexError:
            lines = len(self.network.line_patterns)
            return make_workspace(len(self.network.change), lines, self.rounds)

    def give_back(self, work: Workspace) -> None:
        """Keep a workspace for the next search."""
        self._spare.append(work)

    def run_of(self, trip: int) -> int:
        """The run of a trip of the network."""
        return int(self.slots.runs[self.trips[trip]])


def slots_of(timetable: Timetable, day: date) -> Slots:
    """The runs that may matter to somebody who travels on a day, with seconds of that day."""
    runs, profiles = timetable.runs, timetable.profiles
    lasting = profiles.arrivals[profiles.begin[1:] - 1][runs.profiles]
    chosen: list[Ints] = []
    starts: list[Ints] = []
    for offset in (-1, 0, 1):
        start = runs.starts + offset * DAY
        runs_then = timetable.services.active(day + timedelta(days=offset))[runs.services]
        if offset < 0:
            runs_then &= start + lasting >= 0
        elif offset > 0:
            runs_then &= start <= DAY + NEXT_MORNING
        found = np.flatnonzero(runs_then).astype(np.int32)
        chosen.append(found)
        starts.append(start[found].astype(np.int32))
    every = np.concatenate(chosen)
    return Slots(every, runs.profiles[every], np.concatenate(starts))


def open_day(timetable: Timetable, day: date, *, rounds: int = MOST_RIDES) -> Day:
    """Lay a day out. A day on which nothing runs is empty, not an error."""
    return with_slots(timetable, day, slots_of(timetable, day), timetable.patterns, timetable.profiles, rounds)


def with_slots(
    timetable: Timetable, day: date, slots: Slots, patterns: Patterns, profiles: Profiles, rounds: int = MOST_RIDES
) -> Day:
    """Lay a day out with these runs, patterns and profiles, which may differ from the timetable's."""
    network, trips = lay_out(slots, patterns, profiles, timetable.footpaths)
    ahead = timetable.ahead
    if profiles is not timetable.profiles:
        ahead = lowered(ahead, hops_of(patterns, profiles, timetable.footpaths))
    return Day(timetable, day, slots, patterns, profiles, network, trips, ahead, rounds)
