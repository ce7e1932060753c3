"""When the offices of a city are open, and what that makes of a promise."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import MAXYEAR, UTC, date, datetime, time, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from balai.engines.workcalendar.spans import Span, Unit
from balai.engines.workcalendar.wall import from_microseconds, instant_of, microseconds, wall_of
from balai.engines.workcalendar.years import Ranges, WorkingYear, lay_out_year

HORIZON = 200  # years after which the search for a due time gives up


class CalendarError(ValueError):
    """A working calendar is wrong in itself, or is asked about something that it cannot answer."""


@dataclass(frozen=True)
class WorkCalendar:
    """The working week and the holidays of one city.

    `zone` is an IANA name such as "Asia/Jakarta". `hours` maps a weekday (Monday is 0) to its openings in
    order, each from one wall time to a later one; an end of 00:00 is midnight. `holidays` maps dates to names.
    All instants given must know their zone; all instants returned are in UTC.

    Two rules fix what a span in office units means:

    - Office hours run only while the offices are open. What is full exactly at closing time is due at closing
      time, not at the next opening.
    - A span of n working days from a start ends when the offices close on the n-th working day *after the day
      of the start*: the day of receipt is not counted, whatever its hour, as is the practice of Indonesian
      public service standards and of most administrative procedure.

    Raises:
        CalendarError: unknown zone, openings that overlap or end before they begin, or no office hour at all.
    """

    zone: str
    hours: Mapping[int, Ranges]
    holidays: Mapping[date, str] = field(default_factory=dict)
    _zone: ZoneInfo = field(init=False, repr=False, compare=False)
    _years: dict[int, WorkingYear] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        try:
            object.__setattr__(self, "_zone", ZoneInfo(self.zone))
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise CalendarError(f"{self.zone!r} is not a time zone: write an IANA name such as Asia/Jakarta") from error
        object.__setattr__(self, "hours", MappingProxyType(dict(self.hours)))
        object.__setattr__(self, "holidays", MappingProxyType(dict(self.holidays)))
        _check_hours(self.hours)

    def due(self, start: datetime, span: Span) -> datetime:
        """When a promise of `span` that begins at `start` must be kept (UTC).

        Raises:
            CalendarError: `start` has no zone, or the offices open too rarely to be due within 200 years.
        """
        _check_aware(start)
        if span.unit is Unit.WORKING_DAYS:
            return self._close_of_working_day(self._local_day(start), span.amount)
        return self._advance(start, span.length, span.unit)

    def worked_between(self, start: datetime, end: datetime, unit: Unit) -> timedelta:
        """How much of `unit` passes from `start` to `end`; negative when `end` is the earlier one.

        For WORKING_DAYS the result is whole days: the working days after the day of `start`, up to and
        including the day of `end`. For OFFICE_HOURS it is time during which the offices were open. For DAYS
        it is the difference on the wall clock; for HOURS and MINUTES the time that really passed.
        """
        _check_aware(start, end)
        match unit:
            case Unit.WORKING_DAYS:
                return timedelta(days=self._working_days(self._local_day(start), self._local_day(end)))
            case Unit.OFFICE_HOURS:
                return timedelta(microseconds=self._office_time(start, end))
            case Unit.DAYS:
                return wall_of(end, self._zone) - wall_of(start, self._zone)
            case _:
                return end - start

    def remaining(self, at: datetime, due: datetime, unit: Unit) -> timedelta:
        """What is left at `at` of a promise due at `due`, in `unit`; negative when it is late.

        Working days left on the day itself are 0: compare `at > due` to know whether a promise is late.
        """
        return self.worked_between(at, due, unit)

    def due_after_pause(self, paused_at: datetime, resumed_at: datetime, due: datetime, unit: Unit) -> datetime:
        """The new due time (UTC) of a promise whose clock stood still from `paused_at` to `resumed_at`.

        What remained at the pause remains at the resumption, in the promise's own unit: a night or a holiday
        during the pause gives nothing to a promise in office units. A pause counts in working days as the days
        after its first one up to its last one, so one that ends on the day it began moves nothing; where the
        last day of a promise was paused and has closed, the next closing time is taken.
        A promise that was already late stays due when it was.

        Raises:
            CalendarError: an instant has no zone, or the resumption lies before the pause.
        """
        _check_aware(paused_at, resumed_at, due)
        if resumed_at < paused_at:
            raise CalendarError("a pause cannot end before it begins")
        if paused_at >= due:
            return due.astimezone(UTC)
        left = self.worked_between(paused_at, due, unit)
        if unit is not Unit.WORKING_DAYS:
            moved = self._advance(resumed_at, left, unit) if left else resumed_at.astimezone(UTC)
            return max(due.astimezone(UTC), moved)
        day = self._local_day(resumed_at)
        moved = self._close_of_working_day(day, left.days) if left.days else self._next_close(resumed_at)
        return max(due.astimezone(UTC), moved)

    def is_working_day(self, day: date) -> bool:
        """Whether the offices open on `day`."""
        return bool(self.hours.get(day.weekday())) and day not in self.holidays

    def is_open(self, at: datetime) -> bool:
        """Whether the offices are open at `at`, the moments of opening and closing included."""
        _check_aware(at)
        return self._year(self._local_day(at).year).is_open(microseconds(at))

    def _advance(self, start: datetime, by: timedelta, unit: Unit) -> datetime:
        """The first instant by which `by` of a unit other than working days has passed since `start`."""
        if unit is Unit.OFFICE_HOURS:
            return self._after_office_time(start, by // timedelta(microseconds=1))
        if unit is Unit.DAYS:
            return instant_of(wall_of(start, self._zone) + by, self._zone)
        return start.astimezone(UTC) + by

    def _year(self, number: int) -> WorkingYear:
        year = self._years.get(number)
        if year is None:
            year = lay_out_year(number, zone=self._zone, hours=self.hours, holidays=self.holidays)
            self._years[number] = year
        return year

    def _local_day(self, at: datetime) -> date:
        return at.astimezone(self._zone).date()

    def _working_days(self, after: date, until: date) -> int:
        if until < after:
            return -self._working_days(until, after)
        between = sum(len(self._year(number).days) for number in range(after.year, until.year))
        return between + self._days_of_year_by(until) - self._days_of_year_by(after)

    def _days_of_year_by(self, day: date) -> int:
        return bisect_right(self._year(day.year).days, day.toordinal())

    def _close_of_working_day(self, day: date, count: int) -> datetime:
        """When the offices close on the `count`-th working day after `day`; `count` is at least 1."""
        wanted = self._days_of_year_by(day) + count
        for number in range(day.year, min(day.year + HORIZON, MAXYEAR)):
            year = self._year(number)
            if wanted <= len(year.days):
                return from_microseconds(year.closings[wanted - 1])
            wanted -= len(year.days)
        raise CalendarError(f"{count} working days after {day} lie more than {HORIZON} years ahead")

    def _next_close(self, at: datetime) -> datetime:
        """The first time at or after `at` at which the offices close for the day."""
        today = self._close_of_working_day(self._local_day(at) - timedelta(days=1), 1)
        return today if today >= at else self._close_of_working_day(self._local_day(at), 1)

    def _office_time(self, start: datetime, end: datetime) -> int:
        """Microseconds of office time from `start` to `end`."""
        first, last = self._local_day(start).year, self._local_day(end).year
        if last < first:
            return -self._office_time(end, start)
        between = sum(self._year(number).total for number in range(first, last))
        at_end = self._year(last).office_time_at(microseconds(end))
        return between + at_end - self._year(first).office_time_at(microseconds(start))

    def _after_office_time(self, start: datetime, count: int) -> datetime:
        """The first instant by which `count` microseconds of office time have passed since `start`."""
        first = self._local_day(start).year
        wanted = self._year(first).office_time_at(microseconds(start)) + count
        for number in range(first, min(first + HORIZON, MAXYEAR)):
            year = self._year(number)
            if 0 < wanted <= year.total:
                return from_microseconds(year.instant_at(wanted))
            wanted -= year.total
        raise CalendarError(f"so much office time after {start} lies more than {HORIZON} years ahead")


def _check_aware(*instants: datetime) -> None:
    if any(instant.tzinfo is None for instant in instants):
        raise CalendarError("an instant without a time zone has no place on a calendar")


def _check_hours(hours: Mapping[int, Ranges]) -> None:
    if not any(hours.values()):
        raise CalendarError("a working calendar needs at least one opening in the week")
    for weekday, ranges in hours.items():
        if weekday not in range(7):
            raise CalendarError(f"{weekday!r} is not a weekday: Monday is 0 and Sunday is 6")
        marks = [mark for opens, closes in ranges for mark in (_minutes(opens), _minutes(closes) or 24 * 60.0)]
        if any(later <= earlier for earlier, later in zip(marks[::2], marks[1::2], strict=True)):
            raise CalendarError(f"on weekday {weekday} an opening ends before it begins")
        if any(later < earlier for earlier, later in zip(marks[1::2], marks[2::2], strict=False)):
            raise CalendarError(f"on weekday {weekday} the openings overlap or are out of order")


def _minutes(at: time) -> float:
    return at.hour * 60 + at.minute + at.second / 60 + at.microsecond / 60_000_000
