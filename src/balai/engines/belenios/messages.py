"""Signed and sealed letters between trustees who make a common key (specification, 4.6.1 to 4.6.3).

AES in CCM mode as the reference implementation runs it: a nonce of the first 13 bytes, a tag of 8.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from random import Random
from typing import Any, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESCCM
from gmpy2 import invert, mpz, powmod

from balai.engines.belenios.credentials import LETTERS, random_letters
from balai.engines.belenios.encoding import compact, fields, items, read_json, words
from balai.engines.belenios.errors import Fault, Wrong
from balai.engines.belenios.groups import GENERATOR, P, Q, in_group, random_exponent, read_element
from balai.engines.belenios.knowledge import Proof, prove_secret, proves_secret

SEED_LETTERS = 22
_LARGEST_MESSAGE = 60_000
_NONCE, _TAG = 13, 8


@dataclass(frozen=True, slots=True)
class Signed:
    """A message with a signature (`signed_msg`)."""

    message: str
    signature: Proof

    @classmethod
    def read(cls, value: object, place: str) -> Self:
        """
        Raises:
            Wrong: no such object. The signature is not checked here.
        """
        message, signature = fields(value, ("message", "signature"), place)
        return cls(words(message, place, most=_LARGEST_MESSAGE), Proof.read(signature, f"{place}, signature"))

    @classmethod
    def make(cls, message: str, signing_key: mpz, random: Random) -> Self:
        return cls(message, prove_secret(signing_key, f"sigmsg|{message}", random))

    def check(self, verification_key: mpz, place: str) -> None:
        """
        Raises:
            Wrong: the signature is not of this key.
        """
        if not proves_secret(verification_key, f"sigmsg|{self.message}", self.signature):
            raise Wrong(Fault.SIGNATURE, place)

    def written(self) -> dict[str, Any]:
        return {"message": self.message, "signature": self.signature.written()}


@dataclass(frozen=True)
class Seed:
    """A trustee's secret, 22 letters, from which the four keys of the ceremony follow. It never leaves the trustee."""

    letters: str

    @classmethod
    def new(cls, random: Random) -> Self:
        return cls(random_letters(random, SEED_LETTERS))

    @classmethod
    def read(cls, text: str) -> Self:
        """
        Raises:
            Wrong: not 22 letters of the alphabet.
        """
        letters = text.strip()
        if len(letters) != SEED_LETTERS or any(letter not in LETTERS for letter in letters):
            raise Wrong(Fault.CREDENTIAL, "seed")
        return cls(letters)

    @cached_property
    def signing_key(self) -> mpz:
        return _derived("sk", self.letters)

    @cached_property
    def decryption_key(self) -> mpz:
        return _derived("dk", self.letters)

    @cached_property
    def verification_key(self) -> mpz:
        return GENERATOR.power(self.signing_key)

    @cached_property
    def encryption_key(self) -> mpz:
        return GENERATOR.power(self.decryption_key)


def _derived(kind: str, letters: str) -> mpz:
    return mpz(int.from_bytes(sha256(f"{kind}|{letters}".encode()).digest(), "big")) % Q


def make_certificate(seed: Seed, random: Random) -> Signed:
    """The trustee's public keys, signed with the one they verify (4.6.2)."""
    message = compact({"verification": str(seed.verification_key), "encryption": str(seed.encryption_key)})
    return Signed.make(message, seed.signing_key, random)


def certificate_keys(certificate: Signed, place: str) -> tuple[mpz, mpz]:
    """The verification and the encryption key of a certificate, its signature checked.

    Raises:
        Wrong: something does not hold.
    """
    content = read_json(certificate.message, place, largest=_LARGEST_MESSAGE)
    verification, encryption = fields(content, ("verification", "encryption"), place)
    keys = read_element(verification, f"{place}, verification"), read_element(encryption, f"{place}, encryption")
    if not all(in_group(key) for key in keys):
        raise Wrong(Fault.GROUP, place)
    certificate.check(keys[0], place)
    return keys


def read_coefficients(signed: Signed, verification_key: mpz, number: int, place: str) -> list[mpz]:
    """g to each coefficient of a trustee's polynomial (`raw_coefexps`), the signature checked.

    Raises:
        Wrong: something does not hold.
    """
    signed.check(verification_key, place)
    (listed,) = fields(read_json(signed.message, place, largest=_LARGEST_MESSAGE * 2), ("coefexps",), place)
    found = [read_element(item, place) for item in items(listed, place, number=number)]
    if not all(in_group(element) for element in found):
        raise Wrong(Fault.GROUP, place)
    return found


def send(seed: Seed, recipient: mpz, message: str, random: Random) -> str:
    """A message signed by the sender and sealed for the recipient's encryption key (4.6.3)."""
    letter = compact({"recipient": str(recipient), "message": message})
    return _seal(compact(Signed.make(letter, seed.signing_key, random).written()), recipient, random)


def receive(seed: Seed, sender: mpz, sealed: str, place: str) -> str:
    """What `sender` (a verification key) sent to the holder of the seed.

    Raises:
        Wrong: not sealed for this trustee, not signed by the sender, or meant for another.
    """
    signed = Signed.read(read_json(_unseal(sealed, seed, place), place), place)
    signed.check(sender, place)
    recipient, message = fields(read_json(signed.message, place), ("recipient", "message"), place)
    if recipient != str(seed.encryption_key):
        raise Wrong(Fault.TRUSTEES, place, "It is meant for another trustee.")
    return words(message, place, most=_LARGEST_MESSAGE)


def _cipher(shared: mpz, alpha: mpz) -> tuple[AESCCM, bytes]:
    key = sha256(f"key|{shared}".encode()).digest()
    return AESCCM(key, tag_length=_TAG), sha256(f"iv|{alpha}".encode()).digest()[:_NONCE]


def _seal(message: str, recipient: mpz, random: Random) -> str:
    chosen, secret = random_exponent(random), GENERATOR.power(random_exponent(random))
    alpha = GENERATOR.power(chosen)
    cipher, nonce = _cipher(secret, alpha)
    data = cipher.encrypt(nonce, message.encode(), None)
    beta = powmod(recipient, chosen, P) * secret % P
    return compact({"alpha": str(alpha), "beta": str(beta), "data": data.hex()})


def _unseal(sealed: str, seed: Seed, place: str) -> str:
    first, second, data = fields(read_json(sealed, place), ("alpha", "beta", "data"), place)
    alpha, beta = read_element(first, place), read_element(second, place)
    if not in_group(alpha) or not in_group(beta):
        raise Wrong(Fault.GROUP, place)
    cipher, nonce = _cipher(beta * invert(powmod(alpha, seed.decryption_key, P), P) % P, alpha)
    try:
        return cipher.decrypt(nonce, bytes.fromhex(words(data, place, most=4 * _LARGEST_MESSAGE)), None).decode()
    except (ValueError, InvalidTag) as error:
        raise Wrong(Fault.ENCODING, place, "It cannot be opened with this key.") from error
