"""The archive of an election, `UUID.bel`: a chain of events, each with what it refers to (specification, 4.4)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import BinaryIO, Self

from balai.engines.belenios.elections import Election
from balai.engines.belenios.encoding import compact, fields, name_of, read_json, whole
from balai.engines.belenios.errors import Fault, Wrong
from balai.engines.belenios.members import HEADER, Member, chunks_of, padding, read_members, tar_header
from balai.engines.belenios.tally import Tally
from balai.engines.belenios.trustees import Trustees

_HASH = re.compile(r"[0-9a-f]{64}\Z")
_LARGEST_EVENT = 1_000
_LATEST = 2**33 - 1


class Kind(StrEnum):
    """What happened. The mix-net's two kinds are known so that they can be refused by name."""

    SETUP = "Setup"
    BALLOT = "Ballot"
    END_BALLOTS = "EndBallots"
    ENCRYPTED_TALLY = "EncryptedTally"
    SHUFFLE = "Shuffle"
    END_SHUFFLES = "EndShuffles"
    PARTIAL_DECRYPTION = "PartialDecryption"
    RESULT = "Result"


FOLLOWS: dict[Kind | None, frozenset[Kind]] = {
    None: frozenset({Kind.SETUP}),
    Kind.SETUP: frozenset({Kind.BALLOT, Kind.END_BALLOTS}),
    Kind.BALLOT: frozenset({Kind.BALLOT, Kind.END_BALLOTS}),
    Kind.END_BALLOTS: frozenset({Kind.ENCRYPTED_TALLY}),
    Kind.ENCRYPTED_TALLY: frozenset({Kind.PARTIAL_DECRYPTION}),
    Kind.PARTIAL_DECRYPTION: frozenset({Kind.PARTIAL_DECRYPTION, Kind.RESULT}),
    Kind.RESULT: frozenset(),
}


@dataclass(frozen=True, slots=True)
class Event:
    """One link of the chain. `digest` is the hash that the next event names as its parent."""

    height: int
    kind: Kind
    payload: str | None
    digest: bytes

    @property
    def place(self) -> str:
        return f"event {self.height} ({self.kind})"


class ArchiveWriter:
    """Writes an archive, or goes on with one. Flushing to disk is the caller's.

    To go on, pass the `height` of the last event and its hash as `parent`; the file must stand at its end.
    """

    def __init__(self, file: BinaryIO, *, timestamp: int, height: int = -1, parent: str = "") -> None:
        self._file = file
        self._timestamp = timestamp
        self.height = height
        self.parent = parent

    @classmethod
    def begin(
        cls, file: BinaryIO, *, election: Election, trustees: Trustees, roll: str, timestamp: int
    ) -> ArchiveWriter:
        """An archive up to its first event.

        Args:
            roll: the text of the roll (`credentials.roll_text`).
            timestamp: seconds since 1970, written beside every part.
        """
        writer = cls(file, timestamp=timestamp)
        writer._member(HEADER, compact({"version": 1, "timestamp": str(timestamp)}).encode())
        names = [writer.add_data(text) for text in (election.text, trustees.text, roll)]
        setup = compact(dict(zip(("election", "trustees", "credentials"), names, strict=True)))
        writer.add_event(Kind.SETUP, writer.add_data(setup))
        return writer

    @classmethod
    def reopen(cls, file: BinaryIO, *, into: BinaryIO | None = None) -> Self:
        """Goes on with an archive (opened "r+b"): its whole chain is read first. What follows may go elsewhere.

        Raises:
            Wrong: it is not sound.
        """
        reader = ArchiveReader(file)
        writer = cls(into or file, timestamp=0)
        for event in reader.events():
            writer.height, writer.parent = event.height, event.digest.hex()
        writer._timestamp = reader.timestamp
        file.seek(0, 2)
        return writer

    def add_ballot(self, ballot: str) -> None:
        """Nothing is verified here: verify first, for an archive never forgets."""
        self.add_event(Kind.BALLOT, self.add_data(ballot))

    def end_ballots(self) -> None:
        self.add_event(Kind.END_BALLOTS, None)

    def add_tally(self, tally: Tally, ballots: int, weight: int | None = None) -> None:
        self.add_data(tally.text())
        self.add_event(Kind.ENCRYPTED_TALLY, self.add_data(tally.sized_text(ballots, weight)))

    def add_partial_decryption(self, owner: int, text: str) -> None:
        """`owner`: the trustee's number, from 1, in the order of `Trustees.keys`."""
        owned = compact({"owner": owner, "payload": self.add_data(text)})
        self.add_event(Kind.PARTIAL_DECRYPTION, self.add_data(owned))

    def add_result(self, text: str) -> None:
        self.add_event(Kind.RESULT, self.add_data(text))

    def add_data(self, text: str) -> str:
        """Writes a part; its name is the answer."""
        content = text.encode()
        name = name_of(content)
        self._member(f"{name}.data.json", content)
        return name

    def add_event(self, kind: Kind, payload: str | None) -> None:
        self.height += 1
        content = compact(
            {
                **({"parent": self.parent} if self.parent else {}),
                "height": self.height,
                "type": kind.value,
                **({"payload": payload} if payload else {}),
            }
        ).encode()
        self.parent = name_of(content)
        self._member(f"{self.parent}.event.json", content)

    def _member(self, name: str, content: bytes) -> None:
        self._file.write(tar_header(name, len(content), self._timestamp))
        self._file.write(content + bytes(padding(len(content))))


