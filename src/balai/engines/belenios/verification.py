"""An archive checked from the first byte to the last (specification, 3.5): streaming, on all cores, trusting nothing."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from balai.engines.belenios.archive import ArchiveReader, Event, Kind
from balai.engines.belenios.batches import Entry, Verified, Verifier, answers_of
from balai.engines.belenios.boards import LARGEST_SMALL, read_setup
from balai.engines.belenios.checking import largest_ballot
from balai.engines.belenios.encoding import LARGEST_TEXT, fields, read_json, tracker_of_digest, whole
from balai.engines.belenios.errors import Fault, Wrong
from balai.engines.belenios.tally import (
    Factors,
    SizedTally,
    Tally,
    check_partial_decryption,
    compute_result,
    read_result,
)

# Below this size one core is done before the others have started.
_WORTH_A_POOL = 2_000_000


@dataclass(slots=True)
class Report:
    """What was checked, and found sound."""

    uuid: str = ""
    name: str = ""
    fingerprint: str = ""
    trustees: int = 0
    voters: int = 0
    events: int = 0
    ballots: int = 0
    counted: int = 0
    replaced: int = 0
    head: str = ""
    stage: Kind = Kind.SETUP
    tally_checked: bool = False
    decrypted_by: list[int] = field(default_factory=list)
    trustees_lacking: int = 0
    result: list[list[int]] | None = None
    repeated: list[str] = field(default_factory=list)
    trackers: dict[str, str] = field(default_factory=dict)
    processes: int = 1


def verify_archive(
    path: Path,
    *,
    processes: int | None = None,
    trackers: Collection[str] = (),
    progress: Callable[[int, int], None] | None = None,
) -> Report:
    """Everything there is to check in an archive, at whatever stage it is.

    Args:
        processes: how many cores; None takes all for a large archive. The workers are spawned, so a script that
            calls this needs its `if __name__ == "__main__"`.
        trackers: ballots to look for; the report says of each "counted", "replaced" or "absent".
        progress: called with the bytes read and the bytes in all.

    Raises:
        Wrong: the first thing that does not hold, with its place.
        OSError: the file cannot be read.
    """
    return check_archive(path, processes=processes, trackers=trackers, progress=progress).report


def check_archive(
    path: Path,
    *,
    processes: int | None = None,
    trackers: Collection[str] = (),
    progress: Callable[[int, int], None] | None = None,
) -> Check:
    """As `verify_archive`; the answer also has what an election goes on with: tally, decryptions, trustees.

    Raises:
        Wrong: the first thing that does not hold, with its place.
        OSError: the file cannot be read.
    """
    size = path.stat().st_size
    if processes is None:
        processes = 1 if size < _WORTH_A_POOL else (os.cpu_count() or 1)
    with path.open("rb") as file:
        check = Check(file, processes=processes, trackers=trackers)
        check.run(progress, size)
        # The file is closed afterwards: what it must still be read for is done now.
        check.take_out_replaced()
    return check


class Check:
    """One verification on its way."""

    def __init__(self, file: BinaryIO, *, processes: int, trackers: Collection[str]) -> None:
        self.reader = ArchiveReader(file)
        self.report = Report(processes=processes, trackers=dict.fromkeys(trackers, "absent"))
        self.last: dict[bytes, bytes] = {}
        self.seen: set[bytes] = set()
        self.replaced: list[tuple[bytes, int]] = []
        self.decryptions: dict[int, Factors] = {}
        self.ballot_failed = False

    def run(self, progress: Callable[[int, int], None] | None, size: int) -> None:
        events = self.reader.events()
        first = next(events)
        self._setup(first)
        apart = self.roll.is_weighted
        with Verifier(self.election, processes=self.report.processes, apart=apart) as verifier:
            failure: Wrong | None = None
            try:
                for event in events:
                    self._step(event, verifier)
                    if progress:
                        progress(self.reader.position, size)
            except Wrong as wrong:
                failure = wrong
            # A ballot that is still on its way stands earlier in the file: its failure is the first.
            if not self.ballot_failed:
                self._collect(verifier.finish())
            if failure:
                raise failure
        self._finish()

    def _step(self, event: Event, verifier: Verifier) -> None:
        if event.kind == Kind.BALLOT:
            self._collect(verifier.take(self._entry(event)))
        elif event.kind == Kind.END_BALLOTS:
            self._collect(verifier.finish())
        elif event.kind == Kind.ENCRYPTED_TALLY:
            self._encrypted_tally(event)
        elif event.kind == Kind.PARTIAL_DECRYPTION:
            self._partial_decryption(event)
        elif event.kind == Kind.RESULT:
            self._result(event)
        self._note(event)

    def _collect(self, batches: Iterator[Verified]) -> None:
        try:
            for batch in batches:
                self._count(batch)
        except Wrong:
            self.ballot_failed = True
            raise

    def _note(self, event: Event) -> None:
        self.report.events = event.height + 1
        self.report.head = event.digest.hex()
        self.report.stage = event.kind

    def _setup(self, event: Event) -> None:
        setup = read_setup(self.reader, event)
        self.election, self.trustees, self.roll = setup.election, setup.trustees, setup.roll
        self.tally = Tally(self.election)
        report = self.report
        report.uuid, report.name = self.election.uuid, self.election.name
        report.fingerprint = self.election.fingerprint
        report.voters, report.trustees = len(self.roll), len(self.trustees.keys)
        self._note(event)

    def _entry(self, event: Event) -> Entry:
        content = self.reader.read(event.payload, event.place, largest=largest_ballot(self.election))
        return Entry(event.place, bytes.fromhex(event.payload or ""), content)

    def _count(self, batch: Verified) -> None:
        """A verified batch joins the tally; the ballots it replaces are remembered, to be taken out at the end."""
        weights = [self._register(place, digest, key) for place, digest, key in batch.entries]
        if self.roll.is_weighted:
            for product, weight in zip(batch.products, weights, strict=True):
                self.tally.add(product, weight)
        else:
            self.tally.add(batch.products[0])

    def _register(self, place: str, digest: bytes, key: bytes) -> int:
        weight = self.roll.weight_by_key(key)
        if weight is None:
            raise Wrong(Fault.UNKNOWN_CREDENTIAL, place)
        if digest in self.seen:
            self.report.repeated.append(place)
        self.seen.add(digest)
        earlier = self.last.get(key)
        if earlier is not None:
            self.replaced.append((earlier, weight))
        self.last[key] = digest
        self.report.ballots += 1
        return weight

    def _encrypted_tally(self, event: Event) -> None:
        self.take_out_replaced()
        content = self.reader.read(event.payload, event.place, largest=LARGEST_SMALL)
        sized = SizedTally.read(content, event.place)
        if (sized.ballots, sized.weight) != (len(self.last), self.weight):
            raise Wrong(Fault.TALLY, event.place, f"{len(self.last)} ballots count, of weight {self.weight}.")
        stated = Tally.read(self.reader.read(sized.name, event.place, largest=LARGEST_TEXT), self.election, event.place)
        if stated.ciphertexts != self.tally.ciphertexts:
            raise Wrong(Fault.TALLY, event.place)
        self.report.tally_checked = True

    @property
    def weight(self) -> int:
        """Of the ballots that count."""
        return sum(self.roll.weight_by_key(key) or 0 for key in self.last)

    def take_out_replaced(self) -> None:
        """From here on `tally` is the sum of each voter's last ballot."""
        removed = Tally(self.election)
        for digest, weight in self.replaced:
            removed.add(answers_of(self.reader.read_again(digest, "ballot"), self.election).ciphertexts, weight)
        self.tally.add(removed.ciphertexts, -1)
        self.replaced.clear()

    def _partial_decryption(self, event: Event) -> None:
        content = read_json(self.reader.read(event.payload, event.place, largest=LARGEST_SMALL), event.place)
        number, payload = fields(content, ("owner", "payload"), event.place)
        owner = whole(number, event.place, least=1, most=len(self.trustees.keys))
        text = self.reader.read(payload, event.place, largest=LARGEST_TEXT)
        key = self.trustees.keys[owner - 1].public_key
        self.decryptions[owner] = check_partial_decryption(text, self.election, self.tally, key, event.place)
        if owner in self.report.decrypted_by:
            self.report.repeated.append(event.place)
        else:
            self.report.decrypted_by.append(owner)

    def _result(self, event: Event) -> None:
        stated = read_result(
            self.reader.read(event.payload, event.place, largest=LARGEST_TEXT), self.election, event.place
        )
        if stated != compute_result(self.tally, self.trustees, self.decryptions, self.weight):
            raise Wrong(Fault.RESULT, event.place)
        self.report.result = stated

    def _finish(self) -> None:
        report = self.report
        report.counted = len(self.last)
        report.replaced = report.ballots - report.counted
        report.trustees_lacking = self.trustees.lacking(self.decryptions)
        if report.trackers:
            counted = {tracker_of_digest(digest) for digest in self.last.values()}
            every = {tracker_of_digest(digest) for digest in self.seen}
            for tracker in report.trackers:
                if tracker in every:
                    report.trackers[tracker] = "counted" if tracker in counted else "replaced"
