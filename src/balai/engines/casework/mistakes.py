"""What can be wrong with a service file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class ServiceMistake:
    """Something wrong in a service file: where (keys and numbers from the root), what, and how to mend it."""

    code: str
    path: tuple[str | int, ...]
    sentence: str
    mend: str


def duplicates(items: Iterable[Mapping[str, Any]], key: str, path: tuple[str | int, ...]) -> Iterator[ServiceMistake]:
    """Whatever stands twice among the values of a key."""
    seen: set[str] = set()
    for number, item in enumerate(items):
        if item[key] in seen:
            yield ServiceMistake(
                "service.duplicate", (*path, number, key), f"{item[key]!r} stands twice.", "Give each its own name."
            )
        seen.add(item[key])
