"""Calendars for the tests, and a slow reading of the rules to compare with."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from balai.engines.workcalendar import WorkCalendar

JAKARTA_HOURS = {
    **{weekday: ((time(7, 30), time(12)), (time(13), time(16))) for weekday in range(4)},
    4: ((time(7, 30), time(11, 30)), (time(13), time(16, 30))),
}
JAKARTA = WorkCalendar(
    zone="Asia/Jakarta",
    hours=JAKARTA_HOURS,
    holidays={date(2026, 12, 25): "Hari Raya Natal", date(2027, 1, 1): "Tahun Baru Masehi"},
)
# Open through both nights of the year in which Berlin turns its clocks, and at odd times around the turn.
BERLIN = WorkCalendar(
    zone="Europe/Berlin",
    hours={
        **{weekday: ((time(8), time(12)), (time(14), time(18))) for weekday in range(5)},
        6: ((time(0), time(2, 15)), (time(2, 20), time(4)), (time(22), time(0))),
    },
    holidays={date(2026, 5, 1): "Tag der Arbeit"},
)
CALENDARS = (JAKARTA, BERLIN)

calendars = st.sampled_from(CALENDARS)
_random_instants = st.timedeltas(timedelta(0), timedelta(days=729)).map(
    lambda passed: datetime(2026, 1, 1, tzinfo=UTC) + passed
)
_around_a_turn = st.builds(
    lambda turn, minutes: turn + timedelta(minutes=minutes),
    st.sampled_from([datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)]),
    st.floats(-300, 300).map(lambda value: round(value, 1)),
)
instants = _random_instants | _around_a_turn


def in_jakarta(text: str) -> datetime:
    """The instant of a wall time in Jakarta, such as "2026-12-24 10:00"."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Jakarta"))


def office_minutes(calendar: WorkCalendar, start: datetime, end: datetime) -> int:
    """Whole minutes of office time between two whole minutes, counted one by one on the wall clock."""
    zone = ZoneInfo(calendar.zone)
    counted, minute = 0, start
    while minute < end:
        local = minute.astimezone(zone)
        ranges = calendar.hours.get(local.weekday(), ()) if local.date() not in calendar.holidays else ()
        shown = time(3) if local.fold else local.time()  # in its second hour the clock has shown three already
        counted += any(opens <= shown and (shown < closes or closes == time(0)) for opens, closes in ranges)
        minute += timedelta(minutes=1)
    return counted
