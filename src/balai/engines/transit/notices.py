"""What is wrong with a feed, by the rule names of the MobilityData GTFS validator."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

SAMPLES = 20
"""Rows that a notice names; it counts all of them."""


class Severity(StrEnum):
    """An error breaks the GTFS reference; a warning breaks its best practices; information only helps."""

    ERROR = "error"
    WARNING = "warning"
    INFORMATION = "information"


@dataclass(frozen=True, slots=True)
class Sample:
    """One place: the row as a spreadsheet counts it (the header is row 1), 0 for the whole file, and what stands there."""

    row: int
    value: str


@dataclass(frozen=True, slots=True)
class Notice:
    """One rule that one file breaks, perhaps in many rows; `effect` says what that does to travellers' answers."""

    rule: str
    severity: Severity
    file: str
    field: str
    effect: str
    count: int
    samples: tuple[Sample, ...]
    fatal: bool = False
    """Nothing can be planned with this feed."""

    def as_json(self) -> dict[str, Any]:
        return {
            "rule": self.rule,
            "severity": self.severity.value,
            "file": self.file,
            "field": self.field,
            "effect": self.effect,
            "count": self.count,
            "samples": [{"row": sample.row, "value": sample.value} for sample in self.samples],
        }


class Notices:
    """The notices of a feed, in the order found."""

    def __init__(self) -> None:
        self._found: list[Notice] = []

    def __iter__(self) -> Iterator[Notice]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)

    def keep(self, notice: Notice) -> None:
        """Take over a notice of another feed."""
        self._found.append(notice)

    def add(
        self,
        rule: str,
        severity: Severity,
        file: str,
        *,
        field: str = "",
        effect: str,
        places: Iterable[tuple[int, object]] = (),
        count: int | None = None,
        fatal: bool = False,
    ) -> None:
        """Note that a rule is broken; with places, nothing is noted when there are none."""
        samples = tuple(Sample(row, str(value)[:200]) for row, value in places)
        total = max(1, len(samples)) if count is None else count
        if total:
            self._found.append(Notice(rule, severity, file, field, effect, total, samples[:SAMPLES], fatal))

    @property
    def errors(self) -> tuple[Notice, ...]:
        """Notices of what the reference forbids."""
        return tuple(notice for notice in self._found if notice.severity is Severity.ERROR)

    @property
    def warnings(self) -> tuple[Notice, ...]:
        """Notices of what the best practices advise against."""
        return tuple(notice for notice in self._found if notice.severity is Severity.WARNING)

    @property
    def fatal(self) -> tuple[Notice, ...]:
        """Notices after which nothing can be planned."""
        return tuple(notice for notice in self._found if notice.fatal)
