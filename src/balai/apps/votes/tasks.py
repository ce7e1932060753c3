"""What polls do by themselves: open, close and be counted when their time has come."""

from __future__ import annotations

import logging

from balai.apps.votes.actions.answering import ask_for_answer
from balai.apps.votes.actions.closing import close_poll, count_poll
from balai.apps.votes.actions.opening import open_poll
from balai.apps.votes.actions.secrets import sum_up
from balai.apps.votes.polls import due_to_close, due_to_count, due_to_open, due_to_sum, unanswered
from balai.base import clock
from balai.base.errors import Refusal
from balai.base.jobs import BoundedRetry, every, task

logger = logging.getLogger(__name__)


@task(name="votes.keep_time", lock="votes.keep_time", retry=BoundedRetry(waits=()))
def keep_time_periodically(timestamp: int) -> None:  # noqa: ARG001 (procrastinate passes it)
    """Every minute. One poll that cannot go on does not hold up the others; the next minute tries again."""
    keep_time()


every("* * * * *")(keep_time_periodically)


def keep_time() -> None:
    """Open, close, count and hand over for an answer whatever is due."""
    now = clock.now()
    for find, act in (
        (due_to_open, open_poll),
        (due_to_close, close_poll),
        (due_to_count, count_poll),
        (due_to_sum, sum_up),
        (unanswered, ask_for_answer),
    ):
        for code in find(now):
            try:
                act(code=code, now=now)
            except Refusal as refusal:
                logger.warning("The vote %s cannot go on: %s", code, refusal.code)
            except Exception as error:  # noqa: BLE001 (one vote must not hold up the others; the next minute tries again)
                # Only the name of the trouble: its words may hold what somebody typed.
                logger.error("The vote %s cannot go on: %s", code, type(error).__name__)  # noqa: TRY400
