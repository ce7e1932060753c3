"""The voter's secret code, what follows from it, and the roll of all public credentials (specification, 4.8)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from hashlib import pbkdf2_hmac, sha256
from itertools import pairwise
from random import Random
from typing import Self

from gmpy2 import mpz

from balai.engines.belenios.encoding import compact
from balai.engines.belenios.errors import Fault, Wrong
from balai.engines.belenios.groups import GENERATOR, Q, read_element

LETTERS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
LARGEST_WEIGHT = 100_000_000
MOST_CREDENTIALS = 20_000_000
_RANDOM_LETTERS = 14
_UUID = re.compile(r"[1-9A-HJ-NP-Za-km-z]{14,64}\Z")
_ITEM = re.compile(rb'[ \t\r\n]*"([0-9]{1,640}(?:,[0-9]{1,9})?)"[ \t\r\n]*([,\]])')
_ITEM_BYTES = 1024


def random_letters(random: Random, number: int) -> str:
    return "".join(LETTERS[random.randrange(58)] for _ in range(number))


def new_uuid(random: Random) -> str:
    """A name for an election: 14 letters."""
    return random_letters(random, _RANDOM_LETTERS)


def is_uuid(text: object) -> bool:
    return isinstance(text, str) and bool(_UUID.match(text))


def new_credential(random: Random) -> str:
    """A code for one voter, XXX-XXX-XXX-XXX-XXX: 82 random bits and a letter that betrays most slips."""
    letters = random_letters(random, _RANDOM_LETTERS)
    letters += _check_letter(letters)
    return "-".join(letters[start : start + 3] for start in range(0, 15, 3))


def tidied(text: str) -> str:
    """A typed credential as it must be for the derivation: with its hyphens, without spaces around.

    Raises:
        Wrong: a wrong number of letters, a letter outside the alphabet, or the check letter does not fit.
    """
    letters = text.strip().replace("-", "").replace(" ", "")
    if len(letters) != 15 or any(letter not in LETTERS for letter in letters):
        raise Wrong(Fault.CREDENTIAL, "credential", "Write 15 letters: XXX-XXX-XXX-XXX-XXX.")
    if _check_letter(letters[:-1]) != letters[-1]:
        raise Wrong(Fault.CREDENTIAL, "credential", "A letter is wrong.")
    return "-".join(letters[start : start + 3] for start in range(0, 15, 3))


def _check_letter(letters: str) -> str:
    number = 0
    for letter in letters:
        number = number * 58 + LETTERS.index(letter)
    return LETTERS[53 - number % 53]


def secret_of(credential: str, uuid: str) -> mpz:
    """The secret exponent: PBKDF2 with the election's uuid as salt, so that a code is worth nothing elsewhere.

    Raises:
        Wrong: the credential was mistyped.
    """
    derived = pbkdf2_hmac("sha256", tidied(credential).encode(), uuid.encode(), 1000, 32)
    return mpz(int.from_bytes(derived, "big")) % Q


def public_credential(credential: str, uuid: str) -> str:
    """What stands on the roll: g to the secret, in decimal.

    Raises:
        Wrong: the credential was mistyped.
    """
    return str(GENERATOR.power(secret_of(credential, uuid)))


def roll_text(public_credentials: Iterable[str]) -> str:
    """The roll as it stands in an archive: sorted by number, so that its order tells nothing of the voters.

    Raises:
        Wrong: one stands twice, or is no number of the group's range.
    """
    entries = sorted((read_element(text, f"credential {text[:12]}…"), text) for text in public_credentials)
    for (one, text), (other, _) in pairwise(entries):
        if one == other:
            raise Wrong(Fault.ROLL, f"credential {text[:12]}…", "It stands twice.")
    return compact([text for _, text in entries])


class Roll:
    """Which public credentials may vote, and with what weight. Keeps 32 bytes for each, not the 617 digits."""

    __slots__ = ("_weights", "is_weighted", "total")

    def __init__(self, entries: Iterable[tuple[str, int]]) -> None:
        self._weights: dict[bytes, int] = {}
        self.is_weighted = False
        self.total = 0
        for position, (credential, weight) in enumerate(entries):
            key = credential_key(credential)
            if key in self._weights:
                raise Wrong(Fault.ROLL, f"credential {position}", "It stands twice.")
            if len(self._weights) >= MOST_CREDENTIALS:
                raise Wrong(Fault.SIZE, f"credential {position}")
            self._weights[key] = weight
            self.is_weighted |= weight != 1
            self.total += weight

    @classmethod
    def of(cls, public_credentials: Iterable[str]) -> Self:
        """A roll where each has one voice."""
        return cls((credential, 1) for credential in public_credentials)

    @classmethod
    def read(cls, chunks: Iterable[bytes]) -> Self:
        """The roll of an archive, read in a stream: 100,000 credentials are 62 MB of text.

        Raises:
            Wrong: no list of decimal numbers with or without a weight, or a credential twice.
        """
        return cls(_entries(chunks))

    def weight_of(self, credential: str) -> int | None:
        """The weight of a public credential; None when it is not on the roll."""
        return self._weights.get(credential_key(credential))

    def weight_by_key(self, key: bytes) -> int | None:
        return self._weights.get(key)

    def __contains__(self, credential: str) -> bool:
        return credential_key(credential) in self._weights

    def __len__(self) -> int:
        return len(self._weights)


def credential_key(credential: str) -> bytes:
    return sha256(credential.encode()).digest()


def _entries(chunks: Iterable[bytes]) -> Iterator[tuple[str, int]]:
    held, position = b"", 0
    source = iter(chunks)
    held, closed = _opened(source)
    for chunk in source:
        held += chunk
        start = 0
        while not closed and len(held) - start > _ITEM_BYTES:
            entry, start, closed = _entry(held, start, position)
            yield entry
            position += 1
        held = held[start:]
    start = 0
    while not closed:
        entry, start, closed = _entry(held, start, position)
        yield entry
        position += 1
    if held[start:].strip():
        raise Wrong(Fault.ROLL, f"credential {position}", "Something follows the list.")


def _opened(source: Iterator[bytes]) -> tuple[bytes, bool]:
    """What follows the opening bracket, and whether the list is empty."""
    held = b""
    for chunk in source:
        held += chunk
        if len(held) >= 2:
            break
    if not held.startswith(b"["):
        raise Wrong(Fault.ROLL, "credential 0", "This is no list.")
    rest = held[1:].lstrip()
    return (rest[1:], True) if rest.startswith(b"]") else (held[1:], False)


def _entry(held: bytes, start: int, position: int) -> tuple[tuple[str, int], int, bool]:
    found = _ITEM.match(held, start)
    if found is None:
        raise Wrong(Fault.ROLL, f"credential {position}", "This is no public credential.")
    number, _, weight = found[1].decode().partition(",")
    read_element(number, f"credential {position}")
    if weight and (weight[0] == "0" or int(weight) > LARGEST_WEIGHT):
        raise Wrong(Fault.ROLL, f"credential {position}", "This is no weight.")
    return (number, int(weight or 1)), found.end(), found[2] == b"]"
