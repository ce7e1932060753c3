"""A failing job is tried again a bounded number of times; a refusal never; what killed its worker, five times at most."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from procrastinate.jobs import Job

from balai.base.errors import Refusal
from balai.base.jobs import BoundedRetry, defer, task
from balai.base.jobs.failures import MOST_ABANDONED_ATTEMPTS, retry_abandoned
from balai.base.jobs.models import JobFailure
from balai.base.jobs.queries import failed_jobs, waiting_jobs
from balai.project.worker import work

NOON = datetime(2026, 7, 1, 5, tzinfo=UTC)

failures_left = {"count": 0}


class TooLate(Refusal):
    """This is too late."""

    code = "tests.too_late"


@task(name="tests.stumble", retry=BoundedRetry(waits=(0, 0)))
def stumble() -> None:
    failures_left["count"] -= 1
    if failures_left["count"] >= 0:
        raise ValueError("stumbled")


def job(attempts: int) -> Job:
    return Job(id=1, queue="q", lock=None, queueing_lock=None, task_name="t", attempts=attempts)


def test_each_wait_is_used_once_then_it_is_over() -> None:
    retry = BoundedRetry(waits=(10, 60))
    decisions = [retry.get_retry_decision(exception=ValueError(), job=job(attempts)) for attempts in range(3)]
    assert [decision is None for decision in decisions] == [False, False, True]


def test_a_refusal_is_an_answer() -> None:
    assert BoundedRetry().get_retry_decision(exception=TooLate(), job=job(0)) is None


@pytest.mark.usefixtures("fresh_database")
@pytest.mark.parametrize(("stumbles", "given_up"), [(2, 0), (3, 1)])
def test_a_job_that_recovers_leaves_no_trace_of_failure(stumbles: int, given_up: int) -> None:
    failures_left["count"] = stumbles
    defer(stumble)
    for _ in range(4):
        connection.close()
        asyncio.run(work(once=True))
    assert len(failed_jobs()) == given_up
    assert JobFailure.objects.count() == given_up


@pytest.mark.django_db
def test_what_a_silent_worker_left_is_taken_up_again_and_given_up_in_the_end() -> None:
    number = defer(stumble)
    for attempt in range(1, MOST_ABANDONED_ATTEMPTS):
        _begin(number, heartbeat=NOON - timedelta(minutes=1))
        assert retry_abandoned(now=NOON) == 1, attempt
        assert _status(number) == "todo"
    _begin(number, heartbeat=NOON - timedelta(minutes=1))
    assert retry_abandoned(now=NOON) == 1
    assert _status(number) == "failed"
    assert [failed.reason for failed in failed_jobs()] == ["The worker ended while it ran this job"]


@pytest.mark.django_db
def test_a_worker_that_gives_signs_of_life_is_left_in_peace() -> None:
    number = defer(stumble)
    _begin(number, heartbeat=NOON - timedelta(seconds=3))
    assert retry_abandoned(now=NOON) == 0
    assert _status(number) == "doing"
    assert waiting_jobs() == 0


def _begin(number: int, *, heartbeat: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s) RETURNING id", [heartbeat])
        worker = cursor.fetchone()[0]
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE id = %s", [worker, number])


def _status(number: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT status FROM procrastinate_jobs WHERE id = %s", [number])
        return str(cursor.fetchone()[0])
