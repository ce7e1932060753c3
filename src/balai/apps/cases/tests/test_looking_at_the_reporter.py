"""The reporter's identity is hidden; an officer sees it only after giving a reason, which is recorded and told."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from balai.apps.cases.models import Event
from balai.apps.cases.tests.desk import act_url, browser_of, case_url, officer, report_now, send, text
from balai.apps.cases.tests.samples import CIKINI_OFFICE, end
from balai.base import clock
from balai.base.audit.models import Disclosure
from balai.base.notifications.models import Notification
from balai.base.people.models import User

pytestmark = pytest.mark.usefixtures("jakarta")
WHY = {"reason": "contact", "words": "Letak lubang belum jelas di foto."}


def citizen() -> User:
    return User.objects.create_user("sari@example.org", name="Sari Wulandari")


def test_no_page_shows_who_reported() -> None:
    case = report_now(by=citizen())
    _, client = officer()
    for address in ("/kerja/", case_url(case), act_url("reporter", case), "/lapangan/", "/kerja/pesan/"):
        page = client.get(address).content.decode()
        assert "Sari" not in page
        assert "sari@" not in page
    assert "The reporter’s identity is hidden." in text(client.get(case_url(case)))


def test_a_look_shows_the_name_is_recorded_and_told() -> None:
    person = citizen()
    case = report_now(by=person)
    who, client = officer()
    shown = send(client, act_url("reporter", case), **WHY)
    assert shown.status_code == 200
    assert "Sari Wulandari" in text(shown)
    assert "sari@example.org" in text(shown)
    look = Disclosure.objects.get()
    assert (look.by, look.about, look.reference, look.reason) == (who.user, person, case.reference, "contact")
    assert Event.objects.get(case_id=case.id, kind="identity_revealed").by == who.user
    told = Notification.objects.filter(recipient=f"user:{person.pk}", channel="in_app").order_by("-id").first()
    assert told is not None
    assert case.reference in told.subject
    story = text(client.get(case_url(case)))
    assert "Looked at who sent the report" in story
    assert WHY["words"] in story


@pytest.mark.parametrize(
    "fields", [{}, {"reason": "contact"}, {"reason": "contact", "words": "ingin"}, {"words": WHY["words"]}]
)
def test_without_a_reason_nothing_is_shown(fields: dict[str, str]) -> None:
    case = report_now(by=citizen())
    _, client = officer()
    response = send(client, act_url("reporter", case), **fields)
    assert response.status_code == 422
    assert "Sari" not in text(response)
    assert not Disclosure.objects.exists()


def test_the_same_form_again_is_the_same_look_for_some_minutes_only() -> None:
    case = report_now(by=citizen())
    _, client = officer()
    fields = {"key": str(uuid4()), **WHY}
    assert "Sari Wulandari" in text(client.post(act_url("reporter", case), fields))
    assert "Sari Wulandari" in text(client.post(act_url("reporter", case), fields))
    assert Disclosure.objects.count() == 1
    event = Event.objects.get(kind="identity_revealed")
    Event.objects.bulk_create([Event(case_id=case.id, seq=99, kind="noted", at=clock.now(), key=uuid4())])
    other = {**fields, "key": str(Event.objects.get(seq=99).key)}
    refused = client.post(act_url("reporter", case), other)
    assert (refused.status_code, "Sari" in text(refused)) == (409, False)
    assert event.at > clock.now() - timedelta(minutes=5)


def test_a_key_of_another_officer_opens_nothing() -> None:
    case = report_now(by=citizen())
    _, client = officer()
    _, other = officer()
    fields = {"key": str(uuid4()), **WHY}
    client.post(act_url("reporter", case), fields)
    refused = other.post(act_url("reporter", case), fields)
    assert (refused.status_code, "Sari" in text(refused)) == (409, False)


@pytest.mark.parametrize("role", ["crew", "administrator", "auditor"])
def test_other_roles_may_not_look(role: str) -> None:
    case = report_now(by=citizen())
    _, client = officer(role)
    assert client.get(act_url("reporter", case)).status_code == 403
    assert send(client, act_url("reporter", case), **WHY).status_code == 403
    assert "Look, with a reason" not in text(client.get(case_url(case)))


def test_an_office_that_passed_the_report_on_may_not_look_any_more() -> None:
    case = report_now(by=citizen())
    who, client = officer()
    end(case.id, who, "intake", "transfer", clock.now(), words="Jalan kota.", organisation="dinas-bina-marga")
    assert who.organisation == CIKINI_OFFICE
    assert send(client, act_url("reporter", case), **WHY).status_code == 403
    assert not Disclosure.objects.exists()


def test_looking_by_a_link_is_not_possible() -> None:
    case = report_now(by=citizen())
    who, _ = officer()
    page = browser_of(who).get(act_url("reporter", case), WHY)
    assert "Sari" not in text(page)
    assert not Disclosure.objects.exists()
