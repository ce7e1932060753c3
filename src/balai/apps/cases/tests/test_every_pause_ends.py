"""A question stops the clock for a week at most; after two without an answer the case closes, and says so."""

from __future__ import annotations

from datetime import timedelta

import pytest

from balai.apps.cases.actions.clockwork import due_case_ids, tick_case
from balai.apps.cases.actions.opening import OpenedCase, ReporterDetails
from balai.apps.cases.actions.working import answer_city, ask_reporter
from balai.apps.cases.models import Case, Content, Event, Task
from balai.apps.cases.tasks import run_clocks
from balai.apps.cases.tests.samples import CIKINI_OFFICE, HOUR, NOW, Colleague, colleague, end, report
from balai.base import clock
from balai.base.notifications.models import Notification
from balai.base.packs import Pack
from balai.engines.casework.reading import read_service

pytestmark = pytest.mark.usefixtures("jakarta")
DAY = timedelta(days=1)
WEEK = 7 * DAY


@pytest.fixture
def case() -> OpenedCase:
    return report(reporter=ReporterDetails(email="sari@example.org", language="en"))


def ask(case: OpenedCase, officer: Colleague, at: int) -> None:
    words = "Di sisi jalan yang mana?"
    ask_reporter(case_id=case.id, step="intake", words=words, actor=officer.actor, now=NOW + at * DAY)


def told(case: OpenedCase) -> list[str]:
    rows = Notification.objects.filter(recipient=f"reporter:{case.id}", channel="email").order_by("id")
    return [row.subject for row in rows]


def test_the_clock_finds_the_case_when_the_time_for_an_answer_is_over(case: OpenedCase) -> None:
    ask(case, colleague("officer"), 0)
    assert Task.objects.get(case_id=case.id).answer_by == NOW + WEEK
    assert Case.objects.get(id=case.id).case_due_at is None
    assert due_case_ids(NOW + WEEK) == []
    assert due_case_ids(NOW + WEEK + HOUR) == [case.id]
    tick_case(case_id=case.id, now=NOW + WEEK + HOUR)
    task = Task.objects.get(case_id=case.id)
    assert (task.paused_at, task.answer_by, task.due_at) == (None, None, NOW + WEEK + DAY)
    assert Case.objects.get(id=case.id).case_due_at == NOW + 2 * WEEK
    assert due_case_ids(NOW + WEEK + HOUR) == []
    assert told(case)[-1] == f"We still need your answer about report {case.reference}"


def test_a_late_answer_reaches_the_office(case: OpenedCase) -> None:
    ask(case, colleague("officer"), 0)
    tick_case(case_id=case.id, now=NOW + WEEK + HOUR)
    answer_city(case_id=case.id, words="Di depan sekolah.", files=(), by=None, now=NOW + 8 * DAY)
    assert Content.objects.filter(case_id=case.id, text="Di depan sekolah.").exists()


def test_after_two_the_case_closes_with_a_story_event_and_a_message(case: OpenedCase) -> None:
    officer = colleague("officer")
    ask(case, officer, 0)
    tick_case(case_id=case.id, now=NOW + WEEK + HOUR)
    ask(case, officer, 8)
    tick_case(case_id=case.id, now=NOW + 8 * DAY + WEEK + HOUR)
    row = Case.objects.get(id=case.id)
    assert (row.is_open, row.public_state, row.case_due_at) == (False, "refused", None)
    closed = Event.objects.get(case_id=case.id, kind="closed")
    assert (closed.role, closed.data) == ("city", {"reason": "no_answer", "unanswered": 2})
    assert not Task.objects.filter(case_id=case.id).exists()
    assert told(case)[-1] == f"Your report {case.reference} is closed: we had no answer"


def test_a_case_that_is_late_as_a_whole_is_told_once_to_its_office_and_the_one_above(case: OpenedCase) -> None:
    officer = colleague("officer")
    end(case.id, officer, "intake", "accept")
    assert Case.objects.get(id=case.id).case_due_at == NOW + WEEK
    tick_case(case_id=case.id, now=NOW + WEEK + HOUR)
    row = Case.objects.get(id=case.id)
    assert (row.case_late, row.case_due_at) == (True, None)
    event = Event.objects.get(case_id=case.id, kind="case_late")
    notices = Notification.objects.filter(event=f"case:{case.id}:{event.seq}").order_by("recipient")
    assert [notice.recipient for notice in notices] == [
        f"organisation:{CIKINI_OFFICE}",
        "organisation:kecamatan-31.71.06",
    ] or [notice.recipient for notice in notices] == [
        "organisation:kecamatan-31.71.06",
        f"organisation:{CIKINI_OFFICE}",
    ]
    assert notices[0].subject_in("en") == f"Late as a whole: Pothole, {case.reference}"
    assert not due_case_ids(NOW + WEEK + HOUR)


def test_a_transfer_does_not_begin_it_anew(case: OpenedCase) -> None:
    officer = colleague("officer")
    end(case.id, officer, "intake", "transfer", NOW + 5 * DAY, organisation="dinas-bina-marga", words="Jalan besar.")
    assert Case.objects.get(id=case.id).case_due_at == NOW + WEEK


def test_the_minutes_job_does_it_all(case: OpenedCase, jakarta: Pack) -> None:
    long_ago = clock.now() - 30 * DAY
    old = report(now=long_ago)
    ask_reporter(case_id=old.id, step="intake", words="Di mana?", actor=colleague("officer").actor, now=long_ago)
    assert run_clocks() >= 1
    kinds = set(Event.objects.filter(case_id=old.id).values_list("kind", flat=True))
    assert {"answer_overdue", "promise_late", "case_late"} <= kinds


def test_all_services_for_reports_declare_both(jakarta: Pack) -> None:
    reports = [read_service(source) for source in jakarta.services if source["kind"] == "report"]
    assert len(reports) >= 5
    assert all(service.promise and service.waiting and service.waiting.times == 2 for service in reports)
