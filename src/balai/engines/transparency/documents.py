"""Signed documents: JSON that an installation stands by, signed by the keys of its log.

What is signed is a note (C2SP signed-note) of two lines: `balai/document/v1 KIND`, and the body as canonical JSON. No
checkpoint begins like that, so that a signature of one can never pass for one of the other. The file holds the body as
it is read, and the note's signature lines:

    {"kind": "city", "body": {…}, "signatures": ["— name base64"]}

So that every language writes a body in the same one way, numbers are whole and below 2**53, others are texts; keys are
printable ASCII; texts are Unicode without surrogates.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from balai.engines.transparency.commitments import canonical
from balai.engines.transparency.notes import (
    MOST_SIGNATURES,
    NotANote,
    Note,
    SigningKey,
    VerifierKey,
    read_signature,
    signed,
    verified,
)

HEAD = "balai/document/v1"
LARGEST_DOCUMENT = 2_000_000
DEEPEST = 12
MOST_PARTS = 200_000
LARGEST_NUMBER = 2**53 - 1
_KIND = re.compile(r"[a-z][a-z0-9-]{0,39}")


class NotADocument(ValueError):
    """The bytes are not a signed document, or not one by the keys that are trusted."""


class NotSigned(NotADocument):
    """It has the form of a document, and no good signature by a key that is trusted."""


@dataclass(frozen=True, slots=True)
class Document:
    """A document: what it is about, what it says, and the note whose signatures cover both."""

    kind: str
    body: Mapping[str, Any]
    note: Note

    @property
    def digest(self) -> str:
        """SHA-256 of what is signed, in hexadecimal: the document's name wherever others speak of it."""
        return hashlib.sha256(self.note.text.encode()).hexdigest()

    @property
    def file(self) -> bytes:
        """The document as it is kept and sent."""
        lines = [str(signature).rstrip("\n") for signature in self.note.signatures]
        return canonical({"kind": self.kind, "body": self.body, "signatures": lines})


def sign_document(kind: str, body: Mapping[str, Any], keys: Sequence[SigningKey]) -> Document:
    """A document signed by these keys, the newest of them last.

    Raises:
        NotADocument: the body holds something that cannot be written in one way only.
    """
    return Document(kind, body, signed(_text(kind, body), keys))


def read_document(file: bytes, *, kind: str) -> Document:
    """A document of that kind; its signatures are not looked at.

    Raises:
        NotADocument: it is none, too large, or of another kind.
    """
    if len(file) > LARGEST_DOCUMENT:
        raise NotADocument("too large")
    try:
        found = json.loads(file.decode(), object_pairs_hook=_pairs, parse_constant=_never)
    except (ValueError, RecursionError) as error:
        raise NotADocument("not JSON") from error
    if not isinstance(found, dict) or found.keys() != {"kind", "body", "signatures"} or found["kind"] != kind:
        raise NotADocument("not a document of this kind")
    body, lines = found["body"], found["signatures"]
    if not isinstance(body, dict) or not isinstance(lines, list) or len(lines) > MOST_SIGNATURES:
        raise NotADocument("no body, or no signatures")
    try:
        signatures = tuple(read_signature(line) for line in lines if isinstance(line, str))
    except NotANote as error:
        raise NotADocument("not a signature") from error
    return Document(kind, body, Note(_text(kind, body), signatures))


def verified_document(file: bytes, *, kind: str, keys: Sequence[VerifierKey]) -> Document:
    """A document of that kind, signed by one of these keys.

    Raises:
        NotADocument: it is not one.
        NotSigned: none of the keys signed it.
    """
    document = read_document(file, kind=kind)
    signers_of(document, keys)
    return document


def signers_of(document: Document, keys: Sequence[VerifierKey]) -> list[VerifierKey]:
    """Those of the keys that signed.

    Raises:
        NotSigned: none did, or one of their signatures is false.
    """
    try:
        return verified(document.note, keys)
    except NotANote as error:
        raise NotSigned(str(error)) from error


def _text(kind: str, body: Mapping[str, Any]) -> str:
    if not _KIND.fullmatch(kind):
        raise NotADocument("not a kind")
    _examine(body)
    try:
        return f"{HEAD} {kind}\n{canonical(body).decode()}\n"
    except UnicodeEncodeError as error:
        raise NotADocument("not Unicode") from error


def _examine(body: Any) -> None:
    """Refuse what two programs might write differently, and what is deeper or larger than any document should be."""
    waiting: list[tuple[Any, int]] = [(body, 0)]
    for count, (part, depth) in enumerate(_walk(waiting)):
        if depth > DEEPEST or count > MOST_PARTS:
            raise NotADocument("too deep, or too many parts")
        if isinstance(part, Mapping):
            if not all(isinstance(key, str) and key.isascii() and key.isprintable() for key in part):
                raise NotADocument("a key that is not printable ASCII")
            waiting.extend((inner, depth + 1) for inner in part.values())
        elif isinstance(part, list | tuple):
            waiting.extend((inner, depth + 1) for inner in part)
        elif isinstance(part, int):
            if abs(part) > LARGEST_NUMBER:
                raise NotADocument("a number that is too large")
        elif part is not None and not isinstance(part, str):
            raise NotADocument("a number that is not whole")


def _walk(waiting: list[tuple[Any, int]]) -> Iterator[tuple[Any, int]]:
    """Everything that waits, also what joins while it is walked."""
    while waiting:
        yield waiting.pop()


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def _never(name: str) -> Any:
    raise ValueError(name)
