"""`/healthz`: this process answers. `/readyz`: the database, its tables and a worker are there."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from balai.base.clock import now
from balai.base.postgres import OWNER
from balai.project import health
from balai.project.testing import TestDatabases


def hear_a_worker(seconds_ago: float) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_workers")
        moment = now() - timedelta(seconds=seconds_ago)
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s)", [moment])


def test_being_alive_asks_nobody(client: Client) -> None:
    assert client.get("/healthz").json() == {"alive": True}


@pytest.mark.django_db
def test_ready_needs_a_worker(client: Client) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"] == {"database": "ok", "migrations": "ok", "worker": "none was ever heard of"}
    hear_a_worker(5)
    assert client.get("/readyz").json() == {
        "ready": True,
        "checks": {"database": "ok", "migrations": "ok", "worker": "ok"},
    }
    hear_a_worker(90)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["worker"].startswith("silent since ")


def test_ready_needs_every_migration(
    fresh_database: str, test_databases: TestDatabases, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(health._state, "migrated", False)
    hear_a_worker(1)
    connection.close()
    test_databases.execute_as(OWNER, fresh_database, "DELETE FROM django_migrations WHERE app = 'jobs'")
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["migrations"] == "pending: run `balai migrate`"


@pytest.mark.usefixtures("fresh_database")
def test_a_database_that_is_away_is_an_answer_too(client: Client) -> None:
    connection.close()
    before = connection.settings_dict["PORT"]
    connection.settings_dict["PORT"] = "1"
    try:
        answer = client.get("/readyz")
        assert client.get("/healthz").status_code == 200
    finally:
        connection.settings_dict["PORT"] = before
    assert answer.status_code == 503
    assert answer.json() == {"ready": False, "checks": {"database": "does not answer"}}
