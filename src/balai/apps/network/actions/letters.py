"""Letters between installations: who asked whom into what, and what was answered. Signed, and kept on both sides."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from balai.apps.network.actions.describing import written
from balai.apps.network.actions.witnessing import keys_of
from balai.apps.network.descriptors import Refused, examine
from balai.apps.network.models import Letter, Peer
from balai.apps.network.ourselves import may_reach_loopback, own_address
from balai.apps.network.rules import (
    INQUIRING,
    LETTER_DAYS,
    MOST_LETTERS,
    MOST_OF_ONE,
    MOST_SKEW,
    MOST_UNKNOWN_LETTERS,
    UNKNOWN_LETTER_DAYS,
)
from balai.apps.transparency import service as transparency
from balai.apps.transparency.service import Said
from balai.base.outside.places import NotAllowed, site_of
from balai.engines.transparency.documents import Document, NotADocument, read_document, sign_document, signers_of
from balai.engines.transparency.notes import VerifierKey

KIND = "letter"
LARGEST_LETTER = 20_000


def write_letter(
    *,
    to: str,
    kind: Letter.Kind,
    network: str,
    now: datetime,
    answers: Letter | None = None,
    documents: Sequence[Mapping[str, Any]] = (),
    message: Mapping[str, Any] | None = None,
) -> Letter:
    """A letter of ours, signed, in the log by its hash, and ready to be sent."""
    number = uuid4()
    body = {
        "schema": "balai-letter/1",
        "number": str(number),
        "kind": kind.value,
        "from": own_address(),
        "to": to,
        "network": network,
        "at": written(now),
        "answers": str(answers.number) if answers else "",
        "documents": [dict(one) for one in documents],
        **({"message": dict(message)} if message else {}),
    }
    document = sign_document(KIND, body, transparency.signing_keys(now))
    letter = Letter.objects.create(
        number=number,
        address=to,
        is_ours=True,
        kind=kind,
        network=network,
        at=now,
        file=document.file,
        is_verified=True,
        next_at=now,
    )
    if answers is not None:
        Letter.objects.filter(pk=answers.pk).update(answered_by=letter)
    _state(letter, document, now)
    return letter


def _state(letter: Letter, document: Document, now: datetime) -> None:
    public = {"kind": letter.kind, "to": letter.address, "network": letter.network, "sha256": document.digest}
    transparency.state([Said("network.letter", now, public, subject=f"network.letter:{letter.pk}")])


@transaction.atomic
def receive_letter(*, file: bytes, now: datetime) -> tuple[Letter, bool]:
    """Keep a letter that came in; whether it is new. It is believed once the keys that its sender's place names fit.

    Raises:
        Refused: it is no letter to us, comes from the future or from long ago, or too many came from there or from unknown
            senders.
    """
    document = _read(file, now)
    body = document.body
    known = Letter.objects.filter(number=UUID(body["number"])).first()
    if known is not None:
        return known, False
    peer = Peer.objects.filter(address=body["from"]).first()
    waiting = Letter.objects.filter(is_ours=False, is_verified=False)
    if peer is None or not peer.keys:
        if waiting.filter(address=body["from"]).count() >= MOST_OF_ONE or waiting.count() >= MOST_UNKNOWN_LETTERS:
            raise Refused("letter.too_many")
    elif not is_by(document, peer):
        raise Refused("letter.wrong_key", is_deed=True)
    if body["kind"] not in INQUIRING and _sent_lately(body["from"], now) >= MOST_LETTERS:
        raise Refused("letter.too_many")
    letter = Letter.objects.create(
        number=UUID(body["number"]),
        address=body["from"],
        is_ours=False,
        kind=body["kind"],
        network=body["network"],
        at=datetime.fromisoformat(body["at"]),
        file=document.file,
        is_verified=bool(peer and peer.keys),
    )
    return letter, True


def _sent_lately(address: str, now: datetime) -> int:
    """Letters from there. Each bears its sender's date, up to LETTER_DAYS back: twice as far back are all since then.

    Questions and answers have bounds of their own.
    """
    since = now - timedelta(days=2 * LETTER_DAYS)
    rows = Letter.objects.filter(address=address, is_ours=False, at__gte=since)
    return rows.exclude(kind__in=INQUIRING).count()


def is_by(document: Document, peer: Peer) -> bool:
    """Whether the peer's keys, as we believe them, signed this."""
    return _is_signed(document, keys_of(peer))


def _is_signed(document: Document, keys: Sequence[VerifierKey]) -> bool:
    try:
        return bool(signers_of(document, keys))
    except NotADocument:
        return False


def _read(file: bytes, now: datetime) -> Document:
    if len(file) > LARGEST_LETTER:
        raise Refused("letter.large")
    try:
        document = read_document(file, kind=KIND)
        examine(document.body, "balai-letter")
        sender = str(site_of(document.body["from"], loopback=may_reach_loopback()))
        at = datetime.fromisoformat(document.body["at"])
        _number = UUID(document.body["number"])
    except (NotADocument, NotAllowed, ValueError) as error:
        raise Refused(error.code if isinstance(error, Refused) else "letter.form") from error
    if document.body["to"] != own_address() or sender != document.body["from"] or sender == own_address():
        raise Refused("letter.not_to_us")
    if at > now + MOST_SKEW:
        raise Refused("document.future")
    if at < now - timedelta(days=LETTER_DAYS):
        raise Refused("letter.old")
    return document


def forget_unknown_letters(now: datetime) -> int:
    """Letters that nobody decided about and whose senders' keys we never saw; how many were forgotten."""
    old = now - timedelta(days=UNKNOWN_LETTER_DAYS)
    count, _kinds = Letter.objects.filter(is_ours=False, is_verified=False, at__lt=old).delete()
    return count


def body_of(letter: Letter) -> dict[str, Any]:
    """What a letter says."""
    found: dict[str, Any] = json.loads(bytes(letter.file))["body"]
    return found
