"""One question about least fares: the places and the day, and what all its searches are given."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from balai.engines.transit import legs
from balai.engines.transit.ahead import metres_ahead, spread
from balai.engines.transit.compiled import NEVER, Ints
from balai.engines.transit.days import Day
from balai.engines.transit.fare_maps import Tariffing
from balai.engines.transit.fare_steps import MATTER, THROUGH, Asked, Tariffed
from balai.engines.transit.places import on_foot
from balai.engines.transit.planner import LONGEST, departures_within
from balai.engines.transit.unfolding import Ends


@dataclass(frozen=True)
class Question:
    """Where from, where to and on which day, under a tariff. Times are seconds of the day."""

    day: Day
    kept: Tariffing
    tariff: Tariffed
    ends: Ends
    rides: int

    @cached_property
    def walk(self) -> int:
        """Seconds on foot all the way; NEVER where that is too far."""
        ends = self.ends
        found = on_foot(self.day.timetable, ends.origin, ends.destination, ends.walking)
        return NEVER if found is None else found

    def earliest(self, seconds: int) -> int:
        """The earliest arrival of rides that have a price; NEVER where there is none within the longest journey."""
        near, reaching = self.ends.leaving, self.ends.reaching
        work = self.day.borrow()
        ends = near.stops, near.seconds, reaching.stops, reaching.seconds
        best = legs.earliest(self.kept.network, work, *ends, seconds, seconds + LONGEST, *self.day.ahead)
        found = int(best[min(self.rides, len(best) - 1)])
        self.day.give_back(work)
        return found if found <= seconds + LONGEST else NEVER

    def latest(self, seconds: int) -> int:
        """The latest departure of rides that have a price and arrive by then; -NEVER where there is none."""
        near, reaching = self.ends.leaving, self.ends.reaching
        work = self.day.borrow()
        ends = reaching.stops, reaching.seconds, near.stops, near.seconds
        best = legs.earliest(self.kept.backwards, work, *ends, -seconds, LONGEST - seconds, *self.day.behind)
        found = -int(best[min(self.rides, len(best) - 1)])
        self.day.give_back(work)
        return found if found >= seconds - LONGEST else -NEVER

    def departures(self, begin: int, end: int) -> Ints:
        """When to leave so as to catch any vehicle just in time, by time."""
        return departures_within(self.kept.network, self.ends.leaving, begin, end)[::-1]

    def asked(self, seconds: int, latest: int) -> Asked:
        """What every search is given that leaves at `seconds` or later and arrives by `latest`."""
        day, kept, near, reaching = self.day, self.kept, self.ends.leaving, self.ends.reaching
        clock, wall = self.tariff.clock(day.date)
        work = day.borrow()
        ends = reaching.stops, reaching.seconds, near.stops, near.seconds
        legs.label_all(kept.backwards, work, *ends, -latest, -seconds, *day.behind)
        board_by, alight_by = -work.ride[: self.rides + 1], -work.board[: self.rides + 1]
        day.give_back(work)
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
