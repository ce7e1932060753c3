"""Whatever others send and do, what is kept of it stays bounded; and what an officer closed is open when it returns."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client

from balai.apps.network.actions.alarming import REPLAYED, TREE, close_alarm, raise_alarm
from balai.apps.network.actions.letters import forget_unknown_letters
from balai.apps.network.actions.posting import take
from balai.apps.network.descriptors import Refused
from balai.apps.network.models import Alarm, Letter, Peer, PeerPublication
from balai.apps.network.ourselves import own_address
from balai.apps.network.rounds import go_round
from balai.apps.network.tests.fake_city import NOW, FakeCity
from balai.base.people.models import User

pytestmark = pytest.mark.django_db


def test_many_alarms_of_one_kind_are_counted_and_not_kept(peer: Peer) -> None:
    for number in range(30):
        raise_alarm(peer=peer, kind=REPLAYED, evidence=[f"another {number}"], now=NOW)
    assert Alarm.objects.count() == 5
    assert Alarm.objects.order_by("-id")[0].times == 26
    raise_alarm(peer=peer, kind=TREE, evidence=["x"], now=NOW)
    assert Alarm.objects.count() == 6


def test_a_closed_alarm_that_returns_is_open_and_stops_our_witnessing(peer: Peer) -> None:
    found = raise_alarm(peer=peer, kind=TREE, evidence=["x"], now=NOW)
    user = User.objects.create(email="periksa@dki.example", name="Pemeriksa")
    close_alarm(alarm=found, by=user, words="Sudah kami periksa.", now=NOW)
    peer.refresh_from_db()
    assert not peer.is_frozen
    raise_alarm(peer=peer, kind=TREE, evidence=["x"], now=NOW)
    peer.refresh_from_db()
    assert (peer.is_frozen, Alarm.objects.get().closed_at, Alarm.objects.get().times) == (True, None, 2)


def test_the_list_of_alarms_names_the_evidence_and_does_not_hold_it(peer: Peer) -> None:
    raise_alarm(peer=peer, kind=REPLAYED, evidence=["y" * 100_000], now=NOW)
    answer = Client().get("/jaringan/peringatan.json")
    assert len(answer.content) < 2_000
    address = answer.json()["alarms"][0]["evidence"]
    assert Client().get(urlsplit(address).path).status_code == 200


def test_a_month_that_has_not_ended_has_no_figures(peer: Peer, other: FakeCity) -> None:
    other.publish("2026-11", promises__on_time="0.5000")
    assert go_round(lambda: NOW + timedelta(minutes=1)).read == {other.address: "figures.too_early"}
    assert not PeerPublication.objects.exists()


def test_a_letter_of_long_ago_is_refused(ours: object, other: FakeCity) -> None:
    letter = other.letter("application", to=own_address(), at=(NOW - timedelta(days=31)).isoformat())
    with pytest.raises(Refused, match=r"letter\.old"):
        take(file=letter, now=NOW)


def test_a_sender_whom_we_know_is_heard_thirty_times_whatever_dates_it_writes(peer: Peer, other: FakeCity) -> None:
    for days in range(29):
        take(file=other.letter("leaving", to=own_address(), at=(NOW - timedelta(days=days)).isoformat()), now=NOW)
    for days in (0, 25):
        with pytest.raises(Refused, match=r"letter\.too_many"):
            take(file=other.letter("application", to=own_address()), now=NOW + timedelta(days=days))


def test_letters_of_strangers_are_few_and_are_forgotten(ours: object, other: FakeCity) -> None:
    for _number in range(5):
        take(file=other.letter("application", to=own_address()), now=NOW)
    with pytest.raises(Refused, match=r"letter\.too_many"):
        take(file=other.letter("application", to=own_address()), now=NOW)
    assert forget_unknown_letters(NOW + timedelta(days=13)) == 0
    assert forget_unknown_letters(NOW + timedelta(days=15)) == 5
    assert not Letter.objects.filter(is_ours=False).exists()
