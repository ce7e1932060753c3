"""Whatever bytes a reader is given, it answers or refuses with a place: soon, in little memory, never otherwise.

Inputs are cut, spliced and filled with nasty tokens. One that is refused in a new way joins the corpus, from which the
next are made. In `make soak` each reader is tried for ten minutes of CPU, and its corpus is kept in `.balai/fuzz`.
"""

from __future__ import annotations

import os
import random
import re
import resource
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from balai.engines.belenios.boards import Board
from balai.engines.belenios.checking import verify_ballot
from balai.engines.belenios.comparison import compare_archives
from balai.engines.belenios.credentials import Roll
from balai.engines.belenios.elections import read_election
from balai.engines.belenios.encoding import compact, read_json
from balai.engines.belenios.errors import Wrong
from balai.engines.belenios.messages import Seed, make_certificate, receive
from balai.engines.belenios.tally import Tally, check_partial_decryption, read_result
from balai.engines.belenios.tests.assembly import packed
from balai.engines.belenios.tests.mutations import sample, steps
from balai.engines.belenios.threshold import Polynomial, make_polynomial
from balai.engines.belenios.trustees import read_trustees
from balai.engines.belenios.verification import verify_archive

Reader = Callable[[bytes, Path], object]
SECONDS, SOAK_SECONDS = 0.6, 600.0
SLOWEST, MEMORY_MB = 5.0, 150
TOKENS = [b"0", b"-1", b"9" * 40, b"9" * 5000, b"[" * 40, b"{", b"}", b'"', b",", b"null", b"true", b"1e9", b"\x00"]
TOKENS += [b"\xff", b"\\u0000", b"\\ud800", b'"a":', b"[]", b"\n", b" " * 50, b"NaN", b"//", b"\xef\xbb\xbf"]


def read_archive(content: bytes, path: Path) -> object:
    path.write_bytes(content)
    with path.open("rb") as file:
        Board.read(file)
    return verify_archive(path)


def read_two_archives(content: bytes, path: Path) -> object:
    path.write_bytes(content)
    return compare_archives(path, path)


def text_of(content: bytes) -> str:
    return content.decode(errors="surrogateescape")


def read_polynomial(content: bytes, _path: Path) -> object:
    polynomial = Polynomial.read(read_json(content, "polynomial"), "polynomial")
    return receive(SEED, SEED.verification_key, polynomial.polynomial, "letter")


CHANCE = random.Random(4)
SEED = Seed.new(CHANCE)
CERTIFICATES = [make_certificate(SEED, CHANCE)]
TALLY = Tally.read(next(step for step in steps() if step.kind == "EncryptedTally").parts[0], sample().election)
SHARE = next(step for step in steps() if step.kind == "PartialDecryption").parts[0]
KEY = sample().trustees.keys[0].public_key
READERS: dict[str, tuple[bytes, Reader]] = {
    "archive": (packed(steps()[:2]), read_archive),
    "ended": (packed(steps()), read_two_archives),
    "ballot": (sample().cast[0].encode(), lambda content, _: verify_ballot(text_of(content), sample().election, None)),
    "election": (sample().election.text.encode(), lambda content, _: read_election(text_of(content))),
    "trustees": (sample().trustees.text.encode(), lambda content, _: read_trustees(text_of(content))),
    "roll": (sample().roll.encode(), lambda content, _: Roll.read([content[:700], content[700:]])),
    "tally": (TALLY.text().encode(), lambda content, _: Tally.read(content, sample().election)),
    "share": (SHARE.encode(), lambda content, _: check_partial_decryption(content, sample().election, TALLY, KEY)),
    "result": (b'{"result":[[2,1],[0,1,1,1]]}', lambda content, _: read_result(content, sample().election)),
    "polynomial": (compact(make_polynomial(SEED, CERTIFICATES, 1, CHANCE).written()).encode(), read_polynomial),
}


def changed(content: bytes, others: list[bytes], chance: random.Random) -> bytes:
    for _ in range(chance.choice([1, 1, 1, 2, 4])):
        start = chance.randrange(len(content) + 1)
        end = min(len(content), start + chance.choice([0, 1, 3, 20, 600]))
        filler = chance.choice([b"", chance.choice(TOKENS), bytes([chance.randrange(256)]), content[start:end] * 2])
        if chance.random() < 0.15:
            other = chance.choice(others)
            at = chance.randrange(len(other) + 1)
            filler = other[at : at + chance.choice([8, 100, 2000])]
        content = content[:start] + filler + content[end:]
    return content


def way_of(wrong: Wrong) -> str:
    """How it was refused, without the numbers: what counts as new."""
    return re.sub(r"\d+", "0", f"{wrong.fault} {wrong.place} {wrong.more}")[:200]


@pytest.mark.fault
@pytest.mark.parametrize("name", list(READERS))
def test_a_reader_answers_or_refuses(name: str, tmp_path: Path, effort: int) -> None:
    whole, read = READERS[name]
    kept = Path(os.environ["BALAI_HOME"]).parent / "fuzz" / "belenios" / name if effort > 1 else None
    corpus = [whole] + ([path.read_bytes() for path in sorted(kept.glob("*"))] if kept and kept.is_dir() else [])
    chance, ways = random.Random(f"{name} {len(corpus)}"), set[str]()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    end = time.process_time() + (SOAK_SECONDS if effort > 1 else SECONDS)
    read(whole, tmp_path / "x.bel")
    while time.process_time() < end:
        content = changed(chance.choice(corpus), corpus, chance)
        began = time.process_time()
        try:
            read(content, tmp_path / "x.bel")
        except Wrong as wrong:
            if (way := way_of(wrong)) not in ways:
                ways.add(way)
                corpus.append(content)
                _keep(kept, content)
        assert time.process_time() - began < SLOWEST
    assert ways
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024 < MEMORY_MB


def _keep(folder: Path | None, content: bytes) -> None:
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / sha256(content).hexdigest()[:16]).write_bytes(content)
