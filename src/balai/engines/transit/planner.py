"""What travellers ask: when do I arrive, when must I leave, what can I take in these two hours, what can I reach."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from threading import Lock

import numpy as np

from balai.engines.transit import legs
from balai.engines.transit.bounds import Ahead
from balai.engines.transit.compiled import NEVER, Ints
from balai.engines.transit.days import MOST_RIDES, Day, open_day
from balai.engines.transit.errors import NotServed, TransitError
from balai.engines.transit.journeys import Journey, Spot, Walk
from balai.engines.transit.network import Network
from balai.engines.transit.places import Around, AtPoint, Place, around, on_foot
from balai.engines.transit.timetable import Timetable
from balai.engines.transit.unfolding import Ends, all_the_way, rides_in, spot, turned, unfold
from balai.engines.transit.walks import Walking

LONGEST = 12 * 3600
"""Seconds: journeys that take longer are not looked for."""
DAYS_KEPT = 3
FEW_ROWS = 64
APART = 7 * 60
"""Seconds between the departures that are looked at where there are too many to look at all."""
LEAST_QUESTIONS = 3


@dataclass(frozen=True, slots=True)
class Departures:
    """Journeys that leave until a second of the day, by departure.

    `every` says whether every departure was looked at, or only some that lie minutes apart.
    """

    journeys: list[Journey]
    until: int
    every: bool


@dataclass(frozen=True, slots=True)
class Reached:
    """What can be reached: for each stop the seconds of the day of the earliest arrival, NEVER where it cannot."""

    date: date
    start: int
    arrivals: Ints


class Planner:
    """Answers questions about one timetable. Many threads may ask at once; the timetable never changes under them."""

    def __init__(
        self,
        timetable: Timetable,
        *,
        walking: Walking | None = None,
        rounds: int = MOST_RIDES,
        opening: Callable[[Timetable, date], Day] | None = None,
        name: str = "",
    ) -> None:
        """Days come from `opening`, where it is given, such as days with real times; `name` is whatever tells it apart."""
        self.timetable = timetable
        self.name = name
        self.walking = walking or Walking()
        self._opening = opening or partial(open_day, rounds=rounds)
        self._days: OrderedDict[date, Day] = OrderedDict()
        self._lock = Lock()
        self._making: dict[date, Lock] = {}
        self._renewing = Lock()
        self._renewals = 0

    def day(self, when: date) -> Day:
        """A day laid out; the last three asked for are kept.

        Raises:
            NotServed: no calendar knows the day.
        """
        services = self.timetable.services
        if not services.days or not services.first <= when <= services.last:
            raise NotServed(f"the timetable holds from {services.first} to {services.last}, not on {when}")
        with self._lock:
            if found := self._kept(when):
                return found
            making = self._making.setdefault(when, Lock())
        with making:  # laying a day out takes long: questions about other days do not wait for it
            with self._lock:
                if found := self._kept(when):
                    return found
            try:
                return self._laid_out(when)
            finally:
                with self._lock:
                    self._making.pop(when, None)

    def _laid_out(self, when: date) -> Day:
        """Open a day and keep it; anew where more came to be known of days meanwhile, three times at most."""
        left = 3
        while True:
            renewals, left = self._renewals, left - 1
            made = self._opening(self.timetable, when)
            with self._lock:
                if renewals == self._renewals or not left:
                    return self._keep(self._days.get(when, made))

    def _kept(self, when: date) -> Day | None:
        if when in self._days:
            self._days.move_to_end(when)
        return self._days.get(when)

    def _keep(self, day: Day) -> Day:
        self._days[day.date] = day
        self._days.move_to_end(day.date)
        while len(self._days) > DAYS_KEPT:
            self._days.popitem(last=False)
        return day

    def renew(self) -> None:
        """Open the days that are kept anew, as when more is known of them; questions under way end on the old ones."""
        with self._lock:
            self._renewals = mine = self._renewals + 1
        with self._renewing:  # one at a time, or what was known first might be kept last
            with self._lock:
                kept = list(self._days) if mine == self._renewals else []
            for when in kept:
                self.keep(self._opening(self.timetable, when))

    def keep(self, day: Day) -> None:
        """Answer from this day from now on, such as one with real times; questions under way end on the old one."""
        with self._lock:
            self._keep(day)

    def depart(self, origin: Place, destination: Place, when: date, seconds: int) -> list[Journey]:
        """Journeys that leave at `seconds` of the day or later: each arrives earlier than those with fewer rides.

        Raises:
            TransitError: a place or the day is unknown.
        """
        return self._forward(self.day(when), origin, destination, np.array([seconds], np.int32))

    def window(self, origin: Place, destination: Place, when: date, begin: int, end: int) -> list[Journey]:
        """Every journey that leaves between two times and that no other beats in departure, arrival and rides.

        By departure, then arrival.

        Raises:
            TransitError: a place or the day is unknown.
        """
        day = self.day(when)
        near = around(self.timetable, origin, self.walking, leaving=True)
        starts = departures_within(day.network, near, begin, end)
        found = self._forward(day, origin, destination, starts, near)
        return sorted(found, key=lambda journey: (journey.departure, journey.arrival, journey.transfers))

    def departures(
        self, origin: Place, destination: Place, when: date, begin: int, end: int, *, effort: int
    ) -> Departures:
        """As `window`, with bounded effort: every departure looked at costs as much as the day has trips.

        Where there are more departures than `effort` allows, so many are looked at, at most `APART` seconds apart, from
        `begin` on: each journey is the earliest to arrive of those that leave at or after one of these departures.

        Raises:
            TransitError: a place or the day is unknown.
        """
        day = self.day(when)
        near = around(self.timetable, origin, self.walking, leaving=True)
        starts = departures_within(day.network, near, begin, end)
        most = self.questions(when, effort)
        chosen, until = (starts, end) if len(starts) <= most else spread_out(starts, begin, most)
        found = self._forward(day, origin, destination, chosen, near)
        found.sort(key=lambda journey: (journey.departure, journey.arrival, journey.transfers))
        return Departures(found, until, len(chosen) == len(starts))

    def questions(self, when: date, effort: int) -> int:
        """How many departures of a day may be looked at with this effort, counted in trips; at least three.

        Raises:
            NotServed: no calendar knows the day.
        """
        return max(LEAST_QUESTIONS, effort // max(1, len(self.day(when).network.times)))

    def arrive(
        self, origin: Place, destination: Place, when: date, seconds: int, *, earlier: Sequence[int] = ()
    ) -> list[Journey]:
        """Journeys that arrive at `seconds` of the day or earlier: each leaves later than those with fewer rides.

        With `earlier`, also those that arrive by these times, the latest of them first, and leave earlier for it.

        Raises:
            TransitError: a place or the day is unknown.
        """
        day = self.day(when)
        ends = self._ends(origin, destination)
        start = np.array([-time for time in (seconds, *earlier)][::-1], np.int32)
        rows = _found(day, day.backwards, day.behind, ends.reaching, ends.leaving, start, LONGEST + int(start[0]))
        found = [unfold(day, turned(day, rides_in(row)), ends) for row in rows]
        return self._with_walk(day, ends, found, latest=seconds)

    def reach(self, origin: Place, when: date, seconds: int, minutes: int) -> Reached:
        """Where one can be `minutes` after leaving at `seconds` of the day.

        Raises:
            TransitError: the place or the day is unknown.
        """
        day = self.day(when)
        near = around(self.timetable, origin, self.walking, leaving=True)
        latest = seconds + minutes * 60
        work = day.borrow()
        homes = self.timetable.homes
        arrivals = legs.reach(day.network, work, near.stops, near.seconds, seconds, latest, homes)
        day.give_back(work)
        return Reached(when, seconds, np.where(arrivals <= latest, arrivals, NEVER).astype(np.int32))

    def _ends(self, origin: Place, destination: Place, near: Around | None = None) -> Ends:
        near = near or around(self.timetable, origin, self.walking, leaving=True)
        reaching = around(self.timetable, destination, self.walking, leaving=False)
        return Ends(origin, destination, near, reaching, self.walking)

    def _forward(
        self, day: Day, origin: Place, destination: Place, starts: Ints, near: Around | None = None
    ) -> list[Journey]:
        ends = self._ends(origin, destination, near)
        latest = int(starts[0]) + LONGEST if len(starts) else 0
        rows = _found(day, day.network, day.ahead, ends.leaving, ends.reaching, starts, latest)
        found = [unfold(day, rides_in(row), ends) for row in rows]
        return self._with_walk(day, ends, found, start=int(starts[-1]) if len(starts) else 0)

    def _with_walk(
        self, day: Day, ends: Ends, found: list[Journey], *, start: int = 0, latest: int | None = None
    ) -> list[Journey]:
        """The journeys that are quicker than walking all the way, and that walk where it is short enough."""
        seconds = on_foot(self.timetable, ends.origin, ends.destination, self.walking, ends.leaving)
        if seconds is None:
            return found
        begin = start if latest is None else latest - seconds
        metres, source = all_the_way(day, ends, seconds)
        origin, target = self._spot(day, ends.origin), self._spot(day, ends.destination)
        walk = Walk(origin, target, begin, begin + seconds, metres, source)
        quicker = [journey for journey in found if journey.arrival - journey.departure < seconds]
        return [Journey(day.date, self.timetable.timezone, (walk,)), *quicker]

    def _spot(self, day: Day, place: Place) -> Spot:
        if isinstance(place, AtPoint):
            return Spot("", place.name, place.latitude, place.longitude)
        return spot(day, self.timetable.stop_numbers[place.stop_id])


def spread_out(starts: Ints, begin: int, most: int) -> tuple[Ints, int]:
    """At most so many of `starts` (the last first), evenly from `begin` on, the last first; and until when they count.

    Where the first of them lie further apart than `APART` they are taken one by one.
    """
    ordered = starts[::-1]
    until = begin + most * APART
    inside = ordered[ordered < until]
    if len(inside) <= most:
        chosen = ordered[:most]
        return np.ascontiguousarray(chosen[::-1]), int(chosen[-1])
    places = np.searchsorted(inside, begin + APART * np.arange(most))
    chosen = inside[np.unique(places[places < len(inside)])]
    return np.ascontiguousarray(chosen[::-1]), until


def departures_within(network: Network, near: Around, begin: int, end: int) -> Ints:
    """When to leave so as to catch any trip just in time, the last first, each once.

    Raises:
        TransitError: the window is longer than a day or ends before it begins.
    """
    if not begin <= end <= begin + 24 * 3600:
        raise TransitError("a window begins before it ends and is at most a day long")
    found = np.empty(4096, np.int32)
    count = legs.all_departures(network, near.stops, near.seconds, begin, end, found)
    if count > len(found):
        found = np.empty(count, np.int32)
        legs.all_departures(network, near.stops, near.seconds, begin, end, found)
    return np.ascontiguousarray(np.unique(found[:count])[::-1])


def _found(day: Day, network: Network, ahead: Ahead, access: Around, egress: Around, starts: Ints, latest: int) -> Ints:
    """The rows of a search; asked again with more room where there was too little."""
    work = day.borrow()
    rows = np.zeros((FEW_ROWS, legs.HEAD + 4 * day.rounds), np.int32)
    count = 0
    for _ in range(2):
        count = legs.find(
            network, work, access.stops, access.seconds, egress.stops, egress.seconds, starts, latest, *ahead, rows
        )
        if count <= len(rows):
            break
        rows = np.zeros((count, rows.shape[1]), np.int32)
    day.give_back(work)
    return rows[:count]
