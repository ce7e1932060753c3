"""Proofs that a stranger can keep and check offline (C2SP tlog-proof): an entry, its path, a signed checkpoint."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from balai.engines.transparency.checkpoints import Checkpoint, Cosignature, checkpoint_in, cosignatures, read_checkpoint
from balai.engines.transparency.encoding import NotBase64, decoded, encoded
from balai.engines.transparency.hashing import HASH_SIZE
from balai.engines.transparency.notes import NotANote, Note, VerifierKey, read_note
from balai.engines.transparency.proofs import LONGEST_PROOF, includes

HEAD = "c2sp.org/tlog-proof@v1"
LARGEST_FILE = 200_000
_INDEX = re.compile(r"index (0|[1-9][0-9]{0,18})")
_EXTRA = re.compile(r"extra ([A-Za-z0-9+/]*={0,2})")


class NotProven(ValueError):
    """The file is no proof, or does not prove this entry."""


@dataclass(frozen=True, slots=True)
class ProofFile:
    """Where an entry stands and the path from it to the root of a checkpoint. `extra` is not covered by any signature."""

    index: int
    path: tuple[bytes, ...]
    note: Note
    extra: bytes = b""

    def __str__(self) -> str:
        extra = f"extra {encoded(self.extra)}\n" if self.extra else ""
        path = "".join(f"{encoded(part)}\n" for part in self.path)
        return f"{HEAD}\n{extra}index {self.index}\n{path}\n{self.note}"


@dataclass(frozen=True, slots=True)
class Proven:
    """What a proof has shown: the entry is in the log at this checkpoint, which these witnesses saw."""

    index: int
    checkpoint: Checkpoint
    witnesses: tuple[Cosignature, ...]


def read_proof(text: str) -> ProofFile:
    """A proof from its file; nothing is verified yet.

    Raises:
        NotProven: it is not of the form of one.
    """
    head, blank, rest = text.partition("\n\n")
    lines = head.split("\n")
    if len(text) > LARGEST_FILE or not blank or lines.pop(0) != HEAD or not lines:
        raise NotProven("not a proof")
    extra = _EXTRA.fullmatch(lines[0])
    if extra:
        lines.pop(0)
    index = _INDEX.fullmatch(lines[0]) if lines else None
    if index is None or len(lines) - 1 > LONGEST_PROOF:
        raise NotProven("no index")
    try:
        path = tuple(decoded(line) for line in lines[1:])
        note = read_note(rest)
        checkpoint_in(note)
        return ProofFile(int(index[1]), path, note, decoded(extra[1]) if extra else b"")
    except (NotBase64, NotANote) as error:
        raise NotProven(str(error)) from error


def prove(
    text: str,
    *,
    leaf: bytes,
    origin: str,
    keys: Sequence[VerifierKey],
    witnesses: Sequence[VerifierKey] = (),
    at_least: int = 0,
) -> Proven:
    """What the file shows of the entry with this leaf hash, in the log of that origin.

    Raises:
        NotProven: it shows nothing: wrong path, log or key, or fewer than `at_least` of the witnesses signed.
    """
    proof = read_proof(text)
    try:
        checkpoint, note = read_checkpoint(str(proof.note), origin=origin, keys=keys)
    except NotANote as error:
        raise NotProven(str(error)) from error
    if any(len(part) != HASH_SIZE for part in proof.path) or not includes(
        leaf=leaf, index=proof.index, size=checkpoint.size, proof=proof.path, root=checkpoint.root
    ):
        raise NotProven("the entry does not lead to the root")
    seen = cosignatures(note, witnesses)
    if len(seen) < at_least:
        raise NotProven(f"{len(seen)} of {at_least} witnesses")
    return Proven(proof.index, checkpoint, tuple(seen))
