"""Whether a later archive continues an earlier one, as an auditor who kept the earlier one asks (3.5.1)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from balai.engines.belenios.archive import ArchiveReader
from balai.engines.belenios.errors import Fault, Wrong


@dataclass(frozen=True, slots=True)
class Growth:
    """The earlier archive's length and the later one's, in events, and the later one's head."""

    before: int
    after: int
    head: str

    @property
    def new(self) -> int:
        return self.after - self.before


def compare_archives(earlier: Path, later: Path) -> Growth:
    """Follows both chains event by event. What the events say is `verify_archive`'s to check.

    Raises:
        Wrong: one of the two is not sound; or an event of the earlier is missing or another in the later one: the
            place is that event.
        OSError: a file cannot be read.
    """
    with earlier.open("rb") as old, later.open("rb") as new:
        known, grown = ArchiveReader(old).events(), ArchiveReader(new).events()
        before = after = 0
        head = ""
        for event in known:
            other = next(grown, None)
            if other is None:
                raise Wrong(Fault.REWRITTEN, event.place, "The later archive ends before it.")
            if other.digest != event.digest:
                raise Wrong(Fault.REWRITTEN, event.place, f"In the later archive stands another: {other.kind}.")
            before, head = before + 1, other.digest.hex()
        after = before
        for other in grown:
            after, head = after + 1, other.digest.hex()
    return Growth(before, after, head)
