"""What a neighbour was told of a case goes when the case is erased; what it is still owed leaves first."""

from __future__ import annotations

from uuid import uuid4

import pytest

from balai.apps.cases.actions.erasing import erase_content
from balai.apps.cases.tests.samples import NOW, report
from balai.apps.exchange.actions.forgetting import forget_what_was_told
from balai.apps.exchange.models import ForeignCase, Outgoing

pytestmark = pytest.mark.usefixtures("jakarta")


def told(case_id: int, **more: object) -> Outgoing:
    link, _ = ForeignCase.objects.get_or_create(
        source="sp4n-lapor", case_id=case_id, defaults={"foreign_id": f"L-{case_id}", "since": NOW}
    )
    seq = Outgoing.objects.filter(foreign_case=link).count() + 1
    fields = {"seq": seq, "reference": uuid4(), "body": {"words": "Sudah ditambal."}, "created_at": NOW, "next_at": NOW}
    return Outgoing.objects.create(foreign_case=link, **fields, **more)


def test_only_messages_of_erased_cases_that_have_left_are_emptied() -> None:
    gone, kept = report(), report()
    sent, waiting, given_up = told(gone.id, sent_at=NOW), told(gone.id), told(gone.id, given_up_at=NOW)
    other = told(kept.id, sent_at=NOW)
    erase_content(case_id=gone.id, reason="citizen_right", by=None, now=NOW)
    assert forget_what_was_told() == 2
    assert forget_what_was_told() == 0
    for row, body in ((sent, {}), (given_up, {}), (waiting, waiting.body), (other, other.body)):
        row.refresh_from_db()
        assert row.body == body
