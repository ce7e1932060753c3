"""The running city's promises are counted on the calendar that its pack says."""

from __future__ import annotations

from datetime import UTC, date, datetime

from balai.base.calendar import city_calendar
from balai.engines.workcalendar import parse_span


def test_the_calendar_of_jakarta_is_read_from_its_pack() -> None:
    calendar = city_calendar()
    assert calendar.zone == "Asia/Jakarta"
    assert calendar.is_working_day(date(2026, 12, 23))
    assert not calendar.is_working_day(date(2026, 12, 25))
    assert not calendar.is_working_day(date(2026, 12, 26))
    received = datetime(2026, 12, 23, 3, tzinfo=UTC)
    assert calendar.due(received, parse_span("3 working days")).date() > date(2026, 12, 28)


def test_the_calendar_is_made_once() -> None:
    assert city_calendar() is city_calendar()
