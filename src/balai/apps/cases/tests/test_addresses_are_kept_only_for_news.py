"""An address is kept with a case for the news that is still to come, and for nothing else."""

from __future__ import annotations

import pytest

from balai.apps.cases.actions.choosing import mail_private_link
from balai.apps.cases.models import Reporter
from balai.apps.cases.tests.samples import NOW, colleague, end, report

pytestmark = pytest.mark.usefixtures("jakarta")


def test_a_closed_case_takes_no_new_address_when_its_link_is_mailed() -> None:
    opened, closed = report(), report()
    end(closed.id, colleague("officer"), "intake", "refuse", reason="duplicate", words="Sudah ada.")
    for case in (opened, closed):
        mail_private_link(case_id=case.id, email="sari@example.org", language="id", now=NOW)
    kept = dict(Reporter.objects.values_list("case_id", "email"))
    assert kept == {opened.id: "sari@example.org", closed.id: ""}
