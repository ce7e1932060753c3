"""How a tree lies in files: tiles of 256 hashes, and bundles of entries (C2SP tlog-tiles)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from balai.engines.transparency.hashing import HASH_SIZE

HEIGHT = 8
WIDTH = 1 << HEIGHT
MOST_LEVELS = 8
LARGEST_ENTRY = 65_535
"""Bytes: an entry's length is written in 16 bits."""
_PATH = re.compile(r"tile/(entries|0|[1-9][0-9]?)/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")


class NotATile(ValueError):
    """The bytes or the path are not those of a tile or bundle."""


@dataclass(frozen=True, slots=True, order=True)
class TileName:
    """A tile: its level (-1: a bundle of entries), its index in the level, and how many hashes it holds."""

    level: int
    index: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """Where it lies, below the log's address: tile/0/x001/234.p/5."""
        level = "entries" if self.level < 0 else str(self.level)
        partial = "" if self.width == WIDTH else f".p/{self.width}"
        return f"tile/{level}/{_index_path(self.index)}{partial}"


def _index_path(index: int) -> str:
    groups = [f"{index % 1000:03d}"]
    while index := index // 1000:
        groups.append(f"x{index % 1000:03d}")
    return "/".join(reversed(groups))


def name_of(path: str) -> TileName:
    """The tile at a path.

    Raises:
        NotATile: no tile can lie there, or it is written in another than the one way.
    """
    found = _PATH.fullmatch(path)
    if found is None:
        raise NotATile(path)
    index = int(found[2].replace("x", "").replace("/", ""))
    width = int(found[3]) if found[3] else WIDTH
    name = TileName(-1 if found[1] == "entries" else int(found[1]), index, width)
    if name.path != path or not 0 < width <= WIDTH or name.level > 63:
        raise NotATile(path)
    return name


def width_at(level: int, index: int, size: int) -> int:
    """How many hashes the tile holds in a tree of `size` leaves; 0 when it is not there. Bundles: level -1."""
    filled = size >> (HEIGHT * max(level, 0))
    return max(0, min(WIDTH, filled - index * WIDTH))


def tiles_of(size: int, *, since: int = 0) -> Iterator[TileName]:
    """The hash tiles of a tree of `size` leaves that a tree of `since` leaves does not have in the same width."""
    for level in range(MOST_LEVELS):
        filled = size >> (HEIGHT * level)
        if not filled:
            return
        before = since >> (HEIGHT * level)
        for index in range(before // WIDTH, (filled + WIDTH - 1) // WIDTH):
            width = width_at(level, index, size)
            if width != width_at(level, index, since):
                yield TileName(level, index, width)


def hashes_in(tile: bytes, width: int) -> list[bytes]:
    """The hashes of a tile.

    Raises:
        NotATile: it does not hold exactly `width` of them.
    """
    if len(tile) != width * HASH_SIZE:
        raise NotATile(f"{len(tile)} bytes, not {width} hashes")
    return [tile[start : start + HASH_SIZE] for start in range(0, len(tile), HASH_SIZE)]


def bundle_of(entries: Sequence[bytes]) -> bytes:
    """Entries as a bundle: each with its length in two bytes, the larger first.

    Raises:
        NotATile: an entry is longer than 65,535 bytes, or there are more than 256.
    """
    if len(entries) > WIDTH or any(len(entry) > LARGEST_ENTRY for entry in entries):
        raise NotATile("too many or too long")
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def entries_in(bundle: bytes, width: int) -> list[bytes]:
    """The entries of a bundle.

    Raises:
        NotATile: it does not hold exactly `width` of them, and nothing else.
    """
    entries: list[bytes] = []
    at = 0
    while at < len(bundle):
        end = at + 2 + int.from_bytes(bundle[at : at + 2], "big")
        if at + 2 > len(bundle) or end > len(bundle) or len(entries) == width:
            raise NotATile("cut off, or more than there should be")
        entries.append(bundle[at + 2 : end])
        at = end
    if len(entries) != width:
        raise NotATile(f"{len(entries)} entries, not {width}")
    return entries
