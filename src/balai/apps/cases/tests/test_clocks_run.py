"""Late promises are told once, and what the clock chooses is chosen, case by case."""

from __future__ import annotations

from datetime import timedelta

import pytest

from balai.apps.cases.actions.clockwork import due_case_ids, tick_case
from balai.apps.cases.actions.erasing import expired_case_ids
from balai.apps.cases.models import Case, Event, Task
from balai.apps.cases.tests.samples import HOUR, NOW, VERIFIERS, colleague, end, finish_work, report

pytestmark = pytest.mark.usefixtures("jakarta")
DAY = timedelta(days=1)


def test_a_first_check_that_nobody_made_is_late_after_a_day_and_told_once() -> None:
    opened = report()
    assert due_case_ids(NOW + 23 * HOUR) == []
    assert due_case_ids(NOW + 25 * HOUR) == [opened.id]
    tick_case(case_id=opened.id, now=NOW + 25 * HOUR)
    assert due_case_ids(NOW + 26 * HOUR) == []
    kinds = Event.objects.filter(case_id=opened.id).values_list("kind", flat=True)
    assert list(kinds).count("promise_late") == 1
    assert Task.objects.get(case_id=opened.id).is_late
    assert Case.objects.get(id=opened.id).late == 1


def test_a_review_that_nobody_wrote_closes_the_case_after_a_week() -> None:
    opened = report()
    finish_work(opened.id, colleague("officer"))
    end(opened.id, colleague("verifier", VERIFIERS), "verify", "confirm")
    tick_case(case_id=opened.id, now=NOW + 8 * DAY)
    case = Case.objects.get(id=opened.id)
    assert (case.is_open, case.public_state, case.late) == (False, "done", 0)


def test_words_are_kept_as_long_as_the_service_says() -> None:
    opened = report()
    end(opened.id, colleague("officer"), "intake", "refuse", reason="duplicate", words="Sudah ada.")
    assert expired_case_ids(NOW + 5 * 365 * DAY) == []
    assert expired_case_ids(NOW + (5 * 365 + 1) * DAY) == [opened.id]
    assert Case.objects.get(id=opened.id).public_state == "refused"
