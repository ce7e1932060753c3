"""The feed that rules as others may take it away: with the fares of the tariff that rules, as far as their format goes."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from balai.apps.mobility import shelf
from balai.apps.mobility.feed_days import ruling_on
from balai.apps.mobility.ruling import tariff_of
from balai.base.city import city_zone
from balai.engines.fares.definition import Tariff
from balai.engines.fares.gtfs.joining import Apart, join_fares
from balai.engines.fares.gtfs.writing import write_fares
from balai.engines.fares.mistakes import FareError

FORMAT = 1
"""Counts up when what is written changes."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What rules on a day as it goes out: the feed, the tariff if there is one, and the file that has both once it is made.

    `apart` says why it will not be made.
    """

    digest: str
    tariff: Tariff | None
    joined: Path | None
    apart: str = ""

    @property
    def path(self) -> Path:
        """The file to take away: with fares where it is made, else the feed as it was brought."""
        return self.joined if self.has_fares and self.joined else shelf.feed_path(self.digest)

    @property
    def has_fares(self) -> bool:
        return self.joined is not None and self.joined.is_file()


def outgoing(day: date) -> Outgoing | None:
    """What goes out on a day; None where no feed rules."""
    row, tariff = ruling_on(day), tariff_of(day)
    if row is None:
        return None
    digest = row.version.digest
    if tariff is None:
        return Outgoing(digest, None, None)
    stem = f"{digest[:24]}-{tariff.version[:16]}-{FORMAT}"
    known = _folder() / f"{stem}.txt"
    apart = known.read_text() if known.is_file() else ""
    return Outgoing(digest, tariff, _folder() / f"{stem}.zip", apart)


def publish_feed(*, now: datetime) -> bool:
    """Make the file of today, unless it is there; whether there is one with fares. Files of other days go."""
    found = outgoing(now.astimezone(city_zone()).date())
    if found is None or found.tariff is None or found.joined is None:
        return False
    if not found.has_fares and not found.apart and shelf.feed_path(found.digest).is_file():
        _make(found.digest, found.tariff, found.joined)
    for path in _folder().glob("*"):
        if path.stem != found.joined.stem:
            path.unlink(missing_ok=True)
    return found.has_fares


def _make(digest: str, tariff: Tariff, to: Path) -> None:
    _folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = to.with_name(f".{to.stem}.{secrets.token_hex(8)}")
    try:
        apart: Apart | str | None = join_fares(shelf.feed_path(digest), write_fares(tariff), unfinished)
        if apart is None:
            with unfinished.open("rb") as file:
                os.fsync(file.fileno())
            unfinished.replace(to)
            return
    except FareError:
        apart = "unreadable"
    finally:
        unfinished.unlink(missing_ok=True)
    shelf.write_whole(to.with_suffix(".txt"), (apart.value if isinstance(apart, Apart) else apart or "").encode())


def _folder() -> Path:
    return shelf.home() / "outgoing"
