"""What costs least is offered and marked, though it is not among what is quickest; as a page and as JSON."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client

from balai.apps.mobility.service import load_tariffs
from balai.apps.mobility.timetables import feed_folder, prepare
from balai.base.packs import Pack

QUESTION = {"dari": "mrt-lebak-bulus", "ke": "tj-kota", "kapan": "2026-11-23T08:00"}


@pytest.fixture(scope="module", autouse=True)
def timetable() -> None:
    folder = feed_folder()
    assert folder is not None
    prepare(folder)


def test_the_cheapest_is_offered_though_it_is_slow(jakarta: Pack, client: Client) -> None:
    load_tariffs(sources=jakarta.tariffs, now=datetime(2026, 1, 1, tzinfo=UTC))
    journeys = client.get("/perjalanan.json", QUESTION).json()["journeys"]
    prices = [journey["price"] for journey in journeys]
    assert prices[0] > min(prices) == 3500
    cheapest = journeys[prices.index(3500)]
    assert cheapest["arrival"] > journeys[0]["arrival"]
    page = client.get("/perjalanan/", QUESTION, headers={"accept-language": "en"}).content.decode()
    assert "3,500" in page
    assert ">cheapest<" in page


def test_the_cheapest_is_offered_that_arrives_in_time(jakarta: Pack, client: Client) -> None:
    load_tariffs(sources=jakarta.tariffs, now=datetime(2026, 1, 1, tzinfo=UTC))
    question = {**QUESTION, "kapan": "2026-11-23T09:30", "cara": "tiba"}
    journeys = client.get("/perjalanan.json", question).json()["journeys"]
    prices = [journey["price"] for journey in journeys]
    assert max(journey["arrival"] for journey in journeys) <= "2026-11-23T09:30:00"
    assert max(prices) > min(prices) == 3500
    cheapest = max(journey["departure"] for journey in journeys if journey["price"] == 3500)
    assert cheapest < max(journey["departure"] for journey in journeys)
    page = client.get("/perjalanan/", question, headers={"accept-language": "en"}).content.decode()
    assert ">cheapest<" in page
    asked = client.get("/perjalanan/", {**question, "ongkos": "termurah"}, headers={"accept-language": "id"})
    assert "Tarif termurah dicari di antara semua perjalanan" in asked.content.decode()


@pytest.mark.django_db
def test_without_a_tariff_nothing_is_called_cheapest(client: Client) -> None:
    page = client.get("/perjalanan/", QUESTION, headers={"accept-language": "en"}).content.decode()
    assert ">cheapest<" not in page
    assert 'class="lines"' in page
