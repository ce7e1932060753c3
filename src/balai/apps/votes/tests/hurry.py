"""Votes that close while a test looks on: on a machine of any speed.

The database closes by its own clock and nothing can move it. What must happen before the closing is therefore tried
with a short opening and, where this machine was too slow, taken back and tried with a longer one.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from django.db import connection, transaction

from balai.apps.votes.models import Poll
from balai.apps.votes.refusals import NotNow, NotOpen, NotReady
from balai.base import clock

OPENINGS = (0.7, 3.0, 12.0, 48.0, 192.0)
"""Seconds."""

Done = TypeVar("Done")


def in_time(act: Callable[[float], Done]) -> Done:
    """What `act` gives, called with so many seconds for which its vote is open."""
    for seconds in OPENINGS[:-1]:
        try:
            with transaction.atomic():
                return act(seconds)
        except (NotOpen, NotNow, NotReady):
            continue
    return act(OPENINGS[-1])


def passed(poll: Poll) -> datetime:
    """Wait until the poll's time is over by the database's clock, which is the machine's."""
    while (now := clock.now()) < poll.closes_at:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(0.02)")
    return now
