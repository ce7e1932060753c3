"""Who holds the election's key (specification, 4.5 and 4.7): single trustees, and groups of whom so many suffice.

The order is that of the file: owner 1 is the first key of the first item, and so on through all items.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from random import Random
from typing import Any, Self

from gmpy2 import invert, mpz, powmod

from balai.engines.belenios.encoding import compact, fields, items, read_json, whole
from balai.engines.belenios.errors import Fault, Wrong
from balai.engines.belenios.groups import GENERATOR, GROUP, ONE, P, Q, in_group, random_exponent, read_element
from balai.engines.belenios.knowledge import Proof, prove_secret, proves_secret
from balai.engines.belenios.messages import Signed, certificate_keys, read_coefficients

MOST_TRUSTEES = 100


@dataclass(frozen=True, slots=True)
class TrusteeKey:
    """A trustee's public key with the proof that the trustee has the private one."""

    public_key: mpz
    proof: Proof

    @classmethod
    def of(cls, private_key: mpz, random: Random) -> Self:
        public = GENERATOR.power(private_key)
        return cls(public, prove_secret(private_key, f"pok|{GROUP}|{public}", random))

    @classmethod
    def read(cls, value: object, place: str) -> Self:
        """
        Raises:
            Wrong: no such key, not of the group, or its proof does not hold.
        """
        proof, public_key = fields(value, ("pok", "public_key"), place)
        key = cls(read_element(public_key, f"{place}, public_key"), Proof.read(proof, f"{place}, pok"))
        if not in_group(key.public_key):
            raise Wrong(Fault.GROUP, f"{place}, public_key")
        if not proves_secret(key.public_key, f"pok|{GROUP}|{key.public_key}", key.proof):
            raise Wrong(Fault.PROOF, f"{place}, pok")
        return key

    def written(self) -> dict[str, Any]:
        return {"pok": self.proof.written(), "public_key": str(self.public_key)}


def new_private_key(random: Random) -> mpz:
    """Pass `secrets.SystemRandom()`."""
    return random_exponent(random)


@dataclass(frozen=True, slots=True)
class Single:
    """One trustee without whom nothing is decrypted."""

    key: TrusteeKey

    @property
    def keys(self) -> tuple[TrusteeKey, ...]:
        return (self.key,)

    @property
    def public_key(self) -> mpz:
        return self.key.public_key

    def written(self) -> list[Any]:
        return ["Single", self.key.written()]


@dataclass(frozen=True, slots=True)
class Pedersen:
    """Trustees of whom any `threshold` decrypt together."""

    threshold: int
    certificates: tuple[Signed, ...]
    coefficients: tuple[Signed, ...]
    keys: tuple[TrusteeKey, ...]
    public_key: mpz

    def written(self) -> list[Any]:
        return [
            "Pedersen",
            {
                "threshold": self.threshold,
                "certs": [certificate.written() for certificate in self.certificates],
                "coefexps": [signed.written() for signed in self.coefficients],
                "verification_keys": [key.written() for key in self.keys],
            },
        ]


@dataclass(frozen=True)
class Trustees:
    """All who take part in the decryption. `text` is the file, byte for byte."""

    text: str
    groups: tuple[Single | Pedersen, ...]

    @cached_property
    def keys(self) -> tuple[TrusteeKey, ...]:
        """Every trustee's key; a trustee's number is the place here, from 1."""
        return tuple(key for group in self.groups for key in group.keys)

    @cached_property
    def public_key(self) -> mpz:
        """The election's key: the product over the groups."""
        product = ONE
        for group in self.groups:
            product = product * group.public_key % P
        return product

    def lacking(self, owners: Mapping[int, object] | Sequence[int]) -> int:
        """How many more partial decryptions are needed, when these trustees' are there."""
        lacking, first = 0, 1
        for group in self.groups:
            present = sum(first + place in owners for place in range(len(group.keys)))
            needed = group.threshold if isinstance(group, Pedersen) else 1
            lacking += max(0, needed - present)
            first += len(group.keys)
        return lacking

    def combined(self, factors: Mapping[int, mpz]) -> mpz:
        """One decryption factor out of the trustees' (number → factor); 4.19, by Lagrange within a group.

        Raises:
            Wrong: too few trustees.
        """
        if self.lacking(factors):
            raise Wrong(Fault.MISSING, "decryption", f"{self.lacking(factors)} more trustees are needed.")
        product, first = ONE, 1
        for group in self.groups:
            if isinstance(group, Single):
                product = product * factors[first] % P
            else:
                there = [place for place in range(1, len(group.keys) + 1) if first + place - 1 in factors]
                chosen = there[: group.threshold]
                for place in chosen:
                    weight = lagrange(place, chosen)
                    product = product * powmod(factors[first + place - 1], weight, P) % P
            first += len(group.keys)
        return product


