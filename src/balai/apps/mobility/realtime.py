"""What is known of the running day beyond the timetable: messages in files, one for each source.

BALAI_HOME/mobility/realtime/notices.pb   what officers tell travellers
BALAI_HOME/mobility/realtime/<name>.pb    what an operator's own program writes there again and again, if one does

Web processes apply them to the timetable that they have mapped; a source that is too old is not applied.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from balai.apps.mobility import shelf

NOTICES = "notices.pb"
STALE = timedelta(minutes=10)
"""After this a late vehicle is no longer known to be late: planned times are told instead."""

Stamp = tuple[tuple[str, int], ...]


def folder() -> Path:
    return shelf.home() / "realtime"


@dataclass(frozen=True, slots=True)
class Source:
    """A file of real times: its name, when it was last written, and whether it is too old to be applied."""

    name: str
    at: datetime
    is_stale: bool


def sources(now: datetime) -> list[Source]:
    """The files of operators' programs."""
    return [
        Source(name.removesuffix(".pb"), at, _is_stale(at, now))
        for name, at, _nanoseconds in _files()
        if name != NOTICES
    ]


def stamp(now: datetime) -> Stamp:
    """Which messages hold now, and which version of each."""
    return tuple((name, written) for name, at, written in _files() if name == NOTICES or not _is_stale(at, now))


def _is_stale(at: datetime, now: datetime) -> bool:
    return now - at > STALE


def _files() -> Iterator[tuple[str, datetime, int]]:
    for path in sorted(folder().glob("*.pb")):
        try:
            written = path.stat()
        except FileNotFoundError:
            continue
        yield path.name, datetime.fromtimestamp(written.st_mtime, UTC), written.st_mtime_ns


def message_of(held: Stamp) -> bytes:
    """These messages as one."""
    parts = []
    for name, _written in held:
        try:
            parts.append((folder() / name).read_bytes())
        except FileNotFoundError:
            continue
    return b"".join(parts)
