"""A card is somebody's from a moment on: nobody reads the travel of a former holder, and erasing an account ends the tie."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from balai.apps.accounts.service import add_person
from balai.apps.mobility.actions.holding import CardOfAnother, give_up_card
from balai.apps.mobility.models import Card, Entitlement, Posting, Tap
from balai.apps.mobility.queries.travel import travel_of
from balai.apps.mobility.service import entitle_card, receive_taps, register_card, travel_held
from balai.apps.mobility.tests.test_taps_and_accounts import NUMBER, begun, person, readings
from balai.apps.privacy.actions import erase_account
from balai.apps.privacy.gathering import holdings_of
from balai.base.audit.models import AuditEntry
from balai.base.clock import now as the_time
from balai.base.notifications.models import Notification
from balai.base.people.models import User

__all__ = ["begun", "person"]
FAR = date(2099, 1, 1)


def other_person() -> User:
    return add_person(email="lain@contoh.example", name="Orang Lain", password=None, language="id")


def rides_of(user: User) -> list[str]:
    _cards, journeys = travel_of(user, language="id", now=the_time())
    return sorted(ride.key for journey in journeys for ride in journey.rides)


def test_the_next_holder_reads_nothing_of_the_former(person: User, begun: datetime) -> None:
    receive_taps(taps=readings(begun), now=the_time())
    card = Card.objects.get()
    entitle_card(card=card, group="elderly", since=date(2025, 1, 1), until=FAR, now=the_time())
    assert rides_of(person) == ["a", "c"]
    other, bought = other_person(), begun + timedelta(hours=2)
    with pytest.raises(CardOfAnother):
        register_card(number=NUMBER, owner=other, by=None, now=bought)
    register_card(number=NUMBER, owner=other, by=None, now=bought, take_over=True)
    later = [replace(tap, key=f"{tap.key}2", at=tap.at + timedelta(hours=4)) for tap in readings(begun)]
    receive_taps(taps=later, now=the_time())
    assert rides_of(person) == []
    assert rides_of(other) == ["a2", "c2"]
    browser = Client()
    browser.force_login(other)
    assert browser.get(reverse("mobility:dispute", args=["c"])).status_code == 404
    assert Entitlement.objects.get().until < FAR
    told = Notification.objects.get(content__address=person.email)
    assert "5678" in told.body
    codes = list(AuditEntry.objects.filter(reference=str(card.public_id)).order_by("id").values_list("code", flat=True))
    assert codes == ["card.registered", "card.taken_over"]


def test_registering_ones_own_card_again_changes_nothing(person: User, begun: datetime) -> None:
    receive_taps(taps=readings(begun), now=the_time())
    register_card(number=NUMBER, owner=person, by=None, now=the_time())
    assert rides_of(person) == ["a", "c"]
    assert AuditEntry.objects.filter(code="card.registered").count() == 1


def test_erasing_an_account_ends_the_tie_and_leaves_the_money(person: User, begun: datetime) -> None:
    receive_taps(taps=readings(begun), now=the_time())
    card = Card.objects.get()
    entitle_card(card=card, group="disability", since=begun.date() + timedelta(days=30), until=FAR, now=the_time())
    entitle_card(card=card, group="elderly", since=begun.date() + timedelta(days=1), until=FAR, now=the_time())
    before = (Tap.objects.count(), sum(line.amount for line in Posting.objects.all()))
    erase_account(person=person, cases_too=False, now=the_time())
    card.refresh_from_db()
    assert (card.owner, card.owned_since, card.ending) == (None, None, "")
    assert [row.group for row in Entitlement.objects.all()] == ["elderly"]
    assert Entitlement.objects.get().until < FAR
    assert (Tap.objects.count(), sum(line.amount for line in Posting.objects.all())) == before
    assert rides_of(User.objects.get(pk=person.pk)) == []
    receive_taps(taps=readings(begun), now=the_time())
    assert sum(line.amount for line in Posting.objects.all()) == before[1]


def test_a_card_is_given_up(person: User, begun: datetime) -> None:
    receive_taps(taps=readings(begun), now=the_time())
    give_up_card(card=Card.objects.get(), by=person, now=the_time())
    assert rides_of(person) == []
    register_card(number=NUMBER, owner=person, by=None, now=the_time())
    assert rides_of(person) == []


def test_my_data_holds_my_travel(person: User, begun: datetime) -> None:
    receive_taps(taps=readings(begun), now=the_time())
    entitle_card(card=Card.objects.get(), group="kjp", since=FAR, until=FAR, now=the_time())
    (card,) = holdings_of(person, now=the_time()).facts["travel_cards"]
    assert card["card_ending_in"] == "5678"
    assert [(ride["from"], ride["to"], ride["charged"]) for ride in card["rides"]] == [
        ("Blok M", "Dukuh Atas", 3500),
        ("Dukuh Atas", "Bendungan Hilir", 1250),
    ]
    assert "Tarif integrasi 2 moda" in " ".join(card["rides"][1]["why"])
    assert card["groups"] == [{"group": "kjp", "since": FAR, "until": FAR}]
    assert travel_held(other_person(), language="id") == []
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(person)
    assert "Travel cards and their rides" in browser.get(reverse("privacy:mine")).content.decode()
