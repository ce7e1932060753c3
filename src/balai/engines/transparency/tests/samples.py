"""Trees in memory, for the tests of the log."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from balai.engines.transparency.hashing import leaf_hash
from balai.engines.transparency.notes import COSIGNATURE, ED25519, SigningKey
from balai.engines.transparency.tiles import TileName, bundle_of
from balai.engines.transparency.tree import Tree, appended

ORIGIN = "kota.example/log"
RFC_LEAVES = (
    b"",
    b"\x00",
    b"\x10",
    b"\x20\x21",
    b"\x30\x31",
    b"\x40\x41\x42\x43",
    bytes.fromhex("5051525354555657"),
    bytes.fromhex("606162636465666768696a6b6c6d6e6f"),
)
"""The leaves whose roots the first implementations of RFC 6962 publish."""
RFC_ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)


class Shelf:
    """A log's files in memory: the newest tile of each place, and bundles."""

    def __init__(self) -> None:
        self.size = 0
        self.tiles: dict[tuple[int, int], bytes] = {}
        self.entries: list[bytes] = []

    def read(self, name: TileName) -> bytes:
        return self.tiles.get((name.level, name.index), b"")

    def append(self, entries: Sequence[bytes]) -> list[TileName]:
        changed = appended(self.size, [leaf_hash(entry) for entry in entries], self.read)
        for name, tile in changed.items():
            self.tiles[name.level, name.index] = tile
        self.entries += entries
        self.size += len(entries)
        return list(changed)

    def tree(self) -> Tree:
        return Tree(self.size, self.read)

    def bundle(self, name: TileName) -> bytes:
        return bundle_of(self.entries[name.index * 256 : name.index * 256 + name.width])


def numbered(count: int, start: int = 0) -> list[bytes]:
    return [b"entry %d" % number for number in range(start, start + count)]


def shelf_of(count: int) -> Shelf:
    shelf = Shelf()
    shelf.append(numbered(count))
    return shelf


def log_key(name: str = ORIGIN, seed: str = "log") -> SigningKey:
    return SigningKey(name, sha256(seed.encode()).digest(), ED25519)


def witness_key(name: str = "saksi.example/w1") -> SigningKey:
    return SigningKey(name, sha256(name.encode()).digest(), COSIGNATURE)
