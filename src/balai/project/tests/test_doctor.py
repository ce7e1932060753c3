"""The doctor finds what was planted, says how to mend it, and finds nothing in a healthy city but its missing worker."""

from __future__ import annotations

import json
from pathlib import Path

import psycopg
import pytest

from balai.base.postgres import APP, OWNER, connection_of, opened_server
from balai.project.tests.cities import balai, settings_for

NO_WORKER = "balai.D028"


@pytest.fixture(scope="module")
def city(module_city: Path) -> dict[str, str]:
    """A prepared city that does not run."""
    return settings_for(module_city)


def problems(settings: dict[str, str]) -> set[str]:
    answer = balai(settings, "doctor", "--json")
    read = json.loads(answer.stdout)
    assert answer.returncode == (0 if read["healthy"] else 1)
    return {problem["id"] for problem in read["problems"]}


def as_owner(settings: dict[str, str], statement: str) -> None:
    home = Path(settings["BALAI_HOME"])
    with opened_server(home), psycopg.connect(**connection_of(home, OWNER), autocommit=True) as connection:  # type: ignore[arg-type]
        connection.execute(statement.encode())


def test_a_healthy_city_lacks_only_its_worker(city: dict[str, str]) -> None:
    assert problems(city) == {NO_WORKER}


def test_a_mistaken_setting_is_all_that_is_said(city: dict[str, str]) -> None:
    assert problems(city | {"BALAI_WEB_WORKERS": "0"}) == {"balai.E001"}


def test_an_open_key_is_found(city: dict[str, str]) -> None:
    key = Path(city["BALAI_HOME"]) / "secret.key"
    key.chmod(0o644)
    try:
        assert problems(city) == {"balai.D010", NO_WORKER}
    finally:
        key.chmod(0o600)


def test_a_mail_server_that_is_not_there_is_found(city: dict[str, str]) -> None:
    assert problems(city | {"BALAI_MAIL_URL": "smtp://127.0.0.1:1"}) == {"balai.D040", NO_WORKER}


def test_a_database_that_does_not_answer_is_found(city: dict[str, str]) -> None:
    away = {"DATABASE_URL": "postgresql://app@127.0.0.1:1/x", "DATABASE_OWNER_URL": "postgresql://owner@127.0.0.1:1/x"}
    assert problems(city | away) == {"balai.D020"}


def test_a_role_with_too_much_power_is_found(city: dict[str, str]) -> None:
    as_owner(city, "GRANT CREATE ON SCHEMA public TO app")
    try:
        assert problems(city) == {"balai.D024", NO_WORKER}
    finally:
        as_owner(city, "REVOKE CREATE ON SCHEMA public FROM app")


def test_the_owner_in_the_place_of_app_is_found(city: dict[str, str]) -> None:
    home = Path(city["BALAI_HOME"])
    with opened_server(home):
        facts = connection_of(home, OWNER)
        url = f"postgresql://owner:{facts['password']}@/balai?host={facts['host']}"
        assert {"balai.D023", "balai.D024"} <= problems(city | {"DATABASE_URL": url, "DATABASE_OWNER_URL": url})


def test_a_table_that_app_may_not_read_is_found(city: dict[str, str]) -> None:
    as_owner(city, "REVOKE SELECT ON people_membership FROM app")
    try:
        assert problems(city) == {"balai.D025", NO_WORKER}
    finally:
        as_owner(city, "GRANT SELECT ON people_membership TO app")


@pytest.mark.parametrize("table", ["cases_event", "cases_content", "audit_auditentry", "audit_disclosure"])
def test_a_story_that_app_may_change_is_found_and_its_mend_mends(city: dict[str, str], table: str) -> None:
    as_owner(city, f"GRANT {'UPDATE (id)' if table == 'cases_event' else 'DELETE'} ON {table} TO app")
    answer = json.loads(balai(city, "doctor", "--json").stdout)
    found = {problem["id"]: problem for problem in answer["problems"]}
    assert set(found) == {"balai.D031", NO_WORKER}
    assert table in found["balai.D031"]["sentence"]
    as_owner(city, found["balai.D031"]["hint"].partition("run: ")[2])
    assert problems(city) == {NO_WORKER}


@pytest.mark.parametrize("right", ["SELECT (text)", "SELECT", "INSERT", "DELETE"])
def test_a_lock_that_app_could_open_is_found_and_its_mend_mends(city: dict[str, str], right: str) -> None:
    as_owner(city, f"GRANT {right} ON cases_original TO app")
    answer = json.loads(balai(city, "doctor", "--json").stdout)
    found = {problem["id"]: problem for problem in answer["problems"]}
    assert set(found) == {"balai.D032", NO_WORKER}
    as_owner(city, found["balai.D032"]["hint"].partition("run: ")[2])
    assert problems(city) == {NO_WORKER}


def test_pending_migrations_and_given_up_jobs_are_found(city: dict[str, str]) -> None:
    home = Path(city["BALAI_HOME"])
    with opened_server(home), psycopg.connect(**connection_of(home, APP), autocommit=True) as connection:  # type: ignore[arg-type]
        connection.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status) VALUES ('q', 'x', '{}', 'failed')"
        )
    assert problems(city) == {"balai.D029", NO_WORKER}
    assert balai(city, "jobs", "retry").stdout == "1 job will be tried again.\n"
    as_owner(city, "DELETE FROM django_migrations WHERE app = 'jobs'")
    assert problems(city) == {"balai.D026"}
