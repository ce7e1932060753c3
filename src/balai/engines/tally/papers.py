"""Ballot papers that move from one candidate to the next: what transferable votes have in common.

Equal papers move together, as one row. A row lies with one candidate at a time, or with nobody; its value is counted
in 100,000ths of a vote.
"""

from __future__ import annotations

from itertools import chain

import numpy as np
from numpy.typing import NDArray

from balai.engines.tally.errors import UnsuitableRule
from balai.engines.tally.profiles import BallotKind, Profile, strict_part

Numbers = NDArray[np.int64]
MOST_OPTIONS = 1_000
"""A count has about as many stages as options, and each keeps the votes of all."""
MOST_CELLS = 200_000_000
"""Different papers times the longest ranking: 800 MB."""
WHOLE = 100_000
"""A whole vote, in the units of the arithmetic: five decimal places."""


class Papers:
    """All papers of an election; a ranking counts up to its first tie.

    Raises:
        UnsuitableRule: the ballots are not rankings, or there are too many.
    """

    def __init__(self, profile: Profile) -> None:
        if profile.kind is not BallotKind.RANKING:
            raise UnsuitableRule("this rule counts rankings")
        self.options = len(profile.options)
        ballots = [(strict_part(ballot), ballot.weight) for ballot in profile.ballots]
        ballots = [(preferences, weight) for preferences, weight in ballots if preferences]
        longest = max((len(preferences) for preferences, _weight in ballots), default=1)
        if self.options > MOST_OPTIONS or len(ballots) * longest > MOST_CELLS:
            raise UnsuitableRule(f"at most {MOST_OPTIONS} options, and {MOST_CELLS} preferences on different papers")
        lengths = np.array([len(preferences) for preferences, _weight in ballots], dtype=np.int64)
        self.preferences = np.full((len(ballots), longest), self.options, dtype=np.int32)
        self.preferences[np.arange(longest) < lengths[:, None]] = np.fromiter(
            chain.from_iterable(preferences for preferences, _weight in ballots), dtype=np.int32
        )
        self.weights: Numbers = np.array([weight for _preferences, weight in ballots], dtype=np.int64)
        self.values: Numbers = np.full(len(ballots), WHOLE, dtype=np.int64)
        self.holder = self.preferences[:, 0].copy()
        # One place more than there are options: the empty places at the end of short rankings.
        self.continuing = np.append(np.ones(self.options, dtype=bool), False)

    @property
    def valid(self) -> int:
        """Papers with a clear first preference."""
        return int(self.weights.sum())

    def votes(self) -> Numbers:
        """What lies with each candidate, in 100,000ths."""
        return self._added(self.holder, self.values * self.weights)

    def of(self, candidate: int) -> NDArray[np.intp]:
        """The rows that lie with a candidate."""
        return np.nonzero(self.holder == candidate)[0]

    def pass_on(self, rows: NDArray[np.intp]) -> Numbers:
        """Move rows to their next continuing candidates, at their values; what each candidate gains (100,000ths).

        Every earlier preference of a paper has left the count, so its first continuing one is the next.
        """
        preferences = self.preferences[rows]
        open_ones = self.continuing[preferences]
        found = open_ones.argmax(axis=1)
        row = np.arange(len(rows))
        there = np.where(open_ones[row, found], preferences[row, found], self.options).astype(np.int32)
        self.holder[rows] = there
        return self._added(there, self.values[rows] * self.weights[rows])

    def _added(self, holders: NDArray[np.int32], amounts: Numbers) -> Numbers:
        found: Numbers = np.zeros(self.options + 1, dtype=np.int64)
        np.add.at(found, holders, amounts)
        return found[:-1]
