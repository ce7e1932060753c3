"""What is promised, and what is due to the city: time limits on steps and cases, fees, and how long documents hold."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from balai.engines.casework.conditions import Condition
from balai.engines.casework.questions import Option
from balai.engines.workcalendar import Span


@dataclass(frozen=True, slots=True)
class PromiseRule:
    """A limit for the cases in which `when` holds."""

    when: Condition
    within: Span


@dataclass(frozen=True, slots=True)
class Promise:
    """A time limit on a step, or on a whole case. `late` is `escalate` or the outcome that then holds by itself.

    The first rule that holds decides, else `within`. With `on` the promise is a date that an officer has answered:
    it is due when that day is over, and there is none where no such date was given.
    """

    within: Span | None = None
    late: str = "escalate"
    extension: Span | None = None
    rules: tuple[PromiseRule, ...] = ()
    on: str = ""

    def span(self, answers: Mapping[str, Any]) -> Span | None:
        """The limit under these answers; None where the promise is a date."""
        return next((rule.within for rule in self.rules if rule.when.holds(answers)), self.within)


@dataclass(frozen=True, slots=True)
class Waiting:
    """How long the city waits for the citizen's answer, how often, and how a case then ends by itself.

    An unanswered question lets the clock run on after `within`; after `times` of them the case closes.
    """

    within: Span
    times: int
    end: str
    reason: Option


@dataclass(frozen=True, slots=True)
class FeeRule:
    """Whole rupiah, for the cases in which `when` holds."""

    rupiah: int
    when: Condition | None = None


@dataclass(frozen=True, slots=True)
class Fee:
    """What a step costs: the first rule that holds decides. A fee of 0 skips the step."""

    rules: tuple[FeeRule, ...]

    def amount(self, answers: Mapping[str, Any]) -> int:
        """Whole rupiah under these answers."""
        return next((rule.rupiah for rule in self.rules if rule.when is None or rule.when.holds(answers)), 0)


@dataclass(frozen=True, slots=True)
class Period:
    """A whole number of days, months or years of the calendar."""

    amount: int
    unit: str

    def after(self, day: date) -> date:
        """The same day of the month, so much later; the month's last day where it has no such day."""
        if self.unit == "day":
            return day + timedelta(days=self.amount)
        months = self.amount * (12 if self.unit == "year" else 1)
        year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
        return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
