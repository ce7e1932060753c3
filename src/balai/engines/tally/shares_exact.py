"""The Method of Equal Shares in exact fractions (D. Peters, G. Pierczyński, P. Skowron, "Proportional Participatory
Budgeting with Additive Utilities", NeurIPS 2021).

Every voter begins with the same share of money. A project is affordable when its supporters' money covers its cost;
then there is a price ρ for each unit of utility such that everyone pays ρ times their utility, or all they have left.
The project with the lowest ρ is bought, its supporters pay, and so on until nothing is affordable.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
from gmpy2 import mpq
from numpy.typing import NDArray

from balai.engines.tally.profiles import Number, Profile

Rational = Any
"""A gmpy2.mpq, whose stubs do not name its arithmetic."""


Untie = Callable[[Sequence[int]], int]
"""Picks one of several equally cheap projects."""


@dataclass(frozen=True)
class Supporters:
    """Of one project: groups of equal voters, how many each has, and the utility of one such voter."""

    groups: tuple[int, ...]
    weights: tuple[int, ...]
    utilities: tuple[Number, ...]

    @cached_property
    def levels(self) -> tuple[Rational, ...]:
        """The different utilities, ascending."""
        return tuple(rational(one) for one in sorted(set(self.utilities)))

    @cached_property
    def arrays(self) -> tuple[NDArray[np.intp], NDArray[np.int64], NDArray[np.int64]]:
        """Groups, heads, and the place of each group's utility among `levels`."""
        place = {one: number for number, one in enumerate(sorted(set(self.utilities)))}
        return (
            np.array(self.groups, dtype=np.intp),
            np.array(self.weights, dtype=np.int64),
            np.array([place[one] for one in self.utilities], dtype=np.int64),
        )


@dataclass(frozen=True, slots=True)
class Market:
    """A budget election prepared for Equal Shares: equal ballots are one group of voters."""

    costs: tuple[Number, ...]
    supporters: tuple[Supporters, ...]
    groups: int
    voters: int
    level: tuple[bool, ...]
    """For each project whether all its supporters have the same utility."""


@dataclass(frozen=True, slots=True)
class Purchase:
    """One project bought: price of a unit of utility, who paid, the most that one voter paid, who gave their last."""

    project: int
    price: Number
    payers: int
    most_paid: Number
    emptied: int


@dataclass(frozen=True, slots=True)
class Bought:
    """All purchases in order, and for each project not bought what its supporters still had together."""

    purchases: tuple[Purchase, ...]
    money_left: dict[int, Number]

    @property
    def projects(self) -> tuple[int, ...]:
        return tuple(purchase.project for purchase in self.purchases)


def market_of(profile: Profile, costs: Sequence[Number], *, by_cost: bool) -> Market:
    """Utility of a project: its points (1 for an approval), times its cost when `by_cost`."""
    groups: list[list[int]] = [[] for _ in costs]
    weights: list[list[int]] = [[] for _ in costs]
    utilities: list[list[Number]] = [[] for _ in costs]
    for number, ballot in enumerate(profile.ballots):
        for place, project in enumerate(ballot.options):
            groups[project].append(number)
            weights[project].append(ballot.weight)
            points = ballot.numbers[place] if ballot.numbers else 1
            utilities[project].append(points * costs[project] if by_cost else points)
    supporters = tuple(
        Supporters(tuple(groups[one]), tuple(weights[one]), tuple(utilities[one])) for one in range(len(costs))
    )
    level = tuple(len(set(one.utilities)) <= 1 for one in supporters)
    return Market(tuple(costs), supporters, len(profile.ballots), profile.total, level)


