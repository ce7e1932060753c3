"""Proofs that someone knows a secret exponent, and Schnorr's signatures made of them (specification, 4.5, 4.14)."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Self

from gmpy2 import mpz, powmod

from balai.engines.belenios.encoding import fields
from balai.engines.belenios.groups import GENERATOR, P, Q, hashed, random_exponent, read_exponent


@dataclass(frozen=True, slots=True)
class Proof:
    """A challenge and the response to it."""

    challenge: mpz
    response: mpz

    @classmethod
    def read(cls, value: object, place: str) -> Self:
        """
        Raises:
            Wrong: no object of two exponents.
        """
        challenge, response = fields(value, ("challenge", "response"), place)
        return cls(read_exponent(challenge, f"{place}, challenge"), read_exponent(response, f"{place}, response"))

    def written(self) -> dict[str, str]:
        return {"challenge": str(self.challenge), "response": str(self.response)}


def prove_secret(secret: mpz, prefix: str, random: Random) -> Proof:
    """Knowledge of the secret; the challenge is the hash of `prefix`, a bar and the commitment."""
    chosen = random_exponent(random)
    challenge = hashed(f"{prefix}|{GENERATOR.power(chosen)}")
    return Proof(challenge, (chosen - secret * challenge) % Q)


def proves_secret(public: mpz, prefix: str, proof: Proof) -> bool:
    commitment = GENERATOR.power(proof.response) * powmod(public, proof.challenge, P) % P
    return bool(hashed(f"{prefix}|{commitment}") == proof.challenge)
