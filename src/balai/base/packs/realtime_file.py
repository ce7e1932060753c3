"""Reads mobility/realtime.yaml: where operators tell the running day, how often it is asked, and how long it holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from balai.base.outside.places import NotAllowed, page_of
from balai.base.packs.mistakes import Mistake
from balai.base.packs.shape import shape_mistakes
from balai.base.packs.strict_yaml import Document, read_yaml

FILE = "mobility/realtime.yaml"
SCHEMA = "realtime"
TRIP_UPDATES, ALERTS = "trip_updates", "alerts"
EVERY, HOLDS = 60, 600


@dataclass(frozen=True, slots=True)
class PackSource:
    """A GTFS-Realtime message that is fetched: its name, its address, what it tells; seconds."""

    name: str
    address: str
    tells: frozenset[str]
    every: int = EVERY
    holds: int = HOLDS


def read_sources(folder: Path) -> tuple[tuple[PackSource, ...], list[Mistake]]:
    """The sources in the order of the file, and the mistakes; nothing where there is no file."""
    if not (folder / FILE).is_file():
        return (), []
    document, mistakes = read_yaml(folder / FILE, FILE)
    if document is None:
        return (), mistakes
    mistakes = shape_mistakes(document, SCHEMA) or [*_meaning_mistakes(document)]
    if mistakes:
        return (), sorted(set(mistakes))
    return tuple(
        PackSource(
            name,
            one["address"],
            frozenset(one.get("tells", (TRIP_UPDATES, ALERTS))),
            one.get("every_seconds", EVERY),
            one.get("holds_seconds", HOLDS),
        )
        for name, one in document.value["sources"].items()
    ), []


def _meaning_mistakes(document: Document) -> Iterator[Mistake]:
    for name, one in document.value["sources"].items():
        place = ("sources", name)
        try:
            # An address of this machine is a city's own business: it is asked only where a setting allows that.
            page_of(one["address"], loopback=True)
        except NotAllowed:
            wrong = f"{one['address'][:60]} is not an address that may be asked."
            mend = "Write https://…, without a user, a fragment or letters outside ASCII."
            yield document.mistake("realtime.address", (*place, "address"), wrong, mend)
        if one.get("holds_seconds", HOLDS) < one.get("every_seconds", EVERY):
            wrong = f"{name} is asked more seldom than what it says holds."
            yield document.mistake("realtime.holds", place, wrong, "Make holds_seconds longer than every_seconds.")
