"""A secret poll in the words of the protocol: its election, its archive, the fingerprint of the programs that vote."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO

from gmpy2 import mpz

from balai.apps.votes.counting import option_id, tie_seed
from balai.apps.votes.models import Poll, PollState, SecretBallot, SecretElection, Share
from balai.apps.votes.polls import Asked
from balai.apps.votes.rules import SMALLEST_CELL
from balai.engines.belenios.archive import ArchiveWriter
from balai.engines.belenios.elections import Election, read_election
from balai.engines.belenios.elections import Question as SecretQuestion
from balai.engines.belenios.encoding import fingerprint
from balai.engines.belenios.tally import Tally
from balai.engines.belenios.trustees import read_trustees
from balai.engines.tally.ties import tie_order

PROGRAMS = Path(__file__).parent / "static" / "votes"
BATCH = 500
MOST_IN_MEMORY = 8_000_000
"""Bytes of an archive that is still put together in memory; larger ones go through a file."""


def secret_questions(asked: Sequence[Asked]) -> list[SecretQuestion]:
    """The questions as the protocol knows them; where nothing need be chosen, a blank vote is an answer."""
    return [
        SecretQuestion(
            _both(one.question.words),
            tuple(_both(option.words) for option in one.options),
            max(1, one.question.at_least),
            one.question.at_most,
            blank=one.question.at_least == 0,
        )
        for one in asked
    ]


def _both(words: dict[str, str]) -> str:
    """A text in every language, once: the protocol has room for one."""
    return " / ".join(dict.fromkeys(words[code] for code in ("id", "en") if words.get(code)))


def title_of(poll: Poll) -> str:
    return _both(poll.title)


@lru_cache(maxsize=16)
def election_of(text: str) -> Election:
    """The election of a text, read and checked once in each process."""
    return read_election(text)


def tally_of(election: Election, texts: Iterator[str]) -> tuple[Tally, int]:
    """The encrypted sum over ballots that were verified when they were taken, and how many."""
    tally, number = Tally(election), 0
    for text in texts:
        answers = json.loads(text)["answers"]
        tally.add([[(mpz(pair["alpha"]), mpz(pair["beta"])) for pair in answer["choices"]] for answer in answers])
        number += 1
    return tally, number


def counted_texts(poll: Poll) -> Iterator[str]:
    """The last ballot of every voting code, in the order in which they came."""
    rows = SecretBallot.objects.filter(poll=poll, voice__isnull=False).order_by("place")
    yield from rows.values_list("text", flat=True).iterator(chunk_size=BATCH)


def archive_of(poll: Poll) -> BinaryIO:
    """The archive up to now, made anew from what was kept: each time the same, and only longer."""
    kept = SecretElection.objects.get(poll=poll)
    election = election_of(kept.text)
    spooled: Any = tempfile.SpooledTemporaryFile(max_size=MOST_IN_MEMORY)  # noqa: SIM115 (given to the caller, who closes it)
    file: BinaryIO = spooled
    writer = ArchiveWriter.begin(
        file, election=election, trustees=read_trustees(kept.trustees), roll=kept.roll, timestamp=kept.begun_at
    )
    ballots = SecretBallot.objects.filter(poll=poll).order_by("place").values_list("text", flat=True)
    for text in ballots.iterator(chunk_size=BATCH):
        writer.add_ballot(text)
    if poll.state in {PollState.CLOSED, PollState.COUNTED} and kept.tally:
        writer.end_ballots()
        writer.add_tally(Tally.read(kept.tally, election), kept.tallied)
        for share in Share.objects.filter(poll=poll).select_related("trustee").order_by("place"):
            writer.add_partial_decryption(share.trustee.number, share.text)
        if kept.result:
            writer.add_result(kept.result)
    file.seek(0)
    return file


def parts_of(poll: Poll) -> dict[str, Any]:
    """Fingerprints of the trustees' public keys, by number, and of the public codes: what their makers noted."""
    keys = poll.trustees.order_by("number").values_list("key", flat=True)
    kept = SecretElection.objects.filter(poll=poll).exclude(roll="").defer("roll", "text", "trustees", "tally").first()
    codes = _codes_hash(kept.uuid) if kept else ""
    certificates = poll.trustees.order_by("number").values_list("certificate", flat=True)
    own = {"certificates": [fingerprint(text) if text else "" for text in certificates]} if poll.threshold else {}
    return own | {"keys": [fingerprint(key) if key else "" for key in keys], "codes": codes}


@lru_cache(maxsize=64)
def _codes_hash(uuid: str) -> str:
    # Codes that are there stay as long as their election has this name: their 600 bytes each are read once.
    return fingerprint(SecretElection.objects.values_list("roll", flat=True).get(uuid=uuid))


@lru_cache(maxsize=1)
def programs_hash() -> str:
    """The fingerprint of the programs that make ballots: SHA-256 over a line "hash  name" for each of them, by name."""
    files = {path.relative_to(PROGRAMS).as_posix(): path for path in PROGRAMS.rglob("*.js") if path.is_file()}
    lines = [f"{hashlib.sha256(files[name].read_bytes()).hexdigest()}  {name}\n" for name in sorted(files)]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def too_few(poll: Poll, ballots: int) -> dict[str, Any]:
    """The result of a poll whose sum is not opened, because so few ballots would tell how single people voted."""
    return {"poll": poll.code, "ballots": ballots, "too_few": SMALLEST_CELL, "questions": []}


def result_to_show(
    poll: Poll, asked: Sequence[Asked], numbers: Sequence[Sequence[int]], ballots: int
) -> dict[str, Any]:
    """The opened sums as the page shows results: most voices win, ties by the published order."""
    seed = tie_seed(poll)
    questions = []
    for one, row in zip(asked, numbers, strict=True):
        blank = one.question.at_least == 0
        values = {option_id(place): number for place, number in enumerate(row[1:] if blank else row)}
        places = {name: place for place, name in enumerate(tie_order(values, seed))}
        order = sorted(values, key=lambda name: (-values[name], places[name]))
        questions.append(
            {
                "rule": one.question.rule,
                "winners": [name for name in order if values[name]][: one.question.seats],
                "ballots": ballots,
                "blank": row[0] if blank else 0,
                "values": values,
                "tie_seed": seed,
                "explanation": [],
                "reasons": {},
            }
        )
    return {"poll": poll.code, "ballots": ballots, "tie_seed": seed, "questions": questions}
