"""Reads a peer: its descriptor, its log. What is verified is kept; what is wrong is kept, too, as failure or alarm."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from psycopg.types.json import Jsonb

from balai.apps.network.actions import alarming
from balai.apps.network.actions.alarming import raise_alarm
from balai.apps.network.actions.breaks import heed_break
from balai.apps.network.actions.cosigned import read_witnesses
from balai.apps.network.actions.evidence import contradiction, own_note
from balai.apps.network.actions.gathering import is_behind, read_figures
from balai.apps.network.actions.witnessing import keys_of, known_of, remember
from balai.apps.network.descriptors import Description, Refused, read_description
from balai.apps.network.models import Peer, Visit
from balai.apps.network.ourselves import WELL_KNOWN
from balai.apps.network.rules import DESCRIBED_EVERY, EVERY, MOST_KEYS, MOST_SKEW, UNREADABLE, pause_after
from balai.apps.network.visiting import Road, road_to_peer
from balai.base.outside.fetching import Failed
from balai.engines.transparency.monitors import Misbehaved, Seen, Wrong, follow
from balai.engines.transparency.notes import NotANote, Note, read_note

logger = logging.getLogger(__name__)
ALARMS = {Wrong.FORKED: alarming.FORKED, Wrong.SHRUNK: alarming.SHRUNK, Wrong.TREE: alarming.TREE}
CHECKPOINT = "/log/checkpoint"
# Said as it is: telling it to Django took a sixth of the CPU of a visit that finds nothing new, and most are of that kind.
_KEEP = """
UPDATE network_peer SET failures = %s, failure = %s, next_at = %s, etags = %s, failed_at = coalesce(%s, failed_at),
answered_at = coalesce(%s, answered_at), verified_at = coalesce(%s, verified_at) WHERE id = %s
"""


def read_peer(*, peer: Peer, now: datetime) -> str:
    """Visit a trusted peer; the failure's code, empty when all is well. When to come again is kept with it."""
    failure, road = "", None
    try:
        road = road_to_peer(peer)
        _read(peer, road, now)
    except Failed as error:
        failure = error.code
    except Refused as error:
        failure = error.code
    except Misbehaved as error:
        failure = f"log.{error.wrong.value}"
    except Exception as error:  # noqa: BLE001 (whatever one of them sends, the others are read)
        failure = UNREADABLE
        logger.warning("A visit broke off: %s", type(error).__name__)
    _keep_visit(peer, road, failure[:60], now)
    return failure


def _read(peer: Peer, road: Road, now: datetime) -> None:
    if peer.described_at is None or not timedelta(0) <= now - peer.described_at < DESCRIBED_EVERY:
        read_descriptor(peer=peer, road=road, now=now)
    newest = read_log(peer=peer, road=road, now=now)
    if newest is not None:
        read_witnesses(peer=peer, road=road, newest=newest, now=now)
    if newest is not None or is_behind(peer, road):
        read_figures(peer=peer, road=road, now=now)


def read_log(*, peer: Peer, road: Road, now: datetime) -> Note | None:
    """Verify that the peer's log continues what we saw of it; its checkpoint, if that is another than at the last visit.

    It may be another, and known: the peer has asked us meanwhile to witness it.

    Raises:
        Failed, Refused, Misbehaved: it cannot be read, or does not.
    """
    text = road.changed(CHECKPOINT, what="checkpoint")
    if text is None:
        return None
    note = _note_in(text)
    if not any(note.by(key) for key in keys_of(peer)):
        read_descriptor(peer=peer, road=road, now=now)  # perhaps a new key, signed by the old one
    known = known_of(peer)
    if known is None or known[1].text != note.text:
        _follow(peer, road, text, now)
    road.taken_in(CHECKPOINT)
    return note


def read_descriptor(*, peer: Peer, road: Road, now: datetime) -> None:
    """Read who the peer is. Its new keys count because an old one signed them.

    Raises:
        Failed, Refused: there is none that can be believed. Deeds raise an alarm.
    """
    file = road.changed(WELL_KNOWN, what="descriptor")
    if file is None:
        _still_holds(peer, now)
        Peer.objects.filter(pk=peer.pk).update(described_at=now)
        return
    try:
        found = read_description(file, site=peer.address, now=now, trusted=keys_of(peer))
    except Refused as refused:
        if refused.is_deed:
            evidence = [_shown(bytes(peer.descriptor_file)), _shown(file)]
            raise_alarm(peer=peer, kind=alarming.WRONG_KEY, evidence=evidence, now=now, about=refused.code)
        raise
    _not_older(peer, found, now)
    take_description(peer=peer, found=found, now=now)
    road.taken_in(WELL_KNOWN)


