"""Laws that hold for every start, span, pause and calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from balai.engines.workcalendar import Span, Unit, WorkCalendar
from balai.engines.workcalendar.tests.calendars import calendars, instants, office_minutes

units = st.sampled_from(Unit)
office_units = st.sampled_from([Unit.OFFICE_HOURS, Unit.WORKING_DAYS])
spans = st.builds(Span, st.integers(1, 200), units)
office_spans = st.builds(Span, st.integers(1, 200), office_units)
pauses = st.timedeltas(timedelta(0), timedelta(days=40))


@given(calendar=calendars, first=instants, second=instants, span=spans)
def test_a_later_start_is_never_due_earlier(
    calendar: WorkCalendar, first: datetime, second: datetime, span: Span
) -> None:
    early, late = sorted([first, second])
    assert calendar.due(early, span) <= calendar.due(late, span)


@given(calendar=calendars, start=instants, unit=units, amounts=st.tuples(st.integers(1, 300), st.integers(1, 300)))
def test_a_longer_span_is_never_due_earlier(
    calendar: WorkCalendar, start: datetime, unit: Unit, amounts: tuple[int, int]
) -> None:
    short, long = sorted(amounts)
    assert start < calendar.due(start, Span(short, unit)) <= calendar.due(start, Span(long, unit))


@given(calendar=calendars, start=instants, span=office_spans)
def test_office_units_fall_due_in_working_time(calendar: WorkCalendar, start: datetime, span: Span) -> None:
    due = calendar.due(start, span)
    assert due.tzinfo is UTC
    assert calendar.is_open(due)


@given(calendar=calendars, start=instants, span=spans)
def test_what_was_added_is_what_is_measured(calendar: WorkCalendar, start: datetime, span: Span) -> None:
    measured = calendar.worked_between(start, calendar.due(start, span), span.unit)
    if span.unit is Unit.DAYS:  # a wall time that is skipped is taken when the clock has passed it
        assert span.length <= measured < span.length + timedelta(hours=1)
    else:
        assert measured == span.length


@given(calendar=calendars, start=instants, end=instants, unit=units)
def test_measuring_backwards_changes_the_sign(
    calendar: WorkCalendar, start: datetime, end: datetime, unit: Unit
) -> None:
    assert calendar.worked_between(start, end, unit) == -calendar.worked_between(end, start, unit)


@given(calendar=calendars, start=instants, span=spans, wait=pauses, pause=pauses)
def test_a_pause_neither_gains_nor_loses(
    calendar: WorkCalendar, start: datetime, span: Span, wait: timedelta, pause: timedelta
) -> None:
    due = calendar.due(start, span)
    paused_at, resumed_at = start + wait, start + wait + pause
    moved = calendar.due_after_pause(paused_at, resumed_at, due, span.unit)
    left = calendar.remaining(paused_at, due, span.unit)
    left_after = calendar.remaining(resumed_at, moved, span.unit)
    if paused_at >= due:
        assert moved == due
    elif span.unit is Unit.DAYS:
        assert left <= left_after <= left + timedelta(hours=1)
    elif span.unit is Unit.WORKING_DAYS and not left:
        assert left_after == (
            timedelta(0) if _offices_close_later_that_day(calendar, resumed_at) else timedelta(days=1)
        )
    else:
        assert left_after == left
    assert moved >= due
    assert calendar.due_after_pause(paused_at, paused_at, due, span.unit) == due


def _offices_close_later_that_day(calendar: WorkCalendar, at: datetime) -> bool:
    """Whether the very next closing for the day falls on the day of `at`: the day before plus one working day."""
    closing = calendar.due(at - timedelta(days=1), Span(1, Unit.WORKING_DAYS))
    return closing >= at and not calendar.worked_between(at, closing, Unit.WORKING_DAYS)


@given(calendar=calendars, start=instants, span=office_spans, closed=st.dates(date(2026, 1, 1), date(2028, 6, 1)))
def test_one_holiday_more_never_makes_a_promise_due_earlier(
    calendar: WorkCalendar, start: datetime, span: Span, closed: date
) -> None:
    more = WorkCalendar(calendar.zone, calendar.hours, {**calendar.holidays, closed: "one more"})
    assert calendar.due(start, span) <= more.due(start, span)


@given(calendar=calendars, start=instants, minutes=st.integers(0, 4 * 24 * 60))
def test_office_time_equals_a_count_minute_by_minute(calendar: WorkCalendar, start: datetime, minutes: int) -> None:
    start = start.replace(second=0, microsecond=0)
    end = start + timedelta(minutes=minutes)
    worked = calendar.worked_between(start, end, Unit.OFFICE_HOURS)
    assert worked == timedelta(minutes=office_minutes(calendar, start, end))
