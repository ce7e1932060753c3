"""How long vehicles may stand with people on board; read without loading what plans journeys."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Staying:
    """In seconds: between two trips of a block, and between two that transfers.txt links by name.

    GTFS says nothing of either.
    """

    longest_layover: int = 20 * 60
    longest_stated: int = 4 * 3600
