"""The log as outsiders read it: the checkpoint, tiles, bundles of entries, and the proof of one statement."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from balai.apps.transparency.models import Checkpoint, Entry, Statement, Tile
from balai.engines.transparency.commitments import canonical
from balai.engines.transparency.encoding import encoded
from balai.engines.transparency.hashing import HASH_SIZE
from balai.engines.transparency.notes import read_note
from balai.engines.transparency.proof_files import ProofFile
from balai.engines.transparency.tiles import WIDTH, TileName, bundle_of, width_at
from balai.engines.transparency.tree import Tree


def latest() -> Checkpoint | None:
    """The newest checkpoint; None before the log has begun."""
    return Checkpoint.objects.order_by("-size").first()


def tile(name: TileName) -> bytes | None:
    """The hashes of a tile, or a bundle of entries; None when the log does not reach so far."""
    newest = latest()
    if newest is None or width_at(name.level, name.index, newest.size) < name.width:
        return None
    if name.level < 0:
        start = name.index * WIDTH
        bodies = Entry.objects.filter(index__gte=start, index__lt=start + name.width).order_by("index")
        return bundle_of([bytes(body) for body in bodies.values_list("body", flat=True)])
    found = Tile.objects.filter(level=name.level, index=name.index).values_list("hashes", flat=True).first()
    return bytes(found)[: name.width * HASH_SIZE] if found is not None else None


def tree() -> Tree | None:
    """The tree of the newest checkpoint."""
    newest = latest()
    return Tree(newest.size, lambda name: tile(name) or b"") if newest else None


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a person keeps of a statement: the entry, what opens its commitment, and the proof that the log holds it."""

    kind: str
    entry: str
    record: str
    nonce: str
    proof: str


def evidence_of(statements: Iterable[Statement]) -> list[Evidence]:
    """Evidence of those statements that are in the log, in their order; the others wait a few seconds still."""
    newest, whole = latest(), tree()
    if newest is None or whole is None:
        return []
    kept = [statement for statement in statements if statement.index is not None and statement.index < newest.size]
    bodies = dict(Entry.objects.filter(index__in=[one.index for one in kept]).values_list("index", "body"))
    note = read_note(newest.note)
    found = []
    for one in kept:
        place = one.index if one.index is not None else 0
        proof = ProofFile(place, tuple(whole.inclusion(place)), note)
        record = canonical(one.record).decode() if one.record is not None else ""
        nonce = encoded(bytes(one.nonce)) if one.nonce is not None else ""
        found.append(Evidence(one.kind, bytes(bodies[place]).decode(), record, nonce, str(proof)))
    return found


def statements_about(subject: str) -> list[Statement]:
    """What was said about a subject, in its order."""
    return list(Statement.objects.filter(subject=subject).order_by("id"))