class Purses:
    """What every group has. Groups that bought the same have the same, so few different amounts are reckoned with."""

    def __init__(self, groups: int, share: Rational) -> None:
        self.amounts = [share]
        self.of_group: NDArray[np.int64] = np.zeros(groups, dtype=np.int64)

    def of(self, supporters: Supporters) -> tuple[list[tuple[int, int, int]], NDArray[np.intp]]:
        """Different pairs of amount and utility, as their places, with heads; and for each group its pair."""
        groups, heads, utilities = supporters.arrays
        many = max(len(supporters.levels), 1)
        pairs, which = np.unique(self.of_group[groups] * many + utilities, return_inverse=True)
        together = np.zeros(len(pairs), dtype=np.int64)
        np.add.at(together, which, heads)
        return [(int(pair) // many, int(pair) % many, int(n)) for pair, n in zip(pairs, together, strict=True)], which

    def together(self, supporters: Supporters) -> Rational:
        return sum((self.amounts[amount] * heads for amount, _level, heads in self.of(supporters)[0]), start=mpq(0))


def buy(market: Market, share: Number, untie: Untie) -> Bought:
    """Everything that is bought when each voter begins with `share`."""
    purses = Purses(market.groups, rational(share))
    lowest = {project: mpq(0) for project, one in enumerate(market.supporters) if one.groups}
    purchases: list[Purchase] = []
    while True:
        tied, price = _cheapest(market, purses, lowest)
        if not tied:
            break
        project = tied[0] if len(tied) == 1 else untie(tied)
        del lowest[project]
        purchases.append(_pay(market, purses, project, price))
    bought = {purchase.project for purchase in purchases}
    left = {
        project: fraction(purses.together(one))
        for project, one in enumerate(market.supporters)
        if project not in bought
    }
    return Bought(tuple(purchases), left)


def _cheapest(market: Market, purses: Purses, lowest: dict[int, Rational]) -> tuple[list[int], Rational]:
    """The affordable projects of the lowest price. A price never falls, so what was dearer before need not be asked.

    `lowest` holds each project's price when it was last asked; what has become unaffordable leaves it for good.
    """
    best, tied = None, []
    for project in sorted(lowest, key=lambda one: lowest[one]):
        if best is not None and lowest[project] > best:
            break
        price = _price(market, purses, project)
        if price is None:
            del lowest[project]
            continue
        lowest[project] = price
        if best is None or price < best:
            best, tied = price, [project]
        elif price == best:
            tied.append(project)
    return tied, best


def _price(market: Market, purses: Purses, project: int) -> Rational | None:
    """The price of a unit of utility, or None when the supporters cannot pay."""
    supporters, cost = market.supporters[project], rational(market.costs[project])
    rows = [
        (purses.amounts[amount], supporters.levels[level], heads) for amount, level, heads in purses.of(supporters)[0]
    ]
    if sum((has * heads for has, _utility, heads in rows), start=mpq(0)) < cost:
        return None
    rows.sort(key=lambda row: row[0] / row[1])
    utility_left = sum((heads * utility for _has, utility, heads in rows), start=mpq(0))
    for has, utility, heads in rows:
        if has * utility_left >= cost * utility:
            return cost / utility_left
        cost -= heads * has
        utility_left -= heads * utility
    return None  # not reached: together they can pay


def _pay(market: Market, purses: Purses, project: int, price: Rational) -> Purchase:
    supporters = market.supporters[project]
    pairs, which = purses.of(supporters)
    known = {amount: place for place, amount in enumerate(purses.amounts)}
    after: list[int] = []
    payers = emptied = 0
    most = mpq(0)
    for amount, level, heads in pairs:
        has = purses.amounts[amount]
        paid = min(has, price * supporters.levels[level])
        most = max(most, paid)
        payers += heads if paid else 0
        emptied += heads if paid and paid == has else 0
        after.append(known.setdefault(has - paid, len(known)))
    purses.amounts = list(known)
    purses.of_group[supporters.arrays[0]] = np.array(after, dtype=np.int64)[which]
    return Purchase(project, fraction(price), payers, fraction(most), emptied)


def rational(value: Number) -> Rational:
    return mpq(value.numerator, value.denominator)


def fraction(value: Rational) -> Number:
    found = Fraction(int(value.numerator), int(value.denominator))
    return found.numerator if found.denominator == 1 else found
