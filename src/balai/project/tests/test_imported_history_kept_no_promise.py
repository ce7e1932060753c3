"""A case that came in closed from another system is counted, and is neither on time nor late: nothing was promised here."""

from __future__ import annotations

from pathlib import Path

import pytest

from balai.apps.exchange.tests.crm import report_rows
from balai.apps.exchange.tests.samples import NOW
from balai.apps.exchange.tests.test_what_is_past_is_not_late import OPEN, came
from balai.apps.figures.actions.following import follow
from balai.apps.figures.actions.recounting import recount
from balai.apps.figures.models import Counted, MonthSum
from balai.base.packs import Pack

pytestmark = pytest.mark.django_db

CLOSED = [*OPEN, ("Selesai", "Dinas BM")]


@pytest.mark.parametrize(("history", "promised"), [(CLOSED, False), (OPEN, True)])
def test_only_promises_made_here_count(
    jakarta: Pack, tmp_path: Path, history: list[tuple[str, str]], promised: bool
) -> None:
    case = came(tmp_path, report_rows(history=history))
    follow(now=NOW)
    assert Counted.objects.get(case_id=case.id).was_promised is promised
    assert {(row.received, row.decided, row.kept) for row in MonthSum.objects.all()} == {(1, 0, 0)}
    assert recount(now=NOW, mend=False).agrees
