"""The pages say what is known of other cities, how fresh it is, and compare only what can be compared."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from balai.apps.cases.tests.desk import officer
from balai.apps.indicators.service import indicators
from balai.apps.network.actions.alarming import REPLAYED, raise_alarm
from balai.apps.network.comparing import Value, axes, lines, places, radar
from balai.apps.network.models import Alarm, Peer
from balai.apps.network.rounds import go_round
from balai.apps.network.tests.fake_city import NOW, FakeCity

PAGES = ("/jaringan/", "/jaringan/kami/", "/jaringan/bandingkan/", "/jaringan/peringatan/")


def read(path: str, language: str = "en") -> str:
    response = Client(headers={"accept-language": language}).get(path)
    assert response.status_code == 200, path
    return response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["id", "en"])
def test_every_page_answers_before_and_after_there_is_a_peer(peer: Peer, other: FakeCity, language: str) -> None:
    other.publish("2026-10", promises__on_time="0.9100")
    go_round(lambda: NOW + timedelta(minutes=1))
    for path in (*PAGES, f"/jaringan/kota/{peer.pk}/", *(f"/jaringan/bandingkan/{code}/" for code in indicators())):
        assert other.netloc in read(path, language) or path in PAGES or "bandingkan" in path
    assert other.netloc in read("/jaringan/", language)


@pytest.mark.django_db
def test_a_citys_page_says_its_name_with_its_address_and_how_fresh_it_is(peer: Peer, other: FakeCity) -> None:
    address = f"/jaringan/kota/{peer.pk}/"
    go_round(lambda: NOW + timedelta(minutes=1))
    page = read(address)
    assert "City Opposite" in page
    assert other.netloc in page
    Peer.objects.update(failures=3, failure="fetch.slow")
    assert "fetch.slow" in read(address)
    raise_alarm(peer=peer, kind=REPLAYED, evidence=["<script>"], now=NOW)
    assert "city.replayed" in read(address)
    assert "<script>" not in read("/jaringan/peringatan/")
    number = Alarm.objects.get().pk
    evidence = Client().get(f"/jaringan/peringatan/{number}.json")
    assert evidence.json()["evidence"] == ["<script>"]
    feed = Client().get("/jaringan/peringatan.atom")
    assert feed.headers["Content-Type"].startswith("application/atom+xml")
    assert other.netloc in feed.content.decode()


@pytest.mark.django_db
def test_unlike_definitions_are_said_and_never_ranked(peer: Peer, other: FakeCity) -> None:
    other.publish("2026-10", promises__on_time="0.9100")
    go_round(lambda: NOW + timedelta(minutes=1))
    page = read("/jaringan/bandingkan/promises.on_time/")
    assert "another definition" in page
    assert "No places" in page
    assert Client().get("/jaringan/bandingkan/none.such/").status_code == 404
    (value,) = [
        one
        for one in Client().get("/jaringan/bandingkan/promises.on_time.json").json()["values"]
        if one["city"] == other.address
    ] or [None]
    assert value is None or value["value"] == "0.91"


@pytest.mark.django_db
def test_an_administrator_closes_an_alarm_with_words(peer: Peer) -> None:
    raise_alarm(peer=peer, kind=REPLAYED, evidence=["x"], now=NOW)
    number = Alarm.objects.get().pk
    (_who, auditor), (_other, administrator) = officer("auditor"), officer("administrator")
    path = f"/kerja/jaringan/peringatan/{number}/tutup/"
    assert auditor.get("/kerja/jaringan/").status_code == 200
    assert auditor.post(path, {"words": "Sudah kami periksa."}).status_code == 403
    administrator.post(path, {"words": "x"})
    assert Alarm.objects.get().closed_at is None
    administrator.post(path, {"words": "Sudah kami periksa bersama."})
    assert Alarm.objects.get().closing_words == "Sudah kami periksa bersama."


values = st.builds(
    lambda middle, wide: Value(Decimal(middle), Decimal(middle - wide), Decimal(middle + wide), "v"),
    st.integers(0, 100),
    st.integers(0, 30),
)


@given(cities=st.dictionaries(st.integers(0, 30), values, max_size=12), direction=st.sampled_from(["up", "down"]))
def test_places_are_ranges_that_hold_every_true_order(cities: dict[int, Value], direction: str) -> None:
    found = places(cities, version="v", direction=direction)
    assert set(found) == (set(cities) if len(cities) > 1 else set())
    order = sorted(cities, key=lambda city: cities[city].value or 0, reverse=direction == "up")
    for city, place in found.items():
        assert 1 <= place.best <= place.worst <= place.of == len(cities)
        ties = [position for position, one in enumerate(order, 1) if cities[one].value == cities[city].value]
        assert place.best <= max(ties)
        assert place.worst >= min(ties)
    assert places(cities, version="other", direction=direction) == {}
    assert places(cities, version="v", direction="none") == {}


def test_drawings_leave_gaps_and_a_radar_needs_three_axes() -> None:
    one = Value(Decimal("0.5"))
    drawn = lines({0: {"2026-01": one, "2026-02": one, "2026-04": one}}, ["2026-01", "2026-02", "2026-03", "2026-04"])
    assert (len(drawn[0].runs), len(drawn[0].dots)) == (1, 1)
    found = axes(
        {"a": "A", "b": "B", "c": "C"}, {"a": "up", "b": "down", "c": "up"}, [{"a": one, "b": one}, {"c": one}]
    )
    assert [axis.values for axis in found] == [[0.5, None], [0.5, None], [None, 0.5]]
    drawing = radar(found)
    assert drawing is not None
    assert len(drawing.shapes) == 2
    assert radar(found[:2]) is None
