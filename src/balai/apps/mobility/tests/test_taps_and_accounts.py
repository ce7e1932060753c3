"""Taps come in any order; accounts only grow; the page explains each rupiah; a wrong charge becomes a case."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.test import Client
from django.urls import reverse

from balai.apps.accounts.service import add_person
from balai.apps.cases.models import Case
from balai.apps.mobility.models import Posting, Tap
from balai.apps.mobility.service import correct_clock, entitle_card, load_tariffs, receive_taps, register_card
from balai.base.city import city_zone
from balai.base.clock import now as the_time
from balai.base.packs import Pack
from balai.base.people.models import User
from balai.engines.fares.taps import ClockCorrection
from balai.engines.fares.taps import Tap as Reading

NUMBER = "6013500412345678"


@pytest.fixture
def begun(jakarta: Pack) -> datetime:
    """Yesterday at eight, under the tariffs of the pack."""
    load_tariffs(sources=jakarta.tariffs, now=the_time())
    yesterday = the_time().astimezone(city_zone()) - timedelta(days=1)
    return yesterday.replace(hour=8, minute=0, second=0, microsecond=0)


@pytest.fixture
def person(begun: datetime) -> User:
    who = add_person(email="penumpang@contoh.example", name="Tuti Handayani", password=None, language="id")
    register_card(number=NUMBER, owner=who, by=None, now=begun - timedelta(days=1))
    return who


def readings(begun: datetime) -> list[Reading]:
    rows = (
        ("a", 0, "in", "transjakarta", "tj-blok-m"),
        ("b", 25, "out", "transjakarta", "tj-dukuh-atas"),
        ("c", 30, "in", "mrt", "mrt-dukuh-atas"),
        ("d", 36, "out", "mrt", "mrt-bendungan-hilir"),
    )
    return [
        Reading(key, NUMBER, begun + timedelta(minutes=minute), kind, network, stop, network, device=f"gate-{key}")
        for key, minute, kind, network, stop in rows
    ]


def amounts() -> dict[str, int]:
    found: dict[str, int] = {}
    for line in Posting.objects.order_by("id"):
        found[line.key] = found.get(line.key, 0) + line.amount
    return found


@pytest.mark.parametrize("seed", range(2))
def test_any_order_of_delivery_and_repetition_gives_the_same_account(begun: datetime, seed: int) -> None:
    taps = readings(begun)
    sent = [*taps, *taps[:2]]
    Random(seed).shuffle(sent)
    for tap in sent:
        receive_taps(taps=[tap], now=the_time())
    assert {key: amount for key, amount in amounts().items() if amount} == {"a": 3500, "c": 4750 - 3500}
    assert Tap.objects.count() == 4
    assert receive_taps(taps=taps, now=the_time()).lines == []


def test_a_late_tap_is_a_refund_with_its_sentence_on_the_page(person: User, begun: datetime) -> None:
    *first, last = readings(begun)
    receive_taps(taps=first, now=the_time())
    assert sum(amounts().values()) == 10_000
    received = receive_taps(taps=[last], now=the_time())
    assert [(line.code, line.amount) for line in received.lines] == [("refund-late", -5250)]
    browser = Client()
    browser.force_login(person)
    page = browser.get(reverse("mobility:travel")).content.decode()
    assert "Rp5.250 dikembalikan" in page
    assert "Tarif integrasi 2 moda" in page
    assert NUMBER not in page


def test_what_came_is_never_changed(begun: datetime) -> None:
    receive_taps(taps=readings(begun), now=the_time())
    for table in ("mobility_tap", "mobility_posting", "mobility_tarifffile", "mobility_clockfix"):
        for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET id = id"):
            with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)


def test_a_corrected_clock_is_told(begun: datetime) -> None:
    taps = readings(begun)
    slow = Reading("d", NUMBER, taps[3].at - timedelta(hours=5), "out", "mrt", "mrt-bendungan-hilir", device="gate-d")
    receive_taps(taps=[*taps[:3], slow], now=the_time())
    before = sum(amounts().values())
    span = (slow.at - timedelta(hours=1), slow.at + timedelta(hours=1))
    correction = ClockCorrection("fix-1", "gate-d", *span, timedelta(hours=5))
    lines = correct_clock(correction=correction, by=None, now=the_time())
    assert sum(amounts().values()) == 4750
    assert sum(line.amount for line in lines) == 4750 - before
    assert {line.code for line in lines} == {"refund-clock"}


def test_an_entitled_card_rides_free(begun: datetime) -> None:
    owner = add_person(email="lansia@contoh.example", name="Mbah Karto", password=None, language="id")
    card = register_card(number=NUMBER, owner=owner, by=None, now=the_time())
    receive_taps(taps=readings(begun)[:2], now=the_time())
    entitle_card(card=card, group="elderly", since=date(2025, 1, 1), until=date(2099, 1, 1), now=the_time())
    assert amounts() == {"a": 0}
    assert [line.code for line in Posting.objects.order_by("id")] == ["charged", "refund-group"]


def test_a_wrong_charge_becomes_a_case_once(person: User, begun: datetime) -> None:
    receive_taps(taps=readings(begun), now=the_time())
    browser = Client()
    browser.force_login(person)
    address = reverse("mobility:dispute", args=["c"])
    assert "Ajukan keberatan" in browser.get(address).content.decode()
    for _ in range(2):
        answer = browser.post(address, {"wrong": "twice", "words": "Mesin di pintu keluar mati."})
        assert answer.status_code == 302
    case = Case.objects.get(service_code="fare.dispute")
    assert case.category == "twice"
    assert not case.is_public
    page = browser.get(answer.headers["Location"]).content.decode()
    assert "MRT Jakarta, Dukuh Atas → Bendungan Hilir" in page
    assert browser.post(address, {"wrong": "nothing"}).status_code == 422


def test_nobody_sees_another_persons_rides(person: User, begun: datetime) -> None:
    receive_taps(taps=readings(begun), now=the_time())
    other = add_person(email="lain@contoh.example", name="Orang Lain", password=None, language="id")
    browser = Client()
    browser.force_login(other)
    assert "Dukuh Atas" not in browser.get(reverse("mobility:travel")).content.decode()
    assert browser.get(reverse("mobility:dispute", args=["c"])).status_code == 404
