"""Making a ballot (specification, 4.11 to 4.15). The maker knows every secret, so each power is of a fixed base."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from gmpy2 import mpz

from balai.engines.belenios.credentials import secret_of
from balai.engines.belenios.elections import Election, Question
from balai.engines.belenios.encoding import compact, fingerprint
from balai.engines.belenios.errors import Fault, Wrong
from balai.engines.belenios.groups import GENERATOR, ONE, P, Q, hashed, random_exponent
from balai.engines.belenios.knowledge import Proof, prove_secret

Ciphertext = tuple[mpz, mpz]


@dataclass(frozen=True, slots=True)
class Hidden:
    """A ciphertext with what its maker knows: the random exponent and the number inside."""

    pair: Ciphertext
    exponent: mpz
    number: int


@dataclass(frozen=True, slots=True)
class Claim:
    """One side of an "or": this ciphertext holds this number."""

    hidden: Hidden
    number: int

    @property
    def holds(self) -> bool:
        return self.hidden.number == self.number


def make_ballot(election: Election, credential: str, choices: Sequence[Sequence[int]], random: Random) -> str:
    """A ballot as it is sent and stored.

    Args:
        credential: the voter's secret code.
        choices: for each question as many 0 and 1 as its `width`; with `blank` the first says "blank".
        random: pass `secrets.SystemRandom()`; who can guess it can read the vote.

    Raises:
        Wrong: the credential was mistyped, or the choices do not fit the questions.
    """
    if len(choices) != len(election.questions):
        raise Wrong(Fault.CHOICES, "choices", f"There are {len(election.questions)} questions.")
    for number, (question, chosen) in enumerate(zip(election.questions, choices, strict=True), 1):
        question.check(chosen, f"choices, question {number}")
    secret = secret_of(credential, election.uuid)
    public = GENERATOR.power(secret)
    start = f"{election.fingerprint}|{public}"
    content: dict[str, Any] = {
        "election_uuid": election.uuid,
        "election_hash": election.fingerprint,
        "credential": str(public),
        "answers": [
            _answer(election, start, question, chosen, random)
            for question, chosen in zip(election.questions, choices, strict=True)
        ],
    }
    return signed(content, secret, random)


def signed(content: dict[str, Any], secret: mpz, random: Random) -> str:
    """The ballot with its signature (4.14)."""
    digest = fingerprint(compact(content))
    proof = prove_secret(secret, f"sig|{digest}", random)
    return compact({**content, "signature": {"hash": digest, "proof": proof.written()}})


def tracker_of(ballot: str) -> str:
    """The tracker: what the voter keeps, and finds again in the archive."""
    return fingerprint(ballot)


def hide(election: Election, number: int, random: Random) -> Hidden:
    """An encryption under the election's key (ElGamal in the exponent)."""
    exponent = random_exponent(random)
    beta = election.key.power(exponent) * GENERATOR.power(mpz(number)) % P
    return Hidden((GENERATOR.power(exponent), beta), exponent, number)


def summed(hidden: Sequence[Hidden]) -> Hidden:
    """The encryption of the sum."""
    alpha, beta = product([each.pair for each in hidden])
    exponent = sum((each.exponent for each in hidden), mpz(0)) % Q
    return Hidden((alpha, beta), exponent, sum(each.number for each in hidden))


def product(pairs: Sequence[Ciphertext]) -> Ciphertext:
    alpha, beta = ONE, ONE
    for one, other in pairs:
        alpha = alpha * one % P
        beta = beta * other % P
    return alpha, beta


def written_pairs(pairs: Sequence[Ciphertext]) -> str:
    return ",".join(f"{alpha},{beta}" for alpha, beta in pairs)


def _answer(
    election: Election, start: str, question: Question, chosen: Sequence[int], random: Random
) -> dict[str, Any]:
    hidden = [hide(election, number, random) for number in chosen]
    pairs = [each.pair for each in hidden]
    statement = f"{start}|{written_pairs(pairs)}"
    answer: dict[str, Any] = {
        "choices": [{"alpha": str(alpha), "beta": str(beta)} for alpha, beta in pairs],
        "individual_proofs": [_in_range(election, start, each, range(2), random) for each in hidden],
    }
    if not question.blank:
        total = summed(hidden)
        answer["overall_proof"] = _in_range(election, statement, total, question.numbers, random)
        return answer
    first, rest = hidden[0], summed(hidden[1:])
    either = [Claim(first, 1), *(Claim(rest, number) for number in question.numbers)]
    answer["overall_proof"] = prove_one(election, f"bproof1|{statement}|", either, random)
    answer["blank_proof"] = prove_one(election, f"bproof0|{statement}|", [Claim(first, 0), Claim(rest, 0)], random)
    return answer


def _in_range(
    election: Election, statement: str, hidden: Hidden, numbers: range, random: Random
) -> list[dict[str, str]]:
    """`iprove` (4.12): the ciphertext holds one of the numbers."""
    prefix = f"prove|{statement}|{hidden.pair[0]},{hidden.pair[1]}|"
    return prove_one(election, prefix, [Claim(hidden, number) for number in numbers], random)


def prove_one(election: Election, prefix: str, claims: Sequence[Claim], random: Random) -> list[dict[str, str]]:
    """That at least one of the claims holds, without saying which (4.12, 4.13).

    The claims that fail are simulated: a random challenge and response give the commitments. The true one's
    challenge is what remains of the hash.

    Raises:
        Wrong: none of the claims holds.
    """
    true = next((at for at, claim in enumerate(claims) if claim.holds), None)
    if true is None:
        raise Wrong(Fault.CHOICES, "proof", "Nothing true can be proved.")
    proofs: list[Proof] = []
    commitments: list[str] = []
    chosen, total = random_exponent(random), mpz(0)
    for at, claim in enumerate(claims):
        if at == true:
            proofs.append(Proof(mpz(0), chosen))
            commitments.append(f"{GENERATOR.power(chosen)},{election.key.power(chosen)}")
            continue
        proof = Proof(random_exponent(random), random_exponent(random))
        proofs.append(proof)
        commitments.append(_simulated(election, claim, proof))
        total += proof.challenge
    challenge = (hashed(prefix + ",".join(commitments)) - total) % Q
    exponent = claims[true].hidden.exponent
    proofs[true] = Proof(challenge, (chosen - exponent * challenge) % Q)
    return [proof.written() for proof in proofs]


def _simulated(election: Election, claim: Claim, proof: Proof) -> str:
    hidden = claim.hidden
    exponent = (proof.response + hidden.exponent * proof.challenge) % Q
    shift = ((hidden.number - claim.number) * proof.challenge) % Q
    return f"{GENERATOR.power(exponent)},{election.key.power(exponent) * GENERATOR.power(shift) % P}"
