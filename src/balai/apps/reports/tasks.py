"""What happens to drafts in the background."""

from __future__ import annotations

from balai.apps.reports.actions import expire_reports
from balai.base import clock
from balai.base.jobs import every, task


@task(name="reports.expire_drafts")
def expire_drafts_hourly(timestamp: int) -> None:  # noqa: ARG001 (procrastinate passes it)
    """Every hour, so that a sent report leaves its trace on a shared device for a day and no longer."""
    expire_reports(now=clock.now())


every("17 * * * *")(expire_drafts_hourly)
