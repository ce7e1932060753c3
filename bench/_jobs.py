"""The job queue, looked at from outside while something else goes on."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from balai.base.postgres import APP, connection_of

LOOK_SECONDS = 0.25
SETTLE_SECONDS = 120.0
_WAITING = """
SELECT count(*), coalesce(max(extract(epoch FROM now() - event.at)), 0)::float
FROM procrastinate_jobs AS job
JOIN procrastinate_events AS event ON event.job_id = job.id AND event.type = 'deferred'
WHERE job.status IN ('todo', 'doing') AND coalesce(job.scheduled_at, now()) <= now()
"""


@dataclass(slots=True)
class QueueWatch:
    """Jobs that are done leave the queue at once, so the delay is seen on those that still wait: the oldest of all looks.

    `backlog` jobs waited at the end; `settled` seconds later none did, if `is_empty`.
    """

    home: Path
    oldest: float = 0.0
    backlog: int = 0
    settled: float = 0.0
    is_empty: bool = False
    _connection: psycopg.Connection[tuple[int, float]] | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _stop: threading.Event = field(default_factory=threading.Event)

    def waiting(self) -> int:
        """How many jobs could run now and are not done."""
        with self._lock:
            if self._connection is None:
                raise RuntimeError("Look only while watching")
            row = self._connection.execute(_WAITING).fetchone()
        number, age = row or (0, 0.0)
        self.oldest = max(self.oldest, age)
        return number

    def settle(self) -> None:
        """Wait until no job waits, for two minutes at most."""
        began = time.monotonic()
        while time.monotonic() - began < SETTLE_SECONDS:
            self.is_empty = self.waiting() == 0
            if self.is_empty:
                break
            time.sleep(LOOK_SECONDS)
        self.settled = time.monotonic() - began

    @contextmanager
    def watching(self) -> Iterator[None]:
        with psycopg.connect(**connection_of(self.home, APP), autocommit=True) as self._connection:  # type: ignore[arg-type]
            thread = threading.Thread(target=self._look)
            thread.start()
            try:
                yield
            finally:
                self._stop.set()
                thread.join()
        self._connection = None

    def _look(self) -> None:
        while not self._stop.wait(LOOK_SECONDS):
            self.waiting()
