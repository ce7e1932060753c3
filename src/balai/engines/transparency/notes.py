"""Signed notes (C2SP signed-note): a text and lines of signatures, each by a named key."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from balai.engines.transparency.encoding import NotBase64, decoded, encoded

ED25519 = 0x01
COSIGNATURE = 0x04
LARGEST_NOTE = 100_000
MOST_SIGNATURES = 64
KEY_SIZE = 32
_DASH = "\u2014"
_LINE = re.compile(f"{_DASH} (\\S+) ([A-Za-z0-9+/]+={{0,2}})")


class NotANote(ValueError):
    """The text is not a signed note, or not one by the keys that are trusted."""


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key with the name under which it signs. `kind`: plain Ed25519, or a witness's timestamped cosignature."""

    name: str
    public: bytes
    kind: int = ED25519

    def __post_init__(self) -> None:
        if len(self.public) != KEY_SIZE or self.kind not in (ED25519, COSIGNATURE) or not is_key_name(self.name):
            raise NotANote("not a key")

    @property
    def id(self) -> bytes:
        """The first four bytes of SHA-256(name ‖ newline ‖ kind ‖ public key)."""
        return hashlib.sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{encoded(bytes([self.kind]) + self.public)}"


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key with its name. Never printed."""

    name: str
    private: bytes = field(repr=False)
    kind: int = ED25519

    @property
    def verifier(self) -> VerifierKey:
        public = Ed25519PrivateKey.from_private_bytes(self.private).public_key().public_bytes_raw()
        return VerifierKey(self.name, public, self.kind)

    def sign(self, message: bytes) -> bytes:
        """64 bytes (RFC 8032)."""
        return Ed25519PrivateKey.from_private_bytes(self.private).sign(message)


@dataclass(frozen=True, slots=True)
class Signature:
    """A line below a note: the key's name, its id, and what it wrote."""

    name: str
    key_id: bytes
    value: bytes

    def __str__(self) -> str:
        return f"{_DASH} {self.name} {encoded(self.key_id + self.value)}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A text, its last newline included, and the signatures below it, whether anybody knows their keys or not."""

    text: str
    signatures: tuple[Signature, ...] = ()

    def __str__(self) -> str:
        return f"{self.text}\n{''.join(map(str, self.signatures))}"

    def by(self, key: VerifierKey) -> list[Signature]:
        """The signatures that claim to be this key's."""
        return [one for one in self.signatures if one.name == key.name and one.key_id == key.id]


def is_key_name(name: str) -> bool:
    """Not empty, without spaces of any kind, plus signs or control characters."""
    return bool(name) and not any(
        character == "+" or character.isspace() or unicodedata.category(character) in {"Cc", "Cs"} for character in name
    )


def read_key(text: str) -> VerifierKey:
    """A key from `name+id+base64(kind ‖ public key)`.

    Raises:
        NotANote: it is none, or its id is not its own.
    """
    name, _, rest = text.strip().partition("+")
    key_id, _, letters = rest.partition("+")
    material = _decoded(letters)
    if not material:
        raise NotANote("not a key")
    key = VerifierKey(name, material[1:], material[0])
    if key.id.hex() != key_id:
        raise NotANote("the key's id is not its own")
    return key


def read_note(text: str) -> Note:
    """A note from its text; nothing is verified yet.

    Raises:
        NotANote: it is not of the form of a signed note, or larger than any should be.
    """
    if len(text) > LARGEST_NOTE or any(ord(character) < 0x20 and character != "\n" for character in text):
        raise NotANote("too large, or control characters")
    body, blank, below = text.rpartition("\n\n")
    if not blank or not body or not below.endswith("\n"):
        raise NotANote("no signatures")
    lines = below[:-1].split("\n")
    if len(lines) > MOST_SIGNATURES:
        raise NotANote("too many signatures")
    return Note(f"{body}\n", tuple(map(read_signature, lines)))


def read_signature(line: str) -> Signature:
    """A signature from its line, without the newline.

    Raises:
        NotANote: it is none.
    """
    found = _LINE.fullmatch(line)
    value = _decoded(found[2]) if found else b""
    if not found or len(value) < 5 or not is_key_name(found[1]):
        raise NotANote("not a signature")
    return Signature(found[1], value[:4], value[4:])


def _decoded(text: str) -> bytes:
    """The bytes of a text; none when it is not base64."""
    try:
        return decoded(text)
    except NotBase64:
        return b""


def signed(text: str, keys: Iterable[SigningKey]) -> Note:
    """The text with plain Ed25519 signatures of these keys."""
    return Note(text, tuple(Signature(key.name, key.verifier.id, key.sign(text.encode())) for key in keys))


def verified(note: Note, keys: Sequence[VerifierKey]) -> list[VerifierKey]:
    """Those of the keys (plain Ed25519) that signed the note.

    Raises:
        NotANote: none did, or a signature under one of their names and ids is false.
    """
    found: list[VerifierKey] = []
    for key in keys:
        for signature in note.by(key):
            if not is_signed(signature.value, note.text.encode(), key):
                raise NotANote("a false signature")
            found.append(key)
    if not found:
        raise NotANote("no signature by a known key")
    return list(dict.fromkeys(found))


def is_signed(signature: bytes, message: bytes, key: VerifierKey) -> bool:
    """Whether these 64 bytes are the key's Ed25519 signature of the message."""
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
