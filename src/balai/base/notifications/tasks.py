"""Hand messages over in the background."""

from __future__ import annotations

from balai.base.clock import now
from balai.base.jobs import BoundedRetry, every, task
from balai.base.notifications.delivery import deliver_due

_MOST_BATCHES = 200  # of one run, so that a worker also gets to other jobs on a busy day


@task(name="notifications.deliver", retry=BoundedRetry(waits=()))
def deliver_notifications() -> None:
    """Hand over what is due. Not retried: messages keep their own count, and the next run is a minute away."""
    for _ in range(_MOST_BATCHES):
        if not deliver_due(now=now()):
            return


@task(name="notifications.deliver_every_minute", retry=BoundedRetry(waits=()))
def deliver_every_minute(timestamp: int) -> None:  # noqa: ARG001 (procrastinate passes it)
    """What waits for its next attempt, and what a killed worker had taken up."""
    deliver_notifications()


every("* * * * *")(deliver_every_minute)
