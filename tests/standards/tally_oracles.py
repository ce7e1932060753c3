"""Run by the Python of .venv-oracles: counts cases (JSON on the standard input) with another library, prints outcomes.

Usage: tally_oracles.py pabutools|abcvoting|votekit. A case is a dictionary; what it holds depends on the library.
"""

from __future__ import annotations

import json
import sys
import warnings
from collections.abc import Callable
from typing import Any

Case = dict[str, Any]


def by_pabutools() -> Callable[[Case], Any]:
    from pabutools.election import (
        Additive_Cardinal_Sat,
        ApprovalBallot,
        ApprovalProfile,
        CardinalBallot,
        Cardinality_Sat,
        CardinalProfile,
        Cost_Sat,
        Instance,
        Project,
    )
    from pabutools.rules import greedy_utilitarian_welfare, method_of_equal_shares
    from pabutools.tiebreaking import TieBreakingRule

    def run(case: Case) -> list[str]:
        projects = {name: Project(name, cost) for name, cost in case["costs"].items()}
        instance = Instance(projects.values(), budget_limit=case["budget"])
        place = {name: number for number, name in enumerate(case["order"])}
        ties = TieBreakingRule(lambda _instance, _profile, project: place[project.name])
        if case["points"]:
            ballots = [CardinalBallot({projects[name]: n for name, n in one.items()}) for one in case["ballots"]]
            profile = CardinalProfile(ballots, instance=instance, legal_max_score=None)
            measure = Additive_Cardinal_Sat
        else:
            ballots = [ApprovalBallot(projects[name] for name in one) for one in case["ballots"]]
            profile = ApprovalProfile(ballots, instance=instance)
            measure = Cost_Sat if case["utility"] == "cost" else Cardinality_Sat
        if case["rule"] == "greedy":
            found = greedy_utilitarian_welfare(instance, profile, sat_class=Cost_Sat, tie_breaking=ties)
        else:
            raised = 1 if case["add1"] else None
            found = method_of_equal_shares(
                instance, profile, sat_class=measure, tie_breaking=ties, voter_budget_increment=raised
            )
        return [project.name for project in found]

    return run


def by_abcvoting() -> Callable[[Case], Any]:
    from abcvoting import abcrules
    from abcvoting.preferences import Profile

    def run(case: Case) -> list[list[int]]:
        """All committees that some order of ties gives."""
        profile = Profile(case["options"])
        profile.add_voters(case["ballots"])
        algorithm = {} if case["rule"] == "av" else {"algorithm": "standard-fractions"}
        found = abcrules.compute(case["rule"], profile, case["seats"], resolute=False, **algorithm)
        return [sorted(committee) for committee in found]

    return run


def by_votekit() -> Callable[[Case], Any]:
    from votekit import RankProfile
    from votekit.ballot import RankBallot
    from votekit.elections import IRV, Plurality, Schulze

    def run(case: Case) -> list[list[str]]:
        """Winners, and for Schulze the whole ranking, as groups."""
        ballots = [RankBallot(ranking=[{name} for name in one], weight=weight) for one, weight in case["ballots"]]
        profile = RankProfile(ballots=ballots, candidates=case["options"])
        if case["rule"] == "schulze":
            return [sorted(group) for group in Schulze(profile, n_seats=1).get_ranking()]
        election = (
            IRV(profile, tiebreak="lex")
            if case["rule"] == "instant-runoff"
            else Plurality(profile, n_seats=1, tiebreak="lex")
        )
        return [sorted(group) for group in election.get_elected()]

    return run


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    library = {"pabutools": by_pabutools, "abcvoting": by_abcvoting, "votekit": by_votekit}[sys.argv[1]]()
    stdout, sys.stdout = sys.stdout, sys.stderr  # votekit prints while it counts
    json.dump([library(case) for case in json.load(sys.stdin)], stdout)
