"""How much the desk asks of the database does not grow with the list or the story."""

from __future__ import annotations

import pytest

from balai.apps.cases.tests.desk import browser_of, case_url, officer, report_now, statements
from balai.apps.cases.tests.samples import VERIFIERS, colleague, end, finish_work, picture
from balai.base import clock

pytestmark = pytest.mark.usefixtures("jakarta")


def test_the_list() -> None:
    """Session, person, roles, tasks, opening words, counts."""
    _, client = officer()
    report_now()
    few = statements(client, "/kerja/")
    for _ in range(30):
        report_now()
    many = statements(client, "/kerja/")
    assert len(few) == len(many) == 6
    assert not any("OFFSET" in sql for sql in many)


def test_one_case() -> None:
    """Session, person, roles, case, events, contents, names; one more where evidence was repeated."""
    short = report_now()
    who, client = officer()
    assert len(statements(client, case_url(short))) == 6  # nobody's name is needed yet
    finish_work(report_now().id, who, clock.now())
    long = report_now()
    finish_work(long.id, who, clock.now())
    verifier = colleague("verifier", VERIFIERS)
    end(long.id, verifier, "verify", "return", clock.now(), words="Kurang jelas.")
    end(long.id, who, "work", "finish", clock.now(), words="Lagi.", files=(picture(who.user, 9),))
    assert len(statements(browser_of(verifier), case_url(long))) == 8


def test_the_crews_list() -> None:
    """Session, person, roles, tasks, contents."""
    who, client = officer("crew")
    for _ in range(3):
        case = report_now(files={"photo": [picture(seed=2)]})
        end(case.id, colleague("officer", who.organisation), "intake", "accept", clock.now())
    assert len(statements(client, "/lapangan/")) == 5


def test_the_notices() -> None:
    """Session, person, roles, notices."""
    report_now()
    _, client = officer()
    assert len(statements(client, "/kerja/pesan/")) == 4
