"""On a large network a page looks at some departures, says so, and leads to earlier and later ones and to the least fare."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest
from django.test import Client

from balai.apps.mobility.finding import EFFORT, Wish, plan
from balai.apps.mobility.least_fares import NOT_SEARCHED, WHOLE
from balai.apps.mobility.service import load_tariffs
from balai.apps.mobility.timetables import feed_folder, prepare
from balai.base.city import city_zone
from balai.base.packs import Pack
from balai.engines.transit.places import AtStop
from balai.engines.transit.planner import APART, LEAST_QUESTIONS, Planner, spread_out

QUESTION = {"dari": "mrt-lebak-bulus", "ke": "tj-kota", "kapan": "2026-11-23T08:00"}


@pytest.fixture(scope="module")
def planner() -> Planner:
    folder = feed_folder()
    assert folder is not None
    return prepare(folder)


def wish(*, arrive: bool = False, fare: bool = False) -> Wish:
    at = datetime(2026, 11, 23, 8, tzinfo=city_zone())
    return Wish(AtStop("mrt-lebak-bulus"), AtStop("tj-kota"), at, arrive, fare)


def test_departures_are_spread_out_from_the_beginning() -> None:
    starts = np.arange(3600, 0, -60, dtype=np.int32)
    assert spread_out(starts, 0, 3)[0].tolist() == [2 * APART, APART, 60]
    rare = np.array([3000, 2000, 1900, 1800], np.int32)
    chosen, until = spread_out(rare, 0, 3)
    assert (chosen.tolist(), until) == ([2000, 1900, 1800], 2000)


def test_with_little_effort_the_first_to_arrive_is_the_same(jakarta: Pack, planner: Planner) -> None:
    load_tariffs(sources=jakarta.tariffs, now=datetime(2026, 1, 1, tzinfo=UTC))
    whole, little = (plan(planner, wish(), "en", effort=effort) for effort in (EFFORT, 0))
    assert (whole.every, little.every) == (True, False)
    assert whole.fares == WHOLE
    assert little.fares == NOT_SEARCHED
    assert min(one.journey.arrival for one in little.offers) == min(one.journey.arrival for one in whole.offers)
    assert little.later - wish().at == wish().at - little.earlier
    assert (little.later - wish().at).total_seconds() <= LEAST_QUESTIONS * APART
    asked = plan(planner, wish(fare=True), "en", effort=0)
    assert asked.fares == WHOLE
    assert min(one.amount or 0 for one in asked.offers) == min(one.amount or 0 for one in whole.offers) == 3500


@pytest.mark.django_db
def test_with_little_effort_the_last_to_leave_is_the_same(planner: Planner) -> None:
    whole, little = (plan(planner, wish(arrive=True), "en", effort=effort) for effort in (EFFORT, 0))
    latest = [max(one.journey.departure for one in found.offers) for found in (whole, little)]
    assert latest[0] == latest[1]
    assert all(one.journey.arrival <= 8 * 3600 for one in little.offers)
    assert len({one.journey.arrival for one in little.offers}) > 1


@pytest.mark.django_db
@pytest.mark.usefixtures("planner")
def test_links_lead_to_earlier_and_later_departures(client: Client) -> None:
    page = client.get("/perjalanan/", QUESTION, headers={"accept-language": "en"}).content.decode()
    assert "kapan=2026-11-23T07%3A00" in page
    assert "kapan=2026-11-23T09%3A00" in page
    assert "This network is large" not in page


@pytest.mark.django_db
def test_programs_are_told_which_timetable_answered(planner: Planner, client: Client) -> None:
    assert planner.name
    assert client.get("/perjalanan.json", QUESTION).json()["timetable"] == planner.name
