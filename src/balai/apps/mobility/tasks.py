"""What mobility does by itself."""

from __future__ import annotations

from balai.apps.mobility.actions.disputing import follow_disputes
from balai.base import clock
from balai.base.jobs import BoundedRetry, every, task


@task(name="mobility.follow_disputes", lock="mobility.follow_disputes", retry=BoundedRetry(waits=()))
def follow_disputes_periodically(timestamp: int) -> None:  # noqa: ARG001 (procrastinate passes it)
    """Every five minutes: the money of a dispute follows its case. The next run makes good what this one leaves."""
    follow_disputes(now=clock.now())


every("*/5 * * * *")(follow_disputes_periodically)
