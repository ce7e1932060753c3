"""A journey's own page: step by step, with an address that stays good; what is gone is said."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from html import unescape

import pytest
from django.test import Client

from balai.apps.mobility.service import load_tariffs
from balai.apps.mobility.timetables import feed_folder, prepare
from balai.base.packs import Pack
from balai.engines.transit.alerts import Alert, Concern
from balai.engines.transit.planner import Planner

QUESTION = {"dari": "Andara", "ke": "Kota", "kapan": "2026-11-23T08:00"}
ENGLISH = {"accept-language": "en"}


@pytest.fixture(scope="module", autouse=True)
def planner() -> Planner:
    folder = feed_folder()
    assert folder is not None
    return prepare(folder)


def address(client: Client, **changed: str) -> str:
    page = client.get("/perjalanan/", {**QUESTION, **changed}, headers=ENGLISH).content.decode()
    found = re.search(r'href="(/perjalanan/rute/[^"]+)"', page)
    assert found
    return unescape(found[1])


def test_each_step_is_told_with_the_price_and_why(jakarta: Pack, client: Client) -> None:
    load_tariffs(sources=jakarta.tariffs, now=datetime(2026, 1, 1, tzinfo=UTC))
    page = client.get(address(client), headers=ENGLISH).content.decode()
    assert "Take JAK.03 towards Lebak Bulus." in page
    assert "Take M towards Bundaran HI (MRT)." in page
    assert "Walk 160 m to Bundaran HI." in page
    assert "It comes about every 5 minutes." in page
    assert re.search(r"Why Rp[\d,]+\?", page)
    assert 'data-color="00549A"' in page


@pytest.mark.django_db
def test_the_same_in_indonesian(client: Client) -> None:
    page = client.get(address(client), headers={"accept-language": "id"}).content.decode()
    assert "Naik JAK.03 ke arah Lebak Bulus." in page
    assert re.search(r"\b08\.\d\d\b", page)


@pytest.mark.django_db
def test_an_address_with_another_minute_leads_to_the_journey_nearest_to_it(client: Client) -> None:
    first = address(client)
    begun = re.sub(r"jam=\d+", "jam=481", first)
    late = re.sub(r"jam=\d+", "jam=1439", first)
    odd = re.sub(r"jam=\d+", "jam=x", first)
    pages = [client.get(one, headers=ENGLISH) for one in (first, begun, late, odd)]
    assert [page.status_code for page in pages] == [200, 200, 200, 200]
    assert all("Take JAK.03" in page.content.decode() for page in pages)


@pytest.mark.django_db
def test_a_way_that_is_gone_is_said_beside_what_there_is(client: Client) -> None:
    gone = re.sub(r"jalan=\w+", "jalan=000000000000", address(client))
    page = client.get(gone, headers=ENGLISH).content.decode()
    assert "This journey is in the timetable no more" in page
    assert 'class="card way"' in page
    assert client.get(gone.replace("rute/", "rute.geojson")).status_code == 404


@pytest.mark.django_db
def test_the_same_as_geojson(client: Client) -> None:
    answer = client.get(address(client).replace("rute/", "rute.geojson"))
    assert answer.headers["Content-Type"] == "application/geo+json"
    features = answer.json()["features"]
    assert [feature["properties"]["mode"] for feature in features] == ["ride", "walk", "ride", "walk", "ride"]
    assert all(len(feature["geometry"]["coordinates"]) > 1 for feature in features)


@pytest.mark.django_db
def test_a_point_is_a_place_and_is_called_by_its_subdistrict(jakarta: Pack, client: Client) -> None:
    page = client.get(address(client, dari="-6.3161,106.8041"), headers=ENGLISH).content.decode()
    assert "a point in Pondok Labu" in page or "a point in" in page
    assert "to Andara." in page


@pytest.mark.django_db
def test_what_an_operator_announces_stands_on_the_journeys_it_concerns(client: Client, planner: Planner) -> None:
    planned = planner.day(date(2026, 11, 23))
    words = {"id": "Jalur M terlambat <hari ini>", "en": "Line M is late <today>"}
    notice = Alert("n1", words, {"en": "Trains run every ten minutes."}, (), (Concern(route_id="mrt-ns"),))
    planner.keep(replace(planned, alerts=(notice,)))
    try:
        found = client.get("/perjalanan/", QUESTION, headers=ENGLISH).content.decode()
        page = client.get(address(client), headers=ENGLISH).content.decode()
        other = client.get(address(client), headers={"accept-language": "id"}).content.decode()
    finally:
        planner.keep(planned)
    assert "with notices" in found
    assert page.count("Line M is late &lt;today&gt;") == 2
    assert "Trains run every ten minutes." in page
    assert "Jalur M terlambat" in other
    assert "Line M is late" not in client.get(address(client), headers=ENGLISH).content.decode()
