"""The port to another system that handles the same cases: what we hear of them, what we tell, how it can fail.

An adapter (`adapters/<kind>/`) turns a system's own words into these. A record is heard whole, with all its entries:
a message lost, doubled, late or out of order then changes nothing, because the next record holds what it held.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from balai.engines.casework.definition import PublicState


class EntryKind(StrEnum):
    """What an entry of a neighbour's record is about."""

    REPLY = "reply"  # the reporter's words, answered to us
    REOPEN = "reopen"  # the reporter says that it is not solved
    REMARK = "remark"  # the neighbour's officers' words
    WITHDRAWN = "withdrawn"  # sent on to somebody else than us
    CLOSED = "closed"  # closed there
    OURS = "ours"  # what we told, shown back


@dataclass(frozen=True, slots=True)
class ForeignEntry:
    """One thing that happened at the neighbour's. `reference` is that of our own message, shown back."""

    id: str
    kind: EntryKind
    at: datetime
    words: str = ""
    reference: UUID | None = None


@dataclass(frozen=True, slots=True)
class ForeignRecord:
    """A case as the neighbour has it. Who reported is not in it: neither side needs it to do the work.

    `area` is a code of the national list of areas, longitude and latitude are degrees.
    """

    id: str
    version: int
    topic: str
    words: str
    at: datetime
    area: str = ""
    place_words: str = ""
    longitude: float | None = None
    latitude: float | None = None
    confidential: bool = False
    entries: Sequence[ForeignEntry] = field(default=())


@dataclass(frozen=True, slots=True)
class Changes:
    """Records that changed, and where to go on reading. `more`: there is another page."""

    records: Sequence[ForeignRecord]
    cursor: str
    more: bool
    unreadable: Sequence[tuple[str, str]] = field(default=())


@dataclass(frozen=True, slots=True)
class News:
    """What we tell of a case: where it stands, with which office, in which words. Nothing personal."""

    reference: UUID
    at: datetime
    state: PublicState
    office: str
    words: str
    asks: bool = False
    is_final: bool = False


class Unreachable(Exception):
    """The neighbour did not answer in a way that says whether it has heard us. Try again later."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class TurnedDown(Exception):
    """The neighbour heard us and will not take this; the same words again change nothing."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class NeighbourPort(Protocol):
    """Another system. Every call raises `Unreachable` or `TurnedDown` when it does not succeed."""

    def changes(self, cursor: str) -> Changes:
        """What changed since `cursor` (empty: since ever), the longest ago first."""
        ...

    def read(self, foreign_id: str) -> ForeignRecord:
        """One record as it stands now."""
        ...

    def tell(self, foreign_id: str, news: News) -> None:
        """Hand over news. Telling the same reference twice is telling it once."""
        ...
