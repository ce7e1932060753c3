"""Figures from sums, each with how sure it is: pure.

Shares: Wilson's score interval (Wilson 1927). Durations: the Kaplan–Meier estimate (1958), which lets cases that are
still open count for as long as they have waited, with the interval of Brookmeyer and Crowley (1982) on the log-log scale.
All intervals are 95 %.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from balai.apps.figures.counting import Tally, bin_of, minutes_of

Z = 1.959964
LEAST_FOR_A_SHARE = 10
LEAST_FOR_A_MEDIAN = 10
LEAST_FOR_A_NINETIETH = 30
"""Cases that must have happened (been decided, done, …) before a figure is shown at all."""
MEDIAN, NINETIETH = 0.5, 0.9
NOON = time(12, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Share:
    """`part` of `whole`. Value and interval are from 0 to 1, and None where there are too few to say anything."""

    part: int
    whole: int

    @property
    def is_known(self) -> bool:
        return self.whole >= LEAST_FOR_A_SHARE

    @property
    def value(self) -> float | None:
        return self.part / self.whole if self.is_known else None

    @property
    def interval(self) -> tuple[float, float] | None:
        return wilson(self.part, self.whole) if self.is_known else None


@dataclass(frozen=True, slots=True)
class Duration:
    """Minutes within which a part of all cases is done. None: not yet known, or too few; `high` None: no upper end."""

    minutes: float | None = None
    low: float | None = None
    high: float | None = None
    too_few: bool = False


@dataclass(frozen=True, slots=True)
class Figures:
    """What is said of a place and a period."""

    received: int
    refused: int
    done: int
    median: Duration
    ninetieth: Duration
    on_time: Share
    reopened: Share
    satisfied: Share
    ratings: tuple[int, ...]

    @property
    def is_empty(self) -> bool:
        return self.received == 0


def wilson(part: int, whole: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share.

    Raises:
        ZeroDivisionError: of nothing.
    """
    share, weight = part / whole, Z * Z / whole
    middle = (share + weight / 2) / (1 + weight)
    half = Z * math.sqrt(share * (1 - share) / whole + weight / (4 * whole)) / (1 + weight)
    return max(0.0, middle - half), min(1.0, middle + half)


def waiting(months: dict[date, Tally], now: datetime) -> list[int]:
    """Open cases by the bin of how long they have waited so far; each counts as opened at noon of its day."""
    found: list[int] = []
    for month, tally in months.items():
        for offset, cases in enumerate(tally.open_days):
            if cases:
                opened = datetime.combine(month + timedelta(days=offset), NOON)
                number = bin_of(max(0.0, (now - opened).total_seconds() / 60))
                found.extend([0] * (number + 1 - len(found)))
                found[number] += cases
    return found


@dataclass(frozen=True, slots=True)
class Step:
    """After one bin: which part of all cases is still not done, and its 95 % interval."""

    bin: int
    left: float
    low: float
    high: float


def survival(done: Sequence[int], still_open: Sequence[int]) -> list[Step]:
    """The Kaplan–Meier curve over bins. Within a bin, what is done comes before what is still waiting."""
    at_risk, left, variance = sum(done) + sum(still_open), 1.0, 0.0
    steps: list[Step] = []
    for number in range(max(len(done), len(still_open))):
        ended = done[number] if number < len(done) else 0
        if ended:
            left *= 1 - ended / at_risk
            if at_risk > ended:
                variance += ended / (at_risk * (at_risk - ended))
            steps.append(Step(number, left, *_around(left, variance)))
        at_risk -= ended + (still_open[number] if number < len(still_open) else 0)
    return steps


def _around(left: float, variance: float) -> tuple[float, float]:
    """The interval on the log-log scale, which stays between 0 and 1."""
    if left <= 0.0:
        return 0.0, 0.0
    spread = math.exp(Z * math.sqrt(variance) / -math.log(left))
    return float(left**spread), float(left ** (1 / spread))


def duration(steps: Sequence[Step], part: float, *, done: int) -> Duration:
    """Within which time `part` of all cases is done."""
    if done < (LEAST_FOR_A_NINETIETH if part >= NINETIETH else LEAST_FOR_A_MEDIAN):
        return Duration(too_few=True)
    rest = 1 - part + 1e-12

    def first(values: Sequence[float]) -> float | None:
        return next((minutes_of(step.bin) for step, value in zip(steps, values, strict=True) if value <= rest), None)

    middle = first([step.left for step in steps])
    if middle is None:
        return Duration()
    return Duration(middle, first([step.low for step in steps]), first([step.high for step in steps]))


def figures_from(months: dict[date, Tally], now: datetime) -> Figures:
    """Everything that is said of some months of one place."""
    total = Tally()
    for tally in months.values():
        total.merge(tally)
    done = sum(total.hours)
    steps = survival(total.hours, waiting(months, now))
    return Figures(
        received=total.received,
        refused=total.refused,
        done=done,
        median=duration(steps, MEDIAN, done=done),
        ninetieth=duration(steps, NINETIETH, done=done),
        on_time=Share(total.kept, total.decided),
        reopened=Share(total.reopened, total.finished),
        satisfied=Share(sum(total.ratings[3:]), sum(total.ratings)),
        ratings=tuple(total.ratings),
    )
