"""The city's own descriptor: a new one when something of it changed, or when a third of its time has passed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from balai.apps.network.descriptors import KIND
from balai.apps.network.models import Descriptor
from balai.apps.network.ourselves import described
from balai.apps.network.rules import VALID
from balai.apps.transparency import service as transparency
from balai.apps.transparency.service import Said
from balai.engines.transparency.documents import NotADocument, read_document, sign_document, signers_of
from balai.engines.transparency.notes import VerifierKey

STATED = "network.descriptor"
_LOCK = 0x62616C6169_02
_DATED = frozenset({"sequence", "at", "until"})


@transaction.atomic
def describe(*, now: datetime, above: int = 0) -> Descriptor:
    """The descriptor that holds now. A new one enters the log by its hash.

    `above`: the number that others saw; after a back-up ours may be lower, and must pass theirs.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    keys = transparency.signing_keys(now)
    latest = Descriptor.objects.order_by("-sequence").first()
    said = described(now)
    if latest and latest.sequence >= above and _still_holds(latest, said, [key.verifier for key in keys], now):
        return latest
    now = now.replace(microsecond=0)
    sequence = max(latest.sequence if latest else 0, above) + 1
    dates = {"at": written(now), "until": written(now + VALID)}
    document = sign_document(KIND, {**said, **dates, "sequence": sequence}, keys)
    public = {"sequence": sequence, "sha256": document.digest}
    transparency.state([Said(STATED, now, public, subject=f"{STATED}:{sequence}")])
    return Descriptor.objects.create(sequence=sequence, body=document.body, file=document.file, at=now)


def written(moment: datetime) -> str:
    """A moment in UTC, to the second."""
    return moment.replace(microsecond=0).astimezone(UTC).isoformat()


def _still_holds(latest: Descriptor, said: dict[str, Any], keys: list[VerifierKey], now: datetime) -> bool:
    kept = {name: value for name, value in latest.body.items() if name not in _DATED}
    if kept != said or now - latest.at > VALID / 3 or now < latest.at - timedelta(minutes=1):
        return False
    try:
        return set(signers_of(read_document(bytes(latest.file), kind=KIND), keys)) == set(keys)
    except NotADocument:
        return False
