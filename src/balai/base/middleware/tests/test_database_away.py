"""While the database is away, what counts and what guards says so, and recovers by itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.test import Client

pytestmark = [pytest.mark.urls("balai.base.middleware.tests.views"), pytest.mark.django_db(transaction=True)]


@contextmanager
def away() -> Iterator[None]:
    connection.close()
    host = connection.settings_dict["HOST"]
    connection.settings_dict["HOST"] = "/nowhere"
    try:
        yield
    finally:
        connection.settings_dict["HOST"] = host
        connection.close()


@pytest.mark.parametrize("method", ["get", "post"])
def test_it_is_a_clear_503_and_then_over(method: str) -> None:
    browser = Client(raise_request_exception=False)
    with away():
        response = getattr(browser, method)("/look")
    assert response.status_code == 503
    assert response.headers["Retry-After"]
    assert "Content-Security-Policy" in response.headers
    assert getattr(browser, method)("/look").status_code == 200


def test_a_server_that_ends_in_the_middle_of_a_page_is_a_503_too() -> None:
    browser = Client(raise_request_exception=False)
    assert browser.get("/hang-up").status_code == 503
    assert connection.connection is None or connection.get_autocommit()
    assert browser.get("/look").content == b"on"


def test_what_asks_no_database_answers() -> None:
    with away():
        assert Client().get("/standing").content == b"here"
