"""What each rule promises, on elections that nobody chose."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balai.engines.tally.counting import BUDGET_RULES, GREEDY, RANKED, RULES, count
from balai.engines.tally.profiles import Ballot, BallotKind, Option, Profile, approvals, points, rankings
from balai.engines.tally.schulze import pairwise

NAMES = "abcdef"
COSTS = st.sampled_from([1, 2, 3, 5, 8, 13])


@st.composite
def ranked(draw: st.DrawFn) -> Profile:
    names = NAMES[: draw(st.integers(1, 6))]
    orders = st.permutations(names).flatmap(lambda order: st.integers(0, len(order)).map(lambda at: order[:at]))
    return rankings([Option(name, name) for name in names], draw(st.lists(orders, max_size=30)))


@st.composite
def chosen(draw: st.DrawFn) -> Profile:
    names = NAMES[: draw(st.integers(1, 6))]
    options = [Option(name, name, draw(COSTS)) for name in names]
    return approvals(options, draw(st.lists(st.lists(st.sampled_from(names), unique=True), max_size=25)))


def profile_for(rule: str, data: st.DataObject) -> Profile:
    profile = data.draw(ranked() if rule in RANKED else chosen())
    if rule in {"score", "cumulative"}:
        scored = [{profile.options[one].id: one + 1 for one in ballot.options} for ballot in spread(profile)]
        return points(profile.options, scored)
    if rule == "plurality":
        return approvals(
            profile.options, [[profile.options[one].id for one in ballot.options[:1]] for ballot in spread(profile)]
        )
    return profile


def spread(profile: Profile) -> list[Ballot]:
    return [ballot for ballot in profile.ballots for _ in range(ballot.weight)]


def times(profile: Profile, many: int) -> Profile:
    ballots = (Ballot(weight * many, options, numbers) for weight, options, numbers in profile.ballots)
    return Profile(profile.kind, profile.options, tuple(ballots))


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule not in {"scottish-stv", "equal-shares"}])
@given(st.data())
def test_three_times_the_ballots_are_the_same_result(rule: str, data: st.DataObject) -> None:
    profile = profile_for(rule, data)
    once, thrice = (count(rule, one, budget=20, tie_seed="s") for one in (profile, times(profile, 3)))
    assert once.winners == thrice.winners


@given(ranked())
def test_whoever_beats_everyone_head_to_head_wins_by_schulze(profile: Profile) -> None:
    if profile.total == profile.blank:
        return
    matrix = pairwise(profile)
    for one in range(len(profile.options)):
        if all(matrix[one, other] > matrix[other, one] for other in range(len(profile.options)) if other != one):
            assert count("schulze", profile).winners == (profile.options[one].id,)


@pytest.mark.parametrize("rule", ["plurality", *RANKED])
@given(ranked(), st.sampled_from(NAMES))
def test_the_first_choice_of_more_than_half_wins(rule: str, profile: Profile, favourite: str) -> None:
    if favourite not in profile.place:
        return
    own = Ballot(profile.total + 1, (profile.place[favourite],), (1,))
    assert count(rule, Profile(profile.kind, profile.options, (*profile.ballots, own))).winners == (favourite,)


@given(ranked(), st.integers(1, 6))
def test_every_seat_is_filled_and_nobody_with_a_quota_is_left_out(profile: Profile, seats: int) -> None:
    seats = min(seats, len(profile.options)) if profile.total > profile.blank else 0
    result = count("scottish-stv", profile, seats=max(seats, 1))
    assert len(set(result.winners)) == len(result.winners) == seats
    quota = next((step.numbers["quota"] for step in result.steps if step.kind == "quota"), 1)
    for step in result.steps:
        assert {name for name, votes in step.votes.items() if votes >= quota} <= set(result.winners)


@pytest.mark.parametrize("rule", GREEDY)
@given(chosen(), st.integers(1, 40), st.integers(0, 4))
def test_greedy_spends_what_there_is_and_skips_only_what_does_not_fit(
    rule: str, profile: Profile, budget: int, threshold: int
) -> None:
    result = count(rule, profile, budget=budget, threshold=threshold)
    costs = {option.id: option.cost or 0 for option in profile.options}
    left = budget - sum(costs[name] for name in result.winners)
    assert left >= 0
    if rule != "greedy-no-skip":
        for name in set(costs) - set(result.winners):
            assert costs[name] > left or result.values[name] < max(threshold, 1)


@pytest.mark.parametrize("rule", BUDGET_RULES)
@given(chosen(), st.integers(1, 40), st.sampled_from([Fraction(1, 100), 1000, Fraction(7, 4)]))
def test_the_currency_does_not_matter(rule: str, profile: Profile, budget: int, rate: Fraction) -> None:
    options = tuple(Option(one.id, one.name, (one.cost or 0) * rate) for one in profile.options)
    converted = Profile(BallotKind.APPROVAL, options, profile.ballots)
    completion = ["add1", "greedy"]
    once = count(rule, profile, budget=budget, completion=completion, increment=1)
    again = count(rule, converted, budget=budget * rate, completion=completion, increment=rate)
    assert once.winners == again.winners
