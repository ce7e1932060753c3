"""What the rules for participatory budgets share: costs, the summary in words, the table and the picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from balai.engines.tally.errors import UnsuitableRule
from balai.engines.tally.pictures import Bar, Picture
from balai.engines.tally.profiles import LARGEST_NUMBER, BallotKind, Number, Profile
from balai.engines.tally.results import Result, Table
from balai.engines.tally.tallying import OUTCOME, Tally
from balai.engines.tally.words import words

PROJECT = words(id="Proyek", en="Project")
COST = words(id="Biaya", en="Cost")
SUPPORT = words(id="Suara atau poin", en="Votes or points")
FUNDED = words(id="Didanai", en="Funded")
NOT_FUNDED = words(id="Tidak didanai", en="Not funded")


@dataclass(frozen=True, slots=True)
class Spending:
    """Which projects are funded, in order; all projects by support; support and cost of each; the budget."""

    funded: Sequence[int]
    ranked: Sequence[int]
    values: Mapping[int, Number]
    costs: Sequence[Number]
    budget: Number

    @property
    def spent(self) -> Number:
        return sum((self.costs[one] for one in self.funded), start=0)


def costs_of(profile: Profile, budget: Number | None) -> list[Number]:
    """The cost of each project.

    Raises:
        UnsuitableRule: the ballots are rankings, a project has no cost, or there is no budget.
    """
    if profile.kind is BallotKind.RANKING:
        raise UnsuitableRule("rules for budgets count approvals or points")
    if budget is None or not 0 < budget <= LARGEST_NUMBER:
        raise UnsuitableRule("a budget above zero is needed")
    found = [option.cost for option in profile.options if option.cost is not None]
    if len(found) < len(profile.options):
        raise UnsuitableRule("every project needs a cost")
    return found


def explain_spending(tally: Tally, spending: Spending) -> Result:
    """The last sentences, the table, the picture and the result; `values` of the result are votes or points."""
    left = spending.budget - spending.spent
    tally.step("done", spending.funded, None, spent=spending.spent, left=left, budget=spending.budget)
    tally.say(
        "{funded} dari {n} proyek didanai. Terpakai {spent} dari {budget}; sisa {left}.",
        "{funded} of {n} projects are funded. {spent} of {budget} is spent; {left} is left.",
        funded=len(spending.funded),
        n=len(spending.ranked),
        spent=spending.spent,
        budget=spending.budget,
        left=left,
    )
    chosen = set(spending.funded)
    tally.tables.append(
        Table(
            words(id="Proyek menurut dukungan", en="Projects by support"),
            (PROJECT, COST, SUPPORT, OUTCOME),
            tuple(
                (
                    tally.option(one),
                    spending.costs[one],
                    spending.values[one],
                    FUNDED if one in chosen else NOT_FUNDED,
                )
                for one in spending.ranked
            ),
        )
    )
    return tally.result(spending.funded, dict(spending.values), _picture(tally, spending, chosen))


def _picture(tally: Tally, spending: Spending, chosen: set[int]) -> Picture:
    bars = tuple(
        Bar(
            tally.option(one),
            spending.values[one],
            words(
                id="{votes} · biaya {cost}",
                en="{votes} · costs {cost}",
                votes=spending.values[one],
                cost=spending.costs[one],
            ),
            one in chosen,
        )
        for one in spending.ranked
    )
    return Picture(
        words(id="Dukungan dan biaya setiap proyek", en="Support and cost of each project"),
        words(
            id="Diagram batang menurut dukungan. Didanai: {names}.",
            en="A bar chart by support. Funded: {names}.",
            names=[tally.option(one) for one in spending.ranked if one in chosen],
        ),
        bars,
    )
