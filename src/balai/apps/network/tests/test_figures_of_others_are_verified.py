"""Figures of a peer count only when it signed them and its log, as we saw it, holds them; nothing is ever replaced."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from balai.apps.network.actions import gathering
from balai.apps.network.actions.witnessing import witness
from balai.apps.network.models import Alarm, Peer, PeerFigure, PeerPublication
from balai.apps.network.rounds import go_round
from balai.apps.network.tests.fake_city import NOW, FakeCity
from balai.apps.network.visiting import road_to_peer
from balai.engines.transparency.commitments import canonical
from balai.engines.transparency.documents import sign_document
from balai.engines.transparency.notes import read_note
from balai.engines.transparency.tests.samples import log_key
from balai.engines.transparency.witnesses import Submission

pytestmark = pytest.mark.django_db


def read(city: FakeCity, hours: int = 0) -> str:
    return go_round(lambda: NOW + timedelta(hours=hours, minutes=1), at_once=True).read[city.address]


def alarms() -> list[str]:
    return [alarm.evidence["about"] for alarm in Alarm.objects.order_by("id")]


def test_what_is_signed_and_in_the_log_is_kept_with_its_history(peer: Peer, other: FakeCity) -> None:
    other.publish("2026-09", promises__on_time="0.9100", reports__reopened=None)
    other.publish("2026-10", promises__on_time="0.9312")
    assert read(other) == ""
    other.publish("2026-09", 2, promises__on_time="0.9000")
    assert read(other, 1) == ""
    rows = PeerFigure.objects.filter(code="promises.on_time").order_by("period", "number")
    assert [(row.period, row.number, row.value) for row in rows] == [
        ("2026-09", 1, Decimal("0.91")),
        ("2026-09", 2, Decimal("0.9")),
        ("2026-10", 1, Decimal("0.9312")),
    ]
    assert PeerFigure.objects.get(code="reports.reopened").missing == "too_few"
    other.asked.clear()
    assert read(other, 2) == ""
    assert not any("terbitan/" in path for path in other.asked)
    assert alarms() == []


def test_a_figure_that_is_changed_afterwards_is_told(peer: Peer, other: FakeCity) -> None:
    other.publish("2026-10", promises__on_time="0.5000")
    other.publish("2026-10", listed=False, promises__on_time="0.9900")
    assert read(other) == "figures.not_as_listed"
    assert alarms() == ["figures.not_as_listed"]
    assert not PeerPublication.objects.exists()


def test_a_second_truth_of_one_number_is_told_also_when_the_log_holds_it(peer: Peer, other: FakeCity) -> None:
    other.publish("2026-10", promises__on_time="0.5000")
    assert read(other) == ""
    other.publish("2026-10", promises__on_time="0.9900")
    assert read(other, 1) == "figures.two_versions"
    assert alarms() == ["figures.two_versions"]
    assert PeerFigure.objects.get().value == Decimal("0.5")


def test_two_visits_at_once_keep_a_publication_once_and_accuse_nobody(peer: Peer, other: FakeCity) -> None:
    other.publish("2026-10", promises__on_time="0.5000")
    assert read(other) == ""
    peer.refresh_from_db()
    gathering._take(peer, road_to_peer(peer), other.listed[0], NOW)
    assert alarms() == []
    assert PeerPublication.objects.count() == 1


def test_what_the_log_does_not_hold_is_told(peer: Peer, other: FakeCity) -> None:
    document = other.publish("2026-10", promises__on_time="0.5000")
    entry = canonical({"kind": "figures.published", "public": {"sha256": document.digest}, "at": "another"})
    other.listed[0]["entry"] = entry.decode()
    other.files["/angka/terbitan.json"] = canonical({"publications": other.listed})
    assert read(other) == "figures.not_in_log"
    assert alarms() == ["figures.not_in_log"]


def test_a_stranger_signs_nothing_for_the_city(peer: Peer, other: FakeCity) -> None:
    document = other.publish("2026-10", promises__on_time="0.5000")
    forged = sign_document("figures", document.body, [log_key(f"{other.netloc}/log", "stranger")])
    other.files["/angka/terbitan/2026-10-1.json"] = forged.file
    assert read(other) == "figures.not_signed"
    assert alarms() == ["figures.not_signed"]


LISTS = [
    b"", b"[]", b"{}", b'{"publications": 7}', b'{"publications": [7]}', b'{"publications": [{}]}', b"[" * 100_000,
    b'{"publications": [{"name": "../../etc", "sha256": "x", "address": "y", "index": 0}]}',
    b'{"publications": [{"name": "\xd9\xa1", "sha256": "x", "address": "y", "index": 0}]}',
]  # fmt: skip
CHANGES: list[dict[str, Any]] = [
    {"period": "2026-13"}, {"number": 0}, {"figures": [{"code": "x"}]}, {"name": "2026-10-1\u202e"},
    {"at": "2027-10-10T00:00:00+00:00"}, {"address": "https://jakarta.example"}, {"figures": "all"},
]  # fmt: skip


def test_lists_of_another_form_are_refused_without_an_alarm(peer: Peer, other: FakeCity) -> None:
    for hours, content in enumerate(LISTS):
        other.files["/angka/terbitan.json"] = content
        assert read(other, hours) == "figures.list", content[:80]
    assert alarms() == []


def test_documents_of_another_form_are_refused(peer: Peer, other: FakeCity) -> None:
    document = other.publish("2026-10", promises__on_time="0.5000")
    for hours, change in enumerate(CHANGES):
        changed = sign_document("figures", {**document.body, **change}, other.keys)
        other.files["/angka/terbitan/2026-10-1.json"] = changed.file
        found = read(other, hours)
        assert found in {"document.form", "document.words", "document.future", "figures.other_place"}, change
    assert not PeerPublication.objects.exists()


def test_many_publications_are_read_in_several_visits_and_days(peer: Peer, other: FakeCity) -> None:
    for number in range(1, 31):
        other.publish("2026-10", number, promises__on_time="0.5000")
    for hours, expected in ((0, 12), (1, 24), (2, 24), (26, 30), (27, 30)):
        assert read(other, hours) == ""
        assert PeerPublication.objects.count() == expected
    assert json.loads(bytes(PeerPublication.objects.earliest("id").file))["kind"] == "figures"


def test_what_we_were_asked_to_witness_in_between_is_still_read(peer: Peer, other: FakeCity) -> None:
    assert read(other) == ""
    other.publish("2026-10", promises__on_time="0.5000")
    note = read_note(other.files["/log/checkpoint"].decode())
    known = Peer.objects.get().size
    proof = tuple(other.shelf.tree().consistency(known))
    assert witness(text=str(Submission(known, proof, note)), now=NOW).status == 200
    assert read(other, 1) == ""
    assert PeerPublication.objects.count() == 1


def test_what_was_published_while_we_read_is_read_the_next_time(peer: Peer, other: FakeCity) -> None:
    assert read(other) == ""
    before = other.files["/log/checkpoint"]
    other.publish("2026-10", promises__on_time="0.5000")
    after, other.files["/log/checkpoint"] = other.files["/log/checkpoint"], before
    Peer.objects.update(etags={})
    assert read(other, 1) == ""
    assert not PeerPublication.objects.exists()
    other.files["/log/checkpoint"] = after
    assert read(other, 2) == ""
    assert PeerPublication.objects.count() == 1
