"""Adding encrypted ballots up, decrypting the sum together, and the result (specification, 4.16, 4.18, 4.19)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Self

from gmpy2 import invert, isqrt, mpz, powmod

from balai.engines.belenios.ballots import Ciphertext
from balai.engines.belenios.elections import Election
from balai.engines.belenios.encoding import compact, fields, items, name_of, read_json, whole
from balai.engines.belenios.errors import Fault, Wrong
from balai.engines.belenios.groups import (
    GENERATOR,
    ONE,
    FixedBase,
    G,
    P,
    Q,
    checked_chain,
    hashed,
    in_group,
    power,
    random_exponent,
    read_element,
)
from balai.engines.belenios.knowledge import Proof
from balai.engines.belenios.trustees import Trustees

Answers = Sequence[Sequence[Ciphertext]]
Factors = tuple[tuple[mpz, ...], ...]


class Tally:
    """The running product of ballots: for each question as many ciphertexts as its width."""

    def __init__(self, election: Election) -> None:
        self.ciphertexts: list[list[Ciphertext]] = [[(ONE, ONE)] * question.width for question in election.questions]

    def add(self, answers: Answers, weight: int = 1) -> None:
        """Count a ballot (or another tally) in, `weight` times; with -1, take it out again."""
        for row, pairs in zip(self.ciphertexts, answers, strict=True):
            for at, (alpha, beta) in enumerate(pairs):
                if weight != 1:
                    alpha, beta = powmod(alpha, weight, P), powmod(beta, weight, P)  # noqa: PLW2901 (one name each)
                row[at] = (row[at][0] * alpha % P, row[at][1] * beta % P)

    @classmethod
    def of(cls, election: Election, ballots: Iterable[Answers]) -> Self:
        """The tally of these ballots. The caller passes each voter's last one only."""
        tally = cls(election)
        for answers in ballots:
            tally.add(answers)
        return tally

    def text(self) -> str:
        """The `encrypted_tally` as it stands in an archive."""
        return compact([[{"alpha": str(alpha), "beta": str(beta)} for alpha, beta in row] for row in self.ciphertexts])

    def sized_text(self, ballots: int, weight: int | None = None) -> str:
        """The payload of the event `EncryptedTally`."""
        total = ballots if weight is None else weight
        name = name_of(self.text().encode())
        return compact({"num_tallied": ballots, "total_weight": total, "encrypted_tally": name})

    @classmethod
    def read(cls, content: bytes | str, election: Election, place: str = "encrypted tally") -> Self:
        """A tally from its text, for a trustee who decrypts it. Each number is checked to be of the group.

        Raises:
            Wrong: it is no tally of this election.
        """
        tally = cls(election)
        listed = items(read_json(content, place), place, number=len(election.questions))
        for row, question, pairs in zip(tally.ciphertexts, election.questions, listed, strict=True):
            row[:] = [_read_pair(item, place) for item in items(pairs, place, number=question.width)]
        return tally


def _read_pair(value: object, place: str) -> Ciphertext:
    first, second = fields(value, ("alpha", "beta"), place)
    pair = read_element(first, place), read_element(second, place)
    if not in_group(pair[0]) or not in_group(pair[1]):
        raise Wrong(Fault.GROUP, place)
    return pair


@dataclass(frozen=True, slots=True)
class SizedTally:
    """How many ballots were added up, their weight, and the name of the encrypted tally."""

    ballots: int
    weight: int
    name: str

    @classmethod
    def read(cls, content: bytes | str, place: str) -> Self:
        """
        Raises:
            Wrong: no such object.
        """
        value = fields(read_json(content, place), ("num_tallied", "total_weight", "encrypted_tally"), place)
        return cls(whole(value[0], place), whole(value[1], place), str(value[2]))


def decrypt_tally(election: Election, tally: Tally, private_key: mpz, random: Random) -> str:
    """A trustee's partial decryption, with a proof for each factor (4.18).

    Whoever calls this with a private key must have verified the archive first: a trustee who decrypts whatever is
    handed over decrypts single ballots too.
    """
    public = GENERATOR.power(private_key)
    factors: list[list[str]] = []
    proofs: list[list[dict[str, str]]] = []
    for row in tally.ciphertexts:
        factors.append([str(powmod(alpha, private_key, P)) for alpha, _ in row])
        proofs.append([])
        for alpha, _ in row:
            chosen = random_exponent(random)
            commitments = f"{GENERATOR.power(chosen)},{powmod(alpha, chosen, P)}"
            challenge = hashed(f"decrypt|{election.fingerprint}|{public}|{commitments}")
            proofs[-1].append(Proof(challenge, (chosen - private_key * challenge) % Q).written())
    return compact({"decryption_factors": factors, "decryption_proofs": proofs})


