"""The least fare as a third thing to choose by: journeys that no other beats in arrival, rides and price together."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import date
from threading import Lock

import numpy as np

from balai.engines.transit import fare_maps, legs
from balai.engines.transit.ahead import metres_ahead, spread
from balai.engines.transit.cheapest_search import compiled_search
from balai.engines.transit.compiled import NEVER, Ints
from balai.engines.transit.days import Day
from balai.engines.transit.errors import TransitError
from balai.engines.transit.fare_maps import Tariffing
from balai.engines.transit.fare_steps import MATTER, THROUGH, Asked, Labels, Tariffed, make_labels
from balai.engines.transit.journeys import Journey
from balai.engines.transit.places import Around, Place, around, on_foot
from balai.engines.transit.planner import LONGEST, Planner
from balai.engines.transit.unfolding import Ends, rides_in, unfold

LATER, LITTLE_LATER = 90 * 60, 30 * 60
"""Seconds that somebody would arrive later for a lower price: as many again as the quickest way takes, within these."""
MOST_RIDES = 6
ROOM, MOST_ROOM = 1 << 16, 1 << 18
"""Labels of one question: room for the first attempt, and for the last."""
DAYS_KEPT = 3


class TooManyWays(TransitError):
    """So many ways differ in price that they cannot be compared with bounded effort."""


@dataclass(frozen=True, slots=True)
class Fared:
    """A journey and its price, in whole units of the tariff's currency."""

    journey: Journey
    price: int


