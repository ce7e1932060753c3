"""Two cities that trust each other sign what they saw of each other's logs, and sound the alarm when one lies."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from balai.apps.network.actions.posting import take
from balai.apps.network.actions.trusting import CannotBeRead, OtherKey, accept, meet
from balai.apps.network.actions.witnessing import witness
from balai.apps.network.descriptors import fingerprint_of
from balai.apps.network.models import Alarm, Letter, Membership, Peer
from balai.apps.network.ourselves import own_address
from balai.apps.network.rounds import go_round
from balai.apps.network.service import ask, leave
from balai.apps.network.tests.fake_city import NOW, FakeCity
from balai.apps.transparency import service as transparency
from balai.apps.transparency.service import Said, sequence, state
from balai.base import clock
from balai.base.audit.models import AuditEntry
from balai.base.people.models import User
from balai.engines.transparency.checkpoints import cosignatures, read_checkpoint
from balai.engines.transparency.documents import read_document
from balai.engines.transparency.encoding import decoded
from balai.engines.transparency.notes import read_note
from balai.engines.transparency.proofs import extends
from balai.engines.transparency.tests.samples import Shelf, log_key, numbered
from balai.engines.transparency.witnesses import Submission

pytestmark = pytest.mark.django_db
WITNESS, LETTERS = "/jaringan/saksi/add-checkpoint", "/jaringan/surat/"


def round_(minutes: int = 0) -> dict[str, str]:
    return go_round(lambda: NOW + timedelta(minutes=minutes)).read


def fresh(peer: Peer) -> Peer:
    peer.refresh_from_db()
    return peer


def submit(text: str) -> tuple[int, str]:
    reply = witness(text=text, now=NOW + timedelta(minutes=2))
    return reply.status, reply.body


def post(path: str, body: str | bytes) -> int:
    return Client().post(path, body, content_type="text/plain").status_code


def test_we_read_a_peer_from_its_tiles_and_witness_only_what_continues(peer: Peer, other: FakeCity) -> None:
    other.grow(numbered(300))
    assert round_(1) == {other.address: ""}
    assert (fresh(peer).size, peer.failure) == (300, "")
    other.asked.clear()
    assert round_(62) == {other.address: ""}
    assert other.asked.count("/log/checkpoint") == 1
    assert not any("tile" in path for path in other.asked)
    note = read_note(other.grow([b"one more"]))
    proof = tuple(other.shelf.tree().consistency(300))
    status, line = submit(str(Submission(300, proof, note)))
    key = transparency.witness_key(NOW).verifier
    assert status == 200
    assert len(cosignatures(read_note(f"{note}{line}"), [key])) == 1
    assert submit(str(Submission(300, proof, note))) == (409, "301\n")
    assert fresh(peer).size == 301
    assert not Alarm.objects.exists()


def test_a_peer_witnesses_our_log_and_its_word_stands_below_our_checkpoint(peer: Peer, other: FakeCity) -> None:
    other.known_keys = [str(key) for key in transparency.verifier_keys()]
    assert go_round(lambda: NOW).asked == {other.address: ""}
    state([Said("promise.opened", NOW)])
    sequence(now=NOW)
    assert go_round(lambda: NOW + timedelta(minutes=11)).asked == {other.address: ""}
    text = Client().get("/log/checkpoint").content.decode()
    _checkpoint, note = read_checkpoint(text, origin=transparency.origin(), keys=transparency.verifier_keys())
    assert [one.witness for one in cosignatures(note, [other.witness.verifier])] == [other.witness.verifier]
    assert Client().get("/log/checkpoint.witnessed").content.decode() == text


def test_a_fork_is_proven_to_everyone_and_stops_our_witnessing(peer: Peer, other: FakeCity) -> None:
    other.grow(numbered(40))
    round_(1)
    forked = Shelf()
    forked.append([b"another past", *numbered(50)])
    other.grow([], forked)
    assert round_(62) == {other.address: "log.forked"}
    alarm = Alarm.objects.get()
    assert (alarm.kind, alarm.is_proof, fresh(peer).is_frozen) == ("log.forked", True, True)
    old, new, contradiction = alarm.evidence["evidence"]
    earlier, _note = read_checkpoint(old, origin=peer.origin, keys=[other.keys[0].verifier])
    later, _note = read_checkpoint(new, origin=peer.origin, keys=[other.keys[0].verifier])
    root, *proof = contradiction.splitlines()[1:]

    hashes = tuple(decoded(one) for one in proof)
    assert extends(size=earlier.size, root=decoded(root), later_size=later.size, later_root=later.root, proof=hashes)
    assert decoded(root) != earlier.root
    round_(200)
    assert Alarm.objects.get().times == 2
    assert submit(str(Submission(40, (), read_note(new))))[0] == 404
    shown = Client().get("/jaringan/peringatan.json").json()["alarms"]
    assert [one["kind"] for one in shown] == ["log.forked"]


def test_two_trees_of_one_size_are_a_fork_also_when_they_are_sent_to_us(peer: Peer, other: FakeCity) -> None:
    other.grow(numbered(5))
    round_(1)
    forked = Shelf()
    forked.append([*numbered(4), b"other"])
    note = other.grow([], forked)
    assert submit(str(Submission(5, (), read_note(note))))[0] == 409
    assert Alarm.objects.get().is_proof


def test_nonsense_in_anothers_name_is_no_alarm(peer: Peer, other: FakeCity) -> None:
    other.grow(numbered(5))
    round_(1)
    note = read_note(other.grow(numbered(3)))
    assert submit(str(Submission(5, (b"x" * 32,), note)))[0] == 422
    assert not Alarm.objects.exists()
    assert round_(2) == {other.address: ""}
    for text in (
        "",
        "old 5\n\n",
        "old 5\n\nx\n1\ny\n\n\u2014 a b\n",
        "\x00" * 50,
        "old 99999999999999999999\n\n" + str(note),
    ):
        assert submit(text)[0] == post(WITNESS, text) == 400
    assert post(WITNESS, str(Submission(5, (), note))) == 409
    assert post(WITNESS, "x" * 100_001) == 413


def test_a_new_key_is_believed_because_the_old_one_signed(peer: Peer, other: FakeCity) -> None:
    other.grow(numbered(3))
    round_(1)
    new = log_key(f"{other.netloc}/log", "second")
    other.keys = [*other.keys, new]
    other.describe()
    other.keys = [new]
    other.grow(numbered(1))
    assert round_(62) == {other.address: ""}
    assert len(fresh(peer).keys) == 2
    other.keys = [log_key(f"{other.netloc}/log", "a thief's")]
    other.describe()
    other.grow(numbered(1))
    assert round_(124) == {other.address: "document.wrong_key"}
    assert Alarm.objects.get().kind == "city.wrong_key"


def test_an_old_descriptor_is_refused(peer: Peer, other: FakeCity) -> None:
    old = other.files["/.well-known/balai-city.json"]
    other.describe(code="seberang-baru")
    assert round_(60 * 25) == {other.address: ""}
    assert fresh(peer).descriptor is not None
    other.files["/.well-known/balai-city.json"] = old
    assert round_(60 * 50) == {other.address: "city.replayed"}
    assert Alarm.objects.get().kind == "city.replayed"
    assert (peer.descriptor or {})["code"] == "seberang-baru"


def test_a_log_that_shrinks_is_told(peer: Peer, other: FakeCity) -> None:
    note = other.grow(numbered(3))
    other.grow(numbered(4))
    round_(1)
    other.files["/log/checkpoint"] = note.encode()
    assert round_(62) == {other.address: "log.shrunk"}
    assert fresh(peer).size == 7


def test_asking_needs_their_yes_and_leaving_is_heard(ours: object, other: FakeCity) -> None:
    found = ask(address=other.address, kind=Letter.Kind.APPLICATION, network="asean-smart-cities", now=NOW)
    assert found.trust == Peer.Trust.ASKED_BY_US
    assert go_round(lambda: NOW).delivered == {other.address: ""}
    asked = read_document(other.letters[0], kind="letter").body
    assert (asked["from"], asked["network"], asked["kind"]) == (own_address(), "asean-smart-cities", "application")
    today = clock.now().replace(microsecond=0).isoformat()
    yes = other.letter("acceptance", to=own_address(), network="asean-smart-cities", answers=asked["number"], at=today)
    forged = yes.replace(b'"acceptance"', b'"invitation"')
    assert post(LETTERS, forged) == 400
    assert post(LETTERS, yes) == 202
    assert fresh(found).trust == Peer.Trust.TRUSTED
    assert Membership.objects.get(until__isnull=True).network == "asean-smart-cities"
    bye = other.letter("leaving", to=own_address(), at=today)
    post(LETTERS, bye)
    assert fresh(found).trust == Peer.Trust.ENDED
    ask(address=other.address, kind=Letter.Kind.INVITATION, network="", now=NOW)
    post(LETTERS, yes)
    post(LETTERS, bye)
    assert fresh(found).trust == Peer.Trust.ASKED_BY_US


def test_a_late_yes_does_not_bring_back_what_we_ended(ours: object, other: FakeCity) -> None:
    found = ask(address=other.address, kind=Letter.Kind.APPLICATION, network="", now=NOW)
    number = str(Letter.objects.get(is_ours=True).number)
    leave(address=other.address, network="", now=NOW)
    take(file=other.letter("acceptance", to=own_address(), answers=number), now=NOW)
    assert fresh(found).trust == Peer.Trust.ENDED
    take(file=other.letter("application", to=own_address()), now=NOW)
    take(file=other.letter("acceptance", to=own_address(), answers=number), now=NOW)
    assert fresh(found).trust == Peer.Trust.ASKED_BY_THEM
    thief = fingerprint_of(log_key(f"{other.netloc}/log", "thief").verifier)
    with pytest.raises(OtherKey):
        accept(address=other.address, now=NOW, fingerprint=thief)
    told = fingerprint_of(other.keys[0].verifier)
    assert accept(address=other.address, now=NOW, fingerprint=told, by=person()).trust == Peer.Trust.TRUSTED
    assert AuditEntry.objects.get(code="network.accepted").by == User.objects.get()
    assert told in Client().get(f"/jaringan/kota/{found.pk}/").content.decode()


def person() -> User:
    return User.objects.create(email="pengurus@dki.example", name="Pengurus")


def test_we_leave_with_a_letter(peer: Peer, other: FakeCity) -> None:
    leave(address=other.address, network="", now=NOW)
    assert fresh(peer).trust == Peer.Trust.ENDED
    go_round(lambda: NOW)
    kinds = [read_document(one, kind="letter").body["kind"] for one in other.letters]
    assert kinds == ["acceptance", "leaving"]
    assert round_(5) == {}


def test_a_fingerprint_that_an_officer_was_told_stands_above_what_we_knew(peer: Peer, other: FakeCity) -> None:
    other.grow(numbered(3))
    round_(1)
    other.keys = [log_key(f"{other.netloc}/log", "after a long silence")]
    other.describe()
    told = fingerprint_of(other.keys[0].verifier)
    with pytest.raises(CannotBeRead):
        meet(address=other.address, now=NOW)
    with pytest.raises(OtherKey):
        meet(
            address=other.address, now=NOW, fingerprint=told.replace(told[:4], "0000" if told[:4] != "0000" else "1111")
        )
    found = meet(address=other.address, now=NOW, fingerprint=told)
    assert (found.keys, found.size) == ([str(other.keys[0].verifier)], 3)
    other.grow(numbered(1))
    assert round_(62) == {other.address: ""}
