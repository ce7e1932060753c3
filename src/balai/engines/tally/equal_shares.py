"""The Method of Equal Shares with its completions, and why each project was bought or not.

Completions, applied in this order when several are named:
- `add1`: give every voter one unit of money more, and again, until what is bought would cost more than the budget, or
  nothing more would fit; the last result within the budget counts. The unit is 1, unless told or shares are large.
- `greedy`: spend what is left by votes.
- `comparison`: when more voters get more utility from the plain greedy result than from this one, that one counts.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction

from balai.engines.tally.additive import sums
from balai.engines.tally.budgets import Spending, explain_spending
from balai.engines.tally.errors import UnsuitableRule
from balai.engines.tally.greedy import go_down, tell_ties
from balai.engines.tally.profiles import Number
from balai.engines.tally.results import Result
from balai.engines.tally.shares_exact import Bought, Market, buy, market_of
from balai.engines.tally.shares_quick import QuickMarket, Unsure
from balai.engines.tally.shares_words import tell_shares
from balai.engines.tally.tallying import Tally

COMPLETIONS = ("add1", "greedy", "comparison")
UTILITIES = ("cost", "cardinality")
MOST_STEPS = 50_000


@dataclass(frozen=True, slots=True)
class Terms:
    """How Equal Shares is to run: the utility, the completions, and by how much `add1` raises each voter's money."""

    utility: str = "cost"
    completion: Collection[str] = ()
    increment: Number | None = None

    def check(self) -> None:
        """Raises UnsuitableRule when a word is not known."""
        if self.utility not in UTILITIES:
            raise UnsuitableRule(f"a utility is one of {', '.join(UTILITIES)}")
        if not set(self.completion) <= set(COMPLETIONS):
            raise UnsuitableRule(f"a completion is one of {', '.join(COMPLETIONS)}")
        if self.increment is not None and self.increment <= 0:
            raise UnsuitableRule("an increment is above zero")

    def unit(self, share: Number) -> Number:
        """What a voter gets more in a step: as told; else 1, or the power of ten of which a share has at least 1,000.

        In rupiah a share may be hundreds of thousands, and steps of one would be without number.
        """
        if self.increment is not None:
            return self.increment
        unit: int = 10 ** max(0, len(str(int(share))) - 4)
        return unit


def count_equal_shares(tally: Tally, budget: Number, costs: Sequence[Number], terms: Terms) -> Result:
    """Fund by equal shares of the budget.

    Raises:
        UnsuitableRule: the terms are not known, or `add1` would need too many steps.
    """
    terms.check()
    market = market_of(tally.profile, costs, by_cost=terms.utility == "cost")
    unit = terms.unit(Fraction(budget, market.voters))
    share, raised = _share(tally, market, budget, terms)
    bought = buy(market, share, tally.better_off)
    funded = list(bought.projects)
    values = sums(tally.profile)
    ranked = sorted(values, key=lambda one: (-values[one], tally.places[one]))
    left = budget - sum(costs[one] for one in funded)
    filled: Sequence[int] = ()
    if "greedy" in terms.completion:
        rest = [one for one in ranked if one not in funded]
        passed = go_down(rest, values, costs, left)
        tell_ties(tally, rest, values, passed)
        filled = passed.funded
    by_votes = go_down(ranked, values, costs, budget)
    votes = _comparison(market, [*funded, *filled], by_votes.funded)
    tell_shares(tally, bought, filled, costs, share=share, raised=raised, unit=unit)
    if "comparison" in terms.completion:
        tally.step("compared", (), None, shares=votes[0], greedy=votes[1])
        if votes[1] > votes[0]:
            tell_ties(tally, ranked, values, by_votes)
            return _greedy_instead(tally, Spending(by_votes.funded, ranked, values, costs, budget), votes)
        tally.say(
            "Perbandingan: {shares} pemilih lebih diuntungkan, {greedy} oleh urutan suara biasa.",
            "Comparison: {shares} voters gain from it, {greedy} would from plain order of votes.",
            shares=votes[0],
            greedy=votes[1],
        )
    return explain_spending(tally, Spending([*funded, *filled], ranked, values, costs, budget))


def _share(tally: Tally, market: Market, budget: Number, terms: Terms) -> tuple[Number, int]:
    """Each voter's money, and how often `add1` raised it."""
    share: Number = Fraction(budget, market.voters)
    if "add1" not in terms.completion:
        return share, 0
    quick = QuickMarket(market, tally.places) if all(market.level) else None
    unit = terms.unit(share)
    for raised in range(MOST_STEPS):
        projects = _projects(market, quick, tally, share + unit * raised)
        spent = sum(market.costs[one] for one in projects)
        if spent > budget:
            return share + unit * (raised - 1), raised - 1
        if _nothing_fits(market, projects, budget - spent):
            return share + unit * raised, raised
    raise UnsuitableRule(f"add1 would need more than {MOST_STEPS} steps; raise the increment")


def _projects(market: Market, quick: QuickMarket | None, tally: Tally, share: Number) -> tuple[int, ...]:
    if quick is not None:
        try:
            return quick.bought(share)
        except Unsure:
            pass
    return buy(market, share, lambda tied: min(tied, key=lambda one: tally.places[one])).projects


def _nothing_fits(market: Market, projects: Sequence[int], left: Number) -> bool:
    chosen = set(projects)
    return not any(
        supporters.groups and one not in chosen and market.costs[one] <= left
        for one, supporters in enumerate(market.supporters)
    )


def _comparison(market: Market, shares: Sequence[int], greedy: Sequence[int]) -> tuple[int, int]:
    """How many voters have more utility from the one, and how many from the other."""
    ours, theirs = _utilities(market, shares), _utilities(market, greedy)
    weights = [0] * market.groups
    for one in market.supporters:
        for group, weight in zip(one.groups, one.weights, strict=True):
            weights[group] = weight
    more = sum(weight for weight, our, their in zip(weights, ours, theirs, strict=True) if our > their)
    fewer = sum(weight for weight, our, their in zip(weights, ours, theirs, strict=True) if our < their)
    return more, fewer


def _utilities(market: Market, projects: Sequence[int]) -> list[Number]:
    found: list[Number] = [0] * market.groups
    for project in projects:
        one = market.supporters[project]
        for group, utility in zip(one.groups, one.utilities, strict=True):
            found[group] += utility
    return found


def _greedy_instead(tally: Tally, spending: Spending, votes: tuple[int, int]) -> Result:
    tally.say(
        "Urutan suara biasa menguntungkan {greedy} pemilih, cara ini {shares}. Maka urutan suara yang berlaku.",
        "Plain order of votes serves {greedy} voters better, this method {shares}. So the order of votes counts.",
        shares=votes[0],
        greedy=votes[1],
    )
    chosen = set(spending.funded)
    for one in spending.ranked:
        said = {"name": tally.option(one), "votes": spending.values[one]}
        if one in chosen:
            tally.reason(
                one,
                "{name} didanai menurut urutan suara: {votes}.",
                "{name} is funded by order of votes: {votes}.",
                **said,
            )
        else:
            tally.reason(
                one,
                "{name} tidak didanai menurut urutan suara: {votes}.",
                "{name} is not funded by order of votes: {votes}.",
                **said,
            )
    return explain_spending(tally, spending)


__all__ = ["COMPLETIONS", "UTILITIES", "Bought", "Terms", "count_equal_shares"]
