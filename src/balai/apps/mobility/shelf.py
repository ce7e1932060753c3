"""Where feeds and their timetables lie, and which of them every process answers from: the file `now.json`.

BALAI_HOME/files/gtfs/<digest>.zip      feeds, whole; a back-up holds them with the other files
BALAI_HOME/mobility/timetables/<name>/  what was made of them; made anew where it is lacking
BALAI_HOME/mobility/now.json            the timetable that rules from each day on

Web processes look at this one file and never ask the database which timetable rules.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Collection, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

from django.conf import settings

from balai.base.packs.timetable_file import FILE as RULES
from balai.engines.transit.manifest import FORMAT as MAPPED

FORMAT = 1
NOW = "now.json"
PIECE = 1 << 20
STREETS = "streets.osm.pbf"


def home() -> Path:
    """The folder of what is made for journeys."""
    found: Path = settings.CONFIGURATION.home / "mobility"
    return found


def feed_path(digest: str) -> Path:
    """The place of a feed."""
    found: Path = settings.CONFIGURATION.home / "files" / "gtfs" / f"{digest}.zip"
    return found


def compiled_folder() -> Path:
    """Where compiled code is kept: with the installation, unless numba was told another place."""
    return Path(os.environ.get("NUMBA_CACHE_DIR") or settings.CONFIGURATION.home / "compiled")


def headways_path() -> Path | None:
    """What the pack declares where a feed says nothing, if it does."""
    path: Path = settings.CONFIGURATION.city / "mobility" / "headways.yaml"
    return path if path.is_file() else None


def streets_path() -> Path | None:
    """The streets that the pack brings, if it does."""
    path: Path = settings.CONFIGURATION.city / "mobility" / STREETS
    return path if path.is_file() else None


def rules_path() -> Path | None:
    """What the pack says of how timetables are made, if it does."""
    path: Path = settings.CONFIGURATION.city / RULES
    return path if path.is_file() else None


def beside() -> str:
    """Tells apart what the pack declares and knows beside a feed; compute it once where many folders are asked for."""
    paths = [path for path in (headways_path(), streets_path(), rules_path()) if path]
    return hashlib.sha256(b"".join(hashlib.sha256(path.read_bytes()).digest() for path in paths)).hexdigest()[:8]


def timetable_folder(digest: str, declared: str) -> Path:
    """The place of the timetable of a feed with what is `beside` it."""
    return home() / "timetables" / f"{digest[:24]}-{declared}-{MAPPED}"


class Upload(Protocol):
    """A file as Django or the standard library gives it."""

    def read(self, size: int, /) -> bytes: ...


def receive(upload: Upload, *, most: int) -> tuple[Path, str, int]:
    """Write a file beside the feeds without holding it in memory: where, its digest and its octets, at most one too many.

    `settle` puts it in its place; whoever does not removes it.
    """
    folder = feed_path("").parent
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f".{secrets.token_hex(8)}.part"
    digest, octets = hashlib.sha256(), 0
    with path.open("wb") as file:
        while octets <= most and (piece := upload.read(min(PIECE, most + 1 - octets))):
            digest.update(piece)
            octets += len(piece)
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    return path, digest.hexdigest(), octets


def settle(received: Path, digest: str) -> None:
    """Put a received feed in its place."""
    received.replace(feed_path(digest))


def write_whole(path: Path, content: bytes, *, at: datetime | None = None) -> None:
    """Put a file in its place, on disk for good when this returns; whoever reads sees the former or this, whole.

    `at` becomes its time, before anybody sees it.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        with unfinished.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if at is not None:
            os.utime(unfinished, (at.timestamp(), at.timestamp()))
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def announce(ruling: Mapping[date, Path]) -> None:
    """From now on every process answers from these timetables, each from its day on."""
    days = {day.isoformat(): folder.name for day, folder in sorted(ruling.items())}
    content = json.dumps({"format": FORMAT, "timetables": days}).encode()
    path = home() / NOW
    if not path.is_file() or path.read_bytes() != content:
        write_whole(path, content)


def announced() -> dict[str, str]:
    """The names of the timetables that were announced, by the day from which each rules."""
    try:
        found = json.loads((home() / NOW).read_bytes())
    except (OSError, ValueError):
        return {}
    names: dict[str, str] = found["timetables"] if found.get("format") == FORMAT else {}
    return names


def ruling_folder(today: date) -> Path | None:
    """The timetable that rules on a day, None where none was announced."""
    names = announced()
    days = [day for day in names if day <= today.isoformat()]
    return home() / "timetables" / names[max(days)] if days else None


def forget_timetables(keep: Collection[Path]) -> int:
    """Remove the timetables that are not among these; how many. Processes that have one mapped go on reading it."""
    folder = home() / "timetables"
    wanted = {path.name for path in keep}
    old = [path for path in folder.iterdir() if path.name not in wanted] if folder.is_dir() else []
    for path in old:
        shutil.rmtree(path, ignore_errors=True)
    return len(old)