def check_partial_decryption(
    content: bytes | str, election: Election, tally: Tally, public_key: mpz, place: str = "partial decryption"
) -> Factors:
    """The factors of a trustee's partial decryption, every proof checked against the trustee's public key.

    Raises:
        Wrong: something does not hold; the place names question and answer.
    """
    value = read_json(content, place)
    factors, proofs = fields(value, ("decryption_factors", "decryption_proofs"), place)
    number = len(tally.ciphertexts)
    rows = zip(
        tally.ciphertexts, items(factors, place, number=number), items(proofs, place, number=number), strict=True
    )
    key = FixedBase(public_key)
    return tuple(
        _check_row(election, key, row, (first, second), f"{place}, question {at}")
        for at, (row, first, second) in enumerate(rows, 1)
    )


def _check_row(
    election: Election, key: FixedBase, row: Sequence[Ciphertext], values: tuple[object, object], place: str
) -> tuple[mpz, ...]:
    factors = items(values[0], place, number=len(row))
    proofs = items(values[1], place, number=len(row))
    found: list[mpz] = []
    for at, ((alpha, _), text, value) in enumerate(zip(row, factors, proofs, strict=True), 1):
        where = f"{place}, answer {at}"
        factor, proof = read_element(text, where), Proof.read(value, where)
        raised = power(checked_chain(factor, where), proof.challenge)
        first = GENERATOR.power(proof.response) * key.power(proof.challenge) % P
        second = powmod(alpha, proof.response, P) * raised % P
        if hashed(f"decrypt|{election.fingerprint}|{key.base}|{first},{second}") != proof.challenge:
            raise Wrong(Fault.DECRYPTION, where)
        found.append(factor)
    return tuple(found)


def compute_result(tally: Tally, trustees: Trustees, decryptions: Mapping[int, Factors], most: int) -> list[list[int]]:
    """How many voices each answer has; with `blank` the first number of a question counts the blank votes.

    Args:
        decryptions: a trustee's number (from 1) → the checked factors.
        most: no answer can have more voices (the total weight).

    Raises:
        Wrong: too few trustees, or a number is not between 0 and `most`.
    """
    logarithm = Logarithm(most)
    result: list[list[int]] = []
    for question, row in enumerate(tally.ciphertexts):
        result.append([])
        for at, (_, beta) in enumerate(row):
            factor = trustees.combined({owner: factors[question][at] for owner, factors in decryptions.items()})
            result[-1].append(logarithm.of(beta * invert(factor, P) % P))
    return result


def result_text(result: Sequence[Sequence[int]]) -> str:
    return compact({"result": result})


def read_result(content: bytes | str, election: Election, place: str = "result") -> list[list[int]]:
    """
    Raises:
        Wrong: no result of this election.
    """
    (listed,) = fields(read_json(content, place), ("result",), place)
    rows = items(listed, place, number=len(election.questions))
    return [
        [whole(number, place) for number in items(row, place, number=question.width)]
        for row, question in zip(rows, election.questions, strict=True)
    ]


class Logarithm:
    """Which power of g a number is, from 0 to `most`: Shanks' baby steps and giant steps, 2 · sqrt(most) products."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._step = int(isqrt(most)) + 1
        self._small: dict[mpz, int] = {}
        power = ONE
        for exponent in range(self._step):
            self._small[power] = exponent
            power = power * G % P
        self._back = invert(power, P)

    def of(self, number: mpz) -> int:
        """
        Raises:
            Wrong: it is none of these powers.
        """
        for giant in range(self._step + 1):
            small = self._small.get(number)
            if small is not None and giant * self._step + small <= self._most:
                return giant * self._step + small
            number = number * self._back % P
        raise Wrong(Fault.RESULT, "result", "A sum is larger than the number of voices.")
