"""The door of the tally: a rule's name and a profile in, a `Result` out."""

from __future__ import annotations

from collections.abc import Collection

from balai.engines.tally.additive import count_additive
from balai.engines.tally.budgets import costs_of
from balai.engines.tally.equal_shares import Terms, count_equal_shares
from balai.engines.tally.errors import UnsuitableRule
from balai.engines.tally.greedy import count_greedy
from balai.engines.tally.profiles import Number, Profile
from balai.engines.tally.results import Result
from balai.engines.tally.runoff import count_runoff
from balai.engines.tally.schulze import count_schulze
from balai.engines.tally.silence import count_silence
from balai.engines.tally.stv import count_scottish
from balai.engines.tally.tallying import Tally

ADDITIVE = ("plurality", "approval", "score", "cumulative")
RANKED = ("schulze", "instant-runoff", "scottish-stv")
GREEDY = ("greedy", "greedy-no-skip", "greedy-threshold")
BUDGET_RULES = (*GREEDY, "equal-shares")
RULES = (*ADDITIVE, *RANKED, *BUDGET_RULES)


def count(
    rule: str,
    profile: Profile,
    *,
    seats: int = 1,
    budget: Number | None = None,
    tie_seed: str = "",
    threshold: Number = 0,
    most_points: Number | None = None,
    utility: str = "cost",
    completion: Collection[str] = (),
    increment: Number | None = None,
) -> Result:
    """Count ballots by a rule of `RULES`; the same input gives the same result, always.

    Where no ballot names anything nobody wins, and nothing more is asked of the numbers.
    `seats`: how many win (rules that elect). `budget`: in the currency of the options' costs (rules that fund).
    `threshold`: votes or points a project needs (the greedy rules). `most_points`: see `additive.count_additive`.
    `utility`, `completion`, `increment`: of equal-shares, see `equal_shares`.

    Raises:
        UnsuitableRule: there is no such rule, or it does not go with these ballots or numbers.
        UnsuitableBallots: a ballot says more than the rule allows.
    """
    if rule not in RULES:
        raise UnsuitableRule(f"there is no rule {rule!r}; there are {', '.join(RULES)}")
    tally = Tally(rule, profile, tie_seed)
    if profile.total == profile.blank:
        return count_silence(tally)
    if rule in ADDITIVE:
        return count_additive(tally, seats, most_points)
    if rule in RANKED:
        return {"schulze": count_schulze, "instant-runoff": count_runoff, "scottish-stv": count_scottish}[rule](
            tally, seats
        )
    costs = costs_of(profile, budget)
    known = budget if budget is not None else 0  # costs_of refuses a missing one
    if rule == "equal-shares":
        return count_equal_shares(tally, known, costs, Terms(utility, completion, increment))
    return count_greedy(tally, known, costs, threshold)
