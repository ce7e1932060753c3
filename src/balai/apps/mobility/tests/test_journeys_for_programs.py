"""The JSON API tells whole journeys as its description says, and why it tells none."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from balai.apps.mobility.service import load_tariffs
from balai.apps.mobility.timetables import feed_folder, prepare
from balai.base.packs import Pack

QUESTION = {"from": "Andara", "to": "Kota", "at": "2026-11-23T08:00"}


@pytest.fixture(scope="module", autouse=True)
def timetable() -> None:
    folder = feed_folder()
    assert folder is not None
    prepare(folder)


def ask(client: Client, **changed: str) -> Any:
    return client.get("/api/v1/journeys", {**QUESTION, **changed}, headers={"accept-language": "en"})


def test_it_is_the_journey_of_the_page_with_its_price(jakarta: Pack, client: Client) -> None:
    load_tariffs(sources=jakarta.tariffs, now=datetime(2026, 1, 1, tzinfo=UTC))
    told = ask(client).json()["journeys"]
    page = client.get("/perjalanan.json", {"dari": "Andara", "ke": "Kota", "kapan": QUESTION["at"]}).json()["journeys"]
    assert [(one["departure"], one["arrival"], one["price"]) for one in told] == [
        (one["departure"], one["arrival"], one["price"]) for one in page
    ]
    ride = told[0]["legs"][0]
    assert (ride["mode"], ride["from"]["name"], ride["calls"][-1]["stop_id"]) == (
        "ride",
        "Andara",
        ride["to"]["stop_id"],
    )


@pytest.mark.django_db
def test_to_be_there_by_then(client: Client) -> None:
    told = ask(client, at="2026-11-23T09:00", arrive="true").json()["journeys"]
    assert told
    assert all(one["arrival"] <= "2026-11-23T09:00:00" for one in told)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"from": "Blok"}, "mobility.unknown_place"),
        ({"to": "Andara"}, "mobility.no_such_journey"),
        ({"at": "2026-13-23T08:00"}, "mobility.no_such_journey"),
        ({"at": "1999-11-23T08:00"}, "mobility.no_such_journey"),
        ({"from": "x" * 200}, "api.not_valid"),
    ],
)
def test_why_there_is_none_has_a_code(client: Client, changed: dict[str, str], code: str) -> None:
    answer = ask(client, **changed)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    if code == "mobility.unknown_place":
        assert "Blok M" in answer.json()["detail"]
