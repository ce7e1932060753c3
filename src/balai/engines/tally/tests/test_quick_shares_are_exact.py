"""Equal Shares in floating point either says what fractions say, or nothing; and holds what the method promises."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from balai.engines.tally.counting import count
from balai.engines.tally.profiles import Option, Profile, approvals
from balai.engines.tally.shares_exact import buy, market_of
from balai.engines.tally.shares_quick import QuickMarket, Unsure
from balai.engines.tally.ties import tie_places


@st.composite
def elections(draw: st.DrawFn) -> tuple[Profile, int]:
    """Few costs and small groups, so that ties and exact coverage are common."""
    many = draw(st.integers(1, 7))
    costs = draw(st.lists(st.sampled_from([1, 2, 3, 5, 6, 10, 15, 30]), min_size=many, max_size=many))
    options = [Option(f"p{one}", "", cost) for one, cost in enumerate(costs)]
    ids = st.lists(st.sampled_from([option.id for option in options]), unique=True, max_size=many)
    ballots = draw(st.lists(ids, min_size=1, max_size=14))
    return approvals(options, ballots), draw(st.integers(1, 60))


@given(elections(), st.booleans(), st.integers(0, 5))
def test_doubles_agree_with_fractions_or_are_silent(election: tuple[Profile, int], by_cost: bool, raised: int) -> None:
    profile, budget = election
    costs = [option.cost or 0 for option in profile.options]
    market = market_of(profile, costs, by_cost=by_cost)
    places = tie_places([option.id for option in profile.options], "benih")
    share = Fraction(budget, profile.total) + raised
    exact = buy(market, share, lambda tied: min(tied, key=lambda one: places[one]))
    try:
        quick = QuickMarket(market, places).bought(share)
    except Unsure:
        return
    assert quick == exact.projects


def test_doubles_are_seldom_silent() -> None:
    """Uneven costs and many voters: no decision is close, and floating point decides every one."""
    options = [Option(f"p{one}", "", 1009 + 131 * one) for one in range(12)]
    ballots = [[f"p{(one * 7 + step * step) % 12}" for step in range(1 + one % 5)] for one in range(400)]
    profile = approvals(options, [list(dict.fromkeys(ballot)) for ballot in ballots])
    market = market_of(profile, [option.cost or 0 for option in options], by_cost=True)
    quick = QuickMarket(market, range(12))
    for raised in range(40):
        share = Fraction(9973, 400) + raised
        assert quick.bought(share) == buy(market, share, min).projects


@given(elections(), st.sampled_from([(), ("add1",), ("greedy",), ("add1", "greedy"), ("comparison",)]))
def test_no_more_is_spent_than_there_is(election: tuple[Profile, int], completion: tuple[str, ...]) -> None:
    profile, budget = election
    result = count("equal-shares", profile, budget=budget, completion=completion)
    costs = {option.id: option.cost or 0 for option in profile.options}
    assert sum(costs[name] for name in result.winners) <= budget
    assert len(set(result.winners)) == len(result.winners)


@given(elections(), st.sampled_from(["cost", "cardinality"]))
def test_payers_pay_the_whole_cost_and_nobody_more_than_a_share(election: tuple[Profile, int], utility: str) -> None:
    profile, budget = election
    result = count("equal-shares", profile, budget=budget, utility=utility)
    share = Fraction(budget, profile.total)
    for step in result.steps:
        if step.kind == "bought":
            assert 0 < step.numbers["most_paid"] <= share
            assert step.numbers["payers"] * step.numbers["most_paid"] >= step.numbers["cost"]
        elif step.kind == "not_bought":
            assert step.numbers["money_left"] < step.numbers["cost"]
