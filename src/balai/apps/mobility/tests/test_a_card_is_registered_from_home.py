"""Who names two of a card's last boardings registers it; guessing is bounded, and nothing tells which part was wrong."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from balai.apps.accounts.service import add_person
from balai.apps.mobility.models import Card
from balai.apps.mobility.service import receive_taps, register_card
from balai.apps.mobility.tests.test_taps_and_accounts import NUMBER, begun, readings
from balai.base.audit.models import AuditEntry
from balai.base.clock import now as the_time
from balai.base.people.models import User

__all__ = ["begun"]
SPACED = " ".join(NUMBER[at : at + 4] for at in range(0, 16, 4))


@pytest.fixture
def holder(begun: datetime) -> User:
    receive_taps(taps=readings(begun), now=the_time())
    return add_person(email="pemegang@contoh.example", name="Pak Pemegang", password=None, language="id")


def browser_of(person: User) -> Client:
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(person)
    return browser


def said(begun: datetime, **changed: str) -> dict[str, str]:
    return {
        "number": SPACED,
        "first_stop": "blok m",
        "first_at": f"{begun + timedelta(minutes=9):%Y-%m-%dT%H:%M}",
        "second_stop": "mrt-dukuh-atas",
        "second_at": f"{begun + timedelta(minutes=20):%d/%m/%Y %H:%M}",
        **changed,
    }


def ask(person: User, sent: dict[str, str]) -> HttpResponse:
    answer: Any = browser_of(person).post(reverse("mobility:card"), sent)
    assert isinstance(answer, HttpResponse)
    return answer


def test_two_boardings_make_it_mine_from_now_on(holder: User, begun: datetime) -> None:
    assert ask(holder, said(begun)).status_code == 302
    card = Card.objects.get()
    assert card.owner == holder
    assert AuditEntry.objects.get(code="card.registered").by == holder
    page = browser_of(holder).get(reverse("mobility:travel")).content.decode()
    assert "5678" in page
    assert "Dukuh Atas" not in page  # what was ridden before is not shown, to nobody
    give_up = reverse("mobility:give-up", args=[card.public_id])
    other = add_person(email="lain@contoh.example", name="Lain", password=None, language="id")
    assert browser_of(other).post(give_up).status_code == 404
    assert "no longer mine" in browser_of(holder).get(give_up).content.decode()
    assert browser_of(holder).post(give_up).status_code == 302
    assert Card.objects.get().owner is None


@pytest.mark.parametrize(
    "changed",
    [
        {"number": "6013500499999999"},
        {"first_stop": "Kota"},
        {"second_stop": "Blok M", "second_at": "first"},  # one boarding told twice
        {"first_at": "2026-01-01T08:00"},
    ],
)
def test_what_does_not_fit_is_refused_in_one_sentence(holder: User, begun: datetime, changed: dict[str, str]) -> None:
    sent = said(begun, **changed)
    sent["second_at"] = sent["first_at"] if sent["second_at"] == "first" else sent["second_at"]
    answer = ask(holder, sent)
    assert answer.status_code == 422
    assert "do not fit what the city knows" in answer.content.decode()
    assert not Card.objects.filter(owner__isnull=False).exists()


def test_old_boardings_and_unclear_times_do_not_count(holder: User, begun: datetime) -> None:
    sent = said(begun, first_at="yesterday", number="12")
    answer = ask(holder, sent)
    assert answer.status_code == 422
    assert "must be a day and a time" in answer.content.decode()


def test_a_card_of_another_goes_to_the_counter(holder: User, begun: datetime) -> None:
    other = add_person(email="lain@contoh.example", name="Lain", password=None, language="id")
    register_card(number=NUMBER, owner=other, by=None, now=the_time())
    answer = ask(holder, said(begun))
    assert answer.status_code == 409
    assert "registered to another account" in answer.content.decode()


def test_guessing_a_card_is_bounded_whoever_guesses(holder: User, begun: datetime) -> None:
    for number in range(6):
        guesser = add_person(email=f"tamu{number}@contoh.example", name="Tamu", password=None, language="id")
        assert ask(guesser, said(begun, first_stop="Kota")).status_code == 422
    answer = ask(holder, said(begun))
    assert answer.status_code == 429
    assert "tried too often" in answer.content.decode()
