"""What stands on an election's board right now: read from its archive without verifying ballots."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import BinaryIO

from balai.engines.belenios.archive import ArchiveReader, Event, Kind
from balai.engines.belenios.credentials import MOST_CREDENTIALS, Roll
from balai.engines.belenios.elections import LARGEST_ELECTION, Election, read_election
from balai.engines.belenios.encoding import LARGEST_TEXT, fields, read_json
from balai.engines.belenios.errors import Fault, Wrong
from balai.engines.belenios.trustees import Trustees, read_trustees

LARGEST_SMALL = 1_000
_DIGITS = 650


@dataclass(frozen=True, slots=True)
class Setup:
    """What an election begins with."""

    election: Election
    trustees: Trustees
    roll: Roll


def read_setup(reader: ArchiveReader, event: Event) -> Setup:
    """The election, its trustees and its roll, each checked, and that the trustees' key is the election's.

    Raises:
        Wrong: something does not hold.
    """
    content = read_json(reader.read(event.payload, event.place, largest=LARGEST_SMALL), event.place)
    election_name, trustees_name, roll_name = fields(content, ("election", "trustees", "credentials"), event.place)
    election = read_election(_text(reader, election_name, "election", LARGEST_ELECTION))
    trustees = read_trustees(_text(reader, trustees_name, "trustees", LARGEST_TEXT))
    if trustees.public_key != election.public_key:
        raise Wrong(Fault.TRUSTEES, event.place, "The election's key is not theirs.")
    digest, size = reader.size_of(roll_name, "credentials")
    if size > MOST_CREDENTIALS * _DIGITS:
        raise Wrong(Fault.SIZE, "credentials")
    return Setup(election, trustees, Roll.read(reader.chunks(digest)))


def _text(reader: ArchiveReader, name: object, place: str, largest: int) -> str:
    try:
        return reader.read(name, place, largest=largest).decode()
    except UnicodeDecodeError as error:
        raise Wrong(Fault.ENCODING, place) from error


@dataclass(slots=True)
class Board:
    """An election's archive as its host needs it to go on."""

    setup: Setup
    stage: Kind
    ballots: set[str] = field(default_factory=set)
    """The hashes of the ballots' texts."""

    @classmethod
    def read(cls, file: BinaryIO) -> Board:
        """
        Raises:
            Wrong: the archive's chain or its set-up is not sound.
        """
        reader = ArchiveReader(file)
        board: Board | None = None
        for event in reader.events():
            if board is None:
                board = cls(read_setup(reader, event), event.kind)
            board.stage = event.kind
            if event.kind == Kind.BALLOT and event.payload:
                board.ballots.add(event.payload)
        if board is None:
            raise Wrong(Fault.ARCHIVE, "archive")
        return board
