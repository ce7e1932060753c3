"""Statements become entries of the tree: by one leader at a time, in one transaction with the signed checkpoint."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from balai.apps.transparency.keys import origin, signing_keys
from balai.apps.transparency.models import Checkpoint, Hold, Tile
from balai.engines.transparency.checkpoints import Checkpoint as SignedTree
from balai.engines.transparency.checkpoints import sign_checkpoint
from balai.engines.transparency.commitments import canonical
from balai.engines.transparency.encoding import encoded
from balai.engines.transparency.hashing import leaf_hash
from balai.engines.transparency.tiles import TileName
from balai.engines.transparency.tree import Tree, appended

BATCH = 5_000
LEADER = 0x62616C6169_01
"""The number of the advisory lock that whoever sequences holds."""

_WAITING = """
SELECT id, public_id, kind, at, public, commitment FROM transparency_statement
WHERE index IS NULL ORDER BY id LIMIT %s
"""
_ENTER = """
INSERT INTO transparency_entry (index, previous_id, statement, body)
SELECT place, nullif(place, 0) - 1, statement, body
FROM unnest(%s::bigint[], %s::uuid[], %s::bytea[]) AS new (place, statement, body) ORDER BY place
"""
_PLACE = """
UPDATE transparency_statement AS said SET index = new.place
FROM unnest(%s::bigint[], %s::bigint[]) AS new (id, place) WHERE said.id = new.id
"""
_SHELVE = """
INSERT INTO transparency_tile (level, index, hashes)
SELECT * FROM unnest(%s::smallint[], %s::bigint[], %s::bytea[])
ON CONFLICT (level, index) DO UPDATE SET hashes = excluded.hashes
"""


@transaction.atomic
def sequence(*, now: datetime) -> int:
    """Bring waiting statements into the log, at most `BATCH`; how many. Nothing while another process leads, or while
    the log is held.

    Whether this process dies before or after the commit, every statement is in the tree once or still waits.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LEADER])
        if not cursor.fetchone()[0] or Hold.objects.filter(until__isnull=True).exists():
            return 0
        size = Checkpoint.objects.order_by("-size").values_list("size", flat=True).first()
        cursor.execute(_WAITING, [BATCH])
        rows = cursor.fetchall()
        if rows or size is None:
            _grow(cursor, size or 0, rows, now)
    return len(rows)


def _grow(cursor: Any, size: int, rows: list[tuple[Any, ...]], now: datetime) -> None:
    bodies = [body_of(kind, at, _loaded(public), said) for _id, _name, kind, at, public, said in rows]
    places = list(range(size, size + len(rows)))
    if rows:
        cursor.execute(_ENTER, [places, [row[1] for row in rows], bodies])
        cursor.execute(_PLACE, [[row[0] for row in rows], places])
    tiles = appended(size, [leaf_hash(body) for body in bodies], read_tile)
    if tiles:
        names = list(tiles)
        levels, indexes = [name.level for name in names], [name.index for name in names]
        cursor.execute(_SHELVE, [levels, indexes, [tiles[name] for name in names]])
    grown = {(name.level, name.index): tile for name, tile in tiles.items()}
    tree = Tree(size + len(rows), lambda name: grown.get((name.level, name.index)) or read_tile(name))
    _sign(tree, now)


def _sign(tree: Tree, now: datetime) -> None:
    root = tree.root()
    note = sign_checkpoint(SignedTree(origin(), tree.size, root), signing_keys(now))
    Checkpoint.objects.create(size=tree.size, root=root, note=str(note), at=now)


def body_of(kind: str, at: datetime, public: dict[str, Any], commitment: bytes | None) -> bytes:
    """The bytes of an entry: canonical JSON with what everyone may read."""
    shown: dict[str, Any] = {
        "kind": kind,
        "at": at.isoformat(timespec="seconds"),
        **({"public": public} if public else {}),
    }
    if commitment:
        shown["commitment"] = encoded(bytes(commitment))
    return canonical(shown)


def _loaded(public: Any) -> dict[str, Any]:
    """A JSON column as a cursor gives it: Django asks psycopg for the text."""
    found: dict[str, Any] = json.loads(public) if isinstance(public, str) else public
    return found


def read_tile(name: TileName) -> bytes:
    """The hashes of a tile, as many as there are yet."""
    found = Tile.objects.filter(level=name.level, index=name.index).values_list("hashes", flat=True).first()
    return bytes(found) if found is not None else b""
