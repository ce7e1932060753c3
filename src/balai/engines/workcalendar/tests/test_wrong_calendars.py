"""A calendar that is wrong in itself is refused when it is made, with a sentence that says where."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from balai.engines.workcalendar import CalendarError, Unit, WorkCalendar, parse_span
from balai.engines.workcalendar.tests.calendars import JAKARTA, JAKARTA_HOURS, in_jakarta


@pytest.mark.parametrize(
    ("zone", "hours", "sentence"),
    [
        ("Asia/Batavia", JAKARTA_HOURS, "not a time zone"),
        ("../etc/passwd", JAKARTA_HOURS, "not a time zone"),
        ("", JAKARTA_HOURS, "not a time zone"),
        ("Asia/Jakarta", {}, "at least one opening"),
        ("Asia/Jakarta", {0: ()}, "at least one opening"),
        ("Asia/Jakarta", {7: ((time(8), time(9)),)}, "not a weekday"),
        ("Asia/Jakarta", {0: ((time(9), time(8)),)}, "ends before it begins"),
        ("Asia/Jakarta", {0: ((time(9), time(9)),)}, "ends before it begins"),
        ("Asia/Jakarta", {0: ((time(8), time(12)), (time(11), time(13)))}, "overlap"),
        ("Asia/Jakarta", {0: ((time(13), time(16)), (time(8), time(12)))}, "overlap or are out of order"),
    ],
)
def test_a_wrong_calendar_is_refused(zone: str, hours: dict[int, Any], sentence: str) -> None:
    with pytest.raises(CalendarError, match=sentence):
        WorkCalendar(zone, hours, {})


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(CalendarError, match="without a time zone"):
        JAKARTA.due(datetime.fromisoformat("2026-12-24"), parse_span("3 working days"))


def test_a_pause_that_ends_before_it_begins_is_refused() -> None:
    at = in_jakarta("2026-12-24 10:00")
    with pytest.raises(CalendarError, match="cannot end before it begins"):
        JAKARTA.due_after_pause(at, at - timedelta(seconds=1), at + timedelta(hours=1), Unit.HOURS)


def test_a_promise_beyond_two_centuries_is_refused() -> None:
    rarely = WorkCalendar("Asia/Jakarta", {0: ((time(8), time(8, 1)),)}, {})
    with pytest.raises(CalendarError, match="200 years"):
        rarely.due(in_jakarta("2026-12-24 10:00"), parse_span("20000 office hours"))


def test_changing_the_given_tables_later_changes_nothing() -> None:
    holidays: dict[date, str] = {}
    calendar = WorkCalendar("Asia/Jakarta", JAKARTA_HOURS, holidays)
    holidays[date(2026, 12, 25)] = "too late"
    assert calendar.is_working_day(date(2026, 12, 25))
