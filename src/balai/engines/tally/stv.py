"""The single transferable vote as Scotland counts its councils: Scottish Local Government Elections Order 2007
(SSI 2007/42), schedule 1, rules 45 to 52.

The quota is the valid papers divided by one more than the seats, remainders ignored, and one (rule 46). Who reaches it
is elected (47). All papers of an elected candidate pass on at surplus × value ÷ votes, cut to five decimal places (48);
the largest surplus goes first, equal ones by the most recent stage in which they differed, else by lot (49). Without a
surplus the candidate with the fewest votes is excluded, ties likewise (50), and the papers pass on at their values.
When only as many candidates continue as there are seats left, they are elected (52). Our lot is the published order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from balai.engines.tally.errors import UnsuitableRule
from balai.engines.tally.papers import WHOLE, Numbers, Papers
from balai.engines.tally.profiles import Number
from balai.engines.tally.results import Result
from balai.engines.tally.stages import Stage, explain_stages
from balai.engines.tally.tallying import Tally


def count_scottish(tally: Tally, seats: int) -> Result:
    """Fill the seats.

    Raises:
        UnsuitableRule: the ballots are not rankings, or there are not so many candidates.
    """
    if not 1 <= seats <= len(tally.profile.options):
        raise UnsuitableRule(f"seats must be 1 to {len(tally.profile.options)}, the number of options")
    papers = Papers(tally.profile)
    count = Count(tally, papers, seats)
    count.run()
    tally.say(
        "Setiap surat suara mengurutkan calon. Calon yang mencapai kuota terpilih.",
        "Each ballot puts candidates in order. A candidate who reaches the quota is elected.",
    )
    tally.say_who_counted()
    tally.say(
        "Kuota: {quota} suara, dari {valid} suara sah dan {seats} kursi.",
        "The quota is {quota} votes, from {valid} valid papers and {seats} seats.",
        quota=count.quota // WHOLE,
        valid=papers.valid,
        seats=seats,
    )
    return explain_stages(tally, count.elected, count.stages, votes(count.quota), len(count.history) - 1)


def votes(units: int) -> Number:
    """Units of 100,000ths as votes."""
    whole, rest = divmod(units, WHOLE)
    return Fraction(units, WHOLE) if rest else whole


@dataclass
class Count:
    """An election under way: all amounts in 100,000ths of a vote."""

    tally: Tally
    papers: Papers
    seats: int
    elected: list[int] = field(default_factory=list)
    waiting: list[int] = field(default_factory=list)
    """The elected whose papers have not passed on."""
    history: list[Numbers] = field(default_factory=list)
    stages: list[Stage] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.quota = (self.papers.valid // (self.seats + 1) + 1) * WHOLE
        self.credited = self.papers.votes()
        self.tally.step("quota", quota=votes(self.quota), valid=self.papers.valid, seats=self.seats)

    def run(self) -> None:
        self._end_stage("first", [])
        while not self._filled():
            candidates = [one for one in self.waiting if self.credited[one] > self.quota]
            if candidates:
                self._transfer(self._first_of(candidates))
            else:
                self._exclude()

    def _continuing(self) -> list[int]:
        return [int(one) for one in np.nonzero(self.papers.continuing)[0]]

    def _filled(self) -> bool:
        """Whether every seat is filled, or can be filled with all who continue."""
        left = self._continuing()
        if len(self.elected) < self.seats and len(self.elected) + len(left) <= self.seats:
            last = sorted(left, key=lambda one: (-self.credited[one], self.tally.places[one]))
            self._elect(last, "elected_last")
        return len(self.elected) >= self.seats

    def _elect(self, candidates: Sequence[int], kind: str) -> None:
        for one in candidates:
            self.papers.continuing[one] = False
            self.elected.append(one)
            self.waiting.append(one)
            self.tally.step(kind, [one], votes=None, credited=votes(int(self.credited[one])), stage=len(self.history))
            self.stages[-1].elected.append(one)

    def _end_stage(self, kind: str, moved: Sequence[int]) -> None:
        self.history.append(self.credited.copy())
        shown = {one: votes(int(amount)) for one, amount in enumerate(self.credited)}
        self.tally.step(kind, moved, shown, stage=len(self.history))
        self.stages.append(Stage(kind, list(moved), shown))
        reached = [one for one in self._continuing() if self.credited[one] >= self.quota]
        self._elect(sorted(reached, key=lambda one: (-self.credited[one], self.tally.places[one])), "elected")

    def _first_of(self, candidates: list[int]) -> int:
        """Who has the largest surplus; of equal ones who had most in the most recent stage that differs; else by lot."""
        most = max(self.credited[one] for one in candidates)
        tied = [one for one in candidates if self.credited[one] == most]
        return self.tally.better_off(self._by_history(tied, most=True))

    def _by_history(self, tied: list[int], *, most: bool) -> list[int]:
        for amounts in reversed(self.history[:-1]):
            if len(tied) == 1:
                break
            pick = max if most else min
            border = pick(amounts[one] for one in tied)
            tied = [one for one in tied if amounts[one] == border]
        return tied

    def _transfer(self, one: int) -> None:
        self.waiting.remove(one)
        surplus, total = int(self.credited[one]) - self.quota, int(self.credited[one])
        rows = self.papers.of(one)
        self.papers.values[rows] = surplus * self.papers.values[rows] // total
        gained = self.papers.pass_on(rows)
        self.credited[one] = self.quota
        self.credited += gained
        self._end_stage("surplus", [one])

    def _exclude(self) -> None:
        left = self._continuing()
        fewest = min(self.credited[one] for one in left)
        tied = [one for one in left if self.credited[one] == fewest]
        out = self.tally.worse_off(self._by_history(tied, most=False))
        self.papers.continuing[out] = False
        gained = self.papers.pass_on(self.papers.of(out))
        self.credited[out] = 0
        self.credited += gained
        self._end_stage("excluded", [out])
