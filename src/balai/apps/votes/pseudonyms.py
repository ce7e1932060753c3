"""Keyed names: of polls, of people on a roll, of codes on letters. None can be turned back without the city's key."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from typing import Any

from django.conf import settings

from balai.engines.transparency.commitments import canonical
from balai.engines.transparency.hashing import leaf_hash, root_of

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
TYPED_AMISS = str.maketrans({"I": "1", "L": "1", "O": "0"})


def _letters(digest: bytes, count: int) -> str:
    number = int.from_bytes(digest)
    return "".join(ALPHABET[(number >> (5 * place)) & 31] for place in range(count))


def _keyed(*parts: object) -> bytes:
    message = ":".join(str(part) for part in parts)
    return hmac.new(settings.SECRET_KEY.encode(), message.encode(), hashlib.sha256).digest()


def new_code() -> str:
    """A fresh name for a poll, such as 7Q4M-2XK9."""
    letters = _letters(secrets.token_bytes(8), 8)
    return f"{letters[:4]}-{letters[4:]}"


def new_receipt() -> str:
    """A fresh name for a ballot, such as 7Q4M-2XK9-0ABC: 60 random bits that say nothing about anybody."""
    letters = _letters(secrets.token_bytes(8), 12)
    return "-".join(letters[place : place + 4] for place in (0, 4, 8))


def pseudonym(poll: str, subject: str) -> bytes:
    """The name of somebody on the roll of one poll: 32 bytes, of no use for any other poll."""
    return _keyed("poll", poll, subject)


def letter_code(poll: str, name: bytes) -> str:
    """The code on the letter to whoever has this pseudonym: 60 keyed bits, kept nowhere."""
    letters = _letters(_keyed("letter", poll, name.hex()), 12)
    return "-".join(letters[place : place + 4] for place in (0, 4, 8))


def event_code(poll: str) -> str:
    """The code that is shown at an event: 30 keyed bits, good only until the opening and only when logged in."""
    return _letters(_keyed("event", poll), 6)


def tidy_code(typed: str) -> str:
    """A code as typed by a person: case, spaces, dashes and look-alike letters do not matter."""
    return re.sub(r"[^0-9A-Z]", "", typed.upper()[:60]).translate(TYPED_AMISS)


def code_hash(code: str) -> bytes:
    """What is stored of a code."""
    return hashlib.sha256(f"letter:{tidy_code(code)}".encode()).digest()


def ballot_leaf(receipt: str, choices: Any) -> bytes:
    """The leaf of a counted ballot in the tree over all of them (RFC 9162), from what is published of it."""
    return leaf_hash(canonical({"receipt": receipt, "choices": choices}))


def ballots_root(leaves: list[bytes]) -> str:
    """The root over the leaves in the order of their receipts, in hexadecimal."""
    return root_of(leaves).hex()
