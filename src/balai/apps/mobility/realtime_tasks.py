"""Real times are fetched by the worker, as often as the city pack says."""

from __future__ import annotations

from datetime import timedelta

from balai.apps.mobility.actions.fetching import fetch_due
from balai.apps.mobility.models import RealTimeSource
from balai.apps.mobility.realtime import declared
from balai.base import clock
from balai.base.jobs import BoundedRetry, defer, every, task

LOCK = "mobility.real_times"
AHEAD = timedelta(seconds=55)


@task(name="mobility.fetch_real_times", lock=LOCK, retry=BoundedRetry(waits=()))
def fetch_real_times(until: float) -> None:
    """Ask what is due, and come again as long as that is before `until` (seconds since 1970)."""
    again = fetch_due(wanted=declared(), now=clock.now)
    if again is not None and max(again, clock.now()).timestamp() < until:
        defer(fetch_real_times, at=max(again, clock.now()), until=int(until))


@task(name="mobility.begin_real_times", lock=LOCK, retry=BoundedRetry(waits=()))
def fetch_real_times_periodically(timestamp: int) -> None:
    """Every minute, and within it as often as the pack says. What a stopped worker left is taken up a minute later."""
    if declared() or RealTimeSource.objects.exists():
        fetch_real_times.func(until=timestamp + AHEAD.total_seconds())


every("* * * * *")(fetch_real_times_periodically)