class CheapestPlanner:
    """Answers what a planner answers, with the price as a third criterion. Many threads may ask at once.

    The answer holds, for each price, arrival and number of rides that no other journey beats in all three, one journey:
    among all with at most `rides` rides that take at most twice as long as the quickest of them, half an hour longer in
    any case, and never more than `later` seconds longer. Vehicles are
    boarded as soon as they come, or later where the tariff may make that cheaper. `room` and `most_room` are numbers of
    labels: for the first attempt, and beyond which a question is given up.
    """

    def __init__(
        self,
        planner: Planner,
        tariff: Tariffed,
        *,
        later: int = LATER,
        rides: int = MOST_RIDES,
        room: int = ROOM,
        most_room: int = MOST_ROOM,
    ) -> None:
        self.planner = planner
        self.tariff = tariff
        self.later = later
        self.rides = rides
        self._room = min(room, most_room)
        self._most_room = most_room
        self._days: OrderedDict[int, tuple[Day, Tariffing]] = OrderedDict()
        self._spare: list[Labels] = []
        self._lock = Lock()

    def depart(self, origin: Place, destination: Place, when: date, seconds: int) -> list[Fared]:
        """Journeys that leave at `seconds` of the day or later, the earliest arrival first, then the fewest rides.

        Raises:
            TransitError: a place or the day is unknown.
            TooManyWays: the question would take more than bounded effort.
        """
        day = self.planner.day(when)
        timetable, walking = self.planner.timetable, self.planner.walking
        near = around(timetable, origin, walking, leaving=True)
        reaching = around(timetable, destination, walking, leaving=False)
        ends = Ends(origin, destination, near, reaching, walking)
        foot = on_foot(timetable, origin, destination, walking)
        walk = NEVER if foot is None else foot
        rows = self._rows(day, near, reaching, seconds, walk)
        found = [Fared(unfold(day, rides_in(row), ends), int(row[-1])) for row in rows]
        return sorted(found, key=lambda one: (one.journey.arrival, one.journey.boardings, one.price))

    def prepare(self, when: date) -> None:
        """Make ready what every question about a day needs, before somebody waits for it."""
        self._of(self.planner.day(when))

    def _of(self, day: Day) -> Tariffing:
        """What the tariff says of a day; of the last three days it is kept."""
        with self._lock:
            found = self._days.get(id(day))
        if found is None:
            found = (day, fare_maps.tariffing(day, self.tariff))
        with self._lock:
            self._days[id(day)] = found
            self._days.move_to_end(id(day))
            while len(self._days) > DAYS_KEPT:
                self._days.popitem(last=False)
        return found[1]

    def _rows(self, day: Day, near: Around, reaching: Around, seconds: int, walk: int) -> Ints:
        """Rows of `legs.find` with the price behind them; the walk all the way is left out."""
        earliest = _earliest(day, near, reaching, seconds, self.rides)
        if walk < NEVER:
            earliest = min(earliest, seconds + walk)
        if earliest >= NEVER:
            return np.zeros((0, legs.HEAD + 1), np.int32)
        kept = self._of(day)
        later = min(self.later, max(LITTLE_LATER, earliest - seconds))
        latest = min(earliest + later, seconds + LONGEST)
        asked = self._asked(day, kept, near, reaching, seconds, latest)
        run = compiled_search(self.tariff)
        labels = self._borrow(day)
        while not run.search(day.network, kept.fares, asked, labels, near.stops, near.seconds, seconds, walk):
            room = len(labels.time) * 2
            if room > self._most_room:
                raise TooManyWays("too many ways differ in price; ask for a shorter journey")
            labels = make_labels(len(day.network.change), len(day.network.line_patterns), room)
        rows = np.zeros((int(labels.counts[4]), legs.HEAD + 4 * self.rides + 1), np.int32)
        run.write_ends(labels, rows)
        rows[:, -1] = labels.ends[: len(rows), 2]
        with self._lock:
            self._spare.append(labels)
        return rows[rows[:, legs.RIDES] > 0]

    def _borrow(self, day: Day) -> Labels:
        stops, lines = len(day.network.change), len(day.network.line_patterns)
        with self._lock:
            while self._spare:
                labels = self._spare.pop()
                if (len(labels.marked), len(labels.first)) == (stops, lines):
                    return labels
        return make_labels(stops, lines, self._room)

    def _asked(self, day: Day, kept: Tariffing, near: Around, reaching: Around, seconds: int, latest: int) -> Asked:
        clock, wall = self.tariff.clock(day.date)
        board_by, alight_by = _until(day, near, reaching, seconds, latest, self.rides)
        egress = np.full(len(day.network.change), NEVER, np.int32)
        np.minimum.at(egress, reaching.stops, reaching.seconds)
        facts = self.tariff.facts(kept.networks, clock + seconds, wall + seconds, clock + latest)
        by_board = by_come = np.zeros((0, 0), np.int32)
        if facts[THROUGH] and facts[MATTER] and self.tariff.distances is None:
            by_board, by_come = metres_ahead(day.network, kept.fares.along, reaching.stops, self.rides)
        return Asked(
            self.tariff.tables,
            facts,
            self.tariff.group,
            clock,
            wall,
            latest,
            self.rides,
            board_by,
            alight_by,
            spread(kept.hops, day.backwards, reaching.stops, reaching.seconds, latest - seconds),
            egress,
            by_board,
            by_come,
        )


def _earliest(day: Day, near: Around, reaching: Around, seconds: int, rides: int) -> int:
    """The earliest arrival with so many rides; NEVER where there is none within the longest journey."""
    work = day.borrow()
    ends = near.stops, near.seconds, reaching.stops, reaching.seconds
    best = legs.earliest(day.network, work, *ends, seconds, seconds + LONGEST, *day.ahead)
    found = int(best[min(rides, len(best) - 1)])
    day.give_back(work)
    return found if found <= seconds + LONGEST else NEVER


def _until(day: Day, near: Around, reaching: Around, seconds: int, latest: int, rides: int) -> tuple[Ints, Ints]:
    """Until when to be ready to board, and to get off, at each stop, by the rides that are left."""
    work = day.borrow()
    ends = reaching.stops, reaching.seconds, near.stops, near.seconds
    legs.label_all(day.backwards, work, *ends, -latest, -seconds, *day.behind)
    board_by, alight_by = -work.ride[: rides + 1], -work.board[: rides + 1]
    day.give_back(work)
    return board_by, alight_by
