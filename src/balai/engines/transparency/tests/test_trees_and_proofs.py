"""RFC 9162: roots as published, every proof accepted, every mutation of one refused, whatever the batches were."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from balai.engines.transparency.hashing import EMPTY_ROOT, leaf_hash, root_of
from balai.engines.transparency.proofs import extends, includes
from balai.engines.transparency.tests.samples import RFC_LEAVES, RFC_ROOTS, Shelf, numbered, shelf_of
from balai.engines.transparency.tiles import tiles_of
from balai.engines.transparency.tree import NotInTree, Tree

SIZES = st.integers(1, 700) | st.sampled_from([255, 256, 257, 511, 512, 65_535, 65_536, 65_537, 70_000])
MUTATIONS = 10_000
LARGE = shelf_of(70_001)


def test_the_published_roots() -> None:
    for count in range(1, 9):
        shelf = Shelf()
        shelf.append(RFC_LEAVES[:count])
        assert shelf.tree().root().hex() == RFC_ROOTS[count - 1]
        assert root_of([leaf_hash(leaf) for leaf in RFC_LEAVES[:count]]).hex() == RFC_ROOTS[count - 1]
    assert Shelf().tree().root() == EMPTY_ROOT


def test_the_published_layout() -> None:
    """The example of tlog-tiles: 70,000 leaves."""
    names = list(tiles_of(70_000))
    assert len([name for name in names if name.level == 0]) == 274
    assert [(name.level, name.index, name.width) for name in names if name.width < 256] == [
        (0, 273, 112),
        (1, 1, 17),
        (2, 0, 1),
    ]


@given(batches=st.lists(st.integers(0, 600), max_size=8))
@settings(max_examples=30)
def test_batches_make_no_difference(batches: list[int]) -> None:
    shelf = Shelf()
    for count in batches:
        shelf.append(numbered(count, start=shelf.size))
    whole = shelf_of(sum(batches))
    assert shelf.tiles == whole.tiles
    assert shelf.tree().root() == root_of([leaf_hash(entry) for entry in shelf.entries])


@given(size=SIZES, data=st.data())
def test_every_leaf_is_proven(size: int, data: st.DataObject) -> None:
    tree = Tree(LARGE.size, LARGE.read)
    index = data.draw(st.integers(0, size - 1))
    proof = tree.inclusion(index, size)
    root = tree.root(size)
    assert includes(leaf=leaf_hash(b"entry %d" % index), index=index, size=size, proof=proof, root=root)
    assert not includes(leaf=leaf_hash(b"entry x"), index=index, size=size, proof=proof, root=root)


@given(size=SIZES, data=st.data())
def test_every_growth_is_proven(size: int, data: st.DataObject) -> None:
    tree = Tree(LARGE.size, LARGE.read)
    earlier = data.draw(st.integers(0, size))
    proof = tree.consistency(earlier, size)
    assert extends(size=earlier, root=tree.root(earlier), later_size=size, later_root=tree.root(size), proof=proof)


def _mutations(proof: list[bytes], at: int, strange: bytes) -> Iterator[list[bytes]]:
    """Every flip of a bit of one hash, and every hash left out, cut, exchanged with its neighbour, doubled or put in."""
    number = int.from_bytes(proof[at], "big")
    for bit in range(256):
        yield [*proof[:at], (number ^ (1 << bit)).to_bytes(32, "big"), *proof[at + 1 :]]
    for place, part in enumerate(proof):
        before, after = proof[:place], proof[place + 1 :]
        yield [*before, *after]
        yield [*before, part[:31], *after]
        yield [*before, part + b"\0", *after]
        yield [*before, strange, part, *after]
        yield [*before, part, part, *after]
        if after and after[0] != part:
            yield [*before, after[0], part, *after[1:]]
    yield [*proof, strange]
    yield []


def test_ten_thousand_mutations_are_refused() -> None:
    """Each example tries all of them on a proof of each kind, so that few examples try very many."""
    tree = Tree(LARGE.size, LARGE.read)
    refused = 0

    @given(size=st.integers(2, LARGE.size), strange=st.binary(min_size=32, max_size=32), data=st.data())
    def every_one_is_refused(size: int, strange: bytes, data: st.DataObject) -> None:
        nonlocal refused
        index, earlier = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size - 1))
        leaf, old, root = tree.leaf(index), tree.root(earlier), tree.root(size)
        path = tree.inclusion(index, size)
        for changed in _mutations(path, data.draw(st.integers(0, len(path) - 1)), strange):
            assert not includes(leaf=leaf, index=index, size=size, proof=changed, root=root)
            refused += 1
        growth = tree.consistency(earlier, size)
        for changed in _mutations(growth, data.draw(st.integers(0, len(growth) - 1)), strange):
            assert not extends(size=earlier, root=old, later_size=size, later_root=root, proof=changed)
            refused += 1

    every_one_is_refused()
    assert refused >= MUTATIONS


@given(size=SIZES, wrong=st.integers(-2, 70_002), data=st.data())
def test_another_place_is_refused(size: int, wrong: int, data: st.DataObject) -> None:
    tree = Tree(LARGE.size, LARGE.read)
    index = data.draw(st.integers(0, size - 1))
    if wrong == index:
        return
    proof, root = tree.inclusion(index, size), tree.root(size)
    assert not includes(leaf=tree.leaf(index), index=wrong, size=size, proof=proof, root=root)


def test_what_lies_beyond_the_tree_is_said() -> None:
    tree = shelf_of(5).tree()
    for call in (
        lambda: tree.inclusion(5),
        lambda: tree.inclusion(-1),
        lambda: tree.root(6),
        lambda: tree.consistency(6),
    ):
        with pytest.raises(NotInTree):
            call()
    assert not extends(size=0, root=b"\x00" * 32, later_size=5, later_root=tree.root(), proof=[])
