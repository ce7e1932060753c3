"""The demo's citizens have journeys whose accounts add up, some mended by taps that came late."""

from __future__ import annotations

from datetime import UTC, datetime

from balai.apps.mobility.models import Card, Posting, Tap
from balai.apps.mobility.queries.travel import travel_of
from balai.apps.mobility.service import load_tariffs
from balai.base.packs import Pack
from balai.project.demo.people import make_people
from balai.project.demo.taps import tell_travel

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)


def test_six_weeks_of_travel(jakarta: Pack) -> None:
    load_tariffs(sources=jakarta.tariffs, now=NOW)
    cast = make_people(NOW)
    assert tell_travel(cast, NOW) == Tap.objects.count() > 300
    assert Card.objects.filter(owner__in=cast.citizens).count() == len(cast.citizens)
    cards, journeys = travel_of(cast.citizens[0], language="id", now=NOW)
    assert len(cards) == 1
    whole = sum(line.amount for line in Posting.objects.filter(card=cards[0]))
    assert whole == sum(journey.amount for journey in journeys) > 0
    assert Posting.objects.filter(code="refund-late", amount__lt=0).exists()
    sentences = " ".join(said for journey in journeys for ride in journey.rides for said in ride.sentences)
    assert "Tarif integrasi 2 moda" in sentences
    assert "Jarak perjalanan ini belum diketahui" not in sentences
