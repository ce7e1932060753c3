"""On a flood day hundreds of thousands of drafts are kept: a visitor's own is found without reading the others."""

from __future__ import annotations

import pytest
from django.db import connection

from balai.apps.cases.actions.drafting import DraftOwner, latest_draft


@pytest.mark.django_db
def test_an_index_leads_to_a_visitor_s_own_drafts(django_assert_num_queries: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cases_draft (id, owner_key, kind, answers, created_at, updated_at)"
            " SELECT gen_random_uuid(), sha256(number::text::bytea), 'report', '{}', now(), now()"
            " FROM generate_series(1, 5000) AS number"
        )
    with django_assert_num_queries(1) as captured:  # type: ignore[operator]
        assert latest_draft("report", owner=DraftOwner("d" * 22)) is None
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN " + captured.captured_queries[0]["sql"])
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "cases_draft_owner" in plan, plan
