"""Whatever a file holds, it is read, or refused with its line; and what was read can be counted and written again.

`make test` tries two thousand broken files of each form, the same ones each time. `make soak` breaks files for ten
minutes of CPU a form, and keeps those that led somewhere new in .balai/fuzz, from where the next soak goes on.
"""

from __future__ import annotations

import os
import random
import re
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from balai.engines.tally.counting import count
from balai.engines.tally.documents import Document, points_by_rank
from balai.engines.tally.errors import TallyError, UnreadableBallots, UnsuitableBallots
from balai.engines.tally.files import FORMS, read_ballots, write_ballots
from balai.engines.tally.profiles import BallotKind
from balai.engines.tally.tests.test_files import BLT, CSV, PABULIB, PREFLIB, SCOTTISH

SOAK = bool(os.environ.get("BALAI_TEST_SOAK"))
CPU_SECONDS = 600.0
TRIES = 2_000
LARGEST = 4_000
SEEDS = {
    "pabulib": [PABULIB, PABULIB.replace("vote_type;approval", "vote_type;ordinal"),
                PABULIB.replace("approval", "cumulative").replace("vote;age", "vote;points").replace(";30", ";1,2").replace(";41", ";")],
    "blt": [BLT],
    "preflib": [PREFLIB, PREFLIB.replace("toi", "soi").replace("{2,3}", "2")],
    "csv": [CSV, SCOTTISH, CSV.replace("rank", "points"), "approval,a,b\n3,1,0\n1,,1\n"],
}  # fmt: skip
TOKENS = [b"0", b"1", b"-1", b"9" * 20, b"9" * 9, b"1e9", b"0.0000001", b"0,5", b"NaN", b"\xff", b"\x00", b"\r", b"\n\n", b'"',
          b'""', b";", b",", b"{", b"}", b"=", b"#", b" ", "é".encode(), "٣".encode(), "²".encode(), b"p1", b"p1,p1", b"META",
          b"VOTES", b"PROJECTS", b"selected", b"\xe2\x80\xa8", b"\x1c", b"\xef\xbb\xbf"]  # fmt: skip
RULES = {
    BallotKind.APPROVAL: ("approval", "greedy", "equal-shares"),
    BallotKind.POINTS: ("score", "greedy", "equal-shares"),
    BallotKind.RANKING: ("plurality", "schulze", "instant-runoff", "scottish-stv"),
}


def broken(data: bytes, chance: random.Random) -> bytes:
    """A file with one to four things done to it."""
    for _ in range(chance.randint(1, 4)):
        at, length = chance.randint(0, len(data)), chance.choice([0, 1, 1, 3, 20])
        lines = data.split(b"\n")
        one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
        kind = chance.randrange(5)
        if kind == 0:
            data = data[:at] + chance.choice(TOKENS) + data[at + length :]
        elif kind == 1:
            data = data[:at] + data[at + length :]
        elif kind == 2:
            lines[one], lines[other] = lines[other], lines[one]
            data = b"\n".join(lines)
        elif kind == 3:
            lines.insert(one, lines[other])
            data = b"\n".join(lines)
        else:
            data = data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]
    return data[:LARGEST]


def outcome(data: bytes, form: str) -> str:
    """What came of a file, without the particulars; fails when it is neither read nor refused as it should be."""
    document = read_or_refusal(data, form)
    if isinstance(document, UnreadableBallots):
        assert 1 <= document.line <= data.count(b"\n") + 1
        return re.sub(r"'.*'|\".*\"|\d+", "…", document.problem)
    check_rules(document)
    try:
        text = write_ballots(document, form)
    except UnsuitableBallots as refused:
        return f"read, not written: {re.sub(r'[^a-z ]', '', str(refused))[:40]}"
    again = read_ballots(text.encode(), form)
    assert sorted(again.profile.ballots) == sorted(document.profile.ballots)
    return f"read: {document.profile.kind} {len(document.profile.options)} {len(document.profile.ballots)}"


def read_or_refusal(data: bytes, form: str) -> Document | UnreadableBallots:
    try:
        return read_ballots(data, form)
    except UnreadableBallots as refused:
        return refused


def check_rules(document: Document) -> None:
    for rule in RULES[document.profile.kind]:
        try:
            result = count(rule, document.profile, seats=document.seats or 1, budget=document.budget)
        except TallyError:
            continue
        assert set(result.reasons) == {option.id for option in result.options}
        assert result.svg("id").endswith("</svg>\n")
    if document.profile.kind is BallotKind.RANKING:
        assert points_by_rank(document.profile).total == document.profile.total


def tries(form: str, corpus: list[bytes]) -> Iterator[bytes]:
    chance = random.Random(None if SOAK else form)
    if not SOAK:
        for _ in range(TRIES):
            yield broken(chance.choice(corpus), chance)
        return
    began = time.process_time()
    while time.process_time() - began < CPU_SECONDS:
        yield broken(chance.choice(corpus), chance)


@pytest.mark.fault
@pytest.mark.parametrize("form", FORMS)
def test_no_file_is_too_hostile(form: str) -> None:
    kept = Path(os.environ["BALAI_HOME"]).parent / "fuzz" / "tally" / form
    corpus = [sample.encode() for sample in SEEDS[form]]
    if SOAK:
        kept.mkdir(parents=True, exist_ok=True)
        corpus += [path.read_bytes() for path in sorted(kept.iterdir())]
    seen = {outcome(data, form) for data in corpus}
    for data in tries(form, corpus):
        found = outcome(data, form)
        if found not in seen:
            seen.add(found)
            corpus.append(data)
            if SOAK:
                (kept / sha256(data).hexdigest()[:16]).write_bytes(data)
    assert len(seen) > 10, "the broken files went many ways"
