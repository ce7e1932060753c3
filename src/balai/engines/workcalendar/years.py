"""One year of a working calendar, laid out as sorted arrays so that each question is a binary search."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

from balai.engines.workcalendar.wall import instant_of, microseconds

Ranges = tuple[tuple[time, time], ...]


@dataclass(frozen=True, slots=True)
class WorkingYear:
    """The working days and office openings of one calendar year.

    `days` are ordinals of working days and `closings` the instant at which each one's offices close last;
    `opens`, `closes` are the bounds of each opening and `before` the office time of the year before it.
    Instants and durations are microseconds (UTC since 1970).
    """

    days: tuple[int, ...]
    closings: tuple[int, ...]
    opens: tuple[int, ...]
    closes: tuple[int, ...]
    before: tuple[int, ...]
    total: int

    def office_time_at(self, instant: int) -> int:
        """Office time of this year that has passed by `instant`."""
        index = bisect_right(self.opens, instant) - 1
        if index < 0:
            return 0
        return self.before[index] + min(instant, self.closes[index]) - self.opens[index]

    def instant_at(self, office_time: int) -> int:
        """The first instant by which `office_time` (more than 0, at most `total`) of this year has passed."""
        index = bisect_left(self.before, office_time) - 1
        return self.opens[index] + office_time - self.before[index]

    def is_open(self, instant: int) -> bool:
        """Whether the offices are open at `instant`, the moments of opening and closing included."""
        index = bisect_right(self.opens, instant) - 1
        return index >= 0 and instant <= self.closes[index]


def lay_out_year(
    year: int, *, zone: ZoneInfo, hours: Mapping[int, Ranges], holidays: Mapping[date, str]
) -> WorkingYear:
    """Lay out `year`: about a millisecond, so keep the result."""
    days: list[int] = []
    closings: list[int] = []
    openings: list[tuple[int, int]] = []
    for ordinal in range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1):
        day = date.fromordinal(ordinal)
        ranges = hours.get(day.weekday(), ())
        if not ranges or day in holidays:
            continue
        bounds = [(_instant(day, opens, zone), _end_instant(day, closes, zone)) for opens, closes in ranges]
        openings += [(opens, closes) for opens, closes in bounds if opens < closes]
        days.append(ordinal)
        # A day that ends at midnight closes a moment before, so that its closing lies on the day itself.
        closings.append(bounds[-1][1] - (ranges[-1][1] == time(0)))
    running = list(accumulate((closes - opens for opens, closes in openings), initial=0))
    return WorkingYear(
        days=tuple(days),
        closings=tuple(closings),
        opens=tuple(opens for opens, _ in openings),
        closes=tuple(closes for _, closes in openings),
        before=tuple(running[:-1]),
        total=running[-1],
    )


def _instant(day: date, at: time, zone: ZoneInfo) -> int:
    return microseconds(instant_of(datetime.combine(day, at), zone))


def _end_instant(day: date, at: time, zone: ZoneInfo) -> int:
    """The end of an opening; midnight as an end is that of the night that follows the day."""
    return _instant(day if at != time(0) else day + timedelta(days=1), at, zone)
