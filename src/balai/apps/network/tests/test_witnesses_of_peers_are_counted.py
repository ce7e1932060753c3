"""Who witnesses a peer is verified, and held against the number that its own descriptor wants."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from balai.apps.network.models import Alarm, Peer
from balai.apps.network.rounds import go_round
from balai.apps.network.tests.fake_city import NOW, FakeCity
from balai.apps.transparency import service as transparency
from balai.apps.transparency.service import Said, keep_cosignature, sequence, state
from balai.engines.transparency.checkpoints import Checkpoint, cosign, sign_checkpoint
from balai.engines.transparency.notes import Note, SigningKey, read_note
from balai.engines.transparency.tests.samples import Shelf, numbered, witness_key

pytestmark = pytest.mark.django_db
WITNESSED = "/log/checkpoint.witnessed?witnesses=1"
THIRD = witness_key("ketiga.example/witness")


def round_(hours: int) -> str:
    (failure,) = go_round(lambda: NOW + timedelta(hours=hours)).read.values()
    return failure


def fresh(peer: Peer) -> Peer:
    peer.refresh_from_db()
    return peer


@pytest.fixture
def third(peer: Peer) -> SigningKey:
    """A city that we trust, too, and whose witness's key we know from that."""
    Peer.objects.create(
        address="https://ketiga.example", trust=Peer.Trust.TRUSTED, since=NOW, witness_key=str(THIRD.verifier)
    )
    return THIRD


def signed_below(note: str, *keys: SigningKey, at: int = int(NOW.timestamp())) -> bytes:
    return (note + "".join(str(cosign(read_note(note), key, at=at)) for key in keys)).encode()


def checkpoint_of(city: FakeCity, shelf: Shelf) -> str:
    tree = Checkpoint(f"{city.netloc}/log", shelf.size, shelf.tree().root())
    return str(sign_checkpoint(tree, city.keys))


def page(peer: Peer) -> str:
    return Client(headers={"accept-language": "en"}).get(f"/jaringan/kota/{peer.pk}/").content.decode()


def test_words_below_the_newest_checkpoint_count(peer: Peer, other: FakeCity, third: SigningKey) -> None:
    stranger = witness_key("orang.example/witness")
    note = other.grow(numbered(9))
    other.files["/log/checkpoint"] = signed_below(note, third, stranger, other.witness)
    assert round_(1) == ""
    assert (fresh(peer).cosigned_size, peer.cosigned_by) == (9, [third.name])
    assert peer.cosigned_at == NOW
    assert "ketiga.example" in page(peer)
    assert "Few witnesses" not in page(peer)


def test_a_city_is_no_witness_of_itself_and_too_few_are_shown(peer: Peer, other: FakeCity) -> None:
    other.files["/log/checkpoint"] = signed_below(other.grow(numbered(9)), other.witness)
    assert round_(1) == ""
    assert fresh(peer).cosigned_by == []
    assert "Few witnesses" in page(peer)


def test_an_earlier_checkpoint_with_enough_words_counts_when_the_newest_has_none(
    peer: Peer, other: FakeCity, third: SigningKey
) -> None:
    other.files[WITNESSED] = signed_below(other.grow(numbered(5)), third)
    other.grow(numbered(300))
    assert round_(1) == ""
    assert (fresh(peer).size, peer.cosigned_size, peer.cosigned_failure) == (305, 5, "")
    long_ago = {"cosigned_at": NOW - timedelta(days=9), "answered_at": NOW}
    Peer.objects.filter(pk=peer.pk).update(**long_ago)
    assert "Few witnesses" in page(peer)


def test_what_witnesses_signed_beside_the_log_is_a_fork(peer: Peer, other: FakeCity, third: SigningKey) -> None:
    beside = Shelf()
    beside.append([b"for witnesses only", *numbered(4)])
    other.files[WITNESSED] = signed_below(checkpoint_of(other, beside), third)
    other.grow(numbered(9))
    assert round_(1) == "log.forked"
    alarm = Alarm.objects.get()
    assert (alarm.kind, alarm.is_proof, alarm.evidence["about"]) == ("log.forked", True, "cosigned.forked")
    assert len(alarm.evidence["evidence"]) == 3
    assert fresh(peer).is_frozen


@pytest.mark.parametrize(
    ("lie", "failure"),
    [("unsigned", "cosigned.not_signed"), ("larger", "cosigned.ahead"), ("nonsense", "cosigned.not_signed")],
)
def test_a_witnessed_checkpoint_that_cannot_be_believed_is_shown(
    peer: Peer, other: FakeCity, third: SigningKey, lie: str, failure: str
) -> None:
    later = Shelf()
    later.append(numbered(50))
    note = checkpoint_of(other, later)
    content = {
        "unsigned": signed_below(
            str(Note(read_note(note).text, ())) + str(cosign(read_note(note), third, at=1)), third
        ),
        "larger": signed_below(note, third),
        "nonsense": b"<html>",
    }[lie]
    other.files[WITNESSED] = content
    other.grow(numbered(9))
    assert round_(1) == ""
    assert (fresh(peer).cosigned_failure, peer.cosigned_by) == (failure, [])
    assert failure in page(peer)


def test_a_false_line_under_a_known_witness_is_said(peer: Peer, other: FakeCity, third: SigningKey) -> None:
    note = other.grow(numbered(9))
    false = SigningKey(third.name, b"\x05" * 32, third.kind)
    line = str(cosign(read_note(note), false, at=1))
    good = str(cosign(read_note(note), third, at=1))
    id_of, value_of = read_note(note + good).signatures[-1], read_note(note + line).signatures[-1]
    forged = str(type(id_of)(third.name, id_of.key_id, value_of.value))
    other.files["/log/checkpoint"] = (note + forged).encode()
    assert round_(1) == ""
    assert (fresh(peer).cosigned_failure, peer.cosigned_by) == ("cosigned.false", [])


def test_our_log_shows_the_newest_checkpoint_that_enough_witnesses_saw(peer: Peer) -> None:
    sizes = []
    for _turn in range(3):
        state([Said("test.entry", NOW)])
        sequence(now=NOW)
        newest = transparency.latest()
        assert newest is not None
        sizes.append(newest.size)
    for size, names in zip(sizes, (["a/w", "b/w"], ["a/w"], ["b/w"]), strict=True):
        for name in names:
            keep_cosignature(size=size, witness=name, line="x", at=NOW)

    def shown(query: str) -> int:
        return int(Client().get(f"/log/checkpoint.witnessed{query}").content.decode().split("\n")[1])

    assert [shown(query) for query in ("", "?witnesses=1", "?witnesses=2", "?witnesses=9", "?witnesses=x")] == [
        sizes[2], sizes[2], sizes[0], sizes[0], sizes[2]
    ]  # fmt: skip
