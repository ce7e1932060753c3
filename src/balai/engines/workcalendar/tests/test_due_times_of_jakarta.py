"""Due times that a person can check with a wall calendar."""

from __future__ import annotations

from datetime import timedelta

import pytest

from balai.engines.workcalendar import Unit, parse_span
from balai.engines.workcalendar.tests.calendars import JAKARTA, in_jakarta


@pytest.mark.parametrize(
    ("start", "span", "due"),
    [
        ("2026-12-24 10:00", "3 working days", "2026-12-30 16:00"),  # Thursday: 25 is a holiday, 26 and 27 a weekend
        ("2026-12-24 23:59", "3 working days", "2026-12-30 16:00"),  # the day of receipt is not counted
        ("2026-12-26 10:00", "1 working days", "2026-12-28 16:00"),  # received on a Saturday
        ("2026-12-30 10:00", "1 working day", "2026-12-31 16:00"),
        ("2026-12-31 10:00", "1 working day", "2027-01-04 16:00"),  # across the new year's holiday
        ("2026-12-24 15:00", "1 office hour", "2026-12-24 16:00"),  # full at closing time is due at closing time
        ("2026-12-24 15:00", "2 office hours", "2026-12-28 08:30"),
        ("2026-12-24 11:30", "1 office hour", "2026-12-24 13:30"),  # lunch does not count
        ("2026-12-26 10:00", "1 office hour", "2026-12-28 08:30"),
        ("2026-12-24 10:00", "6 hours", "2026-12-24 16:00"),
        ("2026-12-24 22:00", "6 hours", "2026-12-25 04:00"),  # the clock's hours run at night
        ("2026-12-24 10:00", "7 days", "2026-12-31 10:00"),
        ("2026-12-24 10:00", "30 minutes", "2026-12-24 10:30"),
    ],
)
def test_a_promise_is_due_when_a_wall_calendar_says(start: str, span: str, due: str) -> None:
    assert JAKARTA.due(in_jakarta(start), parse_span(span)) == in_jakarta(due)


@pytest.mark.parametrize(
    ("paused", "resumed", "due", "unit", "new_due"),
    [
        # Half of an office day is left at the pause, and at the resumption after the holiday and the weekend.
        ("2026-12-24 13:00", "2026-12-28 13:00", "2026-12-24 16:00", Unit.OFFICE_HOURS, "2026-12-28 16:00"),
        # A night gives nothing back to office hours.
        ("2026-12-23 18:00", "2026-12-24 06:00", "2026-12-24 16:00", Unit.OFFICE_HOURS, "2026-12-24 16:00"),
        # A night does give itself back to the hours of the clock.
        ("2026-12-23 18:00", "2026-12-24 06:00", "2026-12-24 16:00", Unit.HOURS, "2026-12-25 04:00"),
        # Wednesday to Thursday is one working day, whatever the hours.
        ("2026-12-23 09:00", "2026-12-24 15:00", "2026-12-28 16:00", Unit.WORKING_DAYS, "2026-12-29 16:00"),
        ("2026-12-23 09:00", "2026-12-23 15:00", "2026-12-28 16:00", Unit.WORKING_DAYS, "2026-12-28 16:00"),
        # A holiday and a weekend are not working days.
        ("2026-12-24 09:00", "2026-12-27 15:00", "2026-12-28 16:00", Unit.WORKING_DAYS, "2026-12-28 16:00"),
        # Paused on its last day: the last day is the day of the answer, or the next one when that has closed.
        ("2026-12-28 09:00", "2026-12-29 10:00", "2026-12-28 16:00", Unit.WORKING_DAYS, "2026-12-29 16:00"),
        ("2026-12-28 09:00", "2026-12-28 17:00", "2026-12-28 16:00", Unit.WORKING_DAYS, "2026-12-29 16:00"),
        # What was late when it was paused stays due when it was.
        ("2026-12-29 09:00", "2026-12-30 09:00", "2026-12-28 16:00", Unit.WORKING_DAYS, "2026-12-28 16:00"),
    ],
)
def test_a_pause_moves_a_promise_by_its_own_unit(paused: str, resumed: str, due: str, unit: Unit, new_due: str) -> None:
    moved = JAKARTA.due_after_pause(in_jakarta(paused), in_jakarta(resumed), in_jakarta(due), unit)
    assert moved == in_jakarta(new_due)


def test_what_remains_is_told_in_the_unit_of_the_promise_and_is_negative_when_late() -> None:
    due = in_jakarta("2026-12-30 16:00")
    assert JAKARTA.remaining(in_jakarta("2026-12-24 10:00"), due, Unit.WORKING_DAYS) == timedelta(days=3)
    assert JAKARTA.remaining(in_jakarta("2026-12-30 10:00"), due, Unit.WORKING_DAYS) == timedelta(0)
    assert JAKARTA.remaining(in_jakarta("2027-01-04 10:00"), due, Unit.WORKING_DAYS) == timedelta(days=-2)
    assert JAKARTA.remaining(in_jakarta("2026-12-30 11:00"), due, Unit.OFFICE_HOURS) == timedelta(hours=4)
    assert JAKARTA.remaining(in_jakarta("2026-12-31 08:30"), due, Unit.OFFICE_HOURS) == timedelta(hours=-1)
    assert JAKARTA.remaining(in_jakarta("2026-12-30 17:00"), due, Unit.HOURS) == timedelta(hours=-1)


def test_offices_are_open_in_their_hours_and_closed_on_holidays() -> None:
    assert JAKARTA.is_open(in_jakarta("2026-12-24 16:00"))
    assert not JAKARTA.is_open(in_jakarta("2026-12-24 12:30"))
    assert not JAKARTA.is_open(in_jakarta("2026-12-25 10:00"))
    assert JAKARTA.is_working_day(in_jakarta("2026-12-24 00:00").date())
    assert not JAKARTA.is_working_day(in_jakarta("2026-12-25 00:00").date())
    assert not JAKARTA.is_working_day(in_jakarta("2026-12-26 00:00").date())
