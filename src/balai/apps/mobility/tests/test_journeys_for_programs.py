"""The JSON API tells whole journeys as its description says, and why it tells none."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from django.utils import translation

from balai.apps.mobility import realtime
from balai.apps.mobility.for_programs import told, whole_answer
from balai.apps.mobility.searching import Asked
from balai.apps.mobility.service import load_tariffs
from balai.apps.mobility.tests.an_operator import late
from balai.apps.mobility.timetables import feed_folder, prepare
from balai.base.city import city_zone
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
    whole = ask(client).json()
    asked = {"dari": "Andara", "ke": "Kota", "kapan": QUESTION["at"]}
    without_defaults = client.get("/perjalanan.json", asked, headers={"accept-language": "en"}).json()
    assert {name: whole[name] for name in ("timetable", "delays")} == {
        name: without_defaults[name] for name in ("timetable", "delays")
    }
    facts = ("departure", "arrival", "price", "price_reasons", "seconds", "alerts")
    journeys = whole["journeys"]
    assert [[one[name] for name in facts] for one in journeys] == [
        [one[name] for name in facts] for one in without_defaults["journeys"]
    ]
    ride = journeys[0]["legs"][0]
    assert (ride["mode"], ride["from"]["name"], ride["calls"][-1]["stop_id"]) == (
        "ride",
        "Andara",
        ride["to"]["stop_id"],
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("minutes", "later", "sentence"),
    [
        (3, 0, "Expected times were last brought up to date 3 minutes ago."),
        (30, 0, "These are planned times: nothing is known of delays since 07:30."),
        (3, 1, ""),
    ],
)
def test_how_fresh_delays_are_is_told_on_their_day(
    settings: LazySettings, tmp_path: Path, minutes: int, later: int, sentence: str
) -> None:
    settings.CONFIGURATION = replace(settings.CONFIGURATION, home=tmp_path)
    now = datetime(2026, 11, 23, 8, tzinfo=city_zone())
    realtime.keep("bus", late(), at=now - timedelta(minutes=minutes))
    asked = Asked("Andara", "Kota", f"2026-11-{23 + later}T08:00")
    with translation.override("en"):
        answer = whole_answer(asked)
        assert answer.ways
        assert told(answer, now)["delays"] == sentence


@pytest.mark.django_db
def test_the_sentence_is_described(client: Client) -> None:
    schemas = client.get("/api/v1/openapi.json").json()["components"]["schemas"]
    assert schemas["JourneysOut"]["properties"]["delays"]["type"] == "string"
    assert {"timetable", "delays", "journeys"} == set(schemas["JourneysOut"]["required"])
    assert ask(client).json()["delays"] == ""  # no operator tells any


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
