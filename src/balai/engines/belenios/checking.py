"""Verifying a ballot (specification, 4.11 to 4.15): 15 powers of changing bases for a yes/no question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gmpy2 import mpz

from balai.engines.belenios.ballots import Ciphertext, product, written_pairs
from balai.engines.belenios.credentials import Roll
from balai.engines.belenios.elections import Election, Question
from balai.engines.belenios.encoding import compact, fields, fingerprint, items, read_json
from balai.engines.belenios.errors import Fault, Wrong
from balai.engines.belenios.groups import (
    GENERATOR,
    Chain,
    P,
    Q,
    checked_chain,
    hashed,
    power,
    powers_of_product,
    read_element,
)
from balai.engines.belenios.knowledge import Proof

_PLACE = "ballot"
_FEW = 4
"""Of so many choices the chains are kept for the proof of the whole; of more, it is quicker without them."""
Chains = tuple[Chain, Chain]


@dataclass(frozen=True, slots=True)
class Ballot:
    """A verified ballot: its text as stored, the public credential, the ciphertexts of each question."""

    text: str
    credential: str
    answers: tuple[tuple[Ciphertext, ...], ...]

    @property
    def tracker(self) -> str:
        return fingerprint(self.text)


@dataclass(frozen=True, slots=True)
class Part:
    """One side of an "or" as the verifier sees it: a ciphertext, raised to the challenge, and the number claimed."""

    raised: Ciphertext
    number: int
    proof: Proof


def largest_ballot(election: Election) -> int:
    """No ballot of this election is longer, in letters."""
    proofs = sum(question.width * 4 + question.maximum - question.minimum + 8 for question in election.questions)
    return 4_000 + proofs * 400 + sum(question.width for question in election.questions) * 1_400


def verify_ballot(text: str, election: Election, roll: Roll | None) -> Ballot:
    """A ballot, when everything about it holds: form, election, credential on the roll, group, proofs, signature.

    Args:
        roll: who may vote; None leaves that to the caller.

    Raises:
        Wrong: something does not hold; `place` says where in the ballot.
    """
    content = read_json(text, _PLACE, largest=largest_ballot(election))
    uuid, digest, credential, answers, signature = fields(
        content, ("election_uuid", "election_hash", "credential", "answers", "signature"), _PLACE
    )
    if uuid != election.uuid or digest != election.fingerprint:
        raise Wrong(Fault.OTHER_ELECTION, _PLACE)
    public = read_element(credential, f"{_PLACE}, credential")
    if roll is not None and credential not in roll:
        raise Wrong(Fault.UNKNOWN_CREDENTIAL, f"{_PLACE}, credential")
    _check_signature(text, content, signature, public)
    start = f"{election.fingerprint}|{credential}"
    listed = items(answers, f"{_PLACE}, answers", number=len(election.questions))
    ciphertexts = tuple(
        _check_answer(election, start, question, answer, f"{_PLACE}, answer {number}")
        for number, (question, answer) in enumerate(zip(election.questions, listed, strict=True), 1)
    )
    return Ballot(text, credential, ciphertexts)


def _check_signature(text: str, content: dict[str, object], value: object, public: mpz) -> None:
    """The one proper writing, its hash, and the signature over the hash."""
    place = f"{_PLACE}, signature"
    digest, proof = fields(value, ("hash", "proof"), place)
    ordered = ("election_uuid", "election_hash", "credential", "answers", "signature")
    if tuple(content) != ordered or compact(content) != text:
        raise Wrong(Fault.ENCODING, _PLACE)
    unsigned = compact({name: content[name] for name in ordered[:-1]})
    if digest != fingerprint(unsigned):
        raise Wrong(Fault.HASH, place)
    _check_order(value, ("hash", "proof"), place)
    read = _read_proof(proof, place)
    raised = power(checked_chain(public, f"{_PLACE}, credential"), read.challenge)
    if hashed(f"sig|{digest}|{GENERATOR.power(read.response) * raised % P}") != read.challenge:
        raise Wrong(Fault.SIGNATURE, place)


def _check_order(value: object, names: tuple[str, ...], place: str) -> None:
    if not isinstance(value, dict) or tuple(value) != names:
        raise Wrong(Fault.ENCODING, place)


def _read_proof(value: object, place: str) -> Proof:
    _check_order(value, ("challenge", "response"), place)
    return Proof.read(value, place)


def _read_proofs(value: object, number: int, place: str) -> list[Proof]:
    return [_read_proof(item, f"{place} {at}") for at, item in enumerate(items(value, place, number=number), 1)]


def _check_answer(
    election: Election, start: str, question: Question, value: object, place: str
) -> tuple[Ciphertext, ...]:
    names: tuple[str, ...] = ("choices", "individual_proofs", "overall_proof")
    names += ("blank_proof",) if question.blank else ()
    _check_order(value, names, place)
    choices, individual, overall, *blank = fields(value, names, place)
    pairs: list[Ciphertext] = []
    chains: list[Chains] = []
    listed = items(individual, f"{place}, individual_proofs", number=question.width)
    for at, choice in enumerate(items(choices, f"{place}, choices", number=question.width), 1):
        pair, own = _check_choice(election, start, choice, listed[at - 1], f"{place}, choice {at}")
        pairs.append(pair)
        if question.width <= _FEW or (question.blank and at == 1):
            chains.append(own)
    statement = f"{start}|{written_pairs(pairs)}"
    whole = _Whole(question, pairs, chains, overall, blank[0] if blank else None, place)
    if question.blank:
        _check_blank(election, statement, whole)
    else:
        _check_overall(election, statement, whole)
    return tuple(pairs)


def _check_choice(
    election: Election, start: str, choice: object, value: object, place: str
) -> tuple[Ciphertext, Chains]:
    """A ciphertext of the group that holds 0 or 1."""
    _check_order(choice, ("alpha", "beta"), place)
    first, second = fields(choice, ("alpha", "beta"), place)
    alpha, beta = read_element(first, f"{place}, alpha"), read_element(second, f"{place}, beta")
    proofs = _read_proofs(value, 2, f"{place}, individual proof")
    chains = checked_chain(alpha, f"{place}, alpha"), checked_chain(beta, f"{place}, beta")
    parts = [
        Part((power(chains[0], proof.challenge), power(chains[1], proof.challenge)), number, proof)
        for number, proof in enumerate(proofs)
    ]
    if not _holds(election, f"prove|{start}|{first},{second}|", parts):
        raise Wrong(Fault.PROOF, f"{place}, individual proof")
    return (alpha, beta), chains


@dataclass(frozen=True, slots=True)
class _Whole:
    """What is said of an answer as a whole. `chains` are those of `pairs`, or of the first alone, or none."""

    question: Question
    pairs: Sequence[Ciphertext]
    chains: Sequence[Chains]
    overall: object
    blank: object
    place: str


def _check_overall(election: Election, statement: str, whole: _Whole) -> None:
    """Between minimum and maximum answers are chosen."""
    question, place = whole.question, f"{whole.place}, overall proof"
    proofs = _read_proofs(whole.overall, len(question.numbers), place)
    total = product(whole.pairs)
    raised = _raised(total, whole.chains, proofs)
    parts = [Part(pair, *rest) for pair, rest in zip(raised, enumerate(proofs, question.minimum), strict=True)]
    if not _holds(election, f"prove|{statement}|{total[0]},{total[1]}|", parts):
        raise Wrong(Fault.PROOF, place)


def _check_blank(election: Election, statement: str, whole: _Whole) -> None:
    """Blank or between minimum and maximum answers; and not blank, or no answer (4.13.3)."""
    question, pairs, place = whole.question, whole.pairs, whole.place
    overall = _read_proofs(whole.overall, len(question.numbers) + 1, f"{place}, overall proof")
    blank = _read_proofs(whole.blank, 2, f"{place}, blank proof")
    total = product(pairs[1:])
    named = [blank[1], *overall[1:]]
    raised = _raised(total, whole.chains[1:], named)
    first = _raised(pairs[0], whole.chains[:1], [blank[0], overall[0]])
    if not _holds(election, f"bproof0|{statement}|", [Part(first[0], 0, blank[0]), Part(raised[0], 0, blank[1])]):
        raise Wrong(Fault.PROOF, f"{place}, blank proof")
    parts = [Part(first[1], 1, overall[0])]
    parts += [
        Part(pair, *rest) for pair, rest in zip(raised[1:], enumerate(overall[1:], question.minimum), strict=True)
    ]
    if not _holds(election, f"bproof1|{statement}|", parts):
        raise Wrong(Fault.PROOF, f"{place}, overall proof")


def _raised(pair: Ciphertext, chains: Sequence[Chains], proofs: Sequence[Proof]) -> list[Ciphertext]:
    """The pair, which is the product of those whose chains are given, to each challenge."""
    challenges = [proof.challenge for proof in proofs]
    alphas = powers_of_product(pair[0], [alpha for alpha, _ in chains], challenges)
    betas = powers_of_product(pair[1], [beta for _, beta in chains], challenges)
    return list(zip(alphas, betas, strict=True))


def _holds(election: Election, prefix: str, parts: Sequence[Part]) -> bool:
    """Whether the challenges add up to the hash of the commitments that follow from them."""
    commitments: list[str] = []
    total = mpz(0)
    for part in parts:
        proof, (alpha, beta) = part.proof, part.raised
        total += proof.challenge
        first = GENERATOR.power(proof.response) * alpha % P
        second = election.key.power(proof.response) * beta % P
        if part.number:
            # (beta / g^m)^c = beta^c · g^(-m·c)
            second = second * GENERATOR.power(-part.number * proof.challenge % Q) % P
        commitments.append(f"{first},{second}")
    return bool(hashed(prefix + ",".join(commitments)) == total % Q)
