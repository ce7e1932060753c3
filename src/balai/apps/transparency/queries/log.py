"""The log as outsiders read it: the checkpoint, tiles, bundles of entries, and the proof of one statement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from balai.apps.transparency.models import Checkpoint, Cosignature, Entry, Statement, Tile
from balai.base.statements import rows_of
from balai.engines.transparency.commitments import canonical
from balai.engines.transparency.encoding import encoded
from balai.engines.transparency.hashing import HASH_SIZE
from balai.engines.transparency.notes import read_note
from balai.engines.transparency.proof_files import ProofFile
from balai.engines.transparency.tiles import HEIGHT, WIDTH, TileName, bundle_of, width_at
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


_NEWEST = "SELECT size FROM transparency_checkpoint ORDER BY size DESC LIMIT 1"
_TILES = """
SELECT tile.level, tile.index, tile.hashes FROM unnest(%s::smallint[], %s::bigint[]) AS wanted (level, index)
JOIN transparency_tile AS tile ON tile.level = wanted.level AND tile.index = wanted.index
"""


def tree(*, near: Iterable[int] = ()) -> Tree | None:
    """The tree of the newest checkpoint. The tiles on the way from the entries `near` to its root are read at once."""
    newest = rows_of(_NEWEST)
    if not newest:
        return None
    size = newest[0][0]
    known = _tiles(sorted({place for index in (*near, size - 1) for place in _way_up(index, size)}))

    def read(name: TileName) -> bytes:
        found = known.get((name.level, name.index))
        return _tiles([(name.level, name.index)]).get((name.level, name.index), b"") if found is None else found

    return Tree(size, read)


def _tiles(places: Sequence[tuple[int, int]]) -> dict[tuple[int, int], bytes]:
    """Those tiles that there are, by level and index, in one statement."""
    if not places:
        return {}
    rows = rows_of(_TILES, [[level for level, _index in places], [index for _level, index in places]])
    return {(level, index): bytes(hashes) for level, index, hashes in rows}


def _way_up(index: int, size: int) -> Iterator[tuple[int, int]]:
    """Level and index of each tile between an entry and the root of a tree of `size`."""
    level, index = 0, index >> HEIGHT
    while index >= 0 and width_at(level, index, size):
        yield level, index
        level, index = level + 1, index >> HEIGHT


MOST_COSIGNATURES = 60
"""A note has at most 64 signatures; the log's own must have room."""


def with_cosignatures(checkpoint: Checkpoint) -> str:
    """The checkpoint's note, with the words of the witnesses below the log's own."""
    lines = Cosignature.objects.filter(size=checkpoint.size).order_by("id").values_list("line", flat=True)
    return checkpoint.note + "".join(lines[:MOST_COSIGNATURES])


LOOKED_THROUGH = 500
"""Words of witnesses, the newest, among which a checkpoint with enough of them is looked for."""


def latest_witnessed(*, witnesses: int = 1) -> Checkpoint | None:
    """The newest checkpoint that so many witnesses saw; where none has so many lately, the one with the most of them."""
    words = Counter(Cosignature.objects.order_by("-size").values_list("size", flat=True)[:LOOKED_THROUGH])
    if not words:
        return None
    enough = [size for size, count in words.items() if count >= witnesses]
    size = max(enough) if enough else max(words, key=lambda one: (words[one], one))
    return Checkpoint.objects.filter(size=size).first()


def consistency(size: int, later_size: int) -> list[bytes]:
    """The proof that the log at `later_size` begins with the log at `size`.

    Raises:
        NotInTree: the sizes are not in order, or beyond the log.
    """
    whole = tree(near=[max(size - 1, 0)])
    return whole.consistency(size, later_size) if whole else []


def places_of(subjects: Sequence[str]) -> dict[str, tuple[int, str]]:
    """Where the last statement about each subject stands in the log, and its entry; those that wait are left out."""
    rows = Statement.objects.filter(subject__in=subjects, index__isnull=False).order_by("id")
    places = {subject: index for subject, index in rows.values_list("subject", "index") if index is not None}
    bodies = dict(Entry.objects.filter(index__in=places.values()).values_list("index", "body"))
    return {subject: (index, bytes(bodies[index]).decode()) for subject, index in places.items()}


def statements_between(since: date, until: date) -> int:
    """How many statements were made from the first day on and before the second, in UTC."""
    start, end = (datetime.combine(day, time(), UTC) for day in (since, until))
    return Statement.objects.filter(at__gte=start, at__lt=end).count()


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
    newest = latest()
    if newest is None:
        return []
    kept = [statement for statement in statements if statement.index is not None and statement.index < newest.size]
    whole = tree(near=[one.index for one in kept if one.index is not None])
    if whole is None or whole.size < newest.size:
        return []
    bodies = dict(Entry.objects.filter(index__in=[one.index for one in kept]).values_list("index", "body"))
    note = read_note(newest.note)
    found = []
    for one in kept:
        place = one.index if one.index is not None else 0
        proof = ProofFile(place, tuple(whole.inclusion(place, newest.size)), note)
        record = canonical(one.record).decode() if one.record is not None else ""
        nonce = encoded(bytes(one.nonce)) if one.nonce is not None else ""
        found.append(Evidence(one.kind, bytes(bodies[place]).decode(), record, nonce, str(proof)))
    return found


def statements_about(subject: str) -> list[Statement]:
    """What was said about a subject, in its order."""
    return list(Statement.objects.filter(subject=subject).order_by("id"))
