"""A stop's page: what leaves next, the lines, and what is announced."""

from __future__ import annotations

import pytest
from django.test import Client

from balai.apps.mobility.timetables import feed_folder, prepare
from balai.engines.transit.alerts import Alert, Concern
from balai.engines.transit.boards import alerts_at, board, lines_at
from balai.engines.transit.planner import Planner

ENGLISH = {"accept-language": "en"}


@pytest.fixture(scope="module", autouse=True)
def planner() -> Planner:
    folder = feed_folder()
    assert folder is not None
    return prepare(folder)


def page(client: Client, path: str, **query: str) -> str:
    answer = client.get(path, query, headers=ENGLISH)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.django_db
def test_what_leaves_next_stands_there_with_lines_and_wheelchair(client: Client) -> None:
    text = page(client, "/halte/tj-monas/", kapan="2026-11-23T08:01")
    assert "Monumen Nasional" in text
    assert "then every" in text
    assert "Blok M – Kota" in text
    assert "possible" in text


@pytest.mark.django_db
def test_late_at_night_the_next_morning_is_shown_as_such(client: Client) -> None:
    assert "the next day" in page(client, "/halte/mrt-blok-m/", kapan="2026-11-23T23:59")


@pytest.mark.django_db
def test_a_day_without_timetable_is_said(client: Client) -> None:
    assert "The timetable does not know this day." in page(client, "/halte/tj-kota/", kapan="1999-01-01T08:00")


@pytest.mark.django_db
def test_an_unknown_stop_is_not_found(client: Client) -> None:
    assert client.get("/halte/nowhere/").status_code == 404


@pytest.mark.django_db
def test_one_name_leads_to_its_stop_and_several_are_listed(client: Client) -> None:
    assert client.get("/halte/", {"cari": "Kota"}).headers["Location"] == "/halte/tj-kota/"
    text = page(client, "/halte/", cari="lebak")
    assert 'href="/halte/mrt-lebak-bulus/"' in text
    assert "is no stop" in page(client, "/halte/", cari="qqq")
    assert 'name="cari"' in page(client, "/halte/")


def test_a_board_holds_every_departure_in_order_and_none_from_a_last_stop(planner: Planner) -> None:
    day = planner.day(planner.timetable.services.first)
    stops = planner.timetable.platforms("tj-kota")
    rides = board(day, stops, 8 * 3600, most=50)
    assert len(rides) == 50
    assert [ride.departure for ride in rides] == sorted(ride.departure for ride in rides)
    assert rides[0].departure >= 8 * 3600
    assert all(ride.calls[0].spot.stop_id == "tj-kota" and len(ride.calls) > 1 for ride in rides)
    counted = sum(
        1
        for ride in board(day, stops, 0, most=100_000)
        if 8 * 3600 <= ride.departure < 9 * 3600 and ride.route_id == "tj-1"
    )
    assert counted == sum(1 for ride in board(day, stops, 8 * 3600, most=1000) if ride.departure < 9 * 3600)


def test_lines_are_in_the_order_of_their_numbers(planner: Planner) -> None:
    lines = lines_at(planner.timetable, planner.timetable.platforms("tj-monas"))
    assert [line.name for line in lines] == ["1", "8"]


def test_alerts_of_the_stop_and_of_its_lines_are_told_and_no_others(planner: Planner) -> None:
    from dataclasses import replace

    def alert(name: str, *concerns: Concern, periods: tuple[tuple[int, int], ...] = ()) -> Alert:
        return Alert(name, {"": name}, {}, periods, concerns)

    day = replace(
        planner.day(planner.timetable.services.first),
        alerts=(
            alert("stop", Concern(stop_id="tj-monas")),
            alert("line", Concern(route_id="tj-1")),
            alert("other stop", Concern(stop_id="tj-kota", route_id="tj-1")),
            alert("one trip", Concern(route_id="tj-1", trip_id="tj-1-0")),
            alert("over", Concern(stop_id="tj-monas"), periods=((1, 5),)),
        ),
    )
    lines = lines_at(planner.timetable, planner.timetable.platforms("tj-monas"))
    assert [one.id for one in alerts_at(day, frozenset({"tj-monas"}), lines, 10)] == ["stop", "line"]
