"""The files of a feed, from a zip or a folder, read with bounded memory."""

from __future__ import annotations

import lzma
import stat
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Protocol

from balai.engines.transit.errors import FeedRefused

CHUNK = 1 << 20
MOST_ENTRIES = 1_000
NOT_UNPACKED = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError, RuntimeError, NotImplementedError, EOFError, ValueError,
)  # fmt: skip
"""What reading a member of an archive raises: broken, encrypted, or packed in a way that is not known."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a feed may cost. Bytes are counted after unpacking; beyond a limit the feed is refused, not cut."""

    file_bytes: int = 1 << 30
    total_bytes: int = 2 << 30
    rows: int = 30_000_000
    """Rows of one file."""
    stops_per_trip: int = 2_000
    """Calls of one trip; a trip with more is left out."""
    runs: int = 3_000_000
    """Trips of the timetable after frequencies are spread out."""
    inner_stops: int = 50_000
    """Kinds of trips that transfers.txt tells apart at stops, of all stops together."""
    changes: int = 20_000_000
    """Ways between these, and pairs of them of which some rule speaks."""
    days: int = 14_650
    """Days between the first and the last of the calendars (forty years)."""


class Source(Protocol):
    """Where the files of a feed are."""

    misplaced: tuple[str, ...]
    """Files in a folder inside, which GTFS does not allow and nobody reads."""

    def names(self) -> list[str]:
        """The files at the top, sorted."""

    def read(self, name: str) -> bytes:
        """The bytes of one file.

        Raises:
            FeedRefused: the file, or all files together, are larger than allowed, or cannot be unpacked.
        """


class _Budget:
    """Bytes that may still be unpacked."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.left = limits.total_bytes

    def allow(self, name: str, size: int) -> None:
        if size > self.limits.file_bytes:
            raise FeedRefused(f"{name} is larger than {self.limits.file_bytes:,} bytes")
        if size > self.left:
            raise FeedRefused(f"the files are together larger than {self.limits.total_bytes:,} bytes")


class ZipSource:
    """A feed in a zip archive. Unpacks in memory, chunk by chunk, and never beyond the limits, whatever the archive says."""

    def __init__(self, path: Path, limits: Limits) -> None:
        try:
            self._archive = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise FeedRefused(f"{path.name} is no zip archive that can be read: {error}") from error
        entries = [entry for entry in self._archive.infolist() if not entry.is_dir()]
        if len(entries) > MOST_ENTRIES:
            raise FeedRefused(f"the archive holds {len(entries):,} files")
        for entry in entries:
            _refuse_escape(entry.filename)
        self._entries = {entry.filename: entry for entry in entries if "/" not in entry.filename}
        self.misplaced = tuple(
            sorted(entry.filename for entry in entries if "/" in entry.filename and _is_ours(entry.filename))
        )
        self._budget = _Budget(limits)

    def names(self) -> list[str]:
        return sorted(self._entries)

    def read(self, name: str) -> bytes:
        entry = self._entries[name]
        self._budget.allow(name, entry.file_size)
        parts: list[bytes] = []
        size = 0
        try:
            with self._archive.open(entry) as stream:
                while chunk := stream.read(CHUNK):
                    size += len(chunk)
                    self._budget.allow(name, size)
                    parts.append(chunk)
        except NOT_UNPACKED as error:
            if isinstance(error, FeedRefused):
                raise
            raise FeedRefused(f"{name} cannot be unpacked: {error}") from error
        self._budget.left -= size
        return b"".join(parts)


class FolderSource:
    """A feed in a folder. Links are not followed: only plain files of this folder are read."""

    def __init__(self, path: Path, limits: Limits) -> None:
        self._folder = path
        self.misplaced: tuple[str, ...] = ()
        self._budget = _Budget(limits)

    def names(self) -> list[str]:
        return sorted(
            entry.name for entry in self._folder.iterdir() if stat.S_ISREG(entry.stat(follow_symlinks=False).st_mode)
        )

    def read(self, name: str) -> bytes:
        path = self._folder / name
        self._budget.allow(name, path.stat().st_size)
        with path.open("rb") as stream:
            content = stream.read(min(self._budget.limits.file_bytes, self._budget.left) + 1)
        self._budget.allow(name, len(content))
        self._budget.left -= len(content)
        return content


def open_source(path: Path, limits: Limits) -> Source:
    """The feed at a path: a folder or a zip.

    Raises:
        FeedRefused: there is nothing there, or it is no archive, or a name in it points outside.
    """
    if path.is_dir():
        return FolderSource(path, limits)
    if not path.exists():
        raise FeedRefused(f"there is no {path.name}")
    return ZipSource(path, limits)


def _refuse_escape(name: str) -> None:
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in name or "\0" in name:
        raise FeedRefused(f"the archive holds a file whose name points outside: {name!r}")


def _is_ours(name: str) -> bool:
    return name.endswith(".txt") and not name.startswith("__MACOSX/")
