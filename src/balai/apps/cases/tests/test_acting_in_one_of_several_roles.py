"""An officer with several roles acts in one of them; the choice is kept for the session and checked every time."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from balai.apps.cases.door import ACTING_AS
from balai.apps.cases.models import Event
from balai.apps.cases.tests.desk import act_url, browser_of, case_url, report_now, send, text
from balai.apps.cases.tests.samples import CIKINI_OFFICE, Colleague, colleague
from balai.base.people.models import Membership, Organisation

pytestmark = pytest.mark.usefixtures("jakarta")
ROADS = "dinas-bina-marga"
AUDITOR, OFFICER = f"auditor:{CIKINI_OFFICE}:", f"officer:{CIKINI_OFFICE}:"


def with_two_roles() -> tuple[Colleague, Client]:
    who = colleague("auditor", CIKINI_OFFICE)
    give(who, "officer", CIKINI_OFFICE)
    return who, browser_of(who)


def give(who: Colleague, role: str, organisation: str) -> None:
    office = Organisation.objects.get(code=organisation)
    Membership.objects.create(user=who.user, organisation=office, role=role, since=date(2026, 1, 1))


def test_one_role_is_shown_and_cannot_be_chosen() -> None:
    page = text(browser_of(colleague("officer")).get("/kerja/"))
    assert "Officer, Cikini Subdistrict Office" in page
    assert "Acting as" not in page


def test_the_chosen_role_decides_what_can_be_done() -> None:
    case = report_now()
    _, client = with_two_roles()
    client.post("/kerja/sebagai/", {"role": AUDITOR})
    page = text(client.get(case_url(case)))
    assert "Accept and start work" not in page
    assert "You can act on this in another of your roles: Officer, Cikini Subdistrict Office" in page
    assert send(client, act_url("outcome", case, "intake", "accept")).status_code == 302  # the page opens as officer
    assert Event.objects.get(case_id=case.id, kind="task_done").role == "officer"


def test_after_choosing_one_goes_back_to_the_report() -> None:
    case = report_now()
    _, client = with_two_roles()
    response = client.post("/kerja/sebagai/", {"role": OFFICER, "next": case_url(case)})
    assert response.headers["Location"] == case_url(case)
    assert "Accept and start work" in text(client.get(case_url(case)))
    for elsewhere in ("https://example.org/", "//example.org/", "/lapangan/"):
        response = client.post("/kerja/sebagai/", {"role": OFFICER, "next": elsewhere})
        assert response.headers["Location"] == "/kerja/"


def test_a_role_that_is_not_held_cannot_be_chosen() -> None:
    _, client = with_two_roles()
    client.post("/kerja/sebagai/", {"role": f"supervisor:{CIKINI_OFFICE}:"})
    assert ACTING_AS not in client.session


def test_a_chosen_role_that_ends_is_not_acted_in_any_more() -> None:
    who, client = with_two_roles()
    client.post("/kerja/sebagai/", {"role": OFFICER})
    assert "Acting as" in text(client.get("/kerja/"))
    Membership.objects.filter(user=who.user, role="officer").update(until=date(2026, 1, 2))
    assert "Auditor, Cikini Subdistrict Office" in text(client.get("/kerja/"))


def test_the_list_is_that_of_the_chosen_role_but_every_role_may_read() -> None:
    case = report_now()
    who = colleague("officer", CIKINI_OFFICE)
    give(who, "officer", ROADS)
    client = browser_of(who)
    client.post("/kerja/sebagai/", {"role": f"officer:{ROADS}:"})
    assert case.reference not in text(client.get("/kerja/"))
    assert client.get(case_url(case)).status_code == 200
