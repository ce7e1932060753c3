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
from typing import Any

from gmpy2 import mpq

from balai.engines.tally.profiles import Number, Profile

Rational = Any
"""A gmpy2.mpq, whose stubs do not name its arithmetic."""


Untie = Callable[[Sequence[int]], int]
"""Picks one of several equally cheap projects."""


@dataclass(frozen=True, slots=True)
class Supporters:
    """Of one project: groups of equal voters, how many each has, and the utility of one such voter."""

    groups: tuple[int, ...]
    weights: tuple[int, ...]
    utilities: tuple[Number, ...]


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


def buy(market: Market, share: Number, untie: Untie) -> Bought:
    """Everything that is bought when each voter begins with `share`."""
    money: list[Rational] = [rational(share)] * market.groups
    lowest = {project: mpq(0) for project, one in enumerate(market.supporters) if one.groups}
    purchases: list[Purchase] = []
    while True:
        tied, price = _cheapest(market, money, lowest)
        if not tied:
            break
        project = tied[0] if len(tied) == 1 else untie(tied)
        del lowest[project]
        purchases.append(_pay(market, money, project, price))
    bought = {purchase.project for purchase in purchases}
    left = {
        project: fraction(_together(one, money))
        for project, one in enumerate(market.supporters)
        if project not in bought
    }
    return Bought(tuple(purchases), left)


def _cheapest(market: Market, money: list[Rational], lowest: dict[int, Rational]) -> tuple[list[int], Rational]:
    """The affordable projects of the lowest price. A price never falls, so what was dearer before need not be asked.

    `lowest` holds each project's price when it was last asked; what has become unaffordable leaves it for good.
    """
    best, tied = None, []
    for project in sorted(lowest, key=lambda one: lowest[one]):
        if best is not None and lowest[project] > best:
            break
        price = _price(market, money, project)
        if price is None:
            del lowest[project]
            continue
        lowest[project] = price
        if best is None or price < best:
            best, tied = price, [project]
        elif price == best:
            tied.append(project)
    return tied, best


def _together(supporters: Supporters, money: list[Rational]) -> Rational:
    pairs = zip(supporters.groups, supporters.weights, strict=True)
    return sum((money[group] * weight for group, weight in pairs), start=mpq(0))


def _price(market: Market, money: list[Rational], project: int) -> Rational | None:
    """The price of a unit of utility, or None when the supporters cannot pay."""
    supporters, cost = market.supporters[project], rational(market.costs[project])
    if _together(supporters, money) < cost:
        return None
    rows = [
        (money[group] / rational(utility), money[group], weight, rational(utility))
        for group, weight, utility in zip(supporters.groups, supporters.weights, supporters.utilities, strict=True)
    ]
    rows.sort(key=lambda row: row[0])
    utility_left = sum((weight * utility for _ratio, _money, weight, utility in rows), start=mpq(0))
    for ratio, has, weight, utility in rows:
        if ratio * utility_left >= cost:
            return cost / utility_left
        cost -= weight * has
        utility_left -= weight * utility
    return None  # not reached: together they can pay


def _pay(market: Market, money: list[Rational], project: int, price: Rational) -> Purchase:
    one = market.supporters[project]
    payers = emptied = 0
    most = mpq(0)
    for group, weight, utility in zip(one.groups, one.weights, one.utilities, strict=True):
        paid = min(money[group], price * rational(utility))
        if paid:
            payers += weight
            most = max(most, paid)
            money[group] -= paid
            if not money[group]:
                emptied += weight
    return Purchase(project, fraction(price), payers, fraction(most), emptied)


def rational(value: Number) -> Rational:
    return mpq(value.numerator, value.denominator)


def fraction(value: Rational) -> Number:
    found = Fraction(int(value.numerator), int(value.denominator))
    return found.numerator if found.denominator == 1 else found
