"""Checkpoints (C2SP tlog-checkpoint): what a log says its tree is, signed; and witnesses' cosignatures of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from balai.engines.transparency.encoding import NotBase64, decoded, encoded
from balai.engines.transparency.hashing import HASH_SIZE
from balai.engines.transparency.notes import (
    COSIGNATURE,
    NotANote,
    Note,
    Signature,
    SigningKey,
    VerifierKey,
    is_signed,
    read_note,
    signed,
    verified,
)

_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")
_LATEST = LARGEST_SIZE = 2**63 - 1


class NotACheckpoint(NotANote):
    """The note is not a checkpoint, or not one of this log."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A log's tree at one size. `origin` names the log."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """The three lines that are signed."""
        return f"{self.origin}\n{self.size}\n{encoded(self.root)}\n"


@dataclass(frozen=True, slots=True)
class Cosignature:
    """A witness's word that it saw this checkpoint at that time (seconds since 1970), and none that contradicts it."""

    witness: VerifierKey
    at: int


def sign_checkpoint(checkpoint: Checkpoint, keys: Sequence[SigningKey]) -> Note:
    """The checkpoint as a note, signed by the log's key, or by both while an old one gives way to a new one."""
    return signed(checkpoint.text, keys)


def checkpoint_in(note: Note) -> Checkpoint:
    """The checkpoint that a note holds; its signatures are not looked at.

    Raises:
        NotACheckpoint: it holds none.
    """
    lines = note.text.split("\n")
    if len(lines) < 4 or "" in lines[:-1] or lines[-1] or not _SIZE.fullmatch(lines[1]):
        raise NotACheckpoint("not of the form of a checkpoint")
    try:
        root = decoded(lines[2])
    except NotBase64 as error:
        raise NotACheckpoint("no root") from error
    if len(root) != HASH_SIZE:
        raise NotACheckpoint("no root")
    if int(lines[1]) > LARGEST_SIZE:
        raise NotACheckpoint("a size beyond 2**63 - 1")
    return Checkpoint(lines[0], int(lines[1]), root)


def read_checkpoint(text: str, *, origin: str, keys: Sequence[VerifierKey]) -> tuple[Checkpoint, Note]:
    """A checkpoint of the log of that origin, signed by one of its keys.

    Raises:
        NotANote, NotACheckpoint: it is not.
    """
    note = read_note(text)
    checkpoint = checkpoint_in(note)
    if checkpoint.origin != origin:
        raise NotACheckpoint("of another log")
    verified(note, keys)
    return checkpoint, note


def cosign(note: Note, key: SigningKey, *, at: int) -> Signature:
    """A witness's signature of a checkpoint's note, with the time in seconds since 1970.

    Raises:
        NotACheckpoint: the key is not a witness's.
    """
    if key.kind != COSIGNATURE:
        raise NotACheckpoint("not a witness's key")
    value = at.to_bytes(8, "big") + key.sign(_cosigned(note, at))
    return Signature(key.name, key.verifier.id, value)


def cosignatures(note: Note, witnesses: Sequence[VerifierKey]) -> list[Cosignature]:
    """The words of those witnesses who signed, the latest of each. A false one under a witness's name counts for nothing."""
    found: dict[VerifierKey, int] = {}
    for witness in witnesses:
        for signature in note.by(witness):
            at = int.from_bytes(signature.value[:8], "big")
            if at <= _LATEST and is_signed(signature.value[8:], _cosigned(note, at), witness):
                found[witness] = max(at, found.get(witness, 0))
    return [Cosignature(witness, at) for witness, at in found.items()]


def _cosigned(note: Note, at: int) -> bytes:
    return f"cosignature/v1\ntime {at}\n{note.text}".encode()
