"""This city as a witness: it signs what a peer's log says only if that contains everything the log said before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from balai.apps.network.actions.alarming import FORKED, raise_alarm
from balai.apps.network.models import Peer
from balai.apps.transparency import service as transparency
from balai.engines.transparency.checkpoints import Checkpoint, checkpoint_in
from balai.engines.transparency.notes import NotANote, Note, VerifierKey, read_key, read_note
from balai.engines.transparency.witnesses import Answer, NotASubmission, consider, read_submission


@dataclass(frozen=True, slots=True)
class Reply:
    """What a log is told: an HTTP status and a body."""

    status: int
    body: str = ""


def keys_of(peer: Peer) -> list[VerifierKey]:
    """The keys of the peer's log that we believe."""
    return [read_key(line) for line in peer.keys]


def known_of(peer: Peer) -> tuple[Checkpoint, Note] | None:
    """The last checkpoint of the peer that we verified."""
    if not peer.note:
        return None
    note = read_note(peer.note)
    return checkpoint_in(note), note


@transaction.atomic
def witness(*, text: str, now: datetime) -> Reply:
    """Answer a log that asks for our word. What we sign is remembered in the same transaction.

    Two checkpoints of one size with two roots prove a fork, and raise the alarm. A proof of consistency that fails
    proves nothing: checkpoints are public, and anyone can send one with nonsense; then we read the log ourselves.
    """
    try:
        submission = read_submission(text)
        origin = checkpoint_in(submission.note).origin
    except (NotASubmission, NotANote):
        return Reply(Answer.MALFORMED.status)
    peer = Peer.objects.select_for_update().filter(origin=origin, trust=Peer.Trust.TRUSTED).first()
    if peer is None or peer.is_frozen:
        return Reply(Answer.UNKNOWN_LOG.status)
    known = known_of(peer)
    verdict = consider(
        submission,
        keys=keys_of(peer),
        known=known[0] if known else None,
        witness=transparency.witness_key(now),
        at=int(now.timestamp()),
    )
    if verdict.answer is Answer.COSIGNED and verdict.checkpoint:
        remember(peer=peer, checkpoint=verdict.checkpoint, note=submission.note, now=now)
    elif verdict.answer is Answer.FORKED and known:
        raise_alarm(peer=peer, kind=FORKED, evidence=[str(known[1]), str(submission.note)], now=now)
    elif verdict.answer is Answer.NOT_CONSISTENT:
        Peer.objects.filter(pk=peer.pk, failures=0).update(next_at=now)  # a stranger shortens no pause
    return Reply(verdict.answer.status, verdict.body)


def remember(*, peer: Peer, checkpoint: Checkpoint, note: Note, now: datetime) -> None:
    """From here on the peer's log must continue this checkpoint. Only the log's own signatures are kept."""
    own = tuple(one for one in note.signatures if one.name == checkpoint.origin)
    peer.note, peer.size, peer.verified_at = str(Note(note.text, own)), checkpoint.size, now
    Peer.objects.filter(pk=peer.pk).update(note=peer.note, size=peer.size, verified_at=now)
