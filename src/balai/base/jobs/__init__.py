"""Background jobs: written in the transaction that caused them, tried a bounded number of times, never lost.

    @task(name="cases.route")
    def route(case_id: int) -> None: ...

    defer(route, case_id=case.pk)      # inside the action's transaction

The queue is procrastinate's, in PostgreSQL. Modules with tasks are listed in `balai.project.tasks`.
Arguments are ids and codes, never a person's words: they are kept with the job.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.manager import JobManager
from procrastinate.tasks import Task, configure_task

from balai.base.jobs.retrying import BoundedRetry

__all__ = ["BoundedRetry", "defer", "every", "manager", "task"]

# The queue as seen through Django's own connection. Inside a worker procrastinate talks through a pool of its
# own, whose connections know nothing of the transaction that a task has open; deferring must not go that way.
manager = JobManager(connector=DjangoConnector(alias="default"))


def task(
    *, name: str, retry: BoundedRetry | None = None, queue: str = "default", lock: str | None = None
) -> Callable[[Callable[..., None]], Task[Any, Any, Any]]:
    """Make a function a task. `name` is stored with each job: once released, it does not change.

    Tasks with the same `lock` run one at a time. Without `retry` the usual bounded one applies.
    """
    found: Callable[[Callable[..., None]], Task[Any, Any, Any]] = app.task(
        name=name, retry=retry or BoundedRetry(), queue=queue, lock=lock
    )
    return found


def every(cron: str) -> Callable[[Task[Any, Any, Any]], Task[Any, Any, Any]]:
    """Run a task again and again: `cron` has five fields (minute … weekday, UTC), or a sixth for seconds.

    The task is called with `timestamp`, the second for which it was planned.
    """
    found: Callable[[Task[Any, Any, Any]], Task[Any, Any, Any]] = app.periodic(cron=cron)
    return found


def defer(
    job: Task[Any, Any, Any],
    *,
    at: datetime | None = None,
    lock: str | None = None,
    **arguments: str | int | bool | None,
) -> int:
    """Write a job in the current transaction and return its number; one SQL statement.

    The job exists exactly when the transaction commits. `at` delays it; jobs with the same `lock` run one at a time,
    in the order in which they were written.
    """
    return configure_task(
        name=job.name,
        job_manager=manager,
        lock=lock or job.lock,
        queue=job.queue,
        priority=job.priority,
        schedule_at=at,
    ).defer(**arguments)
