"""How much the pages of supervision ask of the database does not grow with the work."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from balai.apps.cases.actions.working import assign_task
from balai.apps.cases.tests.desk import statements
from balai.apps.cases.tests.samples import CIKINI_OFFICE, colleague, report
from balai.apps.supervision.tests.scenes import now, supervisor, told

pytestmark = pytest.mark.usefixtures("jakarta")
MOST = 8


@pytest.mark.parametrize("name", ["overview", "list", "workload", "hands", "sheet", "samples"])
def test_a_page_asks_as_often_for_thirty_as_for_one(name: str) -> None:
    _, client = supervisor()
    address = reverse(f"supervision:{name}", args=[CIKINI_OFFICE] if name == "sheet" else [])
    asked = []
    for number in (1, 30):
        for hours in range(number):
            case, who = report(now=now() - timedelta(hours=hours)), colleague("officer")
            assign_task(case_id=case.id, step="intake", assignee=who.user, actor=who.actor, now=now())
        told(now())
        asked.append(statements(client, address))
    assert len(asked[0]) == len(asked[1]) <= MOST
    assert not any("OFFSET" in sql for sql in asked[1])
