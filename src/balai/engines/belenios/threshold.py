"""The ceremony in which trustees make a common key of which no one ever holds the whole (specification, 4.6).

Six steps: 1 each trustee a certificate; 2 everyone checks them; 3 each trustee a polynomial; 4 the host sorts the
letters; 5 each trustee reads theirs and answers; 6 the host puts the public parameters together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, Self

from gmpy2 import mpz

from balai.engines.belenios.encoding import compact, fields, items, read_json, words
from balai.engines.belenios.errors import Fault, Wrong
from balai.engines.belenios.groups import GENERATOR, Q, random_exponent, read_element, read_exponent
from balai.engines.belenios.messages import Seed, Signed, certificate_keys, read_coefficients, receive, send
from balai.engines.belenios.trustees import (
    MOST_TRUSTEES,
    Pedersen,
    TrusteeKey,
    all_different,
    expected_key,
    read_pedersen,
)


@dataclass(frozen=True, slots=True)
class Polynomial:
    """What a trustee sends in step 3: the polynomial sealed for themselves, a value for each, the coefficients."""

    polynomial: str
    secrets: tuple[str, ...]
    coefficients: Signed

    @classmethod
    def read(cls, value: object, place: str) -> Self:
        """
        Raises:
            Wrong: no such object.
        """
        polynomial, secrets, coefficients = fields(value, ("polynomial", "secrets", "coefexps"), place)
        sealed = tuple(words(item, place, most=100_000) for item in items(secrets, place, most=MOST_TRUSTEES))
        return cls(words(polynomial, place, most=100_000), sealed, Signed.read(coefficients, f"{place}, coefexps"))

    def written(self) -> dict[str, Any]:
        return {
            "polynomial": self.polynomial,
            "secrets": list(self.secrets),
            "coefexps": self.coefficients.written(),
        }


@dataclass(frozen=True, slots=True)
class Letters:
    """What the host hands one trustee in step 4 (`vinput`)."""

    polynomial: str
    secrets: tuple[str, ...]
    coefficients: tuple[Signed, ...]

    def written(self) -> dict[str, Any]:
        return {
            "polynomial": self.polynomial,
            "secrets": list(self.secrets),
            "coefexps": [signed.written() for signed in self.coefficients],
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """What a trustee answers in step 5 (`voutput`): the own key, sealed for later, and its public side."""

    private_key: str
    key: TrusteeKey

    @classmethod
    def read(cls, value: object, place: str) -> Self:
        """
        Raises:
            Wrong: no such object, or the proof of its key does not hold.
        """
        private_key, public_key = fields(value, ("private_key", "public_key"), place)
        return cls(words(private_key, place, most=100_000), TrusteeKey.read(public_key, place))

    def written(self) -> dict[str, Any]:
        return {"private_key": self.private_key, "public_key": self.key.written()}


def check_certificates(certificates: Sequence[Signed]) -> list[tuple[mpz, mpz]]:
    """Step 2: the verification and encryption keys of all.

    Raises:
        Wrong: a signature does not hold, or a key stands twice.
    """
    keys = [certificate_keys(certificate, f"certificate {at}") for at, certificate in enumerate(certificates, 1)]
    for column in zip(*keys, strict=True):
        if not all_different(column):
            raise Wrong(Fault.TRUSTEES, "certificates", "A key stands twice.")
    return keys


def place_of(seed: Seed, keys: Sequence[tuple[mpz, mpz]]) -> int:
    """The trustee's place among the certificates, from 1.

    Raises:
        Wrong: the trustee is not there.
    """
    own = (seed.verification_key, seed.encryption_key)
    if own not in keys:
        raise Wrong(Fault.TRUSTEES, "certificates", "Your own is not among them.")
    return list(keys).index(own) + 1


def make_polynomial(seed: Seed, certificates: Sequence[Signed], threshold: int, random: Random) -> Polynomial:
    """Step 3: a random polynomial of degree threshold - 1, its value at each trustee's place sealed for them.

    Raises:
        Wrong: a certificate does not hold, the own is missing, or the threshold is not 1 … trustees.
    """
    keys = check_certificates(certificates)
    place_of(seed, keys)
    if not 1 <= threshold <= len(keys):
        raise Wrong(Fault.TRUSTEES, "threshold")
    coefficients = [random_exponent(random) for _ in range(threshold)]
    public = compact({"coefexps": [str(GENERATOR.power(number)) for number in coefficients]})
    own = compact({"polynomial": [str(number) for number in coefficients]})
    return Polynomial(
        polynomial=send(seed, seed.encryption_key, own, random),
        secrets=tuple(
            send(seed, encryption, compact({"secret": str(_value(coefficients, at))}), random)
            for at, (_, encryption) in enumerate(keys, 1)
        ),
        coefficients=Signed.make(public, seed.signing_key, random),
    )


def _value(coefficients: Sequence[mpz], place: int) -> mpz:
    """f(place) modulo q, by Horner."""
    total = mpz(0)
    for coefficient in reversed(coefficients):
        total = (total * place + coefficient) % Q
    return total


def check_polynomial(certificates: Sequence[Signed], polynomial: Polynomial, place: int, threshold: int) -> None:
    """What the host can check of one trustee's step 3: signed by the trustee at `place` (from 1), and of the right size.

    Raises:
        Wrong: something does not hold.
    """
    keys = check_certificates(certificates)
    if len(polynomial.secrets) != len(keys):
        raise Wrong(Fault.TRUSTEES, "polynomial", "There must be one letter for each trustee.")
    read_coefficients(polynomial.coefficients, keys[place - 1][0], threshold, "polynomial")


def check_answer(certificates: Sequence[Signed], polynomials: Sequence[Polynomial], answer: Answer, place: int) -> None:
    """What the host can check of one trustee's step 5: the key of the trustee at `place` follows from all polynomials.

    Raises:
        Wrong: it does not.
    """
    keys = check_certificates(certificates)
    exponents = _exponents(keys, [polynomial.coefficients for polynomial in polynomials])
    if answer.key.public_key != expected_key(exponents, place):
        raise Wrong(Fault.TRUSTEES, "answer", "The key does not follow from the coefficients.")


def sort_letters(certificates: Sequence[Signed], polynomials: Sequence[Polynomial]) -> list[Letters]:
    """Step 4: for each trustee the letters of all.

    Raises:
        Wrong: not one polynomial for each trustee, or not signed by its trustee.
    """
    keys = check_certificates(certificates)
    _exponents(keys, [polynomial.coefficients for polynomial in polynomials])
    if any(len(polynomial.secrets) != len(keys) for polynomial in polynomials):
        raise Wrong(Fault.TRUSTEES, "polynomials")
    signed = tuple(polynomial.coefficients for polynomial in polynomials)
    return [
        Letters(own.polynomial, tuple(polynomial.secrets[at] for polynomial in polynomials), signed)
        for at, own in enumerate(polynomials)
    ]


def _exponents(keys: Sequence[tuple[mpz, mpz]], coefficients: Sequence[Signed]) -> list[list[mpz]]:
    if len(coefficients) != len(keys) or not coefficients:
        raise Wrong(Fault.TRUSTEES, "polynomials", "There must be one for each trustee.")
    content = read_json(coefficients[0].message, "polynomial 1")
    (first,) = fields(content, ("coefexps",), "polynomial 1")
    threshold = len(items(first, "polynomial 1", most=len(keys)))
    return [
        read_coefficients(signed, verification, threshold, f"polynomial {at}")
        for at, (signed, (verification, _)) in enumerate(zip(coefficients, keys, strict=True), 1)
    ]


def answer(seed: Seed, certificates: Sequence[Signed], letters: Letters, random: Random) -> Answer:
    """Step 5: open the letters, check each value against its sender's coefficients, add up to the own key.

    Raises:
        Wrong: a letter cannot be opened or does not fit; the place names its sender.
    """
    keys = check_certificates(certificates)
    place = place_of(seed, keys)
    exponents = _exponents(keys, letters.coefficients)
    if len(letters.secrets) != len(keys):
        raise Wrong(Fault.TRUSTEES, "letters")
    total = mpz(0)
    for at, (sealed, (sender, _), row) in enumerate(zip(letters.secrets, keys, exponents, strict=True), 1):
        where = f"letter of trustee {at}"
        (secret,) = fields(read_json(receive(seed, sender, sealed, where), where), ("secret",), where)
        value = read_exponent(secret, where)
        if GENERATOR.power(value) != expected_key([row], place):
            raise Wrong(Fault.TRUSTEES, where, "The value does not follow from the coefficients.")
        total = (total + value) % Q
    private = send(seed, seed.encryption_key, compact({"decryption_key": str(total)}), random)
    return Answer(private, TrusteeKey.of(total, random))


def gather(
    certificates: Sequence[Signed], polynomials: Sequence[Polynomial], answers: Sequence[Answer], threshold: int
) -> Pedersen:
    """Step 6: the public parameters, checked as any verifier will.

    Raises:
        Wrong: something does not hold.
    """
    return read_pedersen(
        {
            "threshold": threshold,
            "certs": [certificate.written() for certificate in certificates],
            "coefexps": [polynomial.coefficients.written() for polynomial in polynomials],
            "verification_keys": [each.key.written() for each in answers],
        },
        "threshold",
    )


def open_private_key(seed: Seed, sealed: str) -> mpz:
    """The trustee's private key out of `Answer.private_key`, for the decryption.

    Raises:
        Wrong: it is not this trustee's.
    """
    place = "private key"
    content = read_json(receive(seed, seed.verification_key, sealed, place), place)
    (number,) = fields(content, ("decryption_key",), place)
    # The reference implementation adds up without reducing: such a key is the same key.
    return read_element(number, place) % Q
