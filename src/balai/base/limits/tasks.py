"""What happens to buckets and caches in the background."""

from __future__ import annotations

from balai.base import clock
from balai.base.jobs import BoundedRetry, every, task
from balai.base.limits.actions import purge
from balai.base.limits.cache import purge_caches


@task(name="limits.purge", retry=BoundedRetry(waits=()))
def purge_periodically(timestamp: int) -> None:  # noqa: ARG001 (procrastinate passes it)
    """Every ten minutes; what one run misses the next one takes."""
    purge(now=clock.now())
    purge_caches(now=clock.now())


every("*/10 * * * *")(purge_periodically)
