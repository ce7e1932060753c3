"""What staff and `balai doctor` see of the queue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

_FAILED = """
SELECT job.id, job.task_name, coalesce(failure.reason, ''), job.attempts, failure.at
FROM procrastinate_jobs AS job
LEFT JOIN jobs_jobfailure AS failure ON failure.job = job.id
WHERE job.status = 'failed'
ORDER BY job.id DESC
LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class FailedJob:
    """A job that was given up. `at` is the time of the last attempt, where known."""

    number: int
    task: str
    reason: str
    attempts: int
    at: datetime | None


def failed_jobs(*, limit: int = 100) -> list[FailedJob]:
    """The jobs that were given up, newest first."""
    with connection.cursor() as cursor:
        cursor.execute(_FAILED, [limit])
        return [FailedJob(*row) for row in cursor.fetchall()]


def last_heartbeat() -> datetime | None:
    """When a worker was last heard of; None when none ever was."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(last_heartbeat) FROM procrastinate_workers")
        row = cursor.fetchone()
    return row[0] if row else None


def waiting_jobs() -> int:
    """How many jobs could run now and have not begun."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo' AND coalesce(scheduled_at, now()) <= now()"
        )
        row = cursor.fetchone()
    return int(row[0]) if row else 0