def lagrange(place: int, chosen: Sequence[int]) -> mpz:
    """The coefficient of the trustee `place` among those chosen, modulo q."""
    weight = ONE
    for other in chosen:
        if other != place:
            weight = weight * other * invert(mpz(other - place) % Q, Q) % Q
    return weight


def make_trustees(groups: Sequence[Single | Pedersen]) -> Trustees:
    """The trustees' file.

    Raises:
        Wrong: none, too many, one is not sound, or a key stands twice: somebody handed in a copy of another's.
    """
    if not all_different([group.public_key for group in groups]):
        raise Wrong(Fault.TRUSTEES, "trustees", "A key stands twice.")
    return read_trustees(compact([group.written() for group in groups]))


def read_trustees(text: str) -> Trustees:
    """Trustees from their file; every signature, proof and key is checked.

    Raises:
        Wrong: something does not hold.
    """
    listed = items(read_json(text, "trustees"), "trustees", most=MOST_TRUSTEES)
    groups = tuple(_group(item, f"trustees, item {number}") for number, item in enumerate(listed, 1))
    if not groups:
        raise Wrong(Fault.TRUSTEES, "trustees", "There is none.")
    if sum(len(group.keys) for group in groups) > MOST_TRUSTEES:
        raise Wrong(Fault.SIZE, "trustees")
    return Trustees(text, groups)


def _group(value: object, place: str) -> Single | Pedersen:
    kind, content = items(value, place, number=2)
    if kind == "Single":
        return Single(TrusteeKey.read(content, place))
    if kind == "Pedersen":
        return read_pedersen(content, place)
    raise Wrong(Fault.TRUSTEES, place, f"{str(kind)[:20]} is unknown")


def read_pedersen(content: object, place: str) -> Pedersen:
    """A group from its parameters (4.6.7), everything checked.

    Raises:
        Wrong: something does not hold.
    """
    threshold, certificates, coefficients, keys = fields(
        content, ("threshold", "certs", "coefexps", "verification_keys"), place
    )
    number = len(items(certificates, f"{place}, certs", most=MOST_TRUSTEES))
    needed = whole(threshold, f"{place}, threshold", least=1, most=number)
    certs = tuple(Signed.read(item, f"{place}, cert {at}") for at, item in enumerate(certificates, 1))
    signed = tuple(
        Signed.read(item, f"{place}, coefexps {at}")
        for at, item in enumerate(items(coefficients, f"{place}, coefexps", number=number), 1)
    )
    exponents = []
    for at, (certificate, message) in enumerate(zip(certs, signed, strict=True), 1):
        verification, _ = certificate_keys(certificate, f"{place}, cert {at}")
        exponents.append(read_coefficients(message, verification, needed, f"{place}, coefexps {at}"))
    read_keys = tuple(
        TrusteeKey.read(item, f"{place}, key {at}")
        for at, item in enumerate(items(keys, f"{place}, verification_keys", number=number), 1)
    )
    _check_keys(read_keys, exponents, place)
    product = ONE
    for row in exponents:
        product = product * row[0] % P
    return Pedersen(needed, certs, signed, read_keys, product)


def _check_keys(keys: Sequence[TrusteeKey], exponents: Sequence[Sequence[mpz]], place: str) -> None:
    for at, key in enumerate(keys, 1):
        if key.public_key != expected_key(exponents, at):
            raise Wrong(Fault.TRUSTEES, f"{place}, key {at}", "It does not follow from the coefficients.")


def expected_key(exponents: Sequence[Sequence[mpz]], place: int) -> mpz:
    """The public key of the trustee at `place` (from 1): the product of A_ik to place^k (4.6.6)."""
    product = ONE
    for row in exponents:
        power = mpz(1)
        for value in row:
            product = product * powmod(value, power, P) % P
            power = power * place % Q
    return product


def all_different(numbers: Sequence[mpz]) -> bool:
    ordered = sorted(numbers)
    return all(one != other for one, other in pairwise(ordered))
