"""Hashes of the Merkle tree (RFC 9162 section 2.1.1): SHA-256, leaves and nodes told apart by their first byte."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

HASH_SIZE = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()
"""The root of the tree without leaves."""

_sha256 = hashlib.sha256


def leaf_hash(entry: bytes) -> bytes:
    """The hash of a leaf: SHA-256(0x00 ‖ entry), 32 bytes."""
    return _sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node: SHA-256(0x01 ‖ left ‖ right), 32 bytes."""
    return _sha256(b"\x01" + left + right).digest()


def perfect_root(hashes: Sequence[bytes]) -> bytes:
    """The root over 2**k hashes, k ≥ 0."""
    sha256 = _sha256
    while len(hashes) > 1:
        pairs = iter(hashes)
        hashes = [sha256(b"\x01" + left + right).digest() for left, right in zip(pairs, pairs, strict=True)]
    return hashes[0]


def root_of(hashes: Sequence[bytes]) -> bytes:
    """The root over any number of leaf hashes, by the definition: for tests and small trees."""
    count = len(hashes)
    if count == 0:
        return EMPTY_ROOT
    if count & (count - 1) == 0:
        return perfect_root(hashes)
    half = largest_power_below(count)
    return node_hash(perfect_root(hashes[:half]), root_of(hashes[half:]))


def largest_power_below(number: int) -> int:
    """The largest power of two smaller than `number`, which is at least 2."""
    return 1 << ((number - 1).bit_length() - 1)
