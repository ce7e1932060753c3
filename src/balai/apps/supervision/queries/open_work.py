"""The open work of the city as it was counted last: kept by a job, so that no request counts it."""

from __future__ import annotations

from datetime import timedelta

from balai.apps.cases.service import OpenWork, count_open_work
from balai.apps.supervision.kept import OPEN_WORK, read
from balai.apps.supervision.models import Snapshot
from balai.base import clock
from balai.base.memo import remembered

TOO_OLD = timedelta(minutes=10)
"""A count that is older, because no worker runs, is made anew by whoever looks."""


@remembered(seconds=20)
def open_work() -> OpenWork:
    """The open work of the city, a minute and a half old at most while a worker runs."""
    now = clock.now()  # nobody passes an instant to what is remembered
    kept = Snapshot.objects.filter(name=OPEN_WORK, at__gte=now - TOO_OLD).first()
    return read(kept) if kept else count_open_work(now)
