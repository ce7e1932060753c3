"""The page of journeys: three fields, a list of ways with prices; and the same as JSON."""

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
def test_the_empty_page_asks_three_things(client: Client) -> None:
    page = client.get("/perjalanan/").content.decode()
    assert [f'name="{name}"' in page for name in ("dari", "ke", "kapan")] == [True, True, True]
    assert "2026-" in page or 'name="kapan" value="2' in page


def test_a_way_is_told_once_with_its_lines_price_and_how_often_it_goes(jakarta: Pack, client: Client) -> None:
    load_tariffs(sources=jakarta.tariffs, now=datetime(2026, 1, 1, tzinfo=UTC))
    page = ask(client)
    lines = [part.partition("</ol>")[0] for part in page.split('<ol class="lines"')[1:]]
    assert len(lines) == len(set(lines))
    assert "JAK.03</span>" in lines[0]
    assert "Rp" in page.partition('<ol class="lines"')[0].rpartition("way__facts")[2]
    assert "The first line comes about every 10 minutes." in page


def test_json_holds_the_whole_journey_and_its_price(jakarta: Pack, client: Client) -> None:
    load_tariffs(sources=jakarta.tariffs, now=datetime(2026, 1, 1, tzinfo=UTC))
    answer = client.get("/perjalanan.json", QUESTION)
    [first, *_] = answer.json()["journeys"]
    assert first["departure"] >= "2026-11-23T08:00:00"
    assert [leg["mode"] for leg in first["legs"]] == ["ride", "walk", "ride", "walk", "ride"]
    assert 0 < first["price"] <= 20_000
    assert first["price_reasons"]


@pytest.mark.django_db
def test_what_is_asked_to_arrive_by_a_time_has_arrived_by_then(client: Client) -> None:
    answer = client.get("/perjalanan.json", {**QUESTION, "kapan": "2026-11-23T09:00", "cara": "tiba"})
    journeys = answer.json()["journeys"]
    assert journeys
    assert all(journey["arrival"] <= "2026-11-23T09:00:00" for journey in journeys)
    assert max(journey["arrival"] for journey in journeys) > "2026-11-23T08:40:00"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"kapan": "soon"}, "The time is not written like"),
        ({"kapan": "1999-01-01T08:00"}, "The timetable does not know this day."),
        ({"ke": "andara"}, "You are there already"),
        ({"dari": "-6.5,106.2"}, "No journey was found at that time."),
        ({"dari": "<script>"}, "&lt;script&gt;"),
        ({"dari": "Sevilla Utara"}, "No stop, place or subdistrict has such a name."),
    ],
)
def test_what_cannot_be_answered_is_said(client: Client, changed: dict[str, str], said: str) -> None:
    assert said in ask(client, **changed)


@pytest.mark.django_db
def test_machines_are_told_what_lacks(client: Client) -> None:
    assert client.get("/perjalanan.json", {"dari": "Kota"}).status_code == 400
    answer = client.get("/perjalanan.json", {**QUESTION, "dari": "lebak"})
    assert answer.status_code == 400
    assert answer.json()["unknown"][0]["suggestions"][:2] == ["Lebak Bulus", "Lebak Bulus (MRT)"]
