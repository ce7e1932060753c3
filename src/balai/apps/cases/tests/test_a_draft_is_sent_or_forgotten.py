"""A draft that is being sent cannot be thrown away in the same moment: its photos would be lost to the case."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction

from balai.apps.cases.actions.drafting import DraftOwner, forget_draft, lock_draft, mark_sent, start_draft
from balai.apps.cases.models import Draft
from balai.apps.cases.tests.samples import NOW

pytestmark = [pytest.mark.fault, pytest.mark.usefixtures("fresh_database")]
OWNER = DraftOwner("a" * 22)


def forget(draft_id: UUID) -> dict[str, Any]:
    try:
        return forget_draft(draft_id=draft_id, owner=OWNER)
    finally:
        connection.close()


def wait_until_somebody_waits() -> None:
    for _ in range(3_000):
        with connection.cursor() as cursor:
            cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")
            row = cursor.fetchone()
        if row and row[0]:
            return
        time.sleep(0.02)
    raise AssertionError("nobody waits for the draft")


def test_forgetting_waits_for_the_sending_and_then_leaves_it_alone() -> None:
    draft = start_draft(kind="report", owner=OWNER, answers={"pictures": [{"id": 1, "public_id": "x"}]}, now=NOW)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            held = lock_draft(draft.id, owner=OWNER)
            forgotten = pool.submit(forget, draft.id)
            wait_until_somebody_waits()
            mark_sent(held, reference="JKT-0000-0000", now=NOW)
        assert forgotten.result(timeout=60) == {}
    assert Draft.objects.get().answers == {"sent": "JKT-0000-0000"}


def test_an_unsent_one_is_forgotten_with_what_it_held() -> None:
    draft = start_draft(kind="report", owner=OWNER, answers={"kind": "report.road/pothole"}, now=NOW)
    assert forget_draft(draft_id=draft.id, owner=DraftOwner("b" * 22)) == {}
    assert forget_draft(draft_id=draft.id, owner=OWNER) == {"kind": "report.road/pothole"}
    assert not Draft.objects.exists()
