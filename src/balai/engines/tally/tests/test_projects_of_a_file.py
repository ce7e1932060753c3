"""What a `.pb` file asks is read whole, or refused with its line, whatever the file holds."""

from __future__ import annotations

import random
from contextlib import suppress

import pytest

from balai.engines.tally.errors import UnreadableBallots
from balai.engines.tally.files_pabulib_projects import MOST_MONEY, read_projects
from balai.engines.tally.tests.test_files import PABULIB
from balai.engines.tally.tests.test_hostile_files import LARGEST, SEEDS, broken

TRIES = 2_000
WHOLE = PABULIB.replace("1500,50", "1500").replace("600.25", "600")


def test_every_field_of_a_project_is_there() -> None:
    budget = read_projects(WHOLE.encode())
    assert {one.id: one.cost for one in budget.projects}.keys() == {one.more["project_id"] for one in budget.projects}
    assert all(int(one.more["cost"]) == one.cost for one in budget.projects)
    assert 1 <= budget.least <= budget.most


def test_what_stands_after_the_projects_is_not_read() -> None:
    asked = WHOLE.split("VOTES", maxsplit=1)[0]
    assert read_projects(asked.encode()) == read_projects(f"{asked}VOTES\nnonsense\n".encode())


def test_who_chooses_one_chooses_exactly_one() -> None:
    budget = read_projects(WHOLE.replace("vote_type;approval", "vote_type;choose-1").encode())
    assert (budget.least, budget.most) == (1, 1)


def test_broken_files_are_read_or_refused_with_a_line(effort: int) -> None:
    chance = random.Random(5)
    for number in range(TRIES * effort):
        data = broken([WHOLE, *SEEDS["pabulib"]][number % 4].encode(), chance)[:LARGEST]
        with suppress(UnreadableBallots):
            budget = read_projects(data)
            assert 0 < budget.budget <= MOST_MONEY
            assert all(0 < one.cost <= MOST_MONEY for one in budget.projects)


@pytest.mark.parametrize("money", ["1e9", "99999999999999999999", "-1", "NaN", "٣", ""])
def test_money_is_a_plain_whole_number(money: str) -> None:
    with pytest.raises(UnreadableBallots):
        read_projects(f"META\nkey;value\nbudget;{money}\nvote_type;approval\nPROJECTS\nproject_id;cost\n1;1\n".encode())