def _still_holds(peer: Peer, now: datetime) -> None:
    """A descriptor that "has not changed" ends like any other: who stays silent does not stay believed."""
    until = (peer.descriptor or {}).get("until")
    if until is None or datetime.fromisoformat(until) < now - MOST_SKEW:
        raise Refused("document.expired")


def _not_older(peer: Peer, found: Description, now: datetime) -> None:
    """An old descriptor that is shown again would bring back old keys: it is refused."""
    kept = bytes(peer.descriptor_file)
    same = peer.sequence == found.sequence and peer.descriptor == dict(found.body)
    if found.sequence > peer.sequence or same:
        return
    kind = alarming.REPLAYED if found.sequence < peer.sequence else alarming.TWO_DESCRIPTORS
    raise_alarm(peer=peer, kind=kind, evidence=[_shown(kept), _shown(found.document.file)], now=now)
    raise Refused(kind, is_deed=True)


def take_description(*, peer: Peer, found: Description, now: datetime) -> None:
    """Keep what a peer says of itself. Keys that it no longer names are no longer believed."""
    peer.origin, peer.sequence = found.origin, found.sequence
    keys = [str(key) for key in found.keys]
    peer.past_keys = list(dict.fromkeys([*peer.past_keys, *peer.keys, *keys]))[-MOST_KEYS:]
    peer.keys = keys
    peer.witness_key = str(found.witness)
    peer.descriptor, peer.descriptor_file = dict(found.body), found.document.file
    peer.described_at = now
    peer.save(
        update_fields=[
            "origin",
            "sequence",
            "keys",
            "past_keys",
            "witness_key",
            "descriptor",
            "descriptor_file",
            "described_at",
        ]
    )


def _note_in(text: bytes) -> Note:
    """A page of another kind, of a proxy perhaps, is an accident and no deed."""
    try:
        return read_note(text.decode())
    except (NotANote, UnicodeDecodeError) as error:
        raise Refused("log.not_a_note") from error


def _follow(peer: Peer, road: Road, text: bytes, now: datetime) -> None:
    """Verify that the peer's log continues what we saw of it, and remember it."""
    files = {"checkpoint": text}

    def fetch(path: str) -> bytes:
        if path not in files:
            files[path] = road.get(f"/log/{path}", what="tile")
        return files[path]

    known = known_of(peer)
    before = Seen(*known) if known else None
    try:
        seen = follow(fetch, origin=peer.origin, keys=keys_of(peer), before=before)
    except Misbehaved as error:
        if known and error.wrong in {Wrong.FORKED, Wrong.SHRUNK}:
            heed_break(peer=peer, road=road, known=known[1], text=text, now=now)
        kind = ALARMS.get(error.wrong, alarming.NOT_SIGNED)
        evidence = list(error.evidence)
        if error.wrong is Wrong.FORKED and known:
            evidence.append(contradiction(fetch, known[0], text))
        raise_alarm(peer=peer, kind=kind, evidence=[own_note(one, peer.origin) for one in evidence], now=now)
        raise
    _remember_unless_passed(peer, seen, now)


@transaction.atomic
def _remember_unless_passed(peer: Peer, seen: Seen, now: datetime) -> None:
    """Meanwhile the peer may have asked us to witness more: then that stands."""
    latest = Peer.objects.select_for_update().get(pk=peer.pk)
    if latest.size <= seen.checkpoint.size and not (latest.note and latest.size == seen.checkpoint.size):
        remember(peer=peer, checkpoint=seen.checkpoint, note=seen.note, now=now)
    else:
        Peer.objects.filter(pk=peer.pk).update(verified_at=now)


def _shown(file: bytes) -> str:
    return file.decode("utf-8", "replace").replace("\x00", "\ufffd")[:200_000]


def _keep_visit(peer: Peer, road: Road | None, failure: str, now: datetime) -> None:
    """How it went, and when to come again: soon where all is well, ever later where it is not."""
    failures = peer.failures + 1 if failure else 0
    again = now + (pause_after(failures) if failure else EVERY)
    etags: Any = Jsonb(road.etags if road else peer.etags)
    failed, answered = (now, None) if failure else (None, now)
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, [failures, failure, again, etags, failed, answered, answered, peer.pk])
    if not failure and road is not None and not road.fetcher.received:
        return  # nothing new: the row of the peer says when that was
    Visit.objects.create(
        peer=peer,
        at=now,
        failure=failure,
        requests=road.fetcher.asked if road else 0,
        octets=road.fetcher.received if road else 0,
        milliseconds=road.milliseconds if road else 0,
    )
    if failure:
        logger.warning("A peer could not be read: %s", failure)