class ArchiveReader:
    """Reads an archive from its beginning; keeps where each part lies, not the parts."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._places: dict[bytes, tuple[int, int]] = {}
        self._recent: dict[bytes, bytes] = {}
        self.timestamp = 0
        self.position = 0

    def events(self) -> Iterator[Event]:
        """The events in order; chain, order and names are checked, payloads are not.

        Raises:
            Wrong: the first thing that is not as it must be.
        """
        last: Event | None = None
        empty = True
        for member in read_members(self._file):
            self.position = member.offset + member.size
            if empty:
                self.timestamp, empty = _read_head(member), False
            elif member.is_event:
                last = _read_event(member, last)
                yield last
            else:
                self._remember(member)
        if empty or last is None:
            raise Wrong(Fault.ARCHIVE, "archive", "It holds no event.")

    def _remember(self, member: Member) -> None:
        self._places[member.digest] = (member.offset, member.size)
        if member.content is not None:
            # A part comes right before the event that names it: a few are enough.
            self._recent[member.digest] = member.content
            while len(self._recent) > 4:
                del self._recent[next(iter(self._recent))]

    def size_of(self, name: object, place: str) -> tuple[bytes, int]:
        """The digest and the size of a part that an event names.

        Raises:
            Wrong: no hash, or nothing of this name came before.
        """
        if not isinstance(name, str) or not _HASH.match(name):
            raise Wrong(Fault.ENCODING, place, "no hash")
        digest = bytes.fromhex(name)
        if digest not in self._places:
            raise Wrong(Fault.MISSING, place, f"{name[:12]}…")
        return digest, self._places[digest][1]

    def read(self, name: object, place: str, *, largest: int) -> bytes:
        """A part that an event names.

        Raises:
            Wrong: it is not there, larger than allowed, or changed since it was hashed.
        """
        digest, size = self.size_of(name, place)
        if size > largest:
            raise Wrong(Fault.SIZE, place)
        return self._recent.get(digest) or self.read_again(digest, place)

    def read_again(self, digest: bytes, place: str) -> bytes:
        """A part that was read before.

        Raises:
            Wrong: it changed since.
        """
        content = b"".join(self.chunks(digest))
        if name_of(content) != digest.hex():
            raise Wrong(Fault.HASH, place, "It changed while it was being read.")
        return content

    def chunks(self, digest: bytes) -> Iterator[bytes]:
        """A large part, piece by piece. Its hash was checked when it passed."""
        return chunks_of(self._file, *self._places[digest])


def _read_head(member: Member) -> int:
    place = "header"
    version, timestamp = fields(read_json(member.content or b"", place), ("version", "timestamp"), place)
    if version != 1 or not isinstance(timestamp, str) or not re.fullmatch(r"[0-9]{1,12}", timestamp, re.ASCII):
        raise Wrong(Fault.UNSUPPORTED, place)
    return whole(int(timestamp), place, most=_LATEST)


def _read_event(member: Member, last: Event | None) -> Event:
    place = f"event {0 if last is None else last.height + 1}"
    if member.content is None or member.size > _LARGEST_EVENT:
        raise Wrong(Fault.SIZE, place)
    height, kind, parent, payload = fields(
        read_json(member.content, place), ("height", "type"), place, optional=("parent", "payload")
    )
    if not isinstance(kind, str) or kind not in set(Kind):
        raise Wrong(Fault.ENCODING, place, "unknown type")
    expected = None if last is None else last.digest.hex()
    if parent != expected or whole(height, place) != (0 if last is None else last.height + 1):
        raise Wrong(Fault.CHAIN, place)
    if kind in (Kind.SHUFFLE, Kind.END_SHUFFLES):
        raise Wrong(Fault.UNSUPPORTED, place, "Mix-nets are not.")
    if kind not in FOLLOWS[last.kind if last else None]:
        raise Wrong(Fault.ORDER, f"{place} ({kind})")
    if (payload is None) != (kind == Kind.END_BALLOTS):
        raise Wrong(Fault.ENCODING, place, "payload")
    return Event(height, Kind(kind), payload, member.digest)
