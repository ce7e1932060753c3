"""Remembers why a job failed, and takes up again what a killed worker left."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.db.models import Q
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.job_context import JobContext
from procrastinate.worker import Worker

from balai.base.clock import now as the_time
from balai.base.jobs import every, manager, task
from balai.base.jobs.models import JobFailure
from balai.base.jobs.retrying import BoundedRetry
from balai.base.stopping import WorkStopped

HEARTBEAT_SECONDS = 5.0
STALLED_SECONDS = 20.0
MOST_ABANDONED_ATTEMPTS = 5


def remember_failures(call_next: Callable[[], Any], context: JobContext, worker: Worker) -> Any:  # noqa: ARG001 (procrastinate's signature)
    """Around every task: keep the reason of a failure where staff can read it; forget it after a success."""
    job = context.job
    try:
        result = call_next()
    except WorkStopped:
        raise
    except Exception as error:
        with contextlib.suppress(DatabaseError):  # the failure may be that the database is away
            remember(job.id or 0, job.task_name, _reason(error), job.attempts + 1, now=the_time())
        raise
    if job.attempts:
        JobFailure.objects.filter(job=job.id or 0).delete()
    return result


def remember(job: int, task_name: str, reason: str, attempts: int, *, now: dt.datetime) -> None:
    """Write the last failure of a job."""
    JobFailure.objects.update_or_create(
        job=job, defaults={"task": task_name, "reason": reason[:500], "attempts": attempts, "at": now}
    )


def _reason(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".splitlines()[0]


@task(name="jobs.retry_abandoned", retry=BoundedRetry(waits=()))
def retry_abandoned_periodically(timestamp: int) -> None:  # noqa: ARG001 (procrastinate passes it)
    retry_abandoned(now=the_time())


every("* * * * * */20")(retry_abandoned_periodically)


def retry_abandoned(*, now: dt.datetime) -> int:
    """Return to the queue what workers without heartbeat left in `doing`; how many.

    A job that a worker did not survive five times is given up as failed, so that it cannot take down every worker.
    """
    silent = Q(worker__isnull=True) | Q(worker__last_heartbeat__lt=now - dt.timedelta(seconds=STALLED_SECONDS))
    abandoned = list(ProcrastinateJob.objects.filter(silent, status="doing").order_by("pk"))
    for job in abandoned:
        with transaction.atomic():
            if job.attempts + 1 >= MOST_ABANDONED_ATTEMPTS:
                remember(job.pk, job.task_name, "The worker ended while it ran this job", job.attempts + 1, now=now)
                with connection.cursor() as cursor:
                    cursor.execute("SELECT procrastinate_finish_job_v1(%s, 'failed', false)", [job.pk])
            else:
                manager.retry_job_by_id(job.pk, retry_at=now)
    return len(abandoned)
