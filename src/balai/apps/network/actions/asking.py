"""Asks the peers to witness our log. One that is away is asked again later; the log goes on meanwhile."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from balai.apps.network.models import Peer
from balai.apps.network.rules import ASKED_EVERY, UNREADABLE, pause_after
from balai.apps.network.visiting import path_of, road_to_peer
from balai.apps.transparency import service as transparency
from balai.apps.transparency.service import Checkpoint
from balai.base.outside.fetching import Failed
from balai.engines.transparency.checkpoints import cosignatures
from balai.engines.transparency.notes import NotANote, Note, read_key, read_note, read_signature
from balai.engines.transparency.tree import NotInTree
from balai.engines.transparency.witnesses import Answer, Submission

logger = logging.getLogger(__name__)
MOST_SKEW = timedelta(minutes=10)
LARGEST_SIZE_LINE = 20


class NoWord(Exception):
    """A witness did not sign. `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def ask_peer(*, peer: Peer, newest: Checkpoint, now: datetime) -> str:
    """Ask one peer to sign a checkpoint of ours; the failure's code, empty when it did."""
    failure = ""
    try:
        _ask(peer, newest, now)
    except Failed as error:
        failure = error.code
    except NoWord as error:
        failure = error.code
    except Exception as error:  # noqa: BLE001 (whatever one of them sends, the others are asked)
        failure = UNREADABLE
        logger.warning("A request for a cosignature broke off: %s", type(error).__name__)
    failures = peer.ask_failures + 1 if failure else 0
    Peer.objects.filter(pk=peer.pk).update(witness_failure=failure[:60], asked_at=now, ask_failures=failures)
    return failure


def _ask(peer: Peer, newest: Checkpoint, now: datetime) -> None:
    if not peer.descriptor:
        return
    road, path = road_to_peer(peer), path_of(peer.descriptor["witness"]["address"])
    note, known = read_note(newest.note), min(peer.witnessed_size, newest.size)
    for _try in range(2):
        proof = _proof(known, newest.size)
        answer = road.post(path, str(Submission(known, proof, note)).encode())
        if answer.status == Answer.OTHER_SIZE.status:
            known = _size_in(answer.body, newest.size)
            continue
        if answer.status != Answer.COSIGNED.status:
            raise NoWord(f"witness.status_{answer.status}")
        _keep(peer, note, answer.body, newest.size, now)
        return
    raise NoWord("witness.other_size")


def _proof(known: int, size: int) -> tuple[bytes, ...]:
    try:
        return tuple(transparency.consistency(known, size)) if known else ()
    except NotInTree as error:
        raise NoWord("witness.other_size") from error


def _size_in(body: bytes, most: int) -> int:
    line = body[:LARGEST_SIZE_LINE].decode("ascii", "replace").strip()
    if not line.isdecimal() or int(line) > most:
        raise NoWord("witness.knows_more")  # it saw more of our log than we have: ask why before anything else
    return int(line)


def _keep(peer: Peer, note: Note, body: bytes, size: int, now: datetime) -> None:
    """Keep the witness's line if it is one: its own key's, over our note, and not from the future."""
    try:
        key = read_key(peer.witness_key)
        line = body.decode().rstrip("\n").split("\n")[0]
        found = cosignatures(Note(note.text, (read_signature(line),)), [key])
    except (NotANote, UnicodeDecodeError) as error:
        raise NoWord("witness.nonsense") from error
    if not found:
        raise NoWord("witness.false_signature")
    at = datetime.fromtimestamp(min(found[0].at, 2**33), tz=now.tzinfo)
    if at > now + MOST_SKEW:
        raise NoWord("witness.future")
    transparency.keep_cosignature(size=size, witness=key.name, line=line, at=at)
    Peer.objects.filter(pk=peer.pk).update(witnessed_size=size)


def due_to_ask(now: datetime, newest: Checkpoint | None) -> list[Peer]:
    """Trusted peers whose word on our newest checkpoint is missing, those who answer first."""
    if newest is None:
        return []
    rows = Peer.objects.filter(trust=Peer.Trust.TRUSTED, witnessed_size__lt=newest.size)
    return [peer for peer in rows.order_by("failures", "id") if _may_ask(peer, now)]


def _may_ask(peer: Peer, now: datetime) -> bool:
    if peer.asked_at is None:
        return True
    pause = pause_after(peer.ask_failures) if peer.ask_failures else ASKED_EVERY
    return abs(now - peer.asked_at) >= pause  # a clock that ran ahead asks no less often
