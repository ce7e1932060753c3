"""Real elections: the winners that the cities announced, and councils of Scotland."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import pytest

from balai.engines.tally.additive import sums
from balai.engines.tally.counting import count
from balai.engines.tally.documents import Document, points_by_rank
from balai.engines.tally.files import read_ballots, write_ballots
from balai.engines.tally.profiles import BallotKind, Profile
from balai.engines.tally.results import Result

FOLDER = Path(__file__).resolve().parents[6] / "shared" / "data" / "voices"
BUDGETS = sorted(FOLDER.glob("budgets/*.pb"))
COUNCILS = sorted(FOLDER.glob("stv/*.csv"))
OURS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "greedy": ("greedy", ()),
    "greedy-no-skip": ("greedy-no-skip", ()),
    "greedy-threshold": ("greedy-threshold", ()),
    "equalshares/add1": ("equal-shares", ("add1",)),
}
DOUBLED = {
    "Poland_Warszawa_2026_Natolin_Kabaty": {"1178"},
    "Poland_Warszawa_2026_Szczesliwice": {"468"},
    "Poland_Warszawa_2026_Tarchomin": {"1543", "1557"},
}
pytestmark = pytest.mark.skipif(not BUDGETS, reason="the shared files of elections are not here")


@lru_cache
def read(path: Path) -> Document:
    return read_ballots(path.read_bytes(), "pabulib" if path.suffix == ".pb" else "csv")


def added_up(document: Document) -> Profile:
    if document.profile.kind is BallotKind.RANKING:
        return points_by_rank(document.profile, int(document.about["max_length"]))
    return document.profile


def counted(document: Document) -> Result:
    rule, completion = OURS[document.rule]
    return count(rule, added_up(document), budget=document.budget, threshold=document.threshold, completion=completion)


def test_there_are_fifty_budgets_and_sixty_councils() -> None:
    assert (len(BUDGETS), len(COUNCILS)) == (50, 60)
    assert {read(path).rule for path in BUDGETS} == set(OURS)
    assert sum(read(path).winners is not None for path in BUDGETS) == 30


@pytest.mark.parametrize("path", BUDGETS, ids=lambda path: path.stem)
def test_we_fund_what_the_city_funded(path: Path) -> None:
    document = read(path)
    result = counted(document)
    if document.winners is not None:
        assert set(result.winners) == document.winners
    else:
        assert result.winners


@pytest.mark.parametrize("path", BUDGETS, ids=lambda path: path.stem)
def test_we_add_up_what_the_city_added_up(path: Path) -> None:
    """The columns `score`, else `votes`, of the projects; our reader does not look at them.

    Three files count a project twice that a vote names twice; we count it once, and remark it.
    """
    lines = [line.split(";") for line in path.read_text(encoding="utf-8-sig").splitlines()]
    begin = next(number for number, line in enumerate(lines) if line[0] == "PROJECTS") + 1
    column = lines[begin].index("score" if "score" in lines[begin] else "votes")
    document = read(path)
    ours = sums(added_up(document))
    rows = lines[begin + 1 : begin + 1 + len(ours)]
    theirs = {row[0]: int(float(row[column])) for row in rows}
    known = {option.id: ours[place] for place, option in enumerate(document.profile.options)}
    assert {name for name in theirs if theirs[name] != known[name]} <= DOUBLED.get(path.stem, set())
    assert sum(theirs.values()) - sum(known.values()) == len(document.remarks)


def test_what_is_written_of_a_budget_reads_back_the_same() -> None:
    for path in BUDGETS[::7]:
        document = read(path)
        again = read_ballots(write_ballots(document, "pabulib").encode(), "pabulib")
        assert sorted(again.profile.ballots) == sorted(document.profile.ballots)
        assert counted(again).data() == counted(document).data()


@pytest.mark.parametrize("path", COUNCILS, ids=lambda path: path.stem)
def test_votes_are_neither_made_nor_lost(path: Path) -> None:
    """At every stage the votes of all are those cast, less what was cut off or had no next preference."""
    document = read(path)
    result = count("scottish-stv", document.profile, seats=document.seats or 1)
    assert len(result.winners) == document.seats
    sums_by_stage = [sum(step.votes.values()) for step in result.steps if step.votes]
    assert sums_by_stage[0] == document.profile.total - document.profile.blank
    assert sums_by_stage == sorted(sums_by_stage, reverse=True)
