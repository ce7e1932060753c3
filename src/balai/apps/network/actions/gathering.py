"""Takes in what a peer published: each publication signed, of that form, in the log that we verified, and never twice
another."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from balai.apps.network.actions import alarming
from balai.apps.network.actions.alarming import raise_alarm
from balai.apps.network.descriptors import Refused, examine
from balai.apps.network.models import Peer, PeerFigure, PeerPublication
from balai.apps.network.rules import MOST_A_DAY, MOST_LISTED, MOST_PUBLICATIONS, MOST_SKEW
from balai.apps.network.visiting import Road, path_of
from balai.engines.transparency.checkpoints import checkpoint_in
from balai.engines.transparency.documents import Document, NotADocument, NotSigned, read_document, signers_of
from balai.engines.transparency.hashing import leaf_hash
from balai.engines.transparency.monitors import tree_of
from balai.engines.transparency.notes import read_key, read_note
from balai.engines.transparency.proofs import includes
from balai.engines.transparency.tiles import NotATile

EARLIEST_ZONE = timedelta(hours=14)
"""Before UTC: nowhere on earth does a month end earlier."""
KIND = "figures"
STATED = "figures.published"


def read_figures(*, peer: Peer, road: Road, now: datetime) -> None:
    """Read what the peer has published since the last visit.

    Raises:
        Failed, Refused: something cannot be read or believed; what was believed before it is kept.
    """
    address = (peer.descriptor or {}).get("figures")
    if not address:
        return
    path = path_of(address)
    listed = road.changed(path, what="figures")
    if listed is None:
        return
    unknown, size = _unknown(peer, _listed(listed)), Peer.objects.values_list("size", flat=True).get(pk=peer.pk)
    ready = [row for row in unknown if 0 <= row["index"] < size][: _room(peer, now)]
    for row in ready:
        _take(peer, road, row, now)
    if len(ready) == len(unknown):
        road.taken_in(path)


def _room(peer: Peer, now: datetime) -> int:
    """How many publications are read in this visit."""
    kept = peer.publications.filter(seen_at__gt=now - timedelta(days=1), seen_at__lte=now).count()
    return max(0, min(MOST_PUBLICATIONS, MOST_A_DAY - kept))


def is_behind(peer: Peer, road: Road) -> bool:
    """Whether the peer's list has not been taken in to its end yet. What it publishes later also grows its log."""
    address = (peer.descriptor or {}).get("figures")
    return isinstance(address, str) and path_of(address) not in road.etags


def _listed(content: bytes) -> list[Mapping[str, Any]]:
    try:
        found = json.loads(content)["publications"]
        rows: list[Mapping[str, Any]] = [dict(row) for row in found[:MOST_LISTED]]
        texts = [row[name] for row in rows for name in ("name", "sha256", "address")]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Refused("figures.list") from error
    if not all(isinstance(text, str) for text in texts):
        raise Refused("figures.list")
    names = [str(row["name"]) for row in rows]
    if not all(name.replace("-", "").isdecimal() and name.isascii() and len(name) <= 14 for name in names):
        raise Refused("figures.list")
    return rows


