"""What happens to cases without anybody's hand: clocks run out, words are forgotten in time."""

from __future__ import annotations

import logging
from collections.abc import Callable

from balai.apps.cases.actions.clockwork import due_case_ids, tick_case
from balai.apps.cases.actions.erasing import coarsen_case, erase_content, expired_case_ids, uncoarsened_case_ids
from balai.base import clock
from balai.base.jobs import BoundedRetry, every, task

logger = logging.getLogger(__name__)


@task(name="cases.run_clocks", lock="cases.run_clocks", retry=BoundedRetry(waits=()))
def run_clocks_periodically(timestamp: int) -> None:  # noqa: ARG001 (procrastinate passes it)
    """Every minute: late promises are told and escalated, outcomes that the clock chooses are chosen.

    Not retried: the next run is a minute away, and one that waits for its retry would hold the lock against it.
    """
    run_clocks()


every("* * * * *")(run_clocks_periodically)


def run_clocks() -> int:
    """Let the clock act on every case that is due; how many it acted on.

    Raises:
        ExceptionGroup: some cases could not be moved; all others were.
    """
    now = clock.now()
    return _each(lambda: due_case_ids(now), lambda case_id: tick_case(case_id=case_id, now=now))


@task(name="cases.keep_no_longer", lock="cases.keep_no_longer", retry=BoundedRetry(waits=()))
def keep_no_longer_nightly(timestamp: int) -> None:  # noqa: ARG001 (procrastinate passes it)
    """Every night: the content of cases whose time of keeping has passed is erased; their stories stay."""
    logger.info("Erased the content of %d cases", keep_no_longer())
    logger.info("Forgot the exact place of %d cases", forget_places())


every("10 20 * * *")(keep_no_longer_nightly)


def keep_no_longer() -> int:
    """Erase what has been kept for long enough; the content of how many cases.

    Raises:
        ExceptionGroup: some cases could not be erased; all others were.
    """
    now = clock.now()
    return _each(
        lambda: expired_case_ids(now),
        lambda case_id: erase_content(case_id=case_id, reason="retention", by=None, now=now),
    )


def forget_places() -> int:
    """Take the exact place and the coded answers from cases that were erased while open and have closed; how many.

    Raises:
        ExceptionGroup: some could not be changed; all others were.
    """
    now = clock.now()
    return _each(lambda: uncoarsened_case_ids(now), lambda case_id: coarsen_case(case_id=case_id))


def _each(find: Callable[[], list[int]], do: Callable[[int], object]) -> int:
    """Do it for each case that `find` gives, batch after batch, each in its own transaction; for how many.

    One that fails does not stop the others, and is not tried again in the same run.
    """
    seen: set[int] = set()
    failures: list[Exception] = []
    while ids := [case_id for case_id in find() if case_id not in seen]:
        for case_id in dict.fromkeys(ids):
            seen.add(case_id)
            try:
                do(case_id)
            except Exception as error:  # noqa: BLE001 (one broken case must not stop the others; raised below)
                logger.error("Case %d could not be acted on: %s", case_id, type(error).__name__)  # noqa: TRY400 (words)
                failures.append(error)
    if failures:
        raise ExceptionGroup(f"{len(failures)} of {len(seen)} cases could not be acted on", failures)
    return len(seen)
