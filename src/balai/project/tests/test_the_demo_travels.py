"""The demo's citizens have journeys whose accounts add up, some mended by taps that came late."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from balai.apps.accounts.service import add_person
from balai.apps.mobility.models import Card, Posting
from balai.apps.mobility.models import Tap as KeptTap
from balai.apps.mobility.queries.travel import travel_of
from balai.apps.mobility.service import load_tariffs
from balai.base.failures import Failure
from balai.base.packs import Pack
from balai.engines.fares.taps import ClockCorrection, Tap
from balai.project.demo.people import make_people
from balai.project.demo.taps import tell_travel
from balai.project.taps_commands import Brought, brought, registered

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)


def test_six_weeks_of_travel(jakarta: Pack) -> None:
    load_tariffs(sources=jakarta.tariffs, now=NOW)
    cast = make_people(NOW)
    assert tell_travel(cast, NOW) == KeptTap.objects.count() > 300
    assert Card.objects.filter(owner__in=cast.citizens).count() == len(cast.citizens)
    cards, journeys = travel_of(cast.citizens[0], language="id", now=NOW)
    assert len(cards) == 1
    whole = sum(line.amount for line in Posting.objects.filter(card=cards[0]))
    assert whole == sum(journey.amount for journey in journeys) > 0
    assert Posting.objects.filter(code="refund-late", amount__lt=0).exists()
    sentences = " ".join(said for journey in journeys for ride in journey.rides for said in ride.sentences)
    assert "Tarif integrasi 2 moda" in sentences
    assert "Jarak perjalanan ini belum diketahui" not in sentences


def test_taps_of_a_file_come_in_once_and_cards_are_registered(jakarta: Pack) -> None:
    load_tariffs(sources=jakarta.tariffs, now=NOW)
    begun = datetime(2026, 11, 19, 1, tzinfo=UTC)
    stops = (("in", "tj-blok-m", 0), ("out", "tj-dukuh-atas", 25))
    taps = [
        Tap(kind, "60135004", begun + timedelta(minutes=minute), kind, "transjakarta", stop, device="gate")
        for kind, stop, minute in stops
    ]
    assert brought(taps, []) == Brought(2, 1)
    assert brought(
        [*taps, replace(taps[0], stop="tj-kota"), replace(taps[1], network="plane", key="p")], []
    ) == Brought(0, 0, ["p"], [], ["in"])
    assert brought([replace(taps[0], kind="up")], []).left_out == ["in: the kind is 'up', neither in nor out"]
    early = ClockCorrection("fix", "gate", begun, begun + timedelta(hours=1), timedelta(hours=-2))
    assert brought([], [early]) == Brought(0, 1)  # from eight o'clock into the early hours: Rp 2,000
    assert sum(line.amount for line in Posting.objects.all()) == 2000
    add_person(email="pemilik@contoh.example", name="", password=None, language="id")
    assert "ending in 5004" in registered("60135004", "pemilik@contoh.example")
    with pytest.raises(Failure, match=r"balai\.F008"):
        registered("60135004", "siapa@contoh.example")
