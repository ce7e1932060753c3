"""Our counts beside those of programs that others wrote: `belenios-tool`, pabutools, abcvoting and votekit."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.standards.conftest import program

from balai.engines.tally.counting import count
from balai.engines.tally.files import read_ballots
from balai.engines.tally.profiles import Option, Profile, approvals, points, rankings
from balai.engines.tally.ties import tie_order

ROOT = Path(__file__).resolve().parents[2]
COUNCILS = sorted((ROOT.parent / "shared" / "data" / "voices" / "stv").glob("*.csv"))
pytestmark = pytest.mark.standards
Case = dict[str, Any]
Ask = Callable[[str, list[Case]], list[Any]]


@pytest.fixture(scope="session")
def ask() -> Ask:
    """`ask(library, cases)`: what the library says of each. CI and soak install the libraries; else they may be lacking."""
    sys.path.insert(0, str(ROOT / "tools"))
    import oracles

    if not oracles.is_made() and not (os.environ.get("CI") or os.environ.get("BALAI_TEST_SOAK")):
        pytest.skip("other people's libraries are not here: python tools/oracles.py")
    python = oracles.make()

    def run(library: str, cases: list[Case]) -> list[Any]:
        script = Path(__file__).with_name("tally_oracles.py")
        done = subprocess.run(
            [python, str(script), library], input=json.dumps(cases), text=True, capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return json.loads(done.stdout)

    return run


def belenios(method: str, ballots: list[list[int]], *arguments: str) -> dict[str, Any]:
    command = [program("belenios-tool", "belenios-tool"), "method", method, *arguments]
    done = subprocess.run(command, input=json.dumps(ballots), text=True, capture_output=True, check=True)
    return json.loads(done.stdout)


def places(profile: Profile) -> list[list[int]]:
    """Ballots as belenios wants them: for each option its rank, 0 for none."""
    found = []
    for ballot in profile.ballots:
        row = [0] * len(profile.options)
        for option, rank in zip(ballot.options, ballot.numbers, strict=True):
            row[option] = int(rank)
        found += [row] * ballot.weight
    return found


def test_scottish_councils_are_those_of_belenios(effort: int) -> None:
    if not COUNCILS:
        pytest.skip("the shared files of elections are not here")
    for path in COUNCILS[:: 1 if effort > 1 else 10]:
        document = read_ballots(path.read_bytes(), "csv")
        found = belenios("stv", places(document.profile), "--nseats", str(document.seats))
        ours = count("scottish-stv", document.profile, seats=document.seats or 1).winners
        assert {document.profile.options[one].id for one in found["winners"]} == set(ours), path.name


def random_rankings(chance: random.Random, *, whole: bool = False) -> Profile:
    names = "abcdefg"[: chance.randint(2, 7)]
    ballots = []
    for _ in range(chance.randint(1, 60)):
        order = chance.sample(names, len(names))
        ballots.append(order if whole else order[: chance.randint(1, len(names))])
    return rankings([Option(name, name) for name in names], ballots)


def test_schulze_is_that_of_belenios(effort: int) -> None:
    """Belenios names groups of equals in order; ours must stand in that order, and win from the first group."""
    chance = random.Random(2011)
    for _ in range(20 * effort):
        profile = random_rankings(chance)
        many = len(profile.options)
        ballots = [[rank or many + 1 for rank in row] for row in places(profile)]
        found = belenios("schulze", ballots, "--blank-allowed=false", f"--nchoices={many}")["winners"]
        group = {one: number for number, group in enumerate(found) for one in group}
        ours = [profile.place[name] for name in count("schulze", profile, seats=many).winners]
        assert [group[one] for one in ours] == sorted(group[one] for one in ours), found


def test_transferable_votes_are_those_of_belenios(effort: int) -> None:
    """Where the Scottish Order leaves no room: no ties, and nobody elected together with another.

    Belenios breaks ties its own way, and lets a surplus pass to somebody who has reached the quota at the same stage;
    under the Order (rule 47) that candidate no longer continues, and the paper goes to the next.
    """
    chance, compared = random.Random(2007), 0
    for _ in range(40 * effort):
        profile = random_rankings(chance)
        seats = chance.randint(1, len(profile.options))
        result = count("scottish-stv", profile, seats=seats)
        stages = [step.numbers["stage"] for step in result.steps if step.kind == "elected"]
        if result.ties or len(set(stages)) < len(stages) or any(step.kind == "elected_last" for step in result.steps):
            continue
        found = belenios("stv", places(profile), "--nseats", str(seats))
        if any(event[0].startswith("Tie") for event in found["events"]):
            continue
        compared += 1
        assert {profile.options[one].id for one in found["winners"]} == set(result.winners)
    assert compared >= effort


def budget_case(chance: random.Random) -> tuple[Case, Profile]:
    names = [f"p{number}" for number in range(chance.randint(1, 8))]
    costs = {name: chance.choice([1, 2, 3, 5, 7, 10, 20, 35]) for name in names}
    given = chance.random() < 0.3
    ballots = [chance.sample(names, chance.randint(0, len(names))) for _ in range(chance.randint(1, 25))]
    scored = [{name: chance.randint(1, 4) for name in ballot} for ballot in ballots]
    options = [Option(name, name, cost) for name, cost in costs.items()]
    seed = str(chance.random())
    rule = chance.choice(["greedy", "equal-shares", "equal-shares"])
    if rule == "greedy":
        given = False
    case = {
        "costs": costs, "budget": chance.randint(1, 80), "order": tie_order(names, seed), "points": given,
        "rule": rule, "add1": chance.random() < 0.5, "seed": seed,
        "utility": "cardinality" if given else chance.choice(["cost", "cardinality"]),
        "ballots": scored if given else ballots,
    }  # fmt: skip
    return case, points(options, scored) if given else approvals(options, ballots)


def test_budgets_are_those_of_pabutools(ask: Ask, effort: int) -> None:
    """In fractions, ties by our order: the same projects in the same order, on every profile."""
    chance = random.Random(2026)
    pairs = [budget_case(chance) for _ in range(60 * effort)]
    for (case, profile), theirs in zip(pairs, ask("pabutools", [case for case, _ in pairs]), strict=True):
        ours = count(
            case["rule"], profile, budget=case["budget"], tie_seed=case["seed"],
            utility=case["utility"], completion=["add1"] if case["add1"] else [],
        ).winners  # fmt: skip
        wanted = {name for ballot in case["ballots"] for name in ballot}  # pabutools' greedy funds the unwanted, too
        assert list(ours) == [name for name in theirs if name in wanted], case


def test_committees_are_among_those_of_abcvoting(ask: Ask, effort: int) -> None:
    """Where everything costs one, Equal Shares elects a committee; all committees that ties allow are theirs."""
    chance = random.Random(1895)
    cases, profiles = [], []
    for _ in range(30 * effort):
        many = chance.randint(2, 6)
        ballots = [chance.sample(range(many), chance.randint(1, many)) for _ in range(chance.randint(1, 12))]
        rule = chance.choice(["av", "equal-shares"])
        cases.append({"options": many, "ballots": ballots, "seats": chance.randint(1, many), "rule": rule})
        options = [Option(str(number), "", 1) for number in range(many)]
        profiles.append(approvals(options, [[str(one) for one in ballot] for ballot in ballots]))
    for case, profile, theirs in zip(cases, profiles, ask("abcvoting", cases), strict=True):
        if case["rule"] == "av":
            ours = count("approval", profile, seats=case["seats"], tie_seed="x").winners
            assert sorted(map(int, ours)) in theirs, case
        else:
            ours = count("equal-shares", profile, budget=case["seats"], tie_seed="x").winners
            # Theirs goes on with Phragmén's rule where money is left; ours must be the beginning of one of those.
            assert any(set(map(int, ours)) <= set(committee) for committee in theirs), case


def test_ranked_ballots_are_those_of_votekit(ask: Ask, effort: int) -> None:
    """It breaks ties its own way, so elections without a tie are compared."""
    chance = random.Random(3500)
    cases, results = [], []
    for _ in range(30 * effort):
        rule = chance.choice(["plurality", "instant-runoff", "schulze"])
        profile = random_rankings(chance, whole=rule == "schulze")
        ballots = [([profile.options[one].id for one in ballot.options], ballot.weight) for ballot in profile.ballots]
        result = count(rule, profile, seats=1)
        if not result.ties:
            cases.append({"rule": rule, "options": [option.id for option in profile.options], "ballots": ballots})
            results.append(result)
    for case, result, theirs in zip(cases, results, ask("votekit", cases), strict=True):
        assert result.winners[0] in theirs[0], case
        if case["rule"] != "schulze":
            assert theirs == [list(result.winners)], case
