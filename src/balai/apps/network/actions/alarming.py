"""An alarm: what a peer did that it should never do, with the evidence. It is raised once and counted after; when it
happens again after an officer closed it, it is open again."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from balai.apps.network.models import Alarm, Peer
from balai.apps.network.rules import MOST_OPEN_ALARMS
from balai.apps.transparency import service as transparency
from balai.apps.transparency.service import Said
from balai.base.people.models import User
from balai.engines.transparency.commitments import canonical

FORKED, SHRUNK, TREE, NOT_SIGNED = "log.forked", "log.shrunk", "log.tree", "log.not_signed"
BROKEN = "log.broken"
REPLAYED, TWO_DESCRIPTORS, WRONG_KEY = "city.replayed", "city.two_descriptors", "city.wrong_key"
TAMPERED = "figures.tampered"
PROOFS = frozenset({FORKED, TWO_DESCRIPTORS})
"""What the peer's own signatures prove to anyone."""
FREEZING = frozenset({FORKED, TREE, BROKEN, TWO_DESCRIPTORS})
"""After these we sign nothing for the peer until an officer has looked."""


@transaction.atomic
def raise_alarm(*, peer: Peer, kind: str, evidence: Sequence[str], now: datetime, about: str = "") -> Alarm:
    """Keep what a peer did. The same again is counted, and no second alarm; so is what is beyond `MOST_OPEN_ALARMS`."""
    Peer.objects.select_for_update().get(pk=peer.pk)  # two visits at once count one after the other
    kept: dict[str, Any] = {
        "schema": "balai-alarm/1",
        "kind": kind,
        "peer": peer.address,
        "origin": peer.origin,
        "keys": list(peer.keys),
        "about": about,
        "evidence": list(evidence),
    }
    digest = hashlib.sha256(canonical(kept)).hexdigest()
    seen = _seen(peer, kind, digest)
    if seen is not None:
        Alarm.objects.filter(pk=seen.pk).update(times=F("times") + 1, last_at=now, closed_at=None)
        _freeze(peer, kind)
        return seen
    found = Alarm.objects.create(
        peer=peer, kind=kind, digest=digest, is_proof=kind in PROOFS, evidence=kept, at=now, last_at=now
    )
    public = {"kind": kind, "peer": peer.origin or peer.address, "sha256": digest}
    transparency.state([Said("network.alarm", now, public, subject=f"network.alarm:{found.pk}")])
    _freeze(peer, kind)
    return found


def _seen(peer: Peer, kind: str, digest: str) -> Alarm | None:
    """The alarm that already says this; where many of its kind are open, the newest of them stands for it."""
    rows = Alarm.objects.filter(peer=peer, kind=kind)
    same = rows.filter(digest=digest).first()
    if same is not None:
        return same
    newest = list(rows.filter(closed_at__isnull=True).order_by("-id")[:MOST_OPEN_ALARMS])
    return newest[0] if len(newest) == MOST_OPEN_ALARMS else None


def _freeze(peer: Peer, kind: str) -> None:
    if kind in FREEZING:
        Peer.objects.filter(pk=peer.pk).update(is_frozen=True)
        peer.is_frozen = True


@transaction.atomic
def close_alarm(*, alarm: Alarm, by: User, words: str, now: datetime) -> None:
    """An officer has looked. The alarm stays to be read; when it was the last, we witness the peer again."""
    Alarm.objects.filter(pk=alarm.pk, closed_at__isnull=True).update(closed_at=now, closed_by=by, closing_words=words)
    if not Alarm.objects.filter(peer=alarm.peer_id, kind__in=FREEZING, closed_at__isnull=True).exists():
        Peer.objects.filter(pk=alarm.peer_id).update(is_frozen=False)
