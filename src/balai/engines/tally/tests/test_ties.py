"""Ties fall by one published order, in every rule, and say so."""

from __future__ import annotations

import hashlib

import pytest

from balai.engines.tally.counting import RULES, count
from balai.engines.tally.profiles import Option, Profile, approvals, points, rankings
from balai.engines.tally.ties import tie_order

NAMES = ("adi", "budi", "citra")
OPTIONS = [Option(name, name, 10) for name in NAMES]


def level(rule: str) -> Profile:
    """An election in which nothing but the order can decide."""
    if rule in {"schulze", "instant-runoff", "scottish-stv"}:
        return rankings(OPTIONS, [[name] for name in NAMES])
    if rule in {"score", "cumulative"}:
        return points(OPTIONS, [{name: 1} for name in NAMES])
    return approvals(OPTIONS, [[name] for name in NAMES])


def test_the_order_is_what_sha256sum_says() -> None:
    seed = "akar daftar pemilih"
    digests = {name: hashlib.sha256(f"{seed}\n{name}".encode()).hexdigest() for name in NAMES}
    assert tie_order(NAMES, seed) == tuple(sorted(NAMES, key=digests.__getitem__))


@pytest.mark.parametrize("rule", RULES)
def test_level_options_stand_in_the_published_order(rule: str) -> None:
    firsts = set()
    for seed in ("satu", "dua", "tiga", "empat", "lima", "enam"):
        result = count(rule, level(rule), budget=15, tie_seed=seed, completion=("greedy",))
        assert result.winners == result.tie_order[:1] == tie_order(NAMES, seed)[:1]
        assert result.ties
        assert result.tie_seed == seed
        firsts.add(result.winners)
    assert len(firsts) > 1, "six seeds put different options first"


def test_the_order_of_options_and_ballots_does_not_matter() -> None:
    for rule in RULES:
        profile = level(rule)
        turned = Profile(profile.kind, profile.options, tuple(reversed(profile.ballots)))
        assert count(rule, profile, budget=15).data() == count(rule, turned, budget=15).data()


def test_what_is_no_tie_is_not_called_one() -> None:
    result = count("approval", approvals(OPTIONS, [["adi", "budi"], ["budi"], ["citra", "budi"]]))
    assert (result.winners, result.ties) == (("budi",), 0)
    assert not [step for step in result.steps if step.kind == "tie"]
