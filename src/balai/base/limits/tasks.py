"""Forget in the background."""

from __future__ import annotations

from balai.base.clock import now
from balai.base.jobs import BoundedRetry, every, task
from balai.base.limits.actions import purge_allowances


@task(name="limits.purge", retry=BoundedRetry(waits=()))
def purge(timestamp: int) -> None:  # noqa: ARG001 (procrastinate passes it)
    """Every ten minutes, so that the table holds little more than the last hour."""
    purge_allowances(now=now())


every("*/10 * * * *")(purge)
