"""Proofs of a large log: `python bench/network_tree.py [ENTRIES] [--alone]` (10 million), beside pymerkle.

The tree lies in tiles in memory; each proof is made from tiles that nobody has looked at yet, as for one question
of one person. pymerkle (GPL) is no part of Balai: it is installed into an environment that is thrown away, unless
`--alone`. It builds its tree one by one and keeps every node as an object, so that its tree is smaller here.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from _peer import measured
from balai.engines.transparency.hashing import leaf_hash
from balai.engines.transparency.proofs import extends, includes
from balai.engines.transparency.tiles import TileName
from balai.engines.transparency.tree import Tree, appended

PEER = "pymerkle==7.0.0"
PEERS_SIZE = 300_000
ROUNDS, PROOFS = 9, 200
CHUNK = 65_536
MAKE_MICROSECONDS, CHECK_MICROSECONDS = 1_200.0, 30.0


def built(size: int) -> tuple[dict[tuple[int, int], bytes], float]:
    """The tiles of a tree of so many entries, and the CPU seconds that it took."""
    tiles: dict[tuple[int, int], bytes] = {}

    def read(name: TileName) -> bytes:
        return tiles[name.level, name.index]

    began = time.process_time()
    for start in range(0, size, CHUNK):
        leaves = [leaf_hash(b"entry %d" % number) for number in range(start, min(size, start + CHUNK))]
        changed = appended(start, leaves, read)
        tiles |= {(name.level, name.index): tile for name, tile in changed.items()}
    return tiles, time.process_time() - began


def read_from(tiles: dict[tuple[int, int], bytes], size: int) -> Tree:
    def read(name: TileName) -> bytes:
        return tiles[name.level, name.index]

    return Tree(size, read)


def rounds_of(tiles: dict[tuple[int, int], bytes], size: int) -> dict[str, list[float]]:
    """CPU microseconds of each kind of call, by round."""
    chance, root = random.Random(1), read_from(tiles, size).root()
    found: dict[str, list[float]] = {
        name: [] for name in ("inclusion", "checked", "consistency", "consistency checked")
    }
    for _ in range(ROUNDS):
        places = [chance.randrange(size) for _ in range(PROOFS)]
        began = time.process_time()
        proofs = [read_from(tiles, size).inclusion(place) for place in places]
        found["inclusion"].append((time.process_time() - began) * 1e6 / PROOFS)
        leaves = [leaf_hash(b"entry %d" % place) for place in places]
        began = time.process_time()
        for place, leaf, proof in zip(places, leaves, proofs, strict=True):
            if not includes(leaf=leaf, index=place, size=size, proof=proof, root=root):
                raise SystemExit("A proof is wrong")
        found["checked"].append((time.process_time() - began) * 1e6 / PROOFS)
        began = time.process_time()
        grown = [read_from(tiles, size).consistency(place + 1) for place in places]
        found["consistency"].append((time.process_time() - began) * 1e6 / PROOFS)
        whole = read_from(tiles, size)
        roots = [whole.root(place + 1) for place in places]
        began = time.process_time()
        for place, earlier, proof in zip(places, roots, grown, strict=True):
            if not extends(size=place + 1, root=earlier, later_size=size, later_root=root, proof=proof):
                raise SystemExit("A consistency proof is wrong")
        found["consistency checked"].append((time.process_time() - began) * 1e6 / PROOFS)
    return found


def line(name: str, rounds: Sequence[float]) -> str:
    return f"{name:<44}{statistics.median(rounds):>10.1f} ({min(rounds):.1f}–{max(rounds):.1f})"


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0])
    parser.add_argument("entries", type=int, nargs="?", default=10_000_000)
    parser.add_argument("--alone", action="store_true", help="do not measure pymerkle")
    options = parser.parse_args(arguments)
    print(f"CPU microseconds, median of {ROUNDS} rounds (least–most). Load before: {os.getloadavg()[0]:.1f}\n")
    tiles, seconds = built(options.entries)
    megabytes = sum(map(len, tiles.values())) / 1e6
    print(
        f"{options.entries:,} entries: built at {options.entries / seconds:,.0f} a second of CPU, {megabytes:,.0f} MB"
    )
    found = rounds_of(tiles, options.entries)
    for name, rounds in found.items():
        print(line(f"  {name}", rounds))
    if not options.alone:
        beside(PEERS_SIZE)
    slow = [
        f"{name} takes {statistics.median(found[name]):.0f} µs, claimed {limit:.0f}"
        for name, limit in (("inclusion", MAKE_MICROSECONDS), ("checked", CHECK_MICROSECONDS))
        if statistics.median(found[name]) > limit
    ]
    print("\n" + ("\n".join(f"BROKEN {text}" for text in slow) or "Every claim holds."))
    return 1 if slow else 0


def beside(size: int) -> None:
    """The same size in both, and the same root."""
    tiles, seconds = built(size)
    ours = rounds_of(tiles, size)
    print(f"\n{size:,} entries in both:")
    print(f"  Balai: built at {size / seconds:,.0f} a second of CPU")
    print(line("  Balai: inclusion", ours["inclusion"]))
    print(line("  Balai: checked", ours["checked"]))
    theirs = measured(PEER, "_pymerkle.py", str(size), str(ROUNDS))
    if theirs is None:
        return
    if theirs["root"] != read_from(tiles, size).root().hex():
        raise SystemExit("The two trees have different roots")
    print(f"  {PEER}: built at {size / theirs['built']:,.0f} a second of CPU")
    print(line(f"  {PEER}: inclusion", theirs["proving"]))
    print(line(f"  {PEER}: checked", theirs["checking"]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
