"""What is worked out for supervisors in the background."""

from __future__ import annotations

import logging
from uuid import UUID

from balai.apps.supervision.actions.counting import keep_open_work
from balai.apps.supervision.actions.telling_turns import count_holdings, follow_stories, forget_turns
from balai.apps.supervision.actions.transferring import go_on_with_transfer
from balai.apps.supervision.rules import PASSED_AROUND
from balai.base import clock
from balai.base.jobs import BoundedRetry, every, task

logger = logging.getLogger(__name__)


@task(name="supervision.count_open_work", lock="supervision.count_open_work", retry=BoundedRetry(waits=()))
def count_open_work_periodically(timestamp: int) -> None:  # noqa: ARG001 (procrastinate passes it)
    """Every minute: the open work of the city, by unit, age and person."""
    keep_open_work(now=clock.now())


every("* * * * *")(count_open_work_periodically)


@task(name="supervision.follow_stories", lock="supervision.follow_stories", retry=BoundedRetry(waits=()))
def follow_stories_periodically(timestamp: int) -> None:  # noqa: ARG001 (procrastinate passes it)
    """Every five minutes: turns and figures follow the stories. The next run makes good what this one leaves."""
    now = clock.now()
    if follow_stories(now=now):
        count_holdings(passed=PASSED_AROUND, now=now)


every("*/5 * * * *")(follow_stories_periodically)


@task(name="supervision.forget_turns", lock="supervision.follow_stories", retry=BoundedRetry(waits=()))
def forget_turns_nightly(timestamp: int) -> None:  # noqa: ARG001 (procrastinate passes it)
    """Every night: turns of long ago are forgotten, and the figures are made of what is left."""
    now = clock.now()
    logger.info("Forgot %d turns", forget_turns(now=now))
    count_holdings(passed=PASSED_AROUND, now=now)


every("40 19 * * *")(forget_turns_nightly)


@task(name="supervision.transfer")
def go_on(key: str) -> None:
    """Send the reports of a transfer of many; begun again after a fault, it goes on with those that are left."""
    go_on_with_transfer(key=UUID(key), now=clock.now())
