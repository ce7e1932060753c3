"""The least fare as a third thing to choose by: journeys that no other beats in time, rides and price together."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from threading import Lock

import numpy as np

from balai.engines.transit import fare_maps, legs
from balai.engines.transit.cheapest_arriving import changes
from balai.engines.transit.cheapest_question import Question
from balai.engines.transit.cheapest_search import compiled_search
from balai.engines.transit.compiled import NEVER, Ints
from balai.engines.transit.days import Day
from balai.engines.transit.errors import TransitError
from balai.engines.transit.fare_maps import Tariffing
from balai.engines.transit.fare_steps import Asked, Labels, Tariffed, make_labels
from balai.engines.transit.journeys import Journey
from balai.engines.transit.places import Place, around
from balai.engines.transit.planner import LONGEST, Planner
from balai.engines.transit.unfolding import Ends, rides_in, unfold

LATER, LITTLE_LATER = 90 * 60, 30 * 60
"""Seconds that somebody would arrive later, or leave earlier, for a lower price: as many again as the quickest way takes,
within these."""
MOST_RIDES = 6
ROOM, MOST_ROOM = 1 << 16, 1 << 18
"""Labels of one question: room for the first attempt, and for the last."""
DAYS_KEPT = 3
NOTHING = np.zeros((0, 2), np.int32)
NO_ROWS = np.zeros((0, legs.HEAD + 1), np.int32)


class TooManyWays(TransitError):
    """So many ways differ in price that they cannot be compared with bounded effort."""


@dataclass(frozen=True, slots=True)
class Fared:
    """A journey and its price, in whole units of the tariff's currency."""

    journey: Journey
    price: int


class CheapestPlanner:
    """Answers what a planner answers, with the price as a third criterion. Many threads may ask at once.

    Only rides that have a price count. The answer holds, for each price, time and number of rides that no other journey
    beats in all three, one journey: among all with at most `rides` rides that take at most twice as long as the quickest
    of them, half an hour longer in any case, and never more than `later` seconds longer. Vehicles are
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
        question = self._question(origin, destination, when)
        found = _told(question, self._leaving(question, seconds))
        return sorted(found, key=lambda one: (one.journey.arrival, one.journey.boardings, one.price))

    def arrive(self, origin: Place, destination: Place, when: date, seconds: int) -> list[Fared]:
        """Journeys that arrive by `seconds` of the day and leave on it, the latest departure first, then the fewest rides.

        How long a way takes, and so how much longer a cheaper one may take, is counted up to `seconds`.

        Raises:
            TransitError: a place or the day is unknown.
            TooManyWays: the question would take more than bounded effort.
        """
        question = self._question(origin, destination, when)
        found = _told(question, self._arriving(question, seconds))
        return sorted(found, key=lambda one: (-one.journey.departure, one.journey.boardings, one.price))

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

    def _question(self, origin: Place, destination: Place, when: date) -> Question:
        day = self.planner.day(when)
        timetable, walking = self.planner.timetable, self.planner.walking
        near = around(timetable, origin, walking, leaving=True)
        reaching = around(timetable, destination, walking, leaving=False)
        ends = Ends(origin, destination, near, reaching, walking)
        return Question(day, self._of(day), self.tariff, ends, self.rides)

    def _further(self, length: int) -> int:
        """How many seconds more a journey may take where the quickest takes so many."""
        return length + min(self.later, max(LITTLE_LATER, length))

    def _leaving(self, question: Question, seconds: int) -> Ints:
        """Rows of `legs.find` with the price behind them; the walk all the way is left out."""
        earliest = min(question.earliest(seconds), seconds + question.walk)

        def search(latest: int) -> Ints:
            return self._search(question, question.asked(seconds, latest), seconds, question.walk, NOTHING)

        def length(rows: Ints) -> int:
            lengths: list[int] = (rows[:, legs.ARRIVAL] - seconds).tolist()
            return min([question.walk, *lengths])

        if earliest >= NEVER:
            return NO_ROWS
        rows, most = self._within(lambda span: search(seconds + span), length, earliest - seconds)
        return rows[rows[:, legs.ARRIVAL] <= seconds + most]

    def _arriving(self, question: Question, seconds: int) -> Ints:
        """The same of those that arrive by a time, with their departure as START."""
        last = max(question.latest(seconds), seconds - question.walk)

        def search(since: int) -> Ints:
            first = max(0, since, seconds - question.walk + 1)
            if first > last:
                return NO_ROWS
            asked = question.asked(first, seconds)
            found = changes(
                lambda leave, known: self._search(question, asked, leave, NEVER, known),
                question.departures(first, last),
            )
            return np.array(found, np.int32) if found else NO_ROWS

        def length(rows: Ints) -> int:
            lengths: list[int] = (seconds - rows[:, legs.START]).tolist()
            return min([question.walk, *lengths])

        if last < 0:
            return NO_ROWS
        rows, most = self._within(lambda span: search(seconds - span), length, seconds - last)
        return rows[rows[:, legs.START] >= seconds - most]

    def _within(self, search: Callable[[int], Ints], length: Callable[[Ints], int], quickest: int) -> tuple[Ints, int]:
        """What a search finds among journeys of so many seconds, and how many count.

        The quickest is often priced; where it turns out not to be, as with a distance that nobody knows, the bound follows
        from the quickest that is.
        """
        span = min(self._further(quickest), LONGEST)
        while True:
            rows = search(span)
            found = length(rows)
            wanted = min(self._further(found) if found < NEVER else 2 * span, LONGEST)
            if wanted <= span:
                return rows, wanted
            span = wanted

    def _search(self, question: Question, asked: Asked, leave: int, walk: int, known: Ints) -> Ints:
        """One search, with more room where there was too little."""
        network, near = question.kept.network, question.ends.leaving
        run = compiled_search(self.tariff)
        labels = self._borrow(question.day)
        while not run.search(network, question.kept.fares, asked, labels, near.stops, near.seconds, leave, walk, known):
            room = len(labels.time) * 2
            if room > self._most_room:
                raise TooManyWays("too many ways differ in price; ask for a shorter journey")
            labels = make_labels(len(network.change), len(network.line_patterns), room)
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


def _told(question: Question, rows: Ints) -> list[Fared]:
    return [Fared(unfold(question.day, rides_in(row), question.ends), int(row[-1])) for row in rows]
