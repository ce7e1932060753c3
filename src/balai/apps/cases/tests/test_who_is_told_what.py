"""Each step is told to those whom it concerns, and no message holds the key to the private page longer than it must."""

from __future__ import annotations

import pytest

from balai.apps.cases.actions.choosing import choose_visibility
from balai.apps.cases.actions.clockwork import tick_case
from balai.apps.cases.actions.opening import OpenedCase, ReporterDetails
from balai.apps.cases.actions.showing import change_visibility
from balai.apps.cases.actions.working import answer_city, ask_reporter, assign_task
from balai.apps.cases.tests.samples import CIKINI_OFFICE, HOUR, NOW, colleague, end, report
from balai.base.notifications.delivery import deliver_due
from balai.base.notifications.models import Notification
from balai.base.people.models import User

pytestmark = pytest.mark.usefixtures("jakarta")
DISTRICT = "kecamatan-31.71.06"


def told(recipient: str, channel: str = "in_app") -> list[str]:
    rows = Notification.objects.filter(recipient=recipient, channel=channel).order_by("id")
    return [row.subject for row in rows]


def by_mail() -> OpenedCase:
    return report(reporter=ReporterDetails(email="sari@example.org", language="en"))


def test_the_office_that_asked_is_told_that_the_citizen_answered() -> None:
    case = report()
    ask_reporter(case_id=case.id, step="intake", words="Di mana?", actor=colleague("officer").actor, now=NOW)
    before = len(told(f"organisation:{CIKINI_OFFICE}"))
    answer_city(case_id=case.id, words="Depan stasiun.", files=(), by=None, now=NOW + HOUR)
    assert len(told(f"organisation:{CIKINI_OFFICE}")) == before + 1


def test_what_is_late_is_told_to_the_office_and_to_the_one_above_it() -> None:
    case = report()
    tick_case(case_id=case.id, now=NOW + 25 * HOUR)
    for recipient in (CIKINI_OFFICE, DISTRICT):
        assert [case.reference in subject for subject in told(f"organisation:{recipient}")][-1:] == [True]
    assert len(told(f"organisation:{DISTRICT}")) == 1
    assert told("organisation:kota-31.71") == []


def test_whoever_is_given_a_step_is_told_unless_they_took_it_themselves() -> None:
    case, officer, other = report(), colleague("officer"), colleague("officer")
    for person in (officer, other):
        assign_task(case_id=case.id, step="intake", assignee=person.user, actor=officer.actor, now=NOW)
    assert told(f"user:{officer.user.id}") == []
    assert len(told(f"user:{other.user.id}")) == 1


def test_the_reporter_is_told_when_an_office_hides_the_report_and_not_of_their_own_doing() -> None:
    case = by_mail()
    before = len(told(f"reporter:{case.id}", "email"))
    choose_visibility(case_id=case.id, is_public=False, by=None, now=NOW)
    choose_visibility(case_id=case.id, is_public=True, by=None, now=NOW)
    assert len(told(f"reporter:{case.id}", "email")) == before
    officer = colleague("officer").actor
    change_visibility(case_id=case.id, is_public=False, words="Wajah terlihat.", actor=officer, now=NOW)
    assert told(f"reporter:{case.id}", "email")[before:] == [f"Your report {case.reference} is hidden from the public"]


def test_a_person_with_an_account_is_led_to_the_log_in_and_not_to_the_secret() -> None:
    person = User.objects.create_user("sari@example.org")
    case = report(by=person)
    notice = Notification.objects.get(recipient=f"user:{person.id}", channel="in_app")
    assert case.secret not in str(notice.content)
    assert notice.link == f"/laporan-saya/{case.reference}/"


def test_a_mail_that_was_handed_over_is_forgotten_and_its_secret_with_it() -> None:
    case = by_mail()
    mail = Notification.objects.get(recipient=f"reporter:{case.id}", channel="email")
    assert case.secret in mail.body
    deliver_due(now=mail.next_attempt_at)
    kept = Notification.objects.get(id=mail.id)
    assert (kept.state, kept.content, kept.erased_at) == ("sent", None, mail.next_attempt_at)
    end(case.id, colleague("officer"), "intake", "accept")
    assert Notification.objects.filter(recipient=f"reporter:{case.id}", content__isnull=False).count() == 1
