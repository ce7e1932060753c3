"""Appending, proving and checking in pymerkle. Run with the Python of its own environment: `_pymerkle.py SIZE ROUNDS`.

Prints, as JSON, CPU seconds of building, and CPU microseconds of each proof and each check by round.
"""

from __future__ import annotations

import json
import random
import sys
import time

from pymerkle import InmemoryTree, verify_inclusion

PROOFS = 40


def main(size: int, rounds: int) -> None:
    tree = InmemoryTree(algorithm="sha256")
    began = time.process_time()
    for number in range(size):
        tree.append_entry(b"entry %d" % number)
    built = time.process_time() - began
    root = tree.get_root(size)
    chance, proving, checking = random.Random(1), [], []
    for _ in range(rounds):
        places = [chance.randrange(1, size + 1) for _ in range(PROOFS)]
        began = time.process_time()
        proofs = [tree.prove_inclusion(place, size) for place in places]
        proving.append((time.process_time() - began) * 1e6 / PROOFS)
        leaves = [tree.get_leaf(place) for place in places]
        began = time.process_time()
        for leaf, proof in zip(leaves, proofs, strict=True):
            verify_inclusion(leaf, root, proof)
        checking.append((time.process_time() - began) * 1e6 / PROOFS)
    json.dump({"built": built, "proving": proving, "checking": checking, "root": root.hex()}, sys.stdout)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
