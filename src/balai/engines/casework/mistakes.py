"""What can be wrong with a service file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ServiceMistake:
    """Something wrong in a service file: where (keys and numbers from the root), what, and how to mend it."""

    code: str
    path: tuple[str | int, ...]
    sentence: str
    mend: str
