"""What happens to cases without anybody's hand: clocks run out, words are forgotten in time."""

from __future__ import annotations

import logging

from balai.apps.cases.actions.clockwork import due_case_ids, tick_case
from balai.apps.cases.actions.erasing import erase_content, expired_case_ids
from balai.base import clock
from balai.base.jobs import every, task

logger = logging.getLogger(__name__)


@task(name="cases.run_clocks", lock="cases.run_clocks")
def run_clocks_periodically(timestamp: int) -> None:  # noqa: ARG001 (procrastinate passes it)
    """Every minute: late promises are told and escalated, outcomes that the clock chooses are chosen."""
    run_clocks()


every("* * * * *")(run_clocks_periodically)


def run_clocks() -> int:
    """Let the clock act on every case that is due; how many it acted on."""
    now = clock.now()
    ids = due_case_ids(now)
    failures: list[Exception] = []
    for case_id in ids:
        try:
            tick_case(case_id=case_id, now=now)
        except Exception as error:  # noqa: BLE001 (one broken case must not stop the others' clocks; raised below)
            failures.append(error)
    if failures:
        raise ExceptionGroup(f"{len(failures)} of {len(ids)} cases could not be moved by the clock", failures)
    return len(ids)


@task(name="cases.keep_no_longer", lock="cases.keep_no_longer")
def keep_no_longer_nightly(timestamp: int) -> None:  # noqa: ARG001 (procrastinate passes it)
    """Every night: the content of cases whose time of keeping has passed is erased; their stories stay."""
    now = clock.now()
    ids = expired_case_ids(now)
    for case_id in ids:
        erase_content(case_id=case_id, reason="retention", by=None, now=now)
    logger.info("Erased the content of %d cases", len(ids))


every("10 20 * * *")(keep_no_longer_nightly)
