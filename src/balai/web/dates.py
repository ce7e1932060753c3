"""Days, times and sums of money in the words of the active language, in the city's time zone."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import lru_cache

from django.utils import formats
from django.utils.translation import get_language, gettext, ngettext, pgettext

from balai.base.city import city_zone

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"


def in_city(moment: datetime) -> datetime:
    """The same instant on the city's clocks."""
    return moment.astimezone(city_zone())


def day_text(day: date, *, weekday: bool = False, year: bool = True) -> str:
    """ "23 November 2026", with the weekday before it or the year left out when asked."""
    if isinstance(day, datetime):
        day = in_city(day).date()
    return _day_text(day, weekday, year, get_language() or "")


@lru_cache(maxsize=4096)
def _day_text(day: date, weekday: bool, year: bool, _language: str) -> str:  # noqa: FBT001 (a cache's key)
    """Kept by the active language, as is all that follows: lists say the same days again and again."""
    pattern = {
        (False, True): pgettext("date format", "j F Y"),
        (True, True): pgettext("date format", "l j F Y"),
        (False, False): pgettext("date format", "j F"),
        (True, False): pgettext("date format", "l j F"),
    }[weekday, year]
    return str(formats.date_format(day, pattern))


def time_text(moment: datetime) -> str:
    """ "16.00" in Indonesian, "16:00" in English."""
    return clock_text(in_city(moment).time().replace(second=0, microsecond=0))


def clock_text(moment: time) -> str:
    """A time of the city's day, as `time_text` writes it."""
    return _time_text(moment, get_language() or "")


@lru_cache(maxsize=2 * 24 * 60)
def _time_text(moment: time, _language: str) -> str:
    return str(formats.time_format(moment, pgettext("time format", "H:i")))


def moment_text(moment: datetime, *, weekday: bool = False, year: bool = True) -> str:
    """ "23 November 2026 at 16:00"."""
    return _moment_text(moment.replace(second=0, microsecond=0), weekday, year, get_language() or "")


@lru_cache(maxsize=8192)
def _moment_text(moment: datetime, weekday: bool, year: bool, _language: str) -> str:  # noqa: FBT001 (a cache's key)
    """Kept by the minute and the active language: lists say the same moments again and again."""
    return gettext("%(day)s at %(time)s") % {
        "day": day_text(moment, weekday=weekday, year=year),
        "time": time_text(moment),
    }


def due_text(moment: datetime, *, now: datetime) -> str:
    """A moment that someone waits for: with its weekday, and with the year only where it could be doubted."""
    return moment_text(moment, weekday=True, year=abs(moment - now) > 180 * DAY)


def length_text(length: timedelta) -> str:
    """A length of time in its largest whole unit: "3 hours"; never less than a minute."""
    if length >= DAY:
        days = length // DAY
        return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}
    if length >= HOUR:
        hours = length // HOUR
        return ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
    minutes = max(1, length // MINUTE)
    return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}


def relative_text(moment: datetime, *, now: datetime) -> str:
    """ "2 hours ago" or "in 3 days"; empty beyond thirty days, where the date alone says more."""
    distance = moment - now
    if abs(distance) > 30 * DAY:
        return ""
    if abs(distance) < MINUTE:
        return gettext("just now")
    length = length_text(abs(distance))
    return (gettext("in %(length)s") if distance > timedelta() else gettext("%(length)s ago")) % {"length": length}


def rupiah_text(amount: int) -> str:
    """Whole rupiah: "Rp25.000" in Indonesian, "Rp25,000" in English."""
    sign = "−" if amount < 0 else ""
    return f"{sign}Rp{formats.number_format(abs(amount), decimal_pos=0, force_grouping=True)}"
