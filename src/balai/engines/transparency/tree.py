"""A tree that lies in tiles: append to it, and prove what it holds. Tiles are read through a function of the caller's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from balai.engines.transparency.hashing import EMPTY_ROOT, HASH_SIZE, largest_power_below, node_hash, perfect_root
from balai.engines.transparency.tiles import HEIGHT, WIDTH, NotATile, TileName, hashes_in, width_at

ReadTile = Callable[[TileName], bytes]
"""Gives the hashes of a tile, joined; a wider one of the same index will do as well."""


class NotInTree(ValueError):
    """The tree does not reach so far."""


def appended(size: int, leaves: Sequence[bytes], read: ReadTile) -> dict[TileName, bytes]:
    """The tiles that change when leaf hashes are appended to a tree of `size`: those of the new size, by name.

    Only the last, partial tile of each level is read.
    """
    changed: dict[TileName, bytes] = {}
    start, level, hashes = size, 0, list(leaves)
    while hashes:
        above: list[bytes] = []
        first = start // WIDTH
        index, offset, taken = first, start % WIDTH, 0
        while taken < len(hashes):
            kept = read(TileName(level, index, offset))[: offset * HASH_SIZE] if offset else b""
            part = hashes[taken : taken + WIDTH - offset]
            tile = kept + b"".join(part)
            width = offset + len(part)
            changed[TileName(level, index, width)] = tile
            if width == WIDTH:
                above.append(perfect_root(hashes_in(tile, WIDTH)))
            taken += len(part)
            index, offset = index + 1, 0
        start, level, hashes = first, level + 1, above
    return changed


class Tree:
    """A tree of `size` leaves, read from its tiles. Holds the tiles that it has read: one object for one question or few."""

    def __init__(self, size: int, read: ReadTile) -> None:
        self.size = size
        self._read = read
        self._subtrees = lru_cache(maxsize=4096)(self._subtree)
        self._tiles: dict[tuple[int, int], list[list[bytes]]] = {}

    def root(self, size: int | None = None) -> bytes:
        """The root over the first `size` leaves; all of them when not said.

        Raises:
            NotInTree: there are not so many.
        """
        size = self.size if size is None else size
        self._within(size)
        return self._range(0, size) if size else EMPTY_ROOT

    def inclusion(self, index: int, size: int | None = None) -> list[bytes]:
        """The proof that the leaf at `index` is among the first `size` (RFC 9162 section 2.1.3.1).

        Raises:
            NotInTree: it is not.
        """
        size = self.size if size is None else size
        self._within(size)
        if not 0 <= index < size:
            raise NotInTree(f"leaf {index} of {size}")
        start, end = 0, size
        path: list[bytes] = []
        while end - start > 1:
            middle = start + largest_power_below(end - start)
            if index < middle:
                path.append(self._range(middle, end))
                end = middle
            else:
                path.append(self._range(start, middle))
                start = middle
        return path[::-1]

    def consistency(self, size: int, later_size: int | None = None) -> list[bytes]:
        """The proof that the tree of `later_size` begins with that of `size` (RFC 9162 section 2.1.4.1).

        Raises:
            NotInTree: the sizes are not in order, or beyond the tree.
        """
        later_size = self.size if later_size is None else later_size
        self._within(later_size)
        if not 0 <= size <= later_size:
            raise NotInTree(f"{size} of {later_size}")
        if size in (0, later_size):
            return []
        start, end, whole = 0, later_size, True
        path: list[bytes] = []
        while size != end - start:
            half = largest_power_below(end - start)
            if size <= half:
                path.append(self._range(start + half, end))
                end = start + half
            else:
                path.append(self._range(start, start + half))
                start, size, whole = start + half, size - half, False
        if not whole:
            path.append(self._range(start, end))
        return path[::-1]

    def leaf(self, index: int) -> bytes:
        """The hash of the leaf at `index`."""
        return self._subtrees(0, index)

    def _within(self, size: int) -> None:
        if not 0 <= size <= self.size:
            raise NotInTree(f"{size} of {self.size}")

    def _range(self, start: int, end: int) -> bytes:
        """The hash over leaves start … end - 1, split as the definition splits it."""
        parts: list[bytes] = []
        while start < end:
            count = end - start
            span = 1 << (count.bit_length() - 1)
            parts.append(self._subtrees(span.bit_length() - 1, start // span))
            start += span
        found = parts.pop()
        while parts:
            found = node_hash(parts.pop(), found)
        return found

    def _subtree(self, height: int, index: int) -> bytes:
        """The root of the perfect subtree of 2**height leaves at `index` among those of its height."""
        level, within = divmod(height, HEIGHT)
        tile, offset = divmod(index << within, WIDTH)
        return self._rows(level, tile)[within][offset >> within]

    def _rows(self, level: int, index: int) -> list[list[bytes]]:
        """The hashes of a tile and of the perfect subtrees above them: row k holds those of 2**k hashes."""
        known = self._tiles.get((level, index))
        if known is None:
            width = width_at(level, index, self.size)
            if not width:
                raise NotInTree(f"tile {level}/{index} of {self.size}")
            tile = self._read(TileName(level, index, width))
            if len(tile) < width * HASH_SIZE:
                raise NotATile(f"tile {level}/{index} holds {len(tile)} bytes")
            known = self._tiles[level, index] = _rows_over(hashes_in(tile[: width * HASH_SIZE], width))
        return known


def _rows_over(hashes: list[bytes]) -> list[list[bytes]]:
    rows = [hashes]
    while len(rows[-1]) > 1:
        below = rows[-1]
        rows.append([node_hash(below[at], below[at + 1]) for at in range(0, len(below) - 1, 2)])
    return rows
