"""A log out of a back-up waits, learns what others saw, says aloud what it lost, and is believed again by an officer's act."""

from __future__ import annotations

import json
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.test import Client

from balai.apps.cases.tests.desk import officer
from balai.apps.indicators.models import Taken
from balai.apps.network.actions.looking_back import NobodySawMore, break_log
from balai.apps.network.models import Alarm, Descriptor, Peer
from balai.apps.network.ourselves import SEEN
from balai.apps.network.rounds import go_round
from balai.apps.network.tests.fake_city import NOW, FakeCity, send
from balai.apps.transparency import service as transparency
from balai.apps.transparency.models import Break
from balai.apps.transparency.service import Hold, Said, hold, sequence, state
from balai.engines.transparency.checkpoints import Checkpoint, sign_checkpoint
from balai.engines.transparency.documents import sign_document, verified_document
from balai.engines.transparency.encoding import encoded
from balai.engines.transparency.notes import SigningKey
from balai.engines.transparency.tests.samples import Shelf, numbered

pytestmark = pytest.mark.django_db


def seen_path() -> str:
    return f"{SEEN}?log={quote(transparency.origin())}"


def grown(entries: int = 1) -> int:
    state([Said("test.entry", NOW) for _number in range(entries)])
    return sequence(now=NOW)


def size() -> int:
    newest = transparency.latest()
    return newest.size if newest else 0


def sees(city: FakeCity, count: int, *, keys: list[SigningKey] | None = None, number: int = 1) -> None:
    """The other city once saw a checkpoint of ours with so many entries."""
    tree = Checkpoint(transparency.origin(), count, b"\x07" * 32)
    note = str(sign_checkpoint(tree, keys or transparency.signing_keys(NOW)))
    content = json.dumps(
        {
            "schema": "balai-seen/1",
            "origin": transparency.origin(),
            "note": note,
            "sequence": number,
            "publications": {"2026-09": 3, "x": 7, "2026-08": -1},
        }
    )
    city.files[seen_path()] = content.encode()


def round_(minutes: int) -> None:
    go_round(lambda: NOW + timedelta(minutes=minutes))


def test_it_waits_until_every_city_has_answered_and_goes_on_when_nothing_is_lost(peer: Peer, other: FakeCity) -> None:
    before = size()
    hold(reason=Hold.Reason.RESTORED, now=NOW)
    assert grown() == 0
    other.tricks[seen_path()] = lambda handler: send(handler, b"", status=500)
    round_(1)
    assert transparency.held_since() is not None
    other.tricks.clear()
    round_(2)
    assert transparency.held_since() is None
    assert grown() >= 1
    assert size() > before


def test_what_another_city_saw_stops_it_until_the_loss_is_declared(peer: Peer, other: FakeCity) -> None:
    hold(reason=Hold.Reason.RESTORED, now=NOW)
    kept = size()
    sees(other, kept + 5, number=40)
    round_(1)
    assert transparency.held_since() is not None
    assert grown() == 0
    newest = Descriptor.objects.latest("sequence")
    assert newest.sequence == 41
    done = break_log(because="Cakram rusak; cadangan dari kemarin.", now=NOW + timedelta(minutes=2))
    assert (done["kept"], done["lost"], done["seen_by"]) == (kept, kept + 5, [other.address])
    assert grown() > 0
    document = verified_document(
        Client().get("/log/break").content, kind="log-break", keys=transparency.verifier_keys()
    )
    assert document.body["kept"]["size"] == kept
    assert len(document.note.signatures) == 2
    assert list(Taken.objects.values_list("period", "number")) == [("2026-09", 3)]
    with pytest.raises(NobodySawMore):
        break_log(because="Sekali lagi.", now=NOW + timedelta(minutes=3))
    assert Break.objects.count() == 1


def test_nobody_stops_our_log_without_our_own_signature(peer: Peer, other: FakeCity) -> None:
    sees(other, size() + 5, keys=[SigningKey(transparency.origin(), b"\x01" * 32)])
    other.tricks["/jaringan/saksi/add-checkpoint"] = lambda handler: send(handler, b"9999\n", status=409)
    grown()
    round_(11)
    assert transparency.held_since() is None
    sees(other, size() + 5)
    grown()
    round_(22)
    assert transparency.held_since() is not None


def declare(city: FakeCity, kept: int, lost: int, tree: Shelf, keys: list[SigningKey] | None = None) -> None:
    body = {
        "schema": "balai-log-break/1", "origin": f"{city.netloc}/log", "address": city.address,
        "kept": {"size": kept, "root": encoded(tree.tree().root(kept))},
        "lost": {"size": lost, "root": encoded(b"\x02" * 32)}, "at": NOW.isoformat(), "because": "Cakram rusak.",
    }  # fmt: skip
    city.files["/log/break"] = sign_document("log-break", body, keys or city.keys).file


def gone_on(city: FakeCity, kept: int, more: int) -> Shelf:
    """The same past up to `kept`, then another."""
    shelf = Shelf()
    shelf.append([*numbered(kept), *(b"after %d" % number for number in range(more))])
    city.grow([], shelf)
    return shelf


@pytest.mark.parametrize("more", [3, 40])
def test_a_declared_break_is_shown_and_accepted_by_an_officer(peer: Peer, other: FakeCity, more: int) -> None:
    other.grow(numbered(20))
    round_(1)
    declare(other, 12, 20, gone_on(other, 12, more))
    round_(62)
    alarm = Alarm.objects.get()
    peer.refresh_from_db()
    assert (alarm.kind, peer.failure, peer.is_frozen) == ("log.broken", "log.broken", True)
    assert "Cakram rusak." in alarm.evidence["evidence"][1]
    _who, client = officer("administrator")
    client.post(f"/kerja/jaringan/peringatan/{alarm.pk}/tutup/", {"words": "Kami sudah menelepon mereka."})
    go_round(lambda: NOW + timedelta(hours=9))
    peer.refresh_from_db()
    assert (peer.failure, peer.is_frozen, peer.size) == ("", False, 12 + more)
    assert not Alarm.objects.filter(closed_at__isnull=True).exists()


@pytest.mark.parametrize("lie", ["strangers key", "other stretch", "other past"])
def test_a_break_that_explains_nothing_is_a_fork(peer: Peer, other: FakeCity, lie: str) -> None:
    other.grow(numbered(20))
    round_(1)
    shelf = gone_on(other, 12, 40)
    if lie == "strangers key":
        declare(other, 12, 20, shelf, [SigningKey(f"{other.netloc}/log", b"\x05" * 32)])
    elif lie == "other stretch":
        declare(other, 12, 19, shelf)
    else:
        declare(other, 12, 20, another_past())
    round_(62)
    assert Alarm.objects.get().kind == "log.forked"


def another_past() -> Shelf:
    shelf = Shelf()
    shelf.append([b"another", *numbered(30)])
    return shelf


def test_what_we_saw_of_a_peer_is_told_to_whoever_asks(peer: Peer, other: FakeCity) -> None:
    other.grow(numbered(7))
    round_(1)
    told = Client().get(SEEN, {"log": f"{other.netloc}/log"}).json()
    assert told["note"].split("\n")[1] == "7"
    assert told["sequence"] >= 1
    assert Client().get(SEEN, {"log": "orang.example/log"}).status_code == 404
