"""Each rule on an election small enough to count by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest

from balai.engines.tally.counting import RULES, count
from balai.engines.tally.errors import UnsuitableBallots, UnsuitableRule
from balai.engines.tally.profiles import Option, Profile, approvals, points, rankings

FOUR = [Option(name, name.title()) for name in ("adi", "budi", "citra", "dewi")]
TENNESSEE = rankings(
    [Option(name, name) for name in ("Memphis", "Nashville", "Chattanooga", "Knoxville")],
    [["Memphis", "Nashville", "Chattanooga", "Knoxville"]] * 42
    + [["Nashville", "Chattanooga", "Knoxville", "Memphis"]] * 26
    + [["Chattanooga", "Knoxville", "Nashville", "Memphis"]] * 15
    + [["Knoxville", "Chattanooga", "Nashville", "Memphis"]] * 17,
)
SCHULZE_EXAMPLE = {  # section 3.1 of Schulze's paper of 2011: 45 ballots, the ranking is e, a, c, b, d
    "acbed": 5, "adecb": 5, "bedac": 8, "cabed": 3, "caebd": 7, "cbade": 2, "dceba": 7, "ebadc": 8,
}  # fmt: skip


def projects(costs: dict[str, int]) -> list[Option]:
    return [Option(name, name.title(), cost) for name, cost in costs.items()]


@pytest.mark.parametrize(
    ("rule", "winner"), [("plurality", "Memphis"), ("instant-runoff", "Knoxville"), ("schulze", "Nashville")]
)
def test_three_rules_elect_three_capitals(rule: str, winner: str) -> None:
    assert count(rule, TENNESSEE).winners == (winner,)


def test_the_most_approvals_win_and_blank_ballots_are_only_counted() -> None:
    result = count("approval", approvals(FOUR, [["adi", "budi"], ["budi"], [], ["citra", "budi", "adi"]]), seats=2)
    assert result.winners == ("budi", "adi")
    assert result.values == {"adi": 2, "budi": 3, "citra": 1, "dewi": 0}
    assert (result.ballots, result.blank, result.ties) == (4, 1, 0)


def test_points_add_up_exactly() -> None:
    tenth = Fraction(1, 10)
    result = count("score", points(FOUR, [{"adi": tenth}, {"adi": tenth}, {"adi": tenth}, {"budi": 3 * tenth}]))
    assert result.values["adi"] == result.values["budi"]
    assert result.ties == 1


def test_a_ballot_shares_out_no_more_than_it_may() -> None:
    ballots = points(FOUR, [{"adi": 3, "budi": 2}])
    assert count("cumulative", ballots, most_points=5).winners == ("adi",)
    assert count("score", ballots, most_points=3).winners == ("adi",)
    for rule, most in (("cumulative", 4), ("score", 2)):
        with pytest.raises(UnsuitableBallots, match="is the most"):
            count(rule, ballots, most_points=most)


def test_first_places_that_are_shared_count_for_nobody() -> None:
    result = count("plurality", rankings(FOUR, [[["adi", "budi"]], ["citra", "adi"]]))
    assert result.winners == ("citra",)
    assert [step.numbers for step in result.steps if step.kind == "unclear"] == [{"ballots": 1}]


def test_schulze_ranks_as_in_his_paper() -> None:
    options = [Option(name, name) for name in "abcde"]
    profile = rankings(options, [list(order) for order, times in SCHULZE_EXAMPLE.items() for _ in range(times)])
    assert count("schulze", profile, seats=5).winners == tuple("eacbd")


def test_a_quota_a_surplus_and_an_exclusion() -> None:
    """Quota 4 of 9 papers and 2 seats: 6 for adi, of which 2 pass on at 2/6, cut to 0.33333."""
    profile = rankings(FOUR, [["adi", "budi"]] * 4 + [["adi", "citra"]] * 2 + [["dewi"]] + [["citra"], ["citra"]])
    result = count("scottish-stv", profile, seats=2)
    assert result.winners[0] == "adi"
    surplus = next(step for step in result.steps if step.kind == "surplus")
    assert surplus.votes["budi"] == Fraction(133332, 100000)
    assert surplus.votes["citra"] == 2 + Fraction(66666, 100000)
    assert [step.options for step in result.steps if step.kind == "excluded"] == [("dewi",), ("budi",)]
    assert result.winners == ("adi", "citra")


def test_equal_candidates_are_parted_by_the_latest_stage_that_differs() -> None:
    """Budi and citra meet at 4; citra had fewer before adi's paper reached her."""
    ballots = [["dewi"]] * 6 + [["budi"]] * 4 + [["citra"]] * 3 + [["adi", "citra"]]
    result = count("scottish-stv", rankings(FOUR, ballots), seats=1)
    gone = [step.options[0] for step in result.steps if step.kind == "excluded"]
    assert gone[:2] == ["adi", "citra"]
    assert result.ties == 0


