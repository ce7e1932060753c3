"""Where clocks are turned twice a year, nothing runs backwards and nothing is lost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given

from balai.engines.workcalendar import Unit, parse_span
from balai.engines.workcalendar.tests.calendars import BERLIN, instants
from balai.engines.workcalendar.wall import instant_of, wall_of

ZONE = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("start", "span", "due"),
    [
        ("2026-03-28T12:00+01:00", "1 day", "2026-03-29T12:00+02:00"),  # 23 hours later, noon all the same
        ("2026-03-28T12:00+01:00", "24 hours", "2026-03-29T13:00+02:00"),
        ("2026-10-24T12:00+02:00", "1 day", "2026-10-25T12:00+01:00"),  # 25 hours later
        ("2026-03-28T02:30+01:00", "1 day", "2026-03-29T03:00+02:00"),  # 02:30 is skipped: the moment of the turn
        ("2026-10-24T02:30+02:00", "1 day", "2026-10-25T02:30+02:00"),  # 02:30 comes twice: the first one
        ("2026-10-25T02:30+01:00", "1 day", "2026-10-26T03:00+01:00"),  # the second 02:30: the clock has shown 03:00
        ("2026-03-29T01:30+01:00", "1 office hour", "2026-03-29T03:30+02:00"),  # open until 4, the lost hour excluded
    ],
)
def test_days_end_at_the_same_time_on_the_wall(start: str, span: str, due: str) -> None:
    assert BERLIN.due(datetime.fromisoformat(start), parse_span(span)) == datetime.fromisoformat(due)


@given(first=instants, second=instants)
def test_the_wall_never_runs_backwards(first: datetime, second: datetime) -> None:
    early, late = sorted([first, second])
    assert wall_of(early, ZONE) <= wall_of(late, ZONE)
    walls = sorted([early.replace(tzinfo=None), late.replace(tzinfo=None)])
    assert instant_of(walls[0], ZONE) <= instant_of(walls[1], ZONE)


@given(instant=instants)
def test_an_instant_is_found_again_by_its_wall_time(instant: datetime) -> None:
    found = instant_of(wall_of(instant, ZONE), ZONE)
    assert found == instant or instant.astimezone(ZONE).fold


def test_a_fraction_of_a_second_does_not_move_the_turn() -> None:
    skipped = datetime.fromisoformat("2026-03-29 02:59:59.500000")
    assert instant_of(skipped, ZONE) == datetime(2026, 3, 29, 1, tzinfo=UTC)


def test_a_duty_office_that_never_closes_counts_the_real_hours_of_both_nights() -> None:
    for day, hours in (("2026-03-29", 5), ("2026-10-25", 7)):
        midnight = datetime.fromisoformat(day)
        start, end = instant_of(midnight, ZONE), instant_of(midnight + timedelta(hours=6), ZONE)
        assert BERLIN.worked_between(start, end, Unit.HOURS) == timedelta(hours=hours)
