"""Ballots verified in batches, on one core or on all: worker processes get texts and answer with products."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from types import TracebackType

from gmpy2 import mpz

from balai.engines.belenios.ballots import Ciphertext
from balai.engines.belenios.checking import verify_ballot
from balai.engines.belenios.credentials import credential_key
from balai.engines.belenios.elections import Election, read_election
from balai.engines.belenios.encoding import items, read_json
from balai.engines.belenios.errors import Fault, Wrong
from balai.engines.belenios.tally import Tally

BATCH = 32
Rows = list[list[Ciphertext]]


@dataclass(frozen=True, slots=True)
class Entry:
    """A ballot on its way: the event's place, the hash of its text, the text."""

    place: str
    digest: bytes
    content: bytes


@dataclass(frozen=True, slots=True)
class Verified:
    """A batch whose ballots all hold: who voted, and the product of the ballots (each apart when weights differ)."""

    entries: tuple[tuple[str, bytes, bytes], ...]
    products: list[Rows]


def verify_batch(election: Election, entries: list[Entry], *, apart: bool) -> Verified:
    """
    Raises:
        Wrong: the first ballot that does not hold, with its event.
    """
    found: list[tuple[str, bytes, bytes]] = []
    products: list[Rows] = []
    total = Tally(election)
    for entry in entries:
        try:
            ballot = verify_ballot(_decoded(entry.content), election, None)
        except Wrong as wrong:
            raise wrong.within(entry.place) from None
        found.append((entry.place, entry.digest, credential_key(ballot.credential)))
        if apart:
            products.append([list(row) for row in ballot.answers])
        else:
            total.add(ballot.answers)
    return Verified(tuple(found), products if apart else [total.ciphertexts])


def _decoded(content: bytes) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise Wrong(Fault.ENCODING, "ballot") from error


def answers_of(content: bytes, election: Election) -> Tally:
    """The ciphertexts of a ballot that was verified before, and whose hash was checked again."""
    tally = Tally(election)
    listed = items(read_json(content, "ballot")["answers"], "ballot", number=len(election.questions))
    for row, answer in zip(tally.ciphertexts, listed, strict=True):
        row[:] = [(mpz(choice["alpha"]), mpz(choice["beta"])) for choice in answer["choices"]]
    return tally


class Verifier(AbstractContextManager["Verifier"]):
    """Takes ballots one by one, gives verified batches back in the same order; at most a few batches are held."""

    def __init__(self, election: Election, *, processes: int, apart: bool) -> None:
        self._election = election
        self._apart = apart
        self._held: list[Entry] = []
        self._waiting: deque[Future[Verified]] = deque()
        self._processes = processes
        self._pool: ProcessPoolExecutor | None = None

    def take(self, entry: Entry) -> Iterator[Verified]:
        """
        Raises:
            Wrong: a ballot taken before does not hold.
        """
        self._held.append(entry)
        if len(self._held) >= BATCH:
            yield from self._send()

    def finish(self) -> Iterator[Verified]:
        """What is still on its way.

        Raises:
            Wrong: a ballot does not hold.
        """
        if self._held:
            yield from self._send()
        while self._waiting:
            yield self._waiting.popleft().result()

    def _send(self) -> Iterator[Verified]:
        entries, self._held = self._held, []
        if self._processes == 1:
            yield verify_batch(self._election, entries, apart=self._apart)
            return
        if self._pool is None:
            self._pool = self._start()
        self._waiting.append(self._pool.submit(_work, entries))
        while len(self._waiting) > 2 * self._processes:
            yield self._waiting.popleft().result()

    def _start(self) -> ProcessPoolExecutor:
        # A fork of a process with threads (a web worker) may hang: the workers start afresh.
        return ProcessPoolExecutor(
            self._processes,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_begin,
            initargs=(self._election.text, self._apart),
        )

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)


_WORKER: list[tuple[Election, bool]] = []


def _begin(election: str, apart: bool) -> None:  # noqa: FBT001 (a pool hands its arguments over by place)
    _WORKER[:] = [(read_election(election), apart)]


def _work(entries: list[Entry]) -> Verified:
    ((election, apart),) = _WORKER
    return verify_batch(election, entries, apart=apart)
