from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client, override_settings

from balai.base.limits import tables
from balai.base.limits.devices import COOKIE, is_ours, new_device
from balai.base.limits.models import Bucket
from balai.base.limits.tables import Limit, Rate
from balai.base.people.models import User

pytestmark = [pytest.mark.urls("balai.base.middleware.tests.views"), pytest.mark.django_db(transaction=True)]

SMALL = Limit("small", address=Rate(3, 1), account=Rate(2, 1))


@pytest.fixture(autouse=True)
def _small_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "EVERY_POST", SMALL)
    monkeypatch.setattr(tables, "API", replace(SMALL, name="api", reads_too=True))


@pytest.fixture
def _one_proxy() -> Iterator[None]:
    with override_settings(CONFIGURATION=replace(settings.CONFIGURATION, proxies=1)):
        yield


def send(address: str, times: int, *, path: str = "/look", browser: Client | None = None, **facts: Any) -> list[int]:
    browser = browser or Client(raise_request_exception=False)
    return [browser.post(path, REMOTE_ADDR=address, **facts).status_code for _ in range(times)]


def test_beyond_the_limit_of_an_address_comes_a_page_that_says_when() -> None:
    assert send("203.0.113.7", 3) == [200, 200, 200]
    refused = Client().post("/look", REMOTE_ADDR="203.0.113.7", headers={"accept-language": "en"})
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert "too_many_requests" in refused.text
    assert refused.headers["Content-Language"] == "en"
    indonesian = Client().post("/look", REMOTE_ADDR="203.0.113.7", headers={"accept-language": "id"})
    assert indonesian.headers["Content-Language"] == "id"
    assert send("203.0.113.8", 1) == [200]


def test_looking_is_free() -> None:
    send("203.0.113.7", 4)
    assert Client().get("/look", REMOTE_ADDR="203.0.113.7").status_code == 200


def test_an_ipv6_line_counts_as_one() -> None:
    assert [send(f"2001:db8:1:2::{number}", 1)[0] for number in range(1, 5)] == [200, 200, 200, 429]
    assert send("2001:db8:1:3::1", 1) == [200]


@pytest.mark.usefixtures("_one_proxy")
def test_behind_a_proxy_visitors_are_told_apart_and_cannot_invent_addresses() -> None:
    for number in range(1, 6):
        assert send("10.0.0.1", 1, headers={"X-Forwarded-For": f"203.0.113.{number}"}) == [200]
    claims = [f"6.6.6.{number}, 203.0.113.99" for number in range(4)]
    assert [send("10.0.0.1", 1, headers={"X-Forwarded-For": claim})[0] for claim in claims] == [200, 200, 200, 429]


def test_an_account_counts_wherever_it_comes_from() -> None:
    User.objects.create_user("sari@demo.balai.example", "a long password")
    browser = Client()
    assert send("203.0.113.1", 1, path="/enter", browser=browser) == [302]
    answers = [send(f"198.51.100.{number}", 1, browser=browser)[0] for number in range(4)]
    assert answers == [200, 200, 429, 429]


def test_machines_get_a_problem_document() -> None:
    answers = [Client().get("/api/v1/things", REMOTE_ADDR="203.0.113.7") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[3].json()["code"] == "too_many_requests"
    assert answers[3].headers["Content-Type"] == "application/problem+json"
    assert int(answers[3].headers["Retry-After"]) > 0


def test_a_refused_upload_is_not_even_read() -> None:
    send("203.0.113.7", 3)
    browser = Client(enforce_csrf_checks=True, raise_request_exception=False)
    photo = SimpleUploadedFile("photo.jpg", b"x" * 100_000)
    response = browser.post("/look", {"photo": photo}, REMOTE_ADDR="203.0.113.7")
    assert response.status_code == 429, "else the token check, which reads the body, would have answered first"


def test_counting_stays_when_the_view_fails() -> None:
    send("203.0.113.7", 1, path="/scribble")
    assert send("203.0.113.7", 1, path="/scribble") == [500], "the same code twice"
    assert send("203.0.113.7", 2) == [200, 429]


def test_the_count_is_one_statement_and_keeps_no_address() -> None:
    seen: list[str] = []

    def watch(execute: Any, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        seen.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        send("203.0.113.7", 1)
    assert [sql.split()[2] for sql in seen if "limits_" in sql] == ["limits_bucket"]
    assert len(seen) == 2
    assert Bucket.objects.count() == 1


SHARED = Limit("everyone_of_a_network", address=Rate(2, 1), account=Rate(2, 1), shared=Rate(5, 1))


def known() -> Client:
    """A browser that has been here."""
    browser = Client(raise_request_exception=False)
    browser.cookies[COOKIE] = new_device()
    return browser


def test_phones_behind_one_address_are_told_apart_once_they_are_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "EVERY_POST", SHARED)
    network = "203.0.113.7"
    assert send(network, 3, browser=known()) == [200, 200, 429]
    assert send(network, 2, browser=known()) == [200, 200]
    assert [send(network, 1, browser=known())[0] for _ in range(2)] == [200, 429], "the network as a whole is full"
    assert send("203.0.113.8", 1, browser=known()) == [200]


def test_new_browsers_of_a_network_have_a_narrower_bucket_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "EVERY_POST", SHARED)
    assert send("203.0.113.7", 3) == [200, 200, 429]
    assert send("203.0.113.7", 1, browser=known()) == [200]


def test_an_invented_browser_is_a_new_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "EVERY_POST", SHARED)
    answers = []
    for number in range(4):
        browser = Client(raise_request_exception=False)
        browser.cookies[COOKIE] = f"{number}" * 22
        answers += send("203.0.113.7", 1, browser=browser)
    assert answers == [200, 200, 429, 429]


def test_the_city_knows_its_own_values_and_no_others() -> None:
    value = new_device()
    assert is_ours(value)
    assert len({new_device() for _ in range(100)}) == 100
    changed = ("A" if value[0] != "A" else "B") + value[1:]
    for other in (changed, value[:-1], value + "A", "", "x" * 22, "é" * 22):
        assert not is_ours(other)
