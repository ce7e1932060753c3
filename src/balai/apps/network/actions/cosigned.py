"""Who witnesses a peer: the words of others below its checkpoints, verified, and held against what its descriptor wants."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from balai.apps.network.actions import alarming
from balai.apps.network.actions.alarming import raise_alarm
from balai.apps.network.actions.evidence import contradiction, own_note
from balai.apps.network.actions.witnessing import known_of
from balai.apps.network.descriptors import Refused
from balai.apps.network.models import Peer
from balai.apps.network.rules import MOST_SKEW, wanted_by
from balai.apps.network.visiting import Road
from balai.apps.transparency import service as transparency
from balai.base.outside.fetching import Failed
from balai.engines.transparency.checkpoints import Cosignature, checkpoint_in, cosignatures
from balai.engines.transparency.monitors import tree_of
from balai.engines.transparency.notes import NotANote, Note, VerifierKey, read_key, read_note, verified
from balai.engines.transparency.tiles import NotATile

WITNESSED = "/log/checkpoint.witnessed"
NOBODY = "fetch.status_404"
"""What a log answers that no witness has signed yet."""
MOST_WANTED = 20


def read_witnesses(*, peer: Peer, road: Road, newest: Note, now: datetime) -> None:
    """Keep who of the witnesses that we know signed the peer's log, and how far. Too few or none is shown, no failure of
    the visit; a checkpoint that witnesses signed and that is no part of the log which we verified is a fork.

    Raises:
        Refused: the log has two pasts. The alarm is raised.
    """
    keys = known_witnesses(peer, now)
    failure, note = "", newest
    words = _words(note, keys, now)
    if len(words) < max(1, wanted_by(peer)):
        try:
            found = _witnessed(peer, road)
            _stands_in_the_log(peer, road, found, now)
            note, words = found, _words(found, keys, now)
        except (Failed, _NotUsable) as error:
            failure = "" if error.code == NOBODY else error.code
    _keep(peer, note, words, failure or ("cosigned.false" if _has_false(note, keys) else ""))


def known_witnesses(peer: Peer, now: datetime) -> list[VerifierKey]:
    """The keys of those whose word on the peer we believe: our own, and of the peers that we trust, but for itself."""
    rows = Peer.objects.filter(trust=Peer.Trust.TRUSTED).exclude(pk=peer.pk).exclude(witness_key="")
    keys = [read_key(line) for line in rows.values_list("witness_key", flat=True)]
    return [transparency.witness_key(now).verifier, *keys]


class _NotUsable(Exception):
    """What lies there says nothing about witnesses; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def _witnessed(peer: Peer, road: Road) -> Note:
    """The newest checkpoint with enough witnesses, signed by the log."""
    text = road.get(f"{WITNESSED}?witnesses={min(wanted_by(peer), MOST_WANTED)}", what="checkpoint")
    try:
        note = read_note(text.decode())
        checkpoint = checkpoint_in(note)
        verified(note, [read_key(line) for line in [*peer.past_keys, *peer.keys]])
    except (NotANote, UnicodeDecodeError) as error:
        raise _NotUsable("cosigned.not_signed") from error
    if checkpoint.origin != peer.origin:
        raise _NotUsable("cosigned.other_log")
    return note


def _stands_in_the_log(peer: Peer, road: Road, note: Note, now: datetime) -> None:
    """What witnesses signed must be a beginning of the tree that we verified."""
    old = checkpoint_in(note)
    known = known_of(Peer.objects.get(pk=peer.pk))
    if known is None or old.size > known[0].size:
        raise _NotUsable("cosigned.ahead")  # it grew while we read; the next visit sees it whole

    def fetch(path: str) -> bytes:
        return road.get(f"/log/{path}", what="tile")

    try:
        root = known[0].root if old.size == known[0].size else tree_of(fetch, known[0].size).root(old.size)
    except NotATile as error:
        raise _NotUsable("cosigned.tree") from error
    if root == old.root:
        return
    evidence = [own_note(str(note), peer.origin), str(known[1])]
    if old.size < known[0].size:
        evidence.append(contradiction(fetch, old, str(known[1]).encode()))
    raise_alarm(peer=peer, kind=alarming.FORKED, evidence=evidence, now=now, about="cosigned.forked")
    raise Refused(alarming.FORKED, is_deed=True)


def _words(note: Note, keys: Sequence[VerifierKey], now: datetime) -> list[Cosignature]:
    """Good ones only, and none from the future."""
    latest = (now + MOST_SKEW).timestamp()
    return [one for one in cosignatures(note, keys) if one.at <= latest]


def _has_false(note: Note, keys: Sequence[VerifierKey]) -> bool:
    """Whether somebody wrote a line under the name and key of a witness that we know which that key did not sign."""
    good = {one.witness for one in cosignatures(note, keys)}
    return any(note.by(key) and key not in good for key in keys)


def _keep(peer: Peer, note: Note, words: Sequence[Cosignature], failure: str) -> None:
    """The time is that of the word with which there were enough. What we could not read does not undo what we saw."""
    changes: dict[str, object] = {"cosigned_failure": failure}
    size = checkpoint_in(note).size
    enough = max(1, wanted_by(peer))
    if words and not (failure and size < peer.cosigned_size):
        moments = sorted((one.at for one in words), reverse=True)
        changes |= {
            "cosigned_size": size,
            "cosigned_by": sorted(one.witness.name for one in words),
            "cosigned_at": datetime.fromtimestamp(moments[min(enough, len(moments)) - 1], UTC),
        }
    Peer.objects.filter(pk=peer.pk).update(**changes)
