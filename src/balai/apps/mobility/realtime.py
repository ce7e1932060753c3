"""What is known of the running day beyond the timetable: messages in files, one for each source.

BALAI_HOME/mobility/realtime/notices.pb   what officers tell travellers
BALAI_HOME/mobility/realtime/<name>.pb    what the worker fetched from a source of the pack's mobility/realtime.yaml,
                                          or what an operator's own program writes there again and again

A file's time is when its message was true; a time to come is not believed, and the file's arrival here counts. Web
processes apply the files to the timetable that they have mapped; a source that is too old is not applied.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings

from balai.apps.mobility import shelf
from balai.base.memo import remembered_each
from balai.base.packs.realtime_file import HOLDS, TRIP_UPDATES, PackSource, read_sources

NOTICES = "notices.pb"
STALE = timedelta(seconds=HOLDS)
"""After this a late vehicle is no longer known to be late: planned times are told instead. A pack may say otherwise."""
FORGOTTEN = timedelta(days=1)
"""After this nobody is told any more that a source fell silent; the desk shows it as long as its file is there."""

Stamp = tuple[tuple[str, int, int], ...]
"""Names of files, each with what tells its versions apart."""


def folder() -> Path:
    return shelf.home() / "realtime"


def declared() -> tuple[PackSource, ...]:
    """The sources that the city pack names, to be fetched."""
    return _declared_in(Path(settings.CONFIGURATION.city))


@remembered_each(8)
def _declared_in(city: Path) -> tuple[PackSource, ...]:
    return read_sources(city)[0]


@dataclass(frozen=True, slots=True)
class Source:
    """A file of real times: its name, when it was true, whether it is too old to be applied, and whether it tells delays."""

    name: str
    at: datetime
    is_stale: bool
    tells_delays: bool = True


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    at: datetime
    version: tuple[int, int]

    @property
    def is_notices(self) -> bool:
        return self.path.name == NOTICES

    def is_stale(self, now: datetime) -> bool:
        found = next((one for one in declared() if one.name == self.path.stem), None)
        return now - self.at > (timedelta(seconds=found.holds) if found else STALE)


def sources(now: datetime) -> list[Source]:
    """What was fetched, and the files of operators' programs."""
    silent = {one.name for one in declared() if TRIP_UPDATES not in one.tells}
    return [
        Source(one.path.stem, one.at, one.is_stale(now), one.path.stem not in silent)
        for one in _files(now)
        if not one.is_notices
    ]


def stamp(now: datetime) -> Stamp:
    """Which messages hold now, and which version of each."""
    return tuple((one.path.name, *one.version) for one in _files(now) if one.is_notices or not one.is_stale(now))


def versions(now: datetime) -> Stamp:
    """Every file, also those that are too old."""
    return tuple((one.path.name, *one.version) for one in _files(now))


def _files(now: datetime) -> Iterator[_File]:
    for path in sorted(folder().glob("*.pb")):
        try:
            written = path.stat()
        except FileNotFoundError:
            continue
        at = datetime.fromtimestamp(written.st_mtime, UTC)
        if at > now:  # of a program whose clock is ahead
            at = min(datetime.fromtimestamp(written.st_ctime, UTC), now)
        # Two messages may be of one second: a new file has another inode.
        yield _File(path, at, (written.st_mtime_ns, written.st_ino))


def message_of(held: Stamp) -> bytes:
    """These messages as one. What is no message is left out, so that it spoils no other."""
    # Only cities where something is known need Protocol Buffers in a web process.
    from balai.engines.transit.errors import NotRealtime  # noqa: PLC0415
    from balai.engines.transit.telling import parse  # noqa: PLC0415

    parts = []
    for name, *_version in held:
        try:
            content = (folder() / name).read_bytes()
            parse(content)
        except (FileNotFoundError, NotRealtime):
            continue
        parts.append(content)
    return b"".join(parts)


def path_of(name: str) -> Path:
    """The file of a source."""
    return folder() / f"{name}.pb"


def keep(name: str, content: bytes, *, at: datetime) -> None:
    """Put a source's message in its place, true at a moment."""
    shelf.write_whole(path_of(name), content, at=at)


def true_at(name: str, at: datetime) -> bool:
    """What a source said is true at this moment, too; whether there is such a message."""
    seconds = at.timestamp()
    try:
        os.utime(path_of(name), (seconds, seconds))
    except FileNotFoundError:
        return False
    return True


def forget(name: str) -> None:
    """A source is asked no more."""
    path_of(name).unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class Delays:
    """How fresh what is known of delays is: since when the sources that hold, and those that fell silent, said nothing new."""

    holding: datetime | None
    silent: datetime | None


def known_delays(now: datetime) -> Delays | None:
    """The oldest of the sources that hold and the newest of those that do not; None where no source tells delays."""
    told = [one for one in sources(now) if one.tells_delays and now - one.at < FORGOTTEN]
    if not told:
        return None
    holding, silent = ([one.at for one in told if one.is_stale is stale] for stale in (False, True))
    return Delays(min(holding, default=None), max(silent, default=None))
