"""Spans of time as a service file writes them: "6 hours", "3 working days"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class SpanError(ValueError):
    """A span of time is not written as this project writes them, or is out of bounds."""


class Unit(StrEnum):
    """What is counted.

    MINUTES and HOURS pass day and night. DAYS end at the same time on the wall clock.
    OFFICE_HOURS pass only while the offices are open. WORKING_DAYS are whole days on which they open.
    """

    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"
    OFFICE_HOURS = "office_hours"
    WORKING_DAYS = "working_days"


# About ten years of each: a longer promise is a slip of the keyboard.
LARGEST: Mapping[Unit, int] = {
    Unit.MINUTES: 600_000,
    Unit.HOURS: 90_000,
    Unit.DAYS: 3_700,
    Unit.OFFICE_HOURS: 25_000,
    Unit.WORKING_DAYS: 2_700,
}

LENGTHS: Mapping[Unit, timedelta] = {
    Unit.MINUTES: timedelta(minutes=1),
    Unit.HOURS: timedelta(hours=1),
    Unit.DAYS: timedelta(days=1),
    Unit.OFFICE_HOURS: timedelta(hours=1),
    Unit.WORKING_DAYS: timedelta(days=1),
}

_UNIT_OF_WORDS: Mapping[str, Unit] = {
    words: unit for unit in Unit for plural in [unit.value.replace("_", " ")] for words in (plural, plural[:-1])
}
_WRITTEN = re.compile(r"([0-9]{1,9}) +([a-z]+(?: [a-z]+)?)")


@dataclass(frozen=True, slots=True)
class Span:
    """A whole number of units, at least one and at most about ten years.

    Raises:
        SpanError: the amount is out of bounds.
    """

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        if not 1 <= self.amount <= LARGEST[self.unit]:
            words = self.unit.value.replace("_", " ")
            raise SpanError(f"{self.amount} {words} is out of bounds: write from 1 to {LARGEST[self.unit]} {words}")

    @property
    def length(self) -> timedelta:
        """The span as a timedelta of its own unit; a working day counts as one day."""
        return self.amount * LENGTHS[self.unit]

    def __str__(self) -> str:
        words = self.unit.value.replace("_", " ")
        return f"{self.amount} {words if self.amount != 1 else words[:-1]}"


def parse_span(text: str) -> Span:
    """Read "30 minutes", "6 hours", "7 days", "8 office hours" or "3 working days".

    Raises:
        SpanError: the text is written otherwise, or the amount is out of bounds.
    """
    match = _WRITTEN.fullmatch(text.strip())
    unit = _UNIT_OF_WORDS.get(match.group(2)) if match else None
    if match is None or unit is None:
        raise SpanError(
            f"{text!r} is not a span of time: write a whole number and minutes, hours, days, "
            'office hours or working days, such as "3 working days"'
        )
    return Span(int(match.group(1)), unit)
