"""While the database is away there are clear 503 pages, and the city recovers by itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

import django.db
import psycopg
import pytest
from django.db import connection, connections
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from balai.web.away import is_away
from balai.web.middleware.database_away import DatabaseAwayMiddleware


def counting(_request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("here")


urlpatterns = [path("count/", counting), path("api/count/", counting)]
handler500 = "balai.web.errors.server_error"
handler404 = "balai.web.errors.not_found"

CHAIN = [
    "balai.web.middleware.database_away.DatabaseAwayMiddleware",
    "balai.web.middleware.language.LanguageMiddleware",
    "balai.web.middleware.error_pages.ErrorPagesMiddleware",
]


@contextmanager
def nobody_listening() -> Iterator[None]:
    """Django's connection points to a port on which no server listens."""
    here = connections["default"]
    before = dict(here.settings_dict)
    here.close()
    here.settings_dict.update(HOST="127.0.0.1", PORT="1")
    try:
        yield
    finally:
        here.close()
        here.settings_dict.update(before)


@pytest.mark.urls(__name__)
@pytest.mark.django_db(transaction=True)
def test_a_clear_page_with_a_hint_and_recovery_without_restart(settings: object) -> None:
    settings.MIDDLEWARE = CHAIN  # type: ignore[attr-defined]
    visitor = Client(headers={"accept-language": "en"})
    assert visitor.get("/count/").content == b"here"
    with nobody_listening():
        answer = visitor.get("/count/")
        page = answer.content.decode()
        assert answer.status_code == 503
        assert answer.headers["Retry-After"] == "10"
        assert answer.headers["Cache-Control"] == "no-store"
        assert "The city’s records cannot be reached right now" in page
        assert "Data kota sedang tidak dapat dijangkau" in page
        assert '<a class="button button--secondary" href="/count/">' in page
        assert "Try again</a>" not in visitor.post("/count/").content.decode()
        machine = visitor.get("/api/count/")
        assert (machine.status_code, json.loads(machine.content)["code"]) == (503, "database_away")
    assert visitor.get("/count/").content == b"here"


@pytest.mark.urls(__name__)
@pytest.mark.django_db(transaction=True)
def test_what_other_middleware_raises_is_a_503_too(settings: object) -> None:
    settings.MIDDLEWARE = [*CHAIN, f"{__name__}.AskingMiddleware"]  # type: ignore[attr-defined]
    visitor = Client(raise_request_exception=False)
    with nobody_listening():
        assert visitor.get("/count/").status_code == 503
    assert visitor.get("/count/").status_code == 200


class AskingMiddleware(DatabaseAwayMiddleware):
    """As the session or the rate limit: asks the database outside every view."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return counting(request)


def error_with(state: str | None) -> django.db.OperationalError:
    cause = psycopg.errors.lookup(state)("x") if state else psycopg.OperationalError("x")
    error = django.db.OperationalError("x")
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("state", "away"),
    [
        (None, True),
        ("08006", True),
        ("57P01", True),
        ("57P03", True),
        ("53300", True),
        ("40P01", True),
        ("55P03", True),
        ("57014", False),
    ],
)
def test_away_or_busy_but_not_a_mistake_of_ours(state: str | None, away: bool) -> None:
    assert is_away(error_with(state)) is away


def test_other_errors_are_ours() -> None:
    assert not is_away(None)
    assert not is_away(ValueError("x"))
    assert not is_away(django.db.ProgrammingError("x"))
    assert is_away(django.db.InterfaceError("connection already closed"))
