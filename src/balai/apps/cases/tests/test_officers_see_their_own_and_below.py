"""Officers read what lies, or has lain, with their organisation or beneath it; anything else does not exist for them."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from balai.apps.cases.tests.desk import act_url, browser_of, case_url, officer, report_now, text
from balai.apps.cases.tests.samples import CIKINI_OFFICE, colleague, end, picture
from balai.base import clock
from balai.base.areas.models import Area
from balai.base.people.models import Membership, Organisation

pytestmark = pytest.mark.usefixtures("jakarta")
MENTENG_OFFICE = "kelurahan-31.71.06.1001"
ROADS = "dinas-bina-marga"


def listed(client: Client, reference: str) -> bool:
    return reference in text(client.get("/kerja/"))


@pytest.mark.parametrize(
    ("role", "organisation", "sees"),
    [
        ("officer", CIKINI_OFFICE, True),
        ("auditor", CIKINI_OFFICE, True),
        ("supervisor", "dki", True),
        ("officer", MENTENG_OFFICE, False),
        ("officer", ROADS, False),
        ("administrator", "biro-pemerintahan", False),
    ],
)
def test_a_report_is_seen_by_its_office_and_those_above(role: str, organisation: str, sees: bool) -> None:
    case = report_now()
    _, client = officer(role, organisation=organisation)
    assert listed(client, case.reference) is sees
    assert client.get(case_url(case)).status_code == (200 if sees else 404)


def test_what_may_not_be_seen_answers_like_what_does_not_exist() -> None:
    case = report_now(is_public=False)
    _, client = officer(organisation=MENTENG_OFFICE)
    there, not_there = client.get(case_url(case)), client.get("/kerja/JKT-0000-0000/")
    assert there.status_code == not_there.status_code == 404
    assert text(there) == text(not_there)


def test_no_act_reaches_a_report_of_another_office() -> None:
    case = report_now()
    _, client = officer(organisation=MENTENG_OFFICE)
    names = [("outcome", "intake", "accept"), ("assign", "intake"), ("ask", "intake"), ("extend", "intake")]
    names += [("note",), ("visibility",), ("reporter",)]
    for name, *more in names:
        assert client.post(act_url(name, case, *more), {"words": "Saya ingin tahu."}).status_code == 404


def test_a_report_that_was_passed_on_can_still_be_read_but_not_worked_on() -> None:
    case = report_now()
    who, client = officer()
    end(case.id, who, "intake", "transfer", clock.now(), words="Jalan kota.", organisation=ROADS)
    assert not listed(client, case.reference)
    page = client.get(case_url(case))
    assert page.status_code == 200
    assert "Another office is at work" in text(page)
    response = client.post(act_url("outcome", case, "coordination", "accept"), {"key": "9a1b2c3d" * 4})
    assert response.status_code == 403


def test_a_role_for_one_area_reaches_only_the_offices_of_that_area() -> None:
    case = report_now()
    central, south = Area.objects.get(code="31.71"), Area.objects.get(code="31.74")
    for area, sees in ((central, True), (south, False)):
        who = colleague("auditor", "biro-pemerintahan")
        Membership.objects.filter(user=who.user).delete()
        Membership.objects.create(
            user=who.user,
            organisation=Organisation.objects.get(code="dki"),
            role="supervisor",
            area=area,
            since=date(2026, 1, 1),
        )
        assert listed(browser_of(who), case.reference) is sees


def test_pictures_are_shown_to_those_who_read_the_report() -> None:
    case = report_now(files={"photo": [picture(seed=3)]})
    _, client = officer()
    address = next(part for part in client.get(case_url(case)).content.decode().split('"') if "/foto/" in part)
    shown = client.get(address)
    assert (shown.status_code, shown.headers["Content-Type"]) == (200, "image/jpeg")
    other = report_now()
    assert client.get(address.replace(case.reference, other.reference)).status_code == 404
    _, stranger = officer(organisation=MENTENG_OFFICE)
    assert stranger.get(address).status_code == 404
