from __future__ import annotations

import logging

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.utils import DatabaseError
from django.test import Client

from balai.base.areas.models import Area
from balai.base.people.models import User

URLS = "balai.base.middleware.tests.views"

pytestmark = [pytest.mark.urls(URLS), pytest.mark.django_db(transaction=True)]


@pytest.fixture
def browser() -> Client:
    return Client(raise_request_exception=False)


@pytest.fixture
def person() -> User:
    return User.objects.create_user("sari@demo.balai.example", "a long password")


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_looking_happens_in_a_read_only_transaction(browser: Client, method: str) -> None:
    response = getattr(browser, method)("/look")
    assert response.status_code == 200
    assert method == "head" or response.content == b"on"
    assert connection.get_autocommit()


def test_sending_may_write(browser: Client) -> None:
    assert browser.post("/look").content == b"off"
    assert browser.post("/scribble").content == b"written"
    assert Area.objects.count() == 1


@pytest.mark.parametrize("address", ["/scribble", "/lazily"])
def test_a_page_that_writes_is_an_error_that_names_its_route(
    browser: Client, address: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR, logger="balai.read_only"):
        response = browser.get(address)
    assert response.status_code == 500
    assert b"server_error" in response.content
    lines = [record for record in caplog.records if record.name == "balai.read_only"]
    assert [(line.__dict__["route"], line.__dict__["method"]) for line in lines] == [(address.strip("/"), "GET")]
    assert Area.objects.count() == 0
    assert browser.get("/look").content == b"on"


def test_a_write_in_an_inner_transaction_is_refused_and_reading_goes_on(browser: Client) -> None:
    assert browser.get("/scribble-inside").content == b"refused, 0 areas"


def test_a_stream_reads_and_cannot_write(browser: Client) -> None:
    response = browser.get("/stream")
    assert response.getvalue() == b"0"
    assert connection.get_autocommit()
    with pytest.raises(DatabaseError):
        browser.get("/stream?write=1").getvalue()
    assert connection.get_autocommit()
    assert browser.post("/stream?write=1").getvalue() == b"0 written"


def test_a_stream_that_nobody_finishes_leaves_no_transaction_open(browser: Client) -> None:
    response = browser.get("/stream")
    assert next(iter(response)) == b"0"
    response.close()
    assert connection.get_autocommit()


def test_the_listed_exceptions_may_write(browser: Client) -> None:
    assert browser.get("/callback").content == b"written"
    assert browser.get("/healthz").content == b"off"


def test_the_session_of_a_page_is_saved(browser: Client) -> None:
    assert [browser.get("/visits").content for _ in range(3)] == [b"1", b"2", b"3"]


def test_people_log_in_and_out(browser: Client, person: User) -> None:
    assert browser.post("/enter").status_code == 302
    assert browser.get("/who").content == str(person.pk).encode()
    browser.post("/leave")
    assert browser.get("/who").content == b"None"


def test_a_session_that_no_longer_holds_is_removed_while_looking(browser: Client, person: User) -> None:
    browser.post("/enter")
    person.set_password("another long password")
    person.save()
    assert browser.get("/who").content == b"None"
    assert Session.objects.count() == 0


def test_a_refusal_keeps_its_own_page(browser: Client) -> None:
    response = browser.get("/refuse")
    assert (response.status_code, b"not_today" in response.content) == (409, True)
    assert browser.get("/nowhere").status_code == 404
    assert connection.get_autocommit()


def test_it_costs_no_statement_beside_begin_and_commit(browser: Client) -> None:
    seen: list[str] = []

    def watch(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        seen.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        browser.get("/look")
    assert seen == ["SHOW transaction_read_only"]
