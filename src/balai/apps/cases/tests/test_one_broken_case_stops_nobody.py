"""A case that cannot be read any more is reported as failed; the clocks and the forgetting of all others go on."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from django.db import connection

from balai.apps.cases import tasks
from balai.apps.cases.models import Case, Content, Event
from balai.apps.cases.tests.samples import HOUR, colleague, end, report
from balai.base import clock
from balai.base.jobs import defer
from balai.base.jobs.queries import failed_jobs
from balai.project.worker import work

pytestmark = pytest.mark.usefixtures("jakarta")
DAY = timedelta(days=1)


def break_story(case_id: int) -> None:
    """An event of a kind that this version does not know."""
    case = Case.objects.get(id=case_id)
    Event.objects.create(case=case, seq=case.last_seq + 1, kind="unheard_of", at=clock.now())


def refused_report(*, days_ago: int) -> int:
    then = clock.now() - days_ago * DAY
    case_id = report(now=then).id
    end(case_id, colleague("officer"), "intake", "refuse", then, reason="duplicate", words="Sudah ada.")
    return case_id


def test_the_clocks_of_the_others_run_and_the_failure_is_raised() -> None:
    broken, whole = (report(now=clock.now() - 25 * HOUR).id for _ in range(2))
    break_story(broken)
    with pytest.raises(ExceptionGroup, match="1 of 2 cases"):
        tasks.run_clocks()
    assert Case.objects.get(id=whole).late == 1


def test_the_content_of_the_others_is_erased_and_the_failure_is_raised() -> None:
    broken, whole = (refused_report(days_ago=days) for days in (2000, 1900))
    Case.objects.filter(id=broken).update(last_seq=1)  # the erased event cannot be numbered
    with pytest.raises(ExceptionGroup, match="1 of 2 cases"):
        tasks.keep_no_longer()
    assert not Content.objects.filter(case_id=whole).exists()


def test_one_run_goes_on_until_nothing_is_due(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("balai.apps.cases.actions.clockwork.BATCH", 2)
    for _ in range(5):
        report(now=clock.now() - 25 * HOUR)
    assert tasks.run_clocks() == 5
    assert Case.objects.filter(late=1).count() == 5


@pytest.mark.usefixtures("fresh_database")
def test_a_run_that_failed_does_not_hold_up_the_next_one() -> None:
    break_story(report(now=clock.now() - 25 * HOUR).id)
    runs = {defer(tasks.run_clocks_periodically, timestamp=0) for _ in range(2)}
    connection.close()
    asyncio.run(work(once=True))
    assert runs <= {job.number for job in failed_jobs()}
