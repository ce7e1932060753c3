"""What a changed definition would have done to past cases, counted by area: who would gain, and who would lose."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from balai.engines.casework.replay import Retold


@dataclass(slots=True)
class Tally:
    """Counts of one area. `told` cases are those that can be told under both definitions; all below is among them.

    `hours_before` and `hours_after` are sums over the `ended` cases, those that end under both.
    """

    cases: int = 0
    untold: int = 0
    told: int = 0
    late_before: int = 0
    late_after: int = 0
    became_late: int = 0
    no_longer_late: int = 0
    elsewhere: int = 0
    refused: int = 0
    ended_otherwise: int = 0
    ended: int = 0
    hours_before: float = 0.0
    hours_after: float = 0.0

    @property
    def change(self) -> int:
        """How many cases more are late, or not taken at all; below zero there are fewer."""
        return self.became_late + self.refused - self.no_longer_late

    def add(self, other: Tally) -> None:
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


@dataclass(slots=True)
class Comparison:
    """Tallies by area code, why cases could not be told, and where they would have gone: (before, after) → cases.

    `unlike` cases go another way than their story even under their own definition: the offices, the calendar or
    the program have changed since. They are compared all the same.
    """

    areas: dict[str, Tally] = field(default_factory=dict)
    reasons: Counter[str] = field(default_factory=Counter)
    moves: Counter[tuple[str, str]] = field(default_factory=Counter)
    unlike: int = 0

    def note(self, area: str, before: Retold, after: Retold) -> None:
        """Count one case."""
        tally = self.areas.setdefault(area, Tally())
        tally.cases += 1
        reason = f"before: {before.untold}" if before.untold else after.untold
        if reason:
            tally.untold += 1
            self.reasons[reason] += 1
            return
        tally.told += 1
        tally.late_before += before.late > 0
        if after.refused:
            tally.refused += not before.refused
            return
        tally.late_after += after.late > 0
        tally.became_late += after.late > 0 and not before.late
        tally.no_longer_late += before.late > 0 and not after.late
        if before.office != after.office:
            tally.elsewhere += 1
            self.moves[before.office, after.office] += 1
        tally.ended_otherwise += before.end != after.end
        if before.hours is not None and after.hours is not None:
            tally.ended += 1
            tally.hours_before += before.hours
            tally.hours_after += after.hours

    def leave_out(self, area: str, reason: str) -> None:
        """Count a case that is not even tried."""
        tally = self.areas.setdefault(area, Tally())
        tally.cases += 1
        tally.untold += 1
        self.reasons[reason] += 1

    def add(self, other: Comparison) -> None:
        """Take in what was counted elsewhere."""
        for area, tally in other.areas.items():
            self.areas.setdefault(area, Tally()).add(tally)
        self.reasons += other.reasons
        self.moves += other.moves
        self.unlike += other.unlike

    @property
    def whole(self) -> Tally:
        """All areas together."""
        total = Tally()
        for tally in self.areas.values():
            total.add(tally)
        return total

    def gathered(self, place_of: dict[str, str]) -> dict[str, Tally]:
        """The tallies by the wider place in which each area lies; an area that is not known stands for itself."""
        found: dict[str, Tally] = {}
        for area, tally in self.areas.items():
            found.setdefault(place_of.get(area, area), Tally()).add(tally)
        return found
