"""The sums follow the cases, minute by minute; once a night they are counted again."""

from __future__ import annotations

import logging

from balai.apps.figures.actions.following import follow
from balai.apps.figures.actions.recounting import recount
from balai.base import clock
from balai.base.jobs import BoundedRetry, every, task

logger = logging.getLogger(__name__)


@task(name="figures.follow", lock="figures.count", retry=BoundedRetry(waits=()))
def follow_periodically(timestamp: int) -> None:  # noqa: ARG001 (procrastinate passes it)
    """Every minute. Not retried: the next run is a minute away and goes on where the last one ended."""
    follow(now=clock.now())


every("* * * * *")(follow_periodically)


@task(name="figures.recount", lock="figures.count", retry=BoundedRetry(waits=()))
def recount_nightly(timestamp: int) -> None:  # noqa: ARG001 (procrastinate passes it)
    """Every night: what does not agree is mended, and said."""
    found = recount(now=clock.now(), mend=True)
    if not found.agrees:
        logger.error("Kept sums did not agree: %d cases, %d sums; mended", found.cases_differ, found.sums_differ)


every("40 19 * * *")(recount_nightly)
