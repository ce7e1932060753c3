"""Elections to try things on: small, whole, from a seed. Seeded randomness is for tests alone."""

from __future__ import annotations

import io
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from balai.engines.belenios.archive import ArchiveWriter
from balai.engines.belenios.ballots import make_ballot
from balai.engines.belenios.checking import Ballot, verify_ballot
from balai.engines.belenios.credentials import Roll, new_credential, new_uuid, public_credential, roll_text
from balai.engines.belenios.elections import Election, Question, make_election
from balai.engines.belenios.messages import Seed, make_certificate
from balai.engines.belenios.tally import (
    Factors,
    Tally,
    check_partial_decryption,
    compute_result,
    decrypt_tally,
    result_text,
)
from balai.engines.belenios.threshold import answer, gather, make_polynomial, open_private_key, sort_letters
from balai.engines.belenios.trustees import Pedersen, Single, TrusteeKey, Trustees, make_trustees, new_private_key

YES_OR_NO = Question("Setuju taman dibuka malam hari?", ("Ya", "Tidak"))
PARKS = Question("Taman mana yang “lebih dulu”?", ("Suropati", "Menteng", "Lapangan Banteng é"), 1, 2, blank=True)
UP_TO_ONE = Question("Kalau perlu, siapa?", ("A", "B"), 0, 1)
Choices = Sequence[Sequence[int]]


@dataclass(slots=True)
class Sample:
    """An election with all its secrets."""

    chance: random.Random
    election: Election
    trustees: Trustees
    keys: Mapping[int, Any]
    credentials: list[str]
    roll: str
    cast: list[str] = field(default_factory=list)

    @classmethod
    def new(
        cls,
        *questions: Question,
        seed: int = 1,
        voters: int = 3,
        singles: int = 1,
        group: tuple[int, int] | None = None,
    ) -> Sample:
        """`singles` trustees who are always needed; `group`: (how many suffice, of how many)."""
        chance = random.Random(seed)
        uuid = new_uuid(chance)
        keys: dict[int, Any] = {number: new_private_key(chance) for number in range(1, singles + 1)}
        parts: list[Single | Pedersen] = [Single(TrusteeKey.of(key, chance)) for key in keys.values()]
        if group:
            pedersen, private = ceremony(*group, chance)
            parts.append(pedersen)
            keys |= dict(enumerate(private, singles + 1))
        trustees = make_trustees(parts)
        election = make_election(
            uuid=uuid,
            name="Jajak pendapat",
            description="“é” \\ <b>",
            questions=questions or (YES_OR_NO,),
            public_key=trustees.public_key,
        )
        credentials = [new_credential(chance) for _ in range(voters)]
        roll = roll_text(public_credential(credential, uuid) for credential in credentials)
        return cls(chance, election, trustees, keys, credentials, roll)

    def ballot(self, voter: int, choices: Choices) -> str:
        return make_ballot(self.election, self.credentials[voter], choices, self.chance)

    def cast_all(self) -> None:
        """Everyone votes by chance, the first one twice."""
        for voter in [*range(len(self.credentials)), 0]:
            self.cast.append(self.ballot(voter, self.some_choices()))

    def some_choices(self) -> list[list[int]]:
        return [some_choice(self.chance, question) for question in self.election.questions]

    def counting(self, cast: Sequence[str]) -> list[Ballot]:
        """Each voter's last ballot."""
        roll = Roll.read([self.roll.encode()])
        last: dict[str, Ballot] = {}
        for text in cast:
            ballot = verify_ballot(text, self.election, roll)
            last.pop(ballot.credential, None)
            last[ballot.credential] = ballot
        return list(last.values())

    def archive(self, cast: Sequence[str], *, owners: Sequence[int] | None = None, closed: bool = True) -> bytes:
        """The whole archive; `owners`: whose keys decrypt, all when None."""
        file = io.BytesIO()
        writer = ArchiveWriter.begin(
            file, election=self.election, trustees=self.trustees, roll=self.roll, timestamp=1_790_000_000
        )
        for text in cast:
            writer.add_ballot(text)
        if closed:
            self.close(writer, cast, owners=owners)
        return file.getvalue()

    def close(self, writer: ArchiveWriter, cast: Sequence[str], *, owners: Sequence[int] | None = None) -> None:
        ballots = self.counting(cast)
        tally = Tally.of(self.election, [ballot.answers for ballot in ballots])
        writer.end_ballots()
        writer.add_tally(tally, len(ballots))
        decryptions: dict[int, Factors] = {}
        for owner in owners or self.keys:
            text = decrypt_tally(self.election, tally, self.keys[owner], self.chance)
            writer.add_partial_decryption(owner, text)
            key = self.trustees.keys[owner - 1].public_key
            decryptions[owner] = check_partial_decryption(text, self.election, tally, key)
        writer.add_result(result_text(compute_result(tally, self.trustees, decryptions, len(ballots))))

    def write(self, folder: Path, content: bytes) -> Path:
        path = folder / f"{self.election.uuid}.bel"
        path.write_bytes(content)
        return path


def some_choice(chance: random.Random, question: Question) -> list[int]:
    if question.blank and chance.random() < 0.3:
        return [1, *[0] * len(question.answers)]
    chosen = chance.sample(range(len(question.answers)), chance.choice(question.numbers))
    return [0] * question.blank + [int(number in chosen) for number in range(len(question.answers))]


def ceremony(threshold: int, number: int, chance: random.Random) -> tuple[Pedersen, list[Any]]:
    """The six steps, and the private keys that came out."""
    seeds = [Seed.new(chance) for _ in range(number)]
    certificates = [make_certificate(seed, chance) for seed in seeds]
    polynomials = [make_polynomial(seed, certificates, threshold, chance) for seed in seeds]
    letters = sort_letters(certificates, polynomials)
    answers = [answer(seed, certificates, own, chance) for seed, own in zip(seeds, letters, strict=True)]
    private = [open_private_key(seed, each.private_key) for seed, each in zip(seeds, answers, strict=True)]
    return gather(certificates, polynomials, answers, threshold), private


def summed(choices: Sequence[Choices]) -> list[list[int]]:
    return [[sum(column) for column in zip(*rows, strict=True)] for rows in zip(*choices, strict=True)]
