"""The log's key gives way to a new one, in the open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from balai.apps.transparency.actions.sequencing import LEADER
from balai.apps.transparency.actions.stating import Said, state
from balai.apps.transparency.keys import OVERLAP, new_key, origin, signing_keys
from balai.engines.transparency.notes import VerifierKey


@dataclass(frozen=True, slots=True)
class Rotated:
    """The new key, those that sign beside it for a while, and until when."""

    key: VerifierKey
    beside: tuple[VerifierKey, ...]
    until: datetime


@transaction.atomic
def rotate(*, now: datetime) -> Rotated:
    """Make a new key for the log; the one before signs beside it for `OVERLAP`, so that everyone can learn the new one.

    Waits until nobody sequences: a checkpoint is signed by the keys of one side of this moment, never by half of them.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LEADER])
    beside = tuple(key.verifier for key in signing_keys(now))
    row = new_key(now)
    key = VerifierKey(origin(), bytes(row.public))
    state([Said("key.added", now, {"key": str(key)}), *(_ends(old, now) for old in beside)])
    return Rotated(key, beside, now + OVERLAP)


def _ends(key: VerifierKey, now: datetime) -> Said:
    return Said("key.ends", now, {"key": str(key), "until": (now + OVERLAP).isoformat(timespec="seconds")})
