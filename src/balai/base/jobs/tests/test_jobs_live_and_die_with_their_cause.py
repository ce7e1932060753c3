"""A job exists exactly when the transaction that wrote it commits, also when a job writes another."""

from __future__ import annotations

import asyncio

import pytest
from django.db import connection, transaction

from balai.base.jobs import BoundedRetry, defer, task
from balai.base.jobs.queries import failed_jobs, waiting_jobs
from balai.project.worker import work

done: list[str] = []


class Oops(Exception):
    pass


@task(name="tests.note")
def note(word: str) -> None:
    done.append(word)


@task(name="tests.note_then", retry=BoundedRetry(waits=()))
def note_then(word: str, fail: bool) -> None:
    with transaction.atomic():
        defer(note, word=word)
        if fail:
            raise Oops("no luck today")


@pytest.fixture(autouse=True)
def _nothing_done_yet() -> None:
    done.clear()


def run_what_waits() -> None:
    connection.close()
    asyncio.run(work(once=True))


@pytest.mark.usefixtures("fresh_database")
def test_what_is_rolled_back_leaves_no_job() -> None:
    with pytest.raises(Oops):
        note_then.func(word="never", fail=True)
    assert waiting_jobs() == 0


@pytest.mark.usefixtures("fresh_database")
def test_what_commits_runs() -> None:
    with transaction.atomic():
        defer(note, word="one")
        defer(note, word="two")
    run_what_waits()
    assert sorted(done) == ["one", "two"]
    assert waiting_jobs() == 0


@pytest.mark.usefixtures("fresh_database")
def test_a_job_of_a_job_shares_its_transaction() -> None:
    defer(note_then, word="kept", fail=False)
    defer(note_then, word="lost", fail=True)
    run_what_waits()
    run_what_waits()
    assert done == ["kept"]
    (failed,) = failed_jobs()
    assert (failed.task, failed.reason, failed.attempts) == ("tests.note_then", "Oops: no luck today", 1)


@pytest.mark.django_db
def test_writing_a_job_is_one_statement(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]
        defer(note, word="x")
