"""The purchases of Equal Shares in floating point, with a bound on every error: sure, or silent.

Raising the budget step by step runs the method hundreds of times, and nearly always the comparisons are far from
close. Here money is kept as doubles together with a bound on how wrong they can be. A comparison closer than the bounds
raises `Unsure`, and the caller computes that run in fractions. While nobody is short of money a project's price is a
quotient of integers, compared as such: this decides the many exact ties without doubt.

Only for projects whose supporters all have the same utility (approvals); `Market.level` says whether that is so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from balai.engines.tally.profiles import Number
from balai.engines.tally.shares_exact import Market

Doubles = NDArray[np.float64]
ROUNDING = 2.0**-50
"""Four units in the last place of 1.0: above the error of any single operation here."""


class Unsure(ArithmeticError):
    """Two amounts are closer than their errors."""


@dataclass(slots=True)
class Price:
    """What a payer pays, as a share of the beginning share, for each unit of utility; `exact` when nobody is short."""

    value: float
    error: float
    exact: tuple[int, int] | None
    paid: float
    paid_error: float


class QuickMarket:
    """A market ready for many runs with different shares. Costs and utilities must be positive."""

    def __init__(self, market: Market, places: Sequence[int]) -> None:
        self.market = market
        self.places = places
        self.rows = [np.array(one.groups, dtype=np.intp) for one in market.supporters]
        self.weights = [np.array(one.weights, dtype=np.float64) for one in market.supporters]
        self.heads = [sum(one.weights) for one in market.supporters]
        self.utilities = [one.utilities[0] if one.utilities else 1 for one in market.supporters]
        self.projects = [number for number, heads in enumerate(self.heads) if heads]

    def bought(self, share: Number) -> tuple[int, ...]:
        """The projects bought, in order.

        Raises:
            Unsure: a decision was too close for doubles.
        """
        run = _Run(self, share)
        found: list[int] = []
        while True:
            project = run.cheapest()
            if project is None:
                return tuple(found)
            found.append(project)


class _Run:
    def __init__(self, quick: QuickMarket, share: Number) -> None:
        self.quick = quick
        self.costs = [float(cost / share) for cost in map(_fraction, quick.market.costs)]
        self.money: Doubles = np.ones(quick.market.groups, dtype=np.float64)
        self.error = 0.0
        self.known: dict[int, Price | None] = dict.fromkeys(quick.projects)
        self.stale = set(quick.projects)

    def cheapest(self) -> int | None:
        """Buy the cheapest affordable project and say which it was; None when there is none."""
        best: int | None = None
        order = sorted(self.known, key=lambda one: (price.value - price.error) if (price := self.known[one]) else 0.0)
        for project in order:
            before = self.known[project]
            if best is not None and before is not None and self._dearer(before, self._price_of(best)):
                break
            if project in self.stale and not self._ask(project):
                continue
            if best is None or self._cheaper(project, best):
                best = project
        if best is not None:
            self._pay(best)
        return best

    def _price_of(self, project: int) -> Price:
        price = self.known[project]
        if price is None:
            raise Unsure
        return price

    def _dearer(self, lower: Price, best: Price) -> bool:
        """Whether a price that has only risen since is surely above the best."""
        return lower.value - lower.error > best.value + best.error

    def _cheaper(self, one: int, other: int) -> bool:
        first, second = self._price_of(one), self._price_of(other)
        if first.exact and second.exact:
            left, right = first.exact[0] * second.exact[1], second.exact[0] * first.exact[1]
            return left < right or (left == right and self.quick.places[one] < self.quick.places[other])
        if abs(first.value - second.value) <= first.error + second.error:
            raise Unsure
        return first.value < second.value

    def _ask(self, project: int) -> bool:
        """Learn the price anew; a project that its supporters cannot pay leaves for good."""
        self.stale.discard(project)
        price = self._price(project)
        if price is None:
            del self.known[project]
            return False
        self.known[project] = price
        return True

    def _price(self, project: int) -> Price | None:
        quick, cost = self.quick, self.costs[project]
        has, weights, heads = self.money[quick.rows[project]], quick.weights[project], quick.heads[project]
        rounding = ROUNDING * (len(has) + 4)
        even = cost / heads
        if even <= has.min() - self.error - rounding:
            return self._told(project, even, even * rounding, exact=True)
        total = float(weights @ has)
        doubt = heads * self.error + rounding * (total + cost)
        if total < cost - doubt:
            return None
        if total <= cost + doubt:
            raise Unsure
        order = np.argsort(has)
        sorted_has, sorted_weights = has[order], weights[order]
        before = np.cumsum(sorted_has * sorted_weights) - sorted_has * sorted_weights
        left = heads - (np.cumsum(sorted_weights) - sorted_weights)
        asked = (cost - before) / left
        first = int(np.argmax(asked <= sorted_has))
        paid = float(asked[first])
        rich = float(weights[has > paid + 2 * self.error + rounding].sum())
        if not rich:
            raise Unsure
        wrong = ((heads - rich) * self.error + rounding * (cost + heads * paid)) / rich
        if float(weights[has > paid + wrong].sum()) < rich:
            raise Unsure
        return self._told(project, paid, wrong, exact=False)

    def _told(self, project: int, paid: float, wrong: float, *, exact: bool) -> Price:
        utility = self.quick.utilities[project]
        quotient = None
        if exact:
            price = _fraction(self.quick.market.costs[project]) / (self.quick.heads[project] * utility)
            quotient = (price.numerator, price.denominator)
        each = self._scale / float(utility)
        return Price(paid * each, wrong * each + paid * each * ROUNDING, quotient, paid, wrong)

    @property
    def _scale(self) -> float:
        """Prices are compared with each other only, so their common unit is free; the largest cost keeps them near 1."""
        return float(max(self.quick.market.costs))

    def _pay(self, project: int) -> None:
        price = self._price_of(project)
        rows = self.quick.rows[project]
        self.money[rows] = np.maximum(self.money[rows] - price.paid, 0.0)
        self.error += price.paid_error + ROUNDING
        del self.known[project]
        self.stale = set(self.known)


def _fraction(value: Number) -> Fraction:
    return Fraction(value)
