"""How people walk, and ways on foot as they are gathered."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from balai.engines.transit.compiled import Bytes, Ints

if TYPE_CHECKING:
    import polars as pl

METRES_PER_DEGREE = 111_195.08


class WalkSource(IntEnum):
    """Where a footpath comes from."""

    STRAIGHT_LINE = 0
    STREETS = 1
    TRANSFERS = 2
    PATHWAYS = 3


@dataclass(frozen=True, slots=True)
class Walking:
    """How people walk between stops.

    In two extracts of OpenStreetMap (São Paulo, Helsinki) streets were 1.3 times as long as the straight line, in the
    middle of all pairs up to 600 m apart; one pair in ten is 1.9 times as long or more.
    """

    metres: float = 400.0
    """The longest straight line between two stops that is offered as a way."""
    detour: float = 1.3
    speed: float = 1.2
    """Metres a second."""
    change_seconds: int = 60
    """What changing vehicles at one stop takes, where transfers.txt says nothing."""


@dataclass(slots=True)
class Ways:
    """Footpaths as they are gathered, one row each."""

    origins: Ints
    targets: Ints
    seconds: Ints
    metres: Ints
    sources: Bytes

    def frame(self) -> pl.DataFrame:
        import polars as pl  # noqa: PLC0415 (whoever only plans does without it: 30 MB)

        return pl.DataFrame(
            {
                "origin": self.origins,
                "target": self.targets,
                "seconds": self.seconds,
                "metres": self.metres,
                "source": self.sources,
            }
        )