GREEDY = approvals(projects({"adi": 6, "budi": 5, "citra": 4, "dewi": 1}), [
    ["adi", "budi", "citra"], ["adi", "budi"], ["adi", "citra"], ["adi", "budi"], ["dewi"],
])  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "threshold", "funded"),
    [
        ("greedy", 0, ("adi", "citra")),
        ("greedy-no-skip", 0, ("adi",)),
        ("greedy-threshold", 3, ("adi",)),
        ("greedy-threshold", 2, ("adi", "citra")),
    ],
)
def test_the_three_variants_of_greedy(rule: str, threshold: int, funded: tuple[str, ...]) -> None:
    assert count(rule, GREEDY, budget=10, threshold=threshold).winners == funded


def shares(completion: tuple[str, ...] = (), utility: str = "cost", budget: int = 100) -> tuple[str, ...]:
    """Two thirds want the dear project a, and one third b and c."""
    options = projects({"a": 90, "b": 30, "c": 25})
    profile = approvals(options, [["a"]] * 6 + [["b", "c"]] * 4)
    return count("equal-shares", profile, budget=budget, completion=completion, utility=utility).winners


def test_a_minority_buys_what_its_share_covers() -> None:
    """Ten voters have 10 each: six cannot pay 90, four can pay 30, then only 10 is left."""
    assert shares() == ("b",)


def test_completions_spend_what_is_left() -> None:
    assert shares(("greedy",)) == ("b", "c")
    assert shares(("add1",)) == ("b", "c")  # at 14 each the four can pay both, and a no longer fits
    assert shares(("comparison",)) == ("a",)  # six voters gain from a, four from b


def test_cheap_projects_come_first_by_cardinality_and_popular_ones_by_cost() -> None:
    options = projects({"cheap": 10, "dear": 95})
    profile = approvals(options, [["cheap", "dear"]] * 5 + [["dear"]] * 5)
    assert count("equal-shares", profile, budget=100, utility="cost").winners == ("dear",)
    assert count("equal-shares", profile, budget=100, utility="cardinality").winners == ("cheap",)


def test_points_weigh_what_each_pays() -> None:
    """Adi pays three quarters, as he gave three of four points."""
    profile = points(projects({"a": 8}), [{"a": 3}, {"a": 1}])
    result = count("equal-shares", profile, budget=16)
    bought = next(step for step in result.steps if step.kind == "bought")
    assert bought.numbers["most_paid"] == 6


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_refuses_what_it_cannot_count(rule: str) -> None:
    plain = approvals(FOUR, [["adi", "budi"]])
    ranked = rankings(FOUR, [["adi"]])
    budgets = rule.startswith(("greedy", "equal"))
    with pytest.raises((UnsuitableRule, UnsuitableBallots)):
        count(rule, ranked if budgets or rule in {"approval", "score", "cumulative"} else plain, budget=10)
    with pytest.raises((UnsuitableRule, UnsuitableBallots)):
        count(rule, ranked, seats=5)


def test_there_are_no_other_rules() -> None:
    with pytest.raises(UnsuitableRule, match="there is no rule"):
        count("borda", TENNESSEE)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: approvals(FOUR, [["eka"]]),
        lambda: approvals(FOUR, [["adi", "adi"]]),
        lambda: points(FOUR, [{"adi": -1}]),
        lambda: rankings(FOUR, [["adi", ["budi", "adi"]]]),
        lambda: approvals([*FOUR, FOUR[0]], []),
        lambda: approvals([], []),
        lambda: approvals([Option("a", "A", 0)], []),
    ],
)
def test_a_profile_holds_only_sound_ballots(wrong: object) -> None:
    assert callable(wrong)
    with pytest.raises(UnsuitableBallots):
        wrong()


def test_the_profile_keeps_equal_ballots_once() -> None:
    profile: Profile = approvals(FOUR, [["adi", "budi"], ["budi", "adi"], []])
    assert [(ballot.weight, ballot.options) for ballot in profile.ballots] == [(2, (0, 1)), (1, ())]
    assert (profile.total, profile.blank) == (3, 1)


def test_large_shares_are_raised_in_large_units() -> None:
    """The same election in rupiah: 10 voters, a million each."""
    options = projects({"a": 9_000_000, "b": 3_000_000, "c": 2_500_000})
    profile = approvals(options, [["a"]] * 6 + [["b", "c"]] * 4)
    result = count("equal-shares", profile, budget=10_000_000, completion=["add1"])
    assert result.winners == ("b", "c")
    (step,) = [step for step in result.steps if step.kind == "share"]
    assert step.numbers == {"share": 1_375_000, "raised": 375, "unit": 1000}
    told = count("equal-shares", profile, budget=10_000_000, completion=["add1"], increment=250_000)
    (step,) = [step for step in told.steps if step.kind == "share"]
    assert step.numbers == {"share": 1_500_000 - 250_000, "raised": 1, "unit": 250_000}


@pytest.mark.parametrize("rule", RULES)
def test_where_nobody_says_anything_nobody_wins(rule: str) -> None:
    for blank in (0, 2):
        result = count(rule, approvals(FOUR, [()] * blank))
        assert (result.winners, result.ties, result.ballots) == ((), 0, blank)
        assert set(result.reasons) == set(result.values) == {option.id for option in FOUR}
        assert "tidak ada yang terpilih" in " ".join(sentence["id"] for sentence in result.explanation)
