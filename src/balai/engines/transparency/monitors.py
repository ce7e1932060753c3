"""A monitor: follows a log from outside, with nothing but its address and key, and says when its past changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from balai.engines.transparency.checkpoints import Checkpoint, read_checkpoint
from balai.engines.transparency.hashing import leaf_hash
from balai.engines.transparency.notes import NotANote, Note, VerifierKey
from balai.engines.transparency.proofs import extends
from balai.engines.transparency.tiles import WIDTH, NotATile, TileName, entries_in, width_at
from balai.engines.transparency.tree import Tree

Fetch = Callable[[str], bytes]
"""Gets what lies at a path below the log's address. Its own errors pass through."""


class Wrong(StrEnum):
    """What a monitor can find."""

    NOT_SIGNED = "not_signed"
    SHRUNK = "shrunk"
    FORKED = "forked"
    TREE = "tree"
    ENTRIES = "entries"


class Misbehaved(ValueError):
    """The log contradicts itself. `evidence` holds the notes that show it to anyone who has the key."""

    def __init__(self, wrong: Wrong, evidence: Sequence[str] = ()) -> None:
        super().__init__(wrong)
        self.wrong = wrong
        self.evidence = tuple(evidence)


@dataclass(frozen=True, slots=True)
class Seen:
    """A checkpoint that was verified, with its note."""

    checkpoint: Checkpoint
    note: Note


def follow(fetch: Fetch, *, origin: str, keys: Sequence[VerifierKey], before: Seen | None) -> Seen:
    """Read the log's checkpoint and verify that it continues what was seen before, from its tiles alone.

    Raises:
        Misbehaved: it does not, or its tree does not have the root that it signed.
    """
    text = fetch("checkpoint").decode("utf-8", "replace")
    try:
        checkpoint, note = read_checkpoint(text, origin=origin, keys=keys)
    except NotANote as error:
        raise Misbehaved(Wrong.NOT_SIGNED, [text]) from error
    seen = Seen(checkpoint, note)
    evidence = [str(before.note), text] if before else [text]
    if before and checkpoint.size < before.checkpoint.size:
        raise Misbehaved(Wrong.SHRUNK, evidence)
    try:
        _continues(tree_of(fetch, checkpoint.size), checkpoint, before, evidence)
    except NotATile as error:
        raise Misbehaved(Wrong.TREE, evidence) from error
    return seen


def _continues(tree: Tree, new: Checkpoint, before: Seen | None, evidence: Sequence[str]) -> None:
    if tree.root() != new.root:
        raise Misbehaved(Wrong.TREE, evidence)
    if before is None:
        return
    old = before.checkpoint
    proof = tree.consistency(old.size)
    if not extends(size=old.size, root=old.root, later_size=new.size, later_root=new.root, proof=proof):
        raise Misbehaved(Wrong.FORKED, evidence)


def tree_of(fetch: Fetch, size: int) -> Tree:
    """The log's tree at that size, its tiles fetched when they are needed."""
    return Tree(size, lambda name: fetch(name.path))


def entries_between(fetch: Fetch, *, start: int, checkpoint: Checkpoint) -> Iterator[tuple[int, bytes]]:
    """The entries from `start` to the end of a verified checkpoint, each with its index, checked against the tree.

    Raises:
        Misbehaved: an entry is not the one whose hash stands in the tree.
    """
    tree = tree_of(fetch, checkpoint.size)
    for index in range(start // WIDTH, (checkpoint.size + WIDTH - 1) // WIDTH):
        width = width_at(0, index, checkpoint.size)
        try:
            entries = entries_in(fetch(TileName(-1, index, width).path), width)
        except NotATile as error:
            raise Misbehaved(Wrong.ENTRIES) from error
        for offset, entry in enumerate(entries):
            number = index * WIDTH + offset
            if leaf_hash(entry) != tree.leaf(number):
                raise Misbehaved(Wrong.ENTRIES)
            if number >= start:
                yield number, entry
