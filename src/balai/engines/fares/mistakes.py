"""What can be wrong with a tariff file, and with what is asked of a tariff."""

from __future__ import annotations

from dataclasses import dataclass


class FareError(ValueError):
    """A fare cannot be told: the sentence says what is missing or contradicts itself."""


@dataclass(frozen=True, slots=True)
class TariffMistake:
    """Something wrong in a tariff file: where (keys and numbers from the root), what, and how to mend it."""

    code: str
    path: tuple[str | int, ...]
    sentence: str
    mend: str
