"""Between instants and the time that clocks on the wall show, also where they are turned twice a year."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def _turning_between(early: datetime, late: datetime, zone: ZoneInfo) -> datetime:
    """The first instant (UTC; zones turn on whole seconds) after `early`, up to `late`, with the offset of `late`."""
    early, late = early.replace(microsecond=0), late.replace(microsecond=0)
    after = late.astimezone(zone).utcoffset()
    low, high = 0, int((late - early).total_seconds())
    while high - low > 1:
        middle = (low + high) // 2
        if (early + timedelta(seconds=middle)).astimezone(zone).utcoffset() == after:
            high = middle
        else:
            low = middle
    return early + timedelta(seconds=high)


def instant_of(wall: datetime, zone: ZoneInfo) -> datetime:
    """The first instant (UTC) at which the wall clock shows `wall` (naive) or has passed it.

    A time that occurs twice means its first occurrence; a time that is skipped means the moment of the turn.
    Never decreases as `wall` grows.
    """
    first, second = wall.replace(tzinfo=zone, fold=0), wall.replace(tzinfo=zone, fold=1)
    before, after = first.utcoffset(), second.utcoffset()
    if before is not None and after is not None and before < after:
        return _turning_between(second.astimezone(UTC), first.astimezone(UTC), zone)
    return first.astimezone(UTC)


def wall_of(instant: datetime, zone: ZoneInfo) -> datetime:
    """What the wall clock shows (naive) at an aware `instant`, or showed at most so far.

    In the hour that occurs a second time the clock has already shown later times; that is what is given,
    so that the result never decreases as time passes.
    """
    local = instant.astimezone(zone)
    if local.fold:
        first = local.replace(fold=0).astimezone(UTC)
        turn = _turning_between(first, local.astimezone(UTC), zone)
        return (turn - timedelta(seconds=1)).astimezone(zone).replace(tzinfo=None, fold=0) + timedelta(seconds=1)
    return local.replace(tzinfo=None)


def microseconds(instant: datetime) -> int:
    """Whole microseconds since 1970 of an aware instant."""
    return (instant - EPOCH) // MICROSECOND


def from_microseconds(count: int) -> datetime:
    """The instant (UTC) that lies `count` microseconds after 1970."""
    return EPOCH + timedelta(microseconds=count)
