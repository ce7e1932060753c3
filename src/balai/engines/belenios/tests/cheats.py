"""Ballots of voters who know the protocol and want more than one voice: each is signed with a real credential."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from typing import Any

from gmpy2 import mpz

from balai.engines.belenios.ballots import Claim, Hidden, hide, make_ballot, prove_one, signed, summed, written_pairs
from balai.engines.belenios.credentials import new_credential, secret_of
from balai.engines.belenios.elections import Election
from balai.engines.belenios.groups import GENERATOR, P
from balai.engines.belenios.tests.samples import Sample

Cheat = Callable[[Sample, random.Random], str]


def _start(sample: Sample) -> tuple[Election, Any, str]:
    secret = secret_of(sample.credentials[0], sample.election.uuid)
    return sample.election, secret, f"{sample.election.fingerprint}|{GENERATOR.power(secret)}"


def _lie(hidden: Hidden, number: int) -> Hidden:
    """The prover pretends another number inside, so that the proof comes out at all."""
    return Hidden(hidden.pair, hidden.exponent, number)


def _proof(election: Election, prefix: str, claims: Sequence[Claim], chance: random.Random) -> list[dict[str, str]]:
    if any(claim.holds for claim in claims):
        return prove_one(election, prefix, claims, chance)
    claim = claims[0]
    return prove_one(election, prefix, [Claim(_lie(claim.hidden, claim.number), claim.number), *claims[1:]], chance)


def _answer(sample: Sample, question: int, hidden: Sequence[Hidden], chance: random.Random) -> dict[str, Any]:
    """An answer with whatever numbers inside; what is false is proved as well as can be."""
    election, _, start = _start(sample)
    asked = election.questions[question]
    pairs = [each.pair for each in hidden]
    statement = f"{start}|{written_pairs(pairs)}"
    answer: dict[str, Any] = {
        "choices": [{"alpha": str(alpha), "beta": str(beta)} for alpha, beta in pairs],
        "individual_proofs": [
            _proof(election, f"prove|{start}|{each.pair[0]},{each.pair[1]}|", [Claim(each, 0), Claim(each, 1)], chance)
            for each in hidden
        ],
    }
    if asked.blank:
        first, rest = hidden[0], summed(hidden[1:])
        claims = [Claim(first, 1), *(Claim(rest, number) for number in asked.numbers)]
        answer["overall_proof"] = _proof(election, f"bproof1|{statement}|", claims, chance)
        none = [Claim(first, 0), Claim(rest, 0)]
        answer["blank_proof"] = _proof(election, f"bproof0|{statement}|", none, chance)
    else:
        total = summed(hidden)
        prefix = f"prove|{statement}|{total.pair[0]},{total.pair[1]}|"
        answer["overall_proof"] = _proof(election, prefix, [Claim(total, number) for number in asked.numbers], chance)
    return answer


def _ballot(sample: Sample, answers: Sequence[dict[str, Any]], chance: random.Random) -> str:
    election, secret, _ = _start(sample)
    content = {
        "election_uuid": election.uuid,
        "election_hash": election.fingerprint,
        "credential": str(GENERATOR.power(secret)),
        "answers": list(answers),
    }
    return signed(content, secret, chance)


def with_numbers(*numbers: Sequence[int]) -> Cheat:
    """Numbers of the voter's own liking."""

    def make(sample: Sample, chance: random.Random) -> str:
        answers = [
            _answer(sample, at, [hide(sample.election, mpz(number) % 10**6, chance) for number in row], chance)
            for at, row in enumerate(numbers)
        ]
        return _ballot(sample, answers, chance)

    return make


def outside_the_subgroup(sample: Sample, chance: random.Random) -> str:
    """An alpha times -1; tried again until every challenge is even, so that no proof notices."""
    while True:
        honest = [hide(sample.election, number, chance) for number in (1, 0)]
        alpha, beta = honest[0].pair
        crooked = Hidden((P - alpha, beta), honest[0].exponent, 1)
        answer = _answer(sample, 0, [crooked, honest[1]], chance)
        proofs = [*answer["individual_proofs"][0], *answer["overall_proof"]]
        if all(int(proof["challenge"]) % 2 == 0 for proof in proofs):
            break
    second = _answer(sample, 1, [hide(sample.election, number, chance) for number in (1, 0, 0, 0)], chance)
    return _ballot(sample, [answer, second], chance)


def borrowed(sample: Sample, chance: random.Random) -> str:
    """The other voter's answers under the own credential."""
    return _ballot(sample, json.loads(sample.cast[1])["answers"], chance)


def mixed(sample: Sample, chance: random.Random) -> str:
    """One answer of each of the own two ballots: both are proven for this credential, so this is a third ballot."""
    first, last = (json.loads(sample.cast[at])["answers"] for at in (0, -1))
    return _ballot(sample, [first[0], last[1]], chance)


def signed_by_another(sample: Sample, chance: random.Random) -> str:
    content = json.loads(sample.cast[0])
    del content["signature"]
    return signed(content, secret_of(sample.credentials[1], sample.election.uuid), chance)


def foreign(sample: Sample, chance: random.Random) -> str:
    """A credential that nobody handed out."""
    choices = [[1, 0], [1, 0, 0, 0]]
    return make_ballot(sample.election, new_credential(chance), choices, chance)


def from_elsewhere(sample: Sample, chance: random.Random) -> str:
    """A ballot of another election."""
    other = Sample.new(*sample.election.questions, seed=chance.randrange(10**6), voters=1)
    return other.ballot(0, [[1, 0], [1, 0, 0, 0]])


CHEATS: dict[str, Cheat] = {
    "honest": with_numbers([1, 0], [0, 1, 1, 0]),
    "honest-blank": with_numbers([0, 1], [1, 0, 0, 0]),
    "two": with_numbers([2, 0], [0, 1, 0, 0]),
    "minus": with_numbers([2, -1], [0, 1, 0, 0]),
    "both": with_numbers([1, 1], [0, 1, 0, 0]),
    "none": with_numbers([0, 0], [0, 1, 0, 0]),
    "blank-and-more": with_numbers([1, 0], [1, 1, 0, 0]),
    "nothing-not-blank": with_numbers([1, 0], [0, 0, 0, 0]),
    "too-many": with_numbers([1, 0], [0, 1, 1, 1]),
    "blank-twice": with_numbers([1, 0], [2, 0, 0, 0]),
    "outside-the-subgroup": outside_the_subgroup,
    "borrowed": borrowed,
    "mixed": mixed,
    "signed-by-another": signed_by_another,
    "foreign": foreign,
    "from-elsewhere": from_elsewhere,
}
