"""Whoever did the work is not given the check of it."""

from __future__ import annotations

from datetime import date

import pytest

from balai.apps.cases.actions.working import assign_task
from balai.apps.cases.refusals import NotTheirs
from balai.apps.cases.tests.samples import NOW, VERIFIERS, colleague, finish_work, report
from balai.base.people.models import Membership, Organisation

pytestmark = pytest.mark.usefixtures("jakarta")


def test_a_verifier_who_did_the_work_is_not_given_its_check() -> None:
    case_id, doer = report().id, colleague("officer")
    bureau = Organisation.objects.get(code=VERIFIERS)
    Membership.objects.create(user=doer.user, organisation=bureau, role="verifier", since=date(2026, 1, 1))
    finish_work(case_id, doer)
    head, other = colleague("supervisor", VERIFIERS), colleague("verifier", VERIFIERS)
    with pytest.raises(NotTheirs):
        assign_task(case_id=case_id, step="verify", assignee=doer.user, actor=head.actor, now=NOW)
    assign_task(case_id=case_id, step="verify", assignee=other.user, actor=head.actor, now=NOW)
