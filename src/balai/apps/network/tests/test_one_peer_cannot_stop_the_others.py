"""Whatever one trusted city sends, it fails alone: the others are read and asked in the same round."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from balai.apps.network import rounds
from balai.apps.network.actions.posting import take
from balai.apps.network.actions.trusting import accept
from balai.apps.network.actions.witnessing import witness
from balai.apps.network.models import Letter, Peer
from balai.apps.network.ourselves import WELL_KNOWN, own_address
from balai.apps.network.rounds import Outcome, go_round
from balai.apps.network.rules import DESCRIBED_EVERY, VALID
from balai.apps.network.tests.fake_city import NOW, FakeCity, fake_city
from balai.apps.transparency import service as transparency
from balai.engines.transparency.checkpoints import Checkpoint, sign_checkpoint
from balai.engines.transparency.commitments import canonical
from balai.engines.transparency.notes import read_note
from balai.engines.transparency.tests.samples import numbered
from balai.engines.transparency.witnesses import Submission

pytestmark = pytest.mark.django_db


@pytest.fixture
def good(peer: Peer) -> Iterator[FakeCity]:
    """A second city that is trusted; `peer` is the bad one, and has its turn first."""
    with fake_city() as city:
        take(file=city.letter("application", to=own_address()), now=NOW)
        accept(address=city.address, now=NOW)
        city.known_keys = [str(key) for key in transparency.verifier_keys()]
        yield city


def later(after: timedelta = timedelta(minutes=1)) -> Outcome:
    return go_round(lambda: NOW + after, at_once=True)


def hash_of_another_kind(city: FakeCity) -> None:
    city.publish("2026-10", promises__on_time="0.5000")
    city.listed[0]["sha256"] = []
    city.files["/angka/terbitan.json"] = canonical({"publications": city.listed})


def surrogate_in_the_entry(city: FakeCity) -> None:
    document = city.publish("2026-10", promises__on_time="0.5000")
    entry = {"kind": "figures.published", "public": {"sha256": document.digest}, "more": "\ud800"}
    listed = [{**city.listed[0], "entry": json.dumps(entry, ensure_ascii=False)}]
    city.files["/angka/terbitan.json"] = json.dumps({"publications": listed}).encode()


@pytest.mark.parametrize(
    ("deed", "code"), [(hash_of_another_kind, "figures.list"), (surrogate_in_the_entry, "figures.entry")]
)
def test_what_nobody_can_read_fails_alone(
    peer: Peer, other: FakeCity, good: FakeCity, deed: Callable[[FakeCity], None], code: str
) -> None:
    deed(other)
    assert later().read == {other.address: code, good.address: ""}


def test_what_nobody_foresaw_fails_alone(peer: Peer, other: FakeCity, good: FakeCity) -> None:
    Peer.objects.filter(pk=peer.pk).update(keys=["no key"], descriptor={"witness": {}})
    outcome = later()
    assert outcome.read == outcome.asked == {other.address: "visit.error", good.address: ""}
    peer.refresh_from_db()
    assert (peer.failures, peer.ask_failures) == (1, 1)


def test_a_size_that_no_database_holds_is_no_checkpoint(peer: Peer, other: FakeCity) -> None:
    note = sign_checkpoint(Checkpoint(f"{other.netloc}/log", 2**63, b"x" * 32), other.keys)
    assert witness(text=str(Submission(0, (), note)), now=NOW).status == 400


def test_a_stranger_shortens_no_pause(peer: Peer, other: FakeCity) -> None:
    other.grow(numbered(5))
    assert later().read == {other.address: ""}
    then = NOW + timedelta(hours=3)
    Peer.objects.filter(pk=peer.pk).update(failures=3, next_at=then)
    note = read_note(other.grow(numbered(3)))
    assert witness(text=str(Submission(5, (b"x" * 32,), note)), now=NOW).status == 422
    assert Peer.objects.get(pk=peer.pk).next_at == then


def test_who_reads_slowly_leaves_time_to_ask(peer: Peer, good: FakeCity, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounds, "READING_UNTIL", -1.0)
    outcome = later()
    assert (outcome.read, outcome.asked[good.address]) == ({}, "")


def test_a_clock_that_ran_ahead_silences_nobody(peer: Peer, other: FakeCity) -> None:
    assert later().read == {other.address: ""}
    ahead = NOW + timedelta(days=400)
    Peer.objects.filter(pk=peer.pk).update(next_at=ahead, described_at=ahead, asked_at=ahead, witnessed_size=0)
    Letter.objects.filter(is_ours=True).update(next_at=ahead, delivered_at=None)
    other.asked.clear()
    outcome = go_round(lambda: NOW + timedelta(hours=2))
    for done in (outcome.read, outcome.delivered, outcome.asked):
        assert set(done) == {other.address}
    assert WELL_KNOWN in other.asked


def test_who_says_for_ever_that_nothing_changed_is_not_believed_for_ever(peer: Peer, other: FakeCity) -> None:
    assert later().read == {other.address: ""}
    assert later(DESCRIBED_EVERY * 2).read == {other.address: ""}
    assert later(VALID + timedelta(days=10)).read == {other.address: "document.expired"}
