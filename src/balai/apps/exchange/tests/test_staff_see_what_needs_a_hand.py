"""What could not be taken in or told is shown to those who look after it, and to nobody else; a POST tries it again."""

from __future__ import annotations

from random import Random

import pytest
from django.test import Client
from django.urls import reverse

from balai.apps.cases.tests.desk import officer
from balai.apps.cases.tests.samples import NOW
from balai.apps.exchange.actions.telling import mark_failed
from balai.apps.exchange.models import Outgoing
from balai.apps.exchange.queries.silence import needs_a_hand
from balai.apps.exchange.tests.talk import Talk, staff_and_photo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("jakarta")]


@pytest.fixture
def given_up() -> Outgoing:
    talk = Talk(Random(3), *staff_and_photo())
    talk.forward()
    talk.forward("999")
    talk.settle()
    row = Outgoing.objects.earliest("pk")
    row.sent_at = None
    row.save()
    mark_failed(row=row, code="sp4n.tidak_ditemukan", is_final=True, now=NOW)
    return row


def as_role(role: str) -> Client:
    return officer(role, organisation="dki")[1]


def test_supervisors_see_reasons_and_try_again(given_up: Outgoing) -> None:
    client = as_role("supervisor")
    page = client.get(reverse("exchange:talks")).content.decode()
    assert "exchange.unknown_topic" in page
    assert "sp4n.tidak_ditemukan" in page
    assert needs_a_hand() == 2
    client.post(reverse("exchange:tell_again", args=[given_up.pk]))
    given_up.refresh_from_db()
    assert (given_up.given_up_at, given_up.attempts) == (None, 0)
    assert client.post(reverse("exchange:read_again")).status_code == 302


def test_auditors_look_and_change_nothing(given_up: Outgoing) -> None:
    client = as_role("auditor")
    assert client.get(reverse("exchange:talks")).status_code == 200
    assert client.post(reverse("exchange:tell_again", args=[given_up.pk])).status_code == 403


@pytest.mark.parametrize("role", ["officer", "crew", "verifier", "front_desk"])
def test_others_are_turned_away(role: str) -> None:
    assert as_role(role).get(reverse("exchange:talks")).status_code == 403


def test_what_a_neighbour_wrote_is_told_as_its_own() -> None:
    talk = Talk(Random(4), *staff_and_photo())
    name = talk.forward("1")
    talk.settle()
    talk.write(name, "tanggapan_admin")
    talk.settle()
    page = as_role("supervisor").get(reverse("desk:case", args=[talk.cases()[name].reference])).content.decode()
    assert "Message from SP4N-LAPOR" in page
    assert talk.said[name][-1] in page
    assert "Internal note" not in page
