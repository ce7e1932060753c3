"""Checks of proofs (RFC 9162 sections 2.1.3.2 and 2.1.4.2). They need nothing but their arguments."""

from __future__ import annotations

from collections.abc import Sequence

from balai.engines.transparency.hashing import EMPTY_ROOT, HASH_SIZE, node_hash

LONGEST_PROOF = 64


def includes(*, leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether the proof shows that the leaf of this hash stands at `index` in the tree of `size` leaves with this root."""
    if not 0 <= index < size or not _sound((leaf, root), proof):
        return False
    number, last, found = index, size - 1, leaf
    for other in proof:
        if last == 0:
            return False
        if number & 1 or number == last:
            found = node_hash(other, found)
            while not number & 1 and number:
                number >>= 1
                last >>= 1
        else:
            found = node_hash(found, other)
        number >>= 1
        last >>= 1
    return last == 0 and found == root


def extends(*, size: int, root: bytes, later_size: int, later_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the proof shows that the later tree begins with the whole earlier one.

    Every tree begins with the empty one; that needs no proof, but the empty tree has one root only.
    """
    if not 0 <= size <= later_size or not _sound((root, later_root), proof):
        return False
    if size == later_size:
        return root == later_root and not proof
    if size == 0:
        return root == EMPTY_ROOT and not proof
    return bool(proof) and _extends(size, root, later_size, later_root, proof)


def _extends(size: int, root: bytes, later_size: int, later_root: bytes, proof: Sequence[bytes]) -> bool:
    """The same for 0 < size < later_size and a proof that is not empty."""
    number, last = size - 1, later_size - 1
    while number & 1:
        number >>= 1
        last >>= 1
    path = iter(proof)
    earlier = later = root if size & (size - 1) == 0 else next(path)
    for other in path:
        if last == 0:
            return False
        if number & 1 or number == last:
            earlier, later = node_hash(other, earlier), node_hash(other, later)
            while not number & 1 and number:
                number >>= 1
                last >>= 1
        else:
            later = node_hash(later, other)
        number >>= 1
        last >>= 1
    return last == 0 and earlier == root and later == later_root


def _sound(hashes: Sequence[bytes], proof: Sequence[bytes]) -> bool:
    return len(proof) <= LONGEST_PROOF and all(len(part) == HASH_SIZE for part in (*hashes, *proof))
