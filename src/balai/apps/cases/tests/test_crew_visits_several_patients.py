"""A visit at home on the crew's phone: triage colour, several patients, names only after a recorded look, one record each."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from balai.apps.cases.actions.opening import OpenedCase
from balai.apps.cases.models import Case, Content, Event
from balai.apps.cases.tests.desk import act_url, browser_of, send, statements, text
from balai.apps.cases.tests.samples import Colleague
from balai.apps.cases.tests.travels import HEALTH_CENTRE, act, ask, citizen, colleague
from balai.base import clock
from balai.base.audit.models import Disclosure
from balai.base.people.models import Organisation

pytestmark = pytest.mark.usefixtures("jakarta")
NAMES = ("Mbah Karto", "Ibu Sumirah")
ANSWERS: dict[str, Any] = {
    "urgency": "worse",
    "jakarta_card": True,
    "carer": True,
    "patients": [
        {"patient_name": NAMES[0], "patient_age": 81, "complaint": ["fever"], "bedridden": True},
        {"patient_name": NAMES[1], "patient_age": 77, "complaint": ["wound"], "bedridden": False},
    ],
    "phone": "081234567890",
}


def visit() -> tuple[OpenedCase, Colleague, Client]:
    """A case that was given a colour; the crew of the same health centre."""
    case = ask("request.home_care", ANSWERS, citizen(), now=clock.now())
    holder = Case.objects.get(id=case.id).holder
    assert holder is not None
    act(case.id, colleague("officer", holder.code), "triage", "sorted", clock.now(), answers={"colour": "yellow"})
    crew = colleague("crew", holder.code)
    return case, crew, browser_of(crew)


def test_the_card_shows_the_colour_and_the_patients_without_their_names() -> None:
    _, _, client = visit()
    page = client.get("/lapangan/")
    told = text(page)
    assert "Yellow: visit today" in told
    assert "81" in told
    assert "77" in told
    for name in (*NAMES, "081234567890"):
        assert name not in page.content.decode()
    assert "Who is visited, and where: look with a reason" in told
    assert len(statements(client, "/lapangan/")) <= 7


def test_the_crew_looks_with_a_reason_and_does_not_see_who_sent_it() -> None:
    case, crew, client = visit()
    refused = send(client, act_url("reporter", case), reason="visit", words="mau")
    assert refused.status_code == 422
    shown = send(client, act_url("reporter", case), reason="visit", words="Kunjungan rumah hari ini.")
    for name in (*NAMES, "081234567890"):
        assert name in text(shown)
    assert "Siti Rahma" not in text(shown)
    assert Disclosure.objects.get().by == crew.user
    assert Event.objects.filter(case_id=case.id, kind="identity_revealed").count() == 1


def test_a_crew_of_another_place_may_not_look() -> None:
    case, crew, _ = visit()
    other = Organisation.objects.filter(kind=Organisation.objects.get(code=crew.organisation).kind)
    elsewhere = other.exclude(code=crew.organisation).first()
    assert elsewhere is not None
    client = browser_of(colleague("crew", elsewhere.code))
    assert client.get(act_url("reporter", case)).status_code in {403, 404}


def test_one_record_for_each_patient() -> None:
    case, _, client = visit()
    address = reverse("desk:crew_outcome", args=[case.reference, "visit", "seen"])
    page = client.get("/lapangan/").content.decode()
    assert f'action="{address}"' in page
    assert 'name="seen-0-seen_name"' in page
    assert 'name="seen-1-finding"' in page
    fields: dict[str, str] = {}
    for number, name in enumerate(NAMES):
        fields |= {f"seen-{number}-seen_name": name, f"seen-{number}-result": "treated"}
    missing = send(client, address, **fields)
    assert missing.status_code == 422
    assert NAMES[0] in missing.content.decode()  # what was typed is kept
    fields |= {f"seen-{number}-finding": "Luka dibersihkan." for number in range(2)}
    assert send(client, address, **fields).status_code == 302
    kept = Content.objects.get(case_id=case.id, question="seen").data
    assert [entry["seen_name"] for entry in kept or []] == list(NAMES)
    assert "Luka dibersihkan." not in str(list(Event.objects.filter(case_id=case.id).values_list("data", flat=True)))
    officer = browser_of(colleague("officer", HEALTH_CENTRE))
    told = text(officer.get(reverse("desk:case", args=[case.reference])))
    assert "Luka dibersihkan." not in told
    assert "Treated" in told
