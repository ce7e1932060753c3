"""`balai worker`: runs background jobs until it is told to stop; a database that is away is waited for."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import logging
import signal
import threading
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from balai.base.collecting import give_memory_back
from balai.base.stopping import stop_long_work
from balai.project.ready import city

if TYPE_CHECKING:
    from procrastinate.job_context import JobContext
    from procrastinate.worker import Worker

CONCURRENT_JOBS = 2
PATIENCE_SECONDS = 2.0
TIDYING_SECONDS = 60.0
IDLE_SECONDS = 15.0
"""How long a connection of the queue is kept that nobody uses: each costs the database server some megabytes."""
LONGEST_STOP_SECONDS = 20.0

logger = logging.getLogger("balai.worker")


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="balai worker", description=__doc__)
    parser.add_argument("--once", action="store_true", help="run what is waiting, then stop")
    options = parser.parse_args(arguments)
    with city():
        work_until_stopped(once=options.once)
    return 0


def work_until_stopped(*, once: bool = False) -> None:
    """Run jobs and the log's loop until a stop signal, or with `once` until nothing is left to do."""
    with sequencing(once=once):
        asyncio.run(work(once=once))


@contextlib.contextmanager
def sequencing(*, once: bool) -> Iterator[None]:
    """The log's loop beside the jobs; with `once` a single look after them."""
    from balai.apps.transparency import sequencer  # noqa: PLC0415 (needs Django, loaded by `city`)
    from balai.apps.transparency.service import sequence  # noqa: PLC0415
    from balai.base import clock  # noqa: PLC0415

    stop = threading.Event()
    loop = threading.Thread(target=sequencer.run, args=(stop,), name="log")
    if not once:
        loop.start()
    try:
        yield
        if once:
            sequence(now=clock.now())
    finally:
        stop.set()
        if not once:
            loop.join(LONGEST_STOP_SECONDS)


async def work(*, once: bool) -> None:
    """Run jobs; returns after a stop signal, or with `once` when nothing is left to do."""
    from procrastinate.exceptions import ConnectorException  # noqa: PLC0415 (needs Django, loaded by `city`)
    from psycopg import OperationalError  # noqa: PLC0415
    from psycopg_pool import PoolTimeout  # noqa: PLC0415

    away = (ConnectorException, OperationalError, PoolTimeout)
    stop = asyncio.Event()

    def begin_to_stop() -> None:
        stop.set()
        stop_long_work()

    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, begin_to_stop)
    while not stop.is_set():
        working = asyncio.create_task(_work_until_cancelled(once=once))
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        working.cancel()  # lets running jobs finish; nothing to a task that has ended
        with contextlib.suppress(asyncio.CancelledError, *away):
            await working  # ends by itself when nothing is left (`once`), or when its connection breaks
            if once:
                return
        if not stop.is_set():
            logger.warning("The database is away; trying again soon")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), PATIENCE_SECONDS)


async def _work_until_cancelled(*, once: bool) -> None:
    from procrastinate.contrib.django import app  # noqa: PLC0415 (needs Django, loaded by `city`)
    from procrastinate.contrib.django.utils import connector_params  # noqa: PLC0415
    from procrastinate.psycopg_connector import PsycopgConnector  # noqa: PLC0415

    from balai.base.jobs.failures import HEARTBEAT_SECONDS, STALLED_SECONDS, remember_failures  # noqa: PLC0415

    connector = PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=4, max_idle=IDLE_SECONDS, timeout=5.0)
    with app.replace_connector(connector) as working_app:
        async with working_app.open_async():
            await working_app.run_worker_async(
                concurrency=CONCURRENT_JOBS,
                wait=not once,
                delete_jobs="successful",
                update_heartbeat_interval=HEARTBEAT_SECONDS,
                stalled_worker_timeout=STALLED_SECONDS,
                install_signal_handlers=False,
                shutdown_graceful_timeout=LONGEST_STOP_SECONDS,
                task_middleware=[*working_app.worker_defaults["task_middleware"], Tidying(), remember_failures],
            )


class Tidying:
    """After a job, and at most once in a while: what jobs have left behind is given back to the system."""

    def __init__(self) -> None:
        self._next = 0.0

    def __call__(self, call_next: Callable[[], Any], _context: JobContext, _worker: Worker) -> Any:
        try:
            return call_next()
        finally:
            now = time.monotonic()
            if now >= self._next:
                self._next = now + TIDYING_SECONDS
                give_memory_back()
