from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.conf import settings
from django.test import Client, override_settings

from balai.base.people.models import User
from balai.project.logs import JsonFormatter

pytestmark = [pytest.mark.urls("balai.base.middleware.tests.views"), pytest.mark.django_db]


class Lines(logging.Handler):
    """Keeps what the formatter makes of each record."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(JsonFormatter())
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))

    def requests(self) -> list[dict[str, Any]]:
        return [line for line in map(json.loads, self.lines) if line["logger"] == "balai.request"]


@pytest.fixture
def log() -> Iterator[Lines]:
    handler = Lines()
    logging.getLogger().addHandler(handler)
    yield handler
    logging.getLogger().removeHandler(handler)


def test_one_line_tells_what_happened(log: Lines) -> None:
    response = Client().get("/letters/xyzzy?word=secret")
    (line,) = log.requests()
    assert line.pop("at")
    assert line.pop("milliseconds") > 0
    assert line == {
        "level": "INFO",
        "logger": "balai.request",
        "message": "request",
        "request_id": response.headers["X-Request-ID"],
        "method": "GET",
        "route": "letters:one",
        "status": 200,
        "statements": 4,  # SAVEPOINT, SET TRANSACTION, the view's own, RELEASE (without a test around: BEGIN, COMMIT)
    }


@pytest.mark.parametrize(
    ("address", "route", "status"),
    [
        ("/letters/xyzzy", "letters:one", 200),
        ("/without-a-name/xyzzy", "balai.base.middleware.tests.views.secret", 200),
        ("/nowhere/xyzzy", "(none)", 404),
        ("/static/xyzzy.css", "(static)", 404),
    ],
)
def test_no_path_no_name_no_address_is_ever_written(log: Lines, address: str, route: str, status: int) -> None:
    User.objects.create_user("sari@demo.balai.example", "a long password")
    browser = Client(raise_request_exception=False)
    browser.post("/enter")
    browser.get(f"{address}?q=xyzzy", REMOTE_ADDR="203.0.113.7", headers={"user-agent": "xyzzy", "referer": "/xyzzy"})
    written = "\n".join(log.lines)
    assert [word for word in ("xyzzy", "sari", "203.0.113", "long password") if word in written] == []
    if route != "(static)":  # logged only when wanted
        assert (log.requests()[-1]["route"], log.requests()[-1]["status"]) == (route, status)


def test_lines_of_one_request_share_its_number(log: Lines) -> None:
    response = Client(raise_request_exception=False).get("/scribble")
    numbers = {line["request_id"] for line in map(json.loads, log.lines)}
    assert numbers == {response.headers["X-Request-ID"]}
    assert len(log.lines) > 1
    assert log.requests()[0]["level"] == "WARNING"
    logging.getLogger("balai").warning("outside")
    assert "request_id" not in json.loads(log.lines[-1])


@pytest.mark.parametrize(("proxies", "taken"), [(0, False), (1, True)])
def test_a_number_is_taken_over_only_from_a_proxy_that_we_trust(log: Lines, proxies: int, taken: bool) -> None:
    with override_settings(CONFIGURATION=replace(settings.CONFIGURATION, proxies=proxies)):
        response = Client().get("/look", headers={"X-Request-ID": "proxy-0123456789"})
        assert (response.headers["X-Request-ID"] == "proxy-0123456789") is taken
        forged = Client().get("/look", headers={"X-Request-ID": 'x" injected'})
    assert "injected" not in forged.headers["X-Request-ID"]


def test_watching_machines_are_not_worth_a_line(log: Lines) -> None:
    Client().get("/healthz")
    assert log.requests() == []
