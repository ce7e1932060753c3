"""Participatory budgets by votes alone, in the three variants of the Polish cities (the `rule` field of Pabulib).

- `greedy`: projects in order of their votes; each that still fits is funded, one that does not fit is passed over.
- `greedy-no-skip`: the same, but the first that does not fit ends it.
- `greedy-threshold`: as `greedy`, among the projects with at least so many votes (or points).

A project without any vote is never funded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from balai.engines.tally.additive import sums
from balai.engines.tally.budgets import Spending, explain_spending
from balai.engines.tally.profiles import Number
from balai.engines.tally.results import Result
from balai.engines.tally.tallying import Tally


@dataclass(frozen=True, slots=True)
class Passed:
    """What greedy did: the funded in order, and why each other was not ("votes", "threshold", "money", "ended")."""

    funded: tuple[int, ...]
    why_not: Mapping[int, str]
    left: Mapping[int, Number]
    """What was left of the budget when each project's turn came."""


def count_greedy(tally: Tally, budget: Number, costs: Sequence[Number], threshold: Number) -> Result:
    """Fund by votes; see the module for the variants."""
    values = sums(tally.profile)
    ranked = sorted(values, key=lambda one: (-values[one], tally.places[one]))
    tally.step("counted", ranked, values)
    passed = go_down(ranked, values, costs, budget, stops=tally.rule == "greedy-no-skip", threshold=threshold)
    tell_ties(tally, ranked, values, passed)
    tally.say(
        "Proyek didanai menurut urutan suara, selama dananya masih cukup.",
        "Projects are funded in order of votes, as long as the money suffices.",
    )
    if tally.rule == "greedy-no-skip":
        tally.say(
            "Proyek pertama yang tidak cukup dananya mengakhiri pembagian.",
            "The first project that does not fit ends the distribution.",
        )
    if threshold:
        tally.say(
            "Hanya proyek dengan sedikitnya {n} suara yang ikut.",
            "Only projects with at least {n} votes take part.",
            n=threshold,
        )
    tally.say_who_counted()
    left = budget
    for one in ranked:
        if one in passed.why_not:
            tally.step("passed_over", [one], None, cost=costs[one], left=passed.left[one], votes_got=values[one])
        else:
            left -= costs[one]
            tally.step("funded", [one], None, cost=costs[one], left=left, votes_got=values[one])
    _reasons(tally, values, costs, passed, threshold)
    return explain_spending(tally, Spending(passed.funded, ranked, values, costs, budget))


def go_down(
    ranked: Sequence[int],
    values: Mapping[int, Number],
    costs: Sequence[Number],
    budget: Number,
    *,
    stops: bool = False,
    threshold: Number = 0,
) -> Passed:
    """Fund projects in the order given."""
    left, ended = budget, False
    funded: list[int] = []
    why_not: dict[int, str] = {}
    lefts: dict[int, Number] = {}
    for one in ranked:
        lefts[one] = left
        if values[one] <= 0:
            why_not[one] = "votes"
        elif values[one] < threshold:
            why_not[one] = "threshold"
        elif ended:
            why_not[one] = "ended"
        elif costs[one] <= left:
            funded.append(one)
            left -= costs[one]
        else:
            why_not[one] = "money"
            ended = stops
    return Passed(tuple(funded), why_not, lefts)


def tell_ties(tally: Tally, ranked: Sequence[int], values: Mapping[int, Number], passed: Passed) -> None:
    """Equal votes matter where some of the equal were funded and others were not for want of money."""
    groups: dict[Number, list[int]] = {}
    for one in ranked:
        groups.setdefault(values[one], []).append(one)
    for group in groups.values():
        short = [one for one in group if passed.why_not.get(one) in {"money", "ended"}]
        if short and len(short) < len(group):
            tally.tell_tie(group, next(one for one in group if one not in short))


def _reasons(
    tally: Tally, values: Mapping[int, Number], costs: Sequence[Number], passed: Passed, threshold: Number
) -> None:
    said = {
        "": (
            "{name} didanai: {votes} suara, dan biaya {cost} masih dalam sisa dana {left}.",
            "{name} is funded: {votes} votes, and its cost of {cost} is within the {left} left.",
        ),
        "votes": ("{name} tidak didanai: tidak ada suara.", "{name} is not funded: it got no votes."),
        "threshold": (
            "{name} tidak didanai: {votes} suara, kurang dari syarat {threshold}.",
            "{name} is not funded: {votes} votes, below the {threshold} required.",
        ),
        "money": (
            "{name} tidak didanai: biaya {cost}, sisa dana {left}, kurang {missing}.",
            "{name} is not funded: it costs {cost}, {left} was left, {missing} too little.",
        ),
        "ended": (
            "{name} tidak didanai: pembagian sudah berakhir pada proyek sebelumnya.",
            "{name} is not funded: the distribution had ended at an earlier project.",
        ),
    }
    for one, got in values.items():
        indonesian, english = said[passed.why_not.get(one, "")]
        tally.reason(
            one,
            indonesian,
            english,
            name=tally.option(one),
            votes=got,
            cost=costs[one],
            left=passed.left[one],
            missing=Fraction(costs[one] - passed.left[one]),
            threshold=threshold,
        )
