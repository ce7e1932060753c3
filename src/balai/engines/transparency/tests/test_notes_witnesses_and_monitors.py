"""Notes, checkpoints, witnesses, monitors and proof files: what is signed holds, and nothing else does."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balai.engines.transparency.checkpoints import (
    Checkpoint,
    NotACheckpoint,
    cosign,
    cosignatures,
    read_checkpoint,
    sign_checkpoint,
)
from balai.engines.transparency.commitments import commitment, opens
from balai.engines.transparency.hashing import leaf_hash
from balai.engines.transparency.monitors import Misbehaved, Seen, Wrong, entries_between, follow
from balai.engines.transparency.notes import NotANote, Note, read_key, read_note, signed, verified
from balai.engines.transparency.proof_files import NotProven, ProofFile, prove
from balai.engines.transparency.tests.samples import ORIGIN, Shelf, log_key, numbered, shelf_of, witness_key
from balai.engines.transparency.tiles import (
    NotATile,
    TileName,
    bundle_of,
    entries_in,
    name_of,
    width_at,
)
from balai.engines.transparency.witnesses import Answer, Submission, consider, read_submission

KEY, WITNESS = log_key(), witness_key()
KEYS = [KEY.verifier]


def checkpoint_of(shelf: Shelf) -> Note:
    return sign_checkpoint(Checkpoint(ORIGIN, shelf.size, shelf.tree().root()), [KEY])


def fetching(shelf: Shelf, note: Note | None = None):  # type: ignore[no-untyped-def]  # a fake log's files
    def fetch(path: str) -> bytes:
        if path == "checkpoint":
            return str(note or checkpoint_of(shelf)).encode()
        name = name_of(path)
        return shelf.bundle(name) if name.level < 0 else shelf.read(name)[: name.width * 32]

    return fetch


def test_a_note_is_read_as_it_was_written() -> None:
    note = signed("Kota ini berjanji.\n\nDan menepatinya.\n", [KEY, log_key("other.example", "other")])
    assert read_note(str(note)) == note
    assert verified(note, KEYS) == KEYS
    assert read_key(str(KEY.verifier)) == KEY.verifier
    assert KEY.private.hex() not in repr(KEY)


@given(position=st.integers(0, 400), letter=st.characters(min_codepoint=32, max_codepoint=0x2FFF))
def test_a_changed_letter_breaks_a_note(position: int, letter: str) -> None:
    text = str(checkpoint_of(shelf_of(5)))
    changed = text[: position % len(text)] + letter + text[position % len(text) + 1 :]
    if changed == text:
        return
    with pytest.raises(NotANote):
        read_checkpoint(changed, origin=ORIGIN, keys=KEYS)


@pytest.mark.parametrize(
    "body",
    ["a\n1\n", "a\n01\nAAAA\n", "\n1\nx\n", f"a\n1\n{'A' * 44}\n", f"a\n-1\n{'A' * 43}=\n", f"a\n1\n{'A' * 42}==\n"],
)
def test_what_is_no_checkpoint_is_refused(body: str) -> None:
    with pytest.raises(NotANote):
        read_checkpoint(str(signed(body, [KEY])), origin="a", keys=KEYS)


def test_keys_rotate_with_overlap() -> None:
    new = log_key(seed="new")
    note = sign_checkpoint(Checkpoint(ORIGIN, 0, leaf_hash(b"")), [KEY, new])
    for keys in ([KEY.verifier], [new.verifier]):
        assert read_checkpoint(str(note), origin=ORIGIN, keys=keys)[0].size == 0
    with pytest.raises(NotACheckpoint, match="another"):
        read_checkpoint(str(note), origin="x.example", keys=KEYS)


def test_a_witness_follows_and_refuses_every_other_past() -> None:
    old, new, other = shelf_of(300), shelf_of(700), Shelf()
    other.append(numbered(700, start=1))
    known = Checkpoint(ORIGIN, 300, old.tree().root())

    def asked(shelf: Shelf, old_size: int, proof: list[bytes], **more: object) -> Answer:
        submission = read_submission(str(Submission(old_size, tuple(proof), checkpoint_of(shelf))))
        fields = {"keys": KEYS, "known": known, "witness": WITNESS, "at": 1_700_000_000, **more}
        return consider(submission, **fields).answer  # type: ignore[arg-type]

    growth = new.tree().consistency(300)
    assert asked(new, 300, growth) is Answer.COSIGNED
    assert asked(old, 0, [], known=None) is Answer.COSIGNED
    assert asked(new, 300, other.tree().consistency(300)) is Answer.NOT_CONSISTENT
    assert asked(other, 300, other.tree().consistency(300)) is Answer.NOT_CONSISTENT
    assert asked(new, 299, growth) is Answer.OTHER_SIZE
    assert asked(shelf_of(200), 300, []) is Answer.MALFORMED
    assert asked(new, 300, growth, keys=None) is Answer.UNKNOWN_LOG
    assert asked(new, 300, growth, keys=[log_key(seed="x").verifier]) is Answer.NOT_SIGNED
    forked = Checkpoint(ORIGIN, 700, other.tree().root())
    assert asked(new, 700, [], known=forked) is Answer.FORKED


def test_cosignatures_are_counted_once_and_false_ones_not_at_all() -> None:
    note = checkpoint_of(shelf_of(9))
    second = witness_key("saksi.example/w2")
    line, false = cosign(note, WITNESS, at=5), cosign(note, witness_key("saksi.example/w3"), at=5)
    false = replace(false, name=second.name, key_id=second.verifier.id)
    seen = cosignatures(
        replace(note, signatures=(*note.signatures, line, cosign(note, WITNESS, at=9), false)),
        [WITNESS.verifier, second.verifier],
    )
    assert [(one.witness.name, one.at) for one in seen] == [(WITNESS.name, 9)]


def test_a_monitor_reads_everything_and_sees_a_rewritten_past() -> None:
    shelf = shelf_of(600)
    first = follow(fetching(shelf), origin=ORIGIN, keys=KEYS, before=None)
    shelf.append(numbered(300, start=600))
    second = follow(fetching(shelf), origin=ORIGIN, keys=KEYS, before=first)
    found = list(entries_between(fetching(shelf), start=550, checkpoint=second.checkpoint))
    assert found == [(number, b"entry %d" % number) for number in range(550, 900)]
    rewritten = Shelf()
    rewritten.append([*numbered(599), b"rewritten", *numbered(400, start=600)])
    wrong = {
        Wrong.FORKED: fetching(rewritten),
        Wrong.SHRUNK: fetching(shelf_of(500)),
        Wrong.TREE: fetching(rewritten, checkpoint_of(shelf)),
    }
    for expected, fetch in wrong.items():
        with pytest.raises(Misbehaved) as caught:
            follow(fetch, origin=ORIGIN, keys=KEYS, before=second)
        assert caught.value.wrong is expected
        assert str(second.note) in caught.value.evidence


def test_a_bundle_that_is_not_the_trees_is_seen() -> None:
    shelf = shelf_of(300)
    shelf.entries[7] = b"another"
    seen = Seen(Checkpoint(ORIGIN, 300, shelf.tree().root()), checkpoint_of(shelf))
    with pytest.raises(Misbehaved) as caught:
        list(entries_between(fetching(shelf), start=0, checkpoint=seen.checkpoint))
    assert caught.value.wrong is Wrong.ENTRIES


@given(index=st.integers(0, 299), letter=st.integers(0, 5000))
def test_a_proof_file_proves_its_entry_and_no_other(index: int, letter: int) -> None:
    shelf = shelf_of(300)
    note = checkpoint_of(shelf)
    note = replace(note, signatures=(*note.signatures, cosign(note, WITNESS, at=1)))
    text = str(ProofFile(index, tuple(shelf.tree().inclusion(index)), note, b"context"))
    leaf = leaf_hash(b"entry %d" % index)
    facts = {"origin": ORIGIN, "keys": KEYS, "witnesses": [WITNESS.verifier], "at_least": 1}
    proven = prove(text, leaf=leaf, **facts)  # type: ignore[arg-type]
    assert (proven.index, proven.checkpoint.size, len(proven.witnesses)) == (index, 300, 1)
    with pytest.raises(NotProven):
        prove(text, leaf=leaf_hash(b"other"), **facts)  # type: ignore[arg-type]
    at = len("c2sp.org/tlog-proof@v1\nextra Y29udGV4dA==\n") + letter % (len(text) - 60)
    changed = text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :]
    with pytest.raises(NotProven):
        prove(changed, leaf=leaf, **facts)  # type: ignore[arg-type]


def test_too_few_witnesses_prove_nothing() -> None:
    shelf = shelf_of(3)
    text = str(ProofFile(0, tuple(shelf.tree().inclusion(0)), checkpoint_of(shelf)))
    with pytest.raises(NotProven, match="witnesses"):
        prove(text, leaf=leaf_hash(b"entry 0"), origin=ORIGIN, keys=KEYS, witnesses=[WITNESS.verifier], at_least=1)


@given(record=st.binary(max_size=60), nonce=st.binary(min_size=32, max_size=32))
def test_a_commitment_opens_with_its_own_nonce_only(record: bytes, nonce: bytes) -> None:
    committed = commitment(nonce, record)
    assert opens(committed, nonce=nonce, record=record)
    assert not opens(committed, nonce=bytes(32) if nonce != bytes(32) else b"1" * 32, record=record)
    assert not opens(committed, nonce=nonce, record=record + b"x")


@given(name=st.builds(TileName, st.integers(-1, 63), st.integers(0, 10**9), st.integers(1, 256)))
def test_a_path_names_one_tile(name: TileName) -> None:
    assert name_of(name.path) == name


@pytest.mark.parametrize(
    "path",
    ["tile/00/000", "tile/0/0", "tile/0/1000", "tile/0/x000/001", "tile/64/000", "tile/0/000.p/256", "tile/0/000.p/0",
     "tile/0/000.p/01", "tile/0/../000", "tile/-1/000", "checkpoint", "tile/0/x001/x002"],
)  # fmt: skip
def test_other_paths_name_none(path: str) -> None:
    with pytest.raises(NotATile):
        name_of(path)


@given(entries=st.lists(st.binary(max_size=40), max_size=256), cut=st.integers(1, 5))
def test_bundles_hold_what_was_put_in(entries: list[bytes], cut: int) -> None:
    bundle = bundle_of(entries)
    assert entries_in(bundle, len(entries)) == entries
    with pytest.raises(NotATile):
        entries_in(bundle + bytes(cut * 3), len(entries))
    if bundle:
        with pytest.raises(NotATile):
            entries_in(bundle[:-1], len(entries))


def test_widths_follow_the_size() -> None:
    assert [width_at(0, 273, 70_000), width_at(1, 1, 70_000), width_at(2, 0, 70_000), width_at(3, 0, 70_000)] == [
        112,
        17,
        1,
        0,
    ]
