"""What officers tell of lines and stops stands on the journeys it concerns, and goes out as GTFS-Realtime."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client
from google.transit import gtfs_realtime_pb2
from pytest_django import DjangoCaptureOnCommitCallbacks

from balai.apps.accounts.service import add_person
from balai.apps.mobility import realtime, shelf, timetables
from balai.apps.mobility.actions.noticing import (
    NoticeConcernsNothing,
    NoticeIsOver,
    end_notice,
    publish_notices,
    tell_travellers,
)
from balai.apps.mobility.models import TravelNotice
from balai.apps.mobility.views import outgoing
from balai.base.city import city_zone
from balai.base.clock import now as the_time
from balai.base.people.models import User
from balai.engines.transit.building import build_timetable
from balai.engines.transit.mapping import keep_mapped
from balai.engines.transit.places import AtStop
from balai.engines.transit.planner import Planner
from balai.engines.transit.tests.making import DAY, feed_of

pytestmark = pytest.mark.django_db
NOON = 12 * 3600


@pytest.fixture(autouse=True)
def own_home(settings: LazySettings, tmp_path: Path) -> Path:
    settings.CONFIGURATION = replace(settings.CONFIGURATION, home=tmp_path)
    return tmp_path


@pytest.fixture
def officer() -> User:
    return add_person(email="petugas@contoh.example", name="Petugas", password=None, language="id")


def told(
    officer: User, *, routes: tuple[str, ...] = ("r",), stops: tuple[str, ...] = (), hours: int = 2
) -> TravelNotice:
    now = the_time()
    header = {"id": "Jalan ditutup", "en": "Road closed"}
    return tell_travellers(
        routes=routes,
        stops=stops,
        header=header,
        text={"id": "", "en": "Walk."},
        since=now - timedelta(hours=1),
        until=now + timedelta(hours=hours),
        by=officer,
        now=now,
    )


def read(client: Client, name: str) -> gtfs_realtime_pb2.FeedMessage:
    answer = client.get(f"/data/gtfs-rt/{name}.pb")
    assert answer.headers["Content-Type"] == "application/x-protobuf"
    message = gtfs_realtime_pb2.FeedMessage()
    message.ParseFromString(answer.content)
    return message


def test_a_notice_goes_out_and_is_ended(
    client: Client, officer: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        notice = told(officer, routes=("1A",), stops=("s9",))
    [entity] = read(client, "alerts").entity
    assert entity.id == f"notice-{notice.public_id}"
    assert [(one.route_id, one.stop_id) for one in entity.alert.informed_entity] == [("1A", ""), ("", "s9")]
    assert {one.language: one.text for one in entity.alert.header_text.translation} == notice.header
    assert [one.text for one in entity.alert.description_text.translation] == ["Walk."]
    whole = client.get("/data/gtfs-rt/alerts.json").json()
    assert whole["entity"][0]["alert"]["informed_entity"][0] == {"route_id": "1A"}
    assert whole["header"]["gtfs_realtime_version"] == "2.0"
    with django_capture_on_commit_callbacks(execute=True):
        end_notice(notice=notice, by=officer, now=the_time())
    assert list(read(client, "alerts").entity) == []


def test_what_says_nothing_of_anything_is_refused(officer: User) -> None:
    with pytest.raises(NoticeConcernsNothing):
        told(officer, routes=())
    with pytest.raises(NoticeConcernsNothing):
        told(officer, stops=tuple(map(str, range(60))))
    with pytest.raises(NoticeIsOver):
        told(officer, hours=-2)
    assert not TravelNotice.objects.exists()


def late_message(trip: str = "t0", seconds: int = 300) -> bytes:
    message = gtfs_realtime_pb2.FeedMessage()
    message.header.gtfs_realtime_version = "2.0"
    update = message.entity.add(id="late").trip_update
    update.trip.trip_id = trip
    update.stop_time_update.add(stop_id="1").arrival.delay = seconds
    return bytes(message.SerializeToString())


@pytest.fixture
def planner(own_home: Path) -> Planner:
    """A timetable that every process maps: one trip at noon, on each day of these years."""
    calls = [(0, NOON, NOON), (1, NOON + 600, NOON + 600)]
    whole = (DAY.replace(year=2020), DAY.replace(year=2040))
    folder = own_home / "mobility" / "timetables" / "one"
    folder.parent.mkdir(parents=True)
    keep_mapped(build_timetable(feed_of(2, [calls], days=whole)), folder)
    shelf.announce({whole[0]: folder})
    found = timetables.feed_folder()
    assert found == folder
    return timetables.prepare(folder)


def journeys(planner: Planner, days: int = 0) -> list[tuple[int, tuple[str, ...]]]:
    day = the_time().astimezone(city_zone()).date() + timedelta(days=days)
    found = planner.depart(AtStop("0"), AtStop("1"), day, NOON - 60)
    return [(one.arrival, one.rides[0].alerts) for one in found]


def test_late_vehicles_and_notices_stand_on_journeys_until_they_are_old(planner: Planner, officer: User) -> None:
    assert journeys(planner) == [(NOON + 600, ())]
    told(officer, routes=("r",), hours=72)
    publish_notices(now=the_time())
    path = realtime.folder() / "operator.pb"
    shelf.write_whole(path, late_message())
    planner.renew()
    [notice] = [f"notice-{one.public_id}" for one in TravelNotice.objects.all()]
    assert [arrival for arrival, _alerts in journeys(planner)] == [NOON + 900]
    assert journeys(planner, days=1) == [(NOON + 600, (notice,))]  # notices hold then, too; today's delays do not
    assert [one.is_stale for one in realtime.sources(the_time())] == [False]
    old = (the_time() - timedelta(minutes=11)).timestamp()
    os.utime(path, (old, old))
    planner.renew()
    assert [arrival for arrival, _alerts in journeys(planner)] == [NOON + 600]
    assert [one.is_stale for one in realtime.sources(the_time())] == [True]


def test_a_broken_message_leaves_the_planned_times(planner: Planner, client: Client) -> None:
    shelf.write_whole(realtime.folder() / "operator.pb", b"\xff\xff nonsense")
    planner.renew()
    assert journeys(planner) == [(NOON + 600, ())]
    assert list(read(client, "trip-updates").entity) == []


def test_late_trips_go_out_again(client: Client) -> None:
    shelf.write_whole(realtime.folder() / "operator.pb", late_message("t7"))
    [entity] = read(client, "trip-updates").entity
    assert entity.trip_update.trip.trip_id == "t7"
    assert client.get("/data/gtfs-rt/trip-updates.json").json()["entity"][0]["id"] == "late"


def test_the_running_day_is_put_together_once_for_many_who_ask(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outgoing, "AGAIN_SECONDS", 10**9)
    shelf.write_whole(realtime.folder() / "operator.pb", late_message("t7"))
    before = outgoing._written.cache_info().misses
    assert {read(client, "trip-updates").entity[0].trip_update.trip.trip_id for _time in range(3)} == {"t7"}
    assert outgoing._written.cache_info().misses == before + 1
    shelf.write_whole(realtime.folder() / "operator.pb", late_message("t8"))
    assert read(client, "trip-updates").entity[0].trip_update.trip.trip_id == "t8"


def test_without_a_feed_there_is_none_to_download(client: Client) -> None:
    assert client.get("/data/gtfs.zip").status_code == 404


def test_what_is_no_message_spoils_no_other(planner: Planner, client: Client, officer: User) -> None:
    told(officer)
    publish_notices(now=the_time())
    shelf.write_whole(realtime.folder() / "broken.pb", b"\xff\xff nonsense")
    assert len(read(client, "alerts").entity) == 1


def test_nobody_is_told_delays_of_long_ago(planner: Planner, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks first after a source fell silent waits until its delays are gone."""
    path = realtime.folder() / "operator.pb"
    shelf.write_whole(path, late_message())
    folder = timetables.feed_folder()
    assert folder is not None
    first = timetables.prepare(folder)
    assert [arrival for arrival, _alerts in journeys(first)] == [NOON + 900]
    old = (the_time() - timedelta(minutes=11)).timestamp()
    os.utime(path, (old, old))
    monkeypatch.setitem(timetables._look, "again", 0.0)
    monkeypatch.setattr(timetables, "PATIENCE_SECONDS", 120.0)  # a busy machine is no reason to be told them
    again = timetables.planner_of(folder)
    assert again is first
    assert [arrival for arrival, _alerts in journeys(first)] == [NOON + 600]
