"""What can be wrong with a city pack."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    """Something wrong: the file (relative to the pack), the line (from 1; 0 where a file is missing as a whole),
    a stable code, what is wrong, and how to mend it.
    """

    file: str
    line: int
    code: str
    wrong: str
    mend: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.code}: {self.wrong} {self.mend}"


class PackIsBroken(Exception):
    """The city pack has mistakes; `balai city check` lists them."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        shown = "\n".join(str(mistake) for mistake in mistakes[:10])
        super().__init__(f"The city pack has {len(mistakes)} mistake(s):\n{shown}")
        self.mistakes = tuple(mistakes)
