"""Journeys saved for oneself: at most twenty, nobody else's; and what can be reached within an hour."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from balai.apps.mobility.actions.saving import TooManySaved, drop_journey, save_journey
from balai.apps.mobility.models import SavedJourney
from balai.apps.mobility.queries.saved import saved_held
from balai.apps.mobility.reaching import BANDS, reach
from balai.apps.mobility.rules import MOST_SAVED
from balai.apps.mobility.service import forget_person
from balai.apps.mobility.timetables import feed_folder, prepare
from balai.base import clock
from balai.base.city import city_zone
from balai.base.people.models import User
from balai.engines.transit.places import AtStop
from balai.engines.transit.planner import Planner

ENGLISH = {"accept-language": "en"}


@pytest.fixture(scope="module", autouse=True)
def planner() -> Planner:
    folder = feed_folder()
    assert folder is not None
    return prepare(folder)


@pytest.fixture
def person(db: None) -> User:
    return User.objects.create_user("sari@example.org", "a long password", name="Sari")


@pytest.fixture
def browser(client: Client, person: User) -> Client:
    client.force_login(person)
    return client


def test_a_journey_is_saved_once_shown_and_removed(browser: Client, person: User) -> None:
    found = browser.get("/perjalanan/", {"dari": "andara", "ke": "kota", "kapan": "2026-11-23T08:00"}, headers=ENGLISH)
    page = found.content.decode()
    assert 'name="dari" value="Andara"' in page
    for _time in range(2):
        answer = browser.post("/perjalanan/simpan/", {"dari": "Andara", "ke": "Kota"})
        assert answer.headers["Location"] == "/perjalanan/?dari=Andara&ke=Kota"
    [kept] = SavedJourney.objects.filter(owner=person)
    page = browser.get("/perjalanan/", headers=ENGLISH).content.decode()
    assert "My saved journeys" in page
    assert 'href="/perjalanan/?dari=Andara&amp;ke=Kota"' in page
    page = browser.get("/perjalanan/", {"dari": "Andara", "ke": "Kota"}, headers=ENGLISH).content.decode()
    assert "among your saved ones" in page
    assert browser.post(f"/perjalanan/simpan/{kept.public_id}/hapus/").status_code == 302
    assert browser.post(f"/perjalanan/simpan/{kept.public_id}/hapus/").status_code == 404


def test_nobody_removes_another_ones_and_strangers_log_in_first(client: Client, person: User) -> None:
    kept = save_journey(origin="A", target="B", by=person, now=clock.now())
    other = User.objects.create_user("budi@example.org", "a long password", name="Budi")
    assert not drop_journey(public_id=kept.public_id, by=other)
    assert not drop_journey(public_id=uuid4(), by=person)
    answer = client.post("/perjalanan/simpan/", {"dari": "A", "ke": "B"})
    assert "/akun/" in answer.headers["Location"]
    assert "My saved journeys" not in client.get("/perjalanan/", headers=ENGLISH).content.decode()


def test_there_are_at_most_twenty_and_all_are_told_and_forgotten(browser: Client, person: User) -> None:
    for number in range(MOST_SAVED):
        save_journey(origin=f"{number}", target="B", by=person, now=clock.now())
    with pytest.raises(TooManySaved):
        save_journey(origin="one more", target="B", by=person, now=clock.now())
    save_journey(origin="7", target="B", by=person, now=clock.now())
    answer = browser.post("/perjalanan/simpan/", {"dari": "X", "ke": "Y"}, follow=True, headers=ENGLISH)
    assert "Remove one before you save another." in answer.content.decode()
    assert [row["from"] for row in saved_held(person.pk)] == [str(number) for number in range(MOST_SAVED)]
    assert forget_person(user_id=person.pk, now=clock.now()) == 0  # cards; journeys go with them
    assert saved_held(person.pk) == []


def moment(hour: int) -> datetime:
    return datetime(2026, 11, 23, hour, tzinfo=city_zone())


def test_bands_hold_each_stop_once_in_the_quarter_in_which_it_is_reached(planner: Planner) -> None:
    bands = reach(planner, AtStop("tj-kota"), moment(8))
    assert [band.minutes for band in bands] == list(BANDS)
    ids = [stop.stop_id for band in bands for stop in band.stops]
    assert len(ids) == len(set(ids))
    assert bands[0].stops[0].stop_id == "tj-kota"
    for before, band in zip((-1, *BANDS), bands, strict=False):
        assert all(before < stop.minutes <= band.minutes for stop in band.stops)
    for stop in [band.stops[-1] for band in bands if band.stops][1:]:
        begun = 8 * 3600
        best = planner.depart(AtStop("tj-kota"), AtStop(stop.stop_id), moment(8).date(), begun)
        assert min(-(-(journey.arrival - begun) // 60) for journey in best) == stop.minutes


def test_the_same_question_is_answered_from_memory(planner: Planner) -> None:
    first = reach(planner, AtStop("tj-kota"), moment(9))
    assert reach(planner, AtStop("tj-kota"), moment(9) + timedelta(seconds=30)) is first
    assert reach(planner, AtStop("tj-kota"), moment(10)) is not first


@pytest.mark.django_db
def test_the_page_lists_what_is_reached(client: Client) -> None:
    page = client.get("/jangkauan/", {"dari": "Kota", "kapan": "2026-11-23T08:00"}, headers=ENGLISH).content.decode()
    assert re.search(r"\d+ stops within an hour of Kota", page)
    assert 'href="/halte/tj-glodok/"' in page
    page = client.get("/jangkauan/", {"dari": "lebak"}, headers=ENGLISH).content.decode()
    assert 'href="/jangkauan/?dari=Lebak+Bulus' in page
    page = client.get("/jangkauan/", {"dari": "Kota", "kapan": "1999-01-01T08:00"}, headers=ENGLISH).content.decode()
    assert "The timetable does not know this day." in page
    nowhere = client.get("/jangkauan/", {"dari": "-6.5,106.2", "kapan": "2026-11-23T08:00"}, headers=ENGLISH)
    assert "No stop is within five kilometres" in nowhere.content.decode()