def _unknown(peer: Peer, rows: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Those that we do not have yet and that have their place in the log, beyond what we verified of it perhaps."""
    known = set(peer.publications.values_list("digest", flat=True))
    return [row for row in rows if row["sha256"] not in known and type(row.get("index")) is int]


def _take(peer: Peer, road: Road, row: Mapping[str, Any], now: datetime) -> None:
    path = f"/angka/terbitan/{row['name']}.json"
    file = road.get(path, what="figures")
    document = _verified(peer, file, now)
    _as_listed(peer, document, row, now)
    _in_log(peer, road, document, row, now)
    body = document.body
    other = PeerPublication.objects.filter(peer=peer, period=body["period"], number=body["number"]).first()
    if other is not None and other.digest == document.digest:
        return  # another visit of ours, at the same time, has just kept it
    if other is not None:
        evidence = [bytes(other.file).decode(), document.file.decode()]
        raise_alarm(peer=peer, kind=alarming.TAMPERED, evidence=evidence, now=now, about="figures.two_versions")
        raise Refused("figures.two_versions", is_deed=True)
    _keep(peer, document, int(row["index"]), now)


def _verified(peer: Peer, file: bytes, now: datetime) -> Document:
    """A publication that the peer signed, with a key that it has or had."""
    try:
        document = read_document(file, kind=KIND)
        examine(document.body, "balai-figures")
        said_at = datetime.fromisoformat(document.body["at"])
        signers_of(document, [read_key(line) for line in peer.past_keys])
    except NotSigned as error:
        evidence = [file.decode("utf-8", "replace").replace("\x00", "\ufffd")]
        raise_alarm(peer=peer, kind=alarming.TAMPERED, evidence=evidence, now=now, about="figures.not_signed")
        raise Refused("figures.not_signed", is_deed=True) from error
    except (NotADocument, ValueError) as error:
        raise Refused(error.code if isinstance(error, Refused) else "figures.form") from error
    if document.body["address"] != peer.address:
        raise Refused("figures.other_place")
    if said_at > now + MOST_SKEW:
        raise Refused("document.future")
    if document.body["period"] >= (said_at.astimezone(UTC) + EARLIEST_ZONE).strftime("%Y-%m"):
        raise Refused("figures.too_early")
    return document


def _as_listed(peer: Peer, document: Document, row: Mapping[str, Any], now: datetime) -> None:
    body = document.body
    if body["name"] != row["name"] or body["name"] != f"{body['period']}-{body['number']}":
        raise Refused("figures.other_name")
    if document.digest != row["sha256"]:
        evidence = [json.dumps(dict(row), sort_keys=True)[:5_000], document.file.decode()]
        raise_alarm(peer=peer, kind=alarming.TAMPERED, evidence=evidence, now=now, about="figures.not_as_listed")
        raise Refused("figures.not_as_listed", is_deed=True)


def _in_log(peer: Peer, road: Road, document: Document, row: Mapping[str, Any], now: datetime) -> None:
    """The entry that the peer shows names this very document, and stands where it says in the tree that we verified."""
    entry, index = row.get("entry"), int(row["index"])
    note = Peer.objects.values_list("note", flat=True).get(pk=peer.pk)
    checkpoint = checkpoint_in(read_note(note))
    try:
        said = json.loads(entry if isinstance(entry, str) else "")
        leaf = leaf_hash(str(entry).encode())
        named = said["kind"] == STATED and said["public"]["sha256"] == document.digest
        path = tree_of(lambda tile: road.get(f"/log/{tile}", what="tile"), checkpoint.size).inclusion(index)
    except (ValueError, KeyError, TypeError, RecursionError, NotATile) as error:
        raise Refused("figures.entry") from error
    held = named and includes(leaf=leaf, index=index, size=checkpoint.size, proof=path, root=checkpoint.root)
    if not held:
        evidence = [note, str(entry)[:5_000], document.file.decode()]
        raise_alarm(peer=peer, kind=alarming.TAMPERED, evidence=evidence, now=now, about="figures.not_in_log")
        raise Refused("figures.not_in_log", is_deed=True)


@transaction.atomic
def _keep(peer: Peer, document: Document, index: int, now: datetime) -> None:
    body = document.body
    Peer.objects.select_for_update().get(pk=peer.pk)  # one visit keeps it, the other one finds it
    if PeerPublication.objects.filter(peer=peer, digest=document.digest).exists():
        return
    publication = PeerPublication.objects.create(
        peer=peer,
        period=body["period"],
        number=body["number"],
        digest=document.digest,
        index=index,
        file=document.file,
        said_at=datetime.fromisoformat(body["at"]),
        seen_at=now,
    )
    figures = {one["code"]: one for one in body["figures"]}
    PeerFigure.objects.bulk_create(
        PeerFigure(
            publication=publication,
            peer=peer,
            period=publication.period,
            number=publication.number,
            code=code,
            version=one["version"],
            quality=one["quality"],
            missing=one["missing"],
            **{name: _decimal(one[name]) for name in ("value", "low", "high")},
        )
        for code, one in figures.items()
    )


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
