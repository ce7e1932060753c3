"""The page of journeys: three fields, a list with prices, each journey step by step; and the same as JSON."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client

from balai.apps.mobility.service import load_tariffs
from balai.apps.mobility.timetables import feed_folder, prepare
from balai.base.packs import Pack

QUESTION = {"dari": "Andara", "ke": "Kota", "kapan": "2026-11-23T08:00"}


@pytest.fixture(scope="module", autouse=True)
def timetable() -> None:
    folder = feed_folder()
    assert folder is not None
    prepare(folder)


def ask(client: Client, **changed: str) -> str:
    answer = client.get("/perjalanan/", {**QUESTION, **changed}, headers={"accept-language": "en"})
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.django_db
def test_the_empty_page_asks_three_things_and_knows_every_stop(client: Client) -> None:
    page = client.get("/perjalanan/").content.decode()
    assert [f'name="{name}"' in page for name in ("dari", "ke", "kapan")] == [True, True, True]
    assert '<option value="Bundaran HI">' in page


def test_journeys_are_told_step_by_step_with_their_price(jakarta: Pack, client: Client) -> None:
    page = ask(client)
    assert "At Andara, take JAK.03 towards Lebak Bulus." in page
    assert "take M towards Bundaran HI (MRT)." in page
    assert "Walk 160 m to Bundaran HI." in page
    assert "It comes every 5 minutes." in page


def test_the_same_in_indonesian(jakarta: Pack, client: Client) -> None:
    page = client.get("/perjalanan/", QUESTION, headers={"accept-language": "id"}).content.decode()
    assert "Di Andara, naik JAK.03 ke arah Lebak Bulus." in page


def test_json_holds_the_whole_journey_and_its_price(jakarta: Pack, client: Client) -> None:
    load_tariffs(sources=jakarta.tariffs, now=datetime(2026, 1, 1, tzinfo=UTC))
    answer = client.get("/perjalanan.json", QUESTION)
    [first, *_] = answer.json()["journeys"]
    assert first["departure"] >= "2026-11-23T08:00:00"
    assert [leg["mode"] for leg in first["legs"]] == ["ride", "walk", "ride", "walk", "ride"]
    assert 0 < first["price"] <= 20_000
    assert first["price_reasons"]


@pytest.mark.django_db
def test_a_name_that_could_be_several_stops_is_asked_back(client: Client) -> None:
    page = ask(client, dari="blok m b")
    assert "No stop has such a name." in page
    page = ask(client, dari="lebak")
    assert "Did you mean one of these?" in page
    assert "<li>Lebak Bulus (MRT)</li>" in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"kapan": "soon"}, "The time is not written like"),
        ({"kapan": "1999-01-01T08:00"}, "The timetable does not know this day."),
        ({"ke": "andara"}, "You are there already"),
        ({"dari": "-6.5,106.2"}, "No journey was found at that time."),
        ({"dari": "<script>"}, "&lt;script&gt;"),
    ],
)
def test_what_cannot_be_answered_is_said(client: Client, changed: dict[str, str], said: str) -> None:
    assert said in ask(client, **changed)


@pytest.mark.django_db
def test_a_position_is_a_place(client: Client) -> None:
    assert "At Andara, take JAK.03" in ask(client, dari="-6.3161,106.8041")


@pytest.mark.django_db
def test_machines_are_told_what_lacks(client: Client) -> None:
    assert client.get("/perjalanan.json", {"dari": "Kota"}).status_code == 400
    answer = client.get("/perjalanan.json", {**QUESTION, "dari": "lebak"})
    assert answer.status_code == 400
    assert answer.json()["unknown"][0]["suggestions"] == ["Lebak Bulus", "Lebak Bulus (MRT)"]
