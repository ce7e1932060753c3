"""The pages of figures: what they say, in how many statements, and what they keep to themselves."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from balai.apps.cases.tests.samples import colleague, end, finish_work, report
from balai.apps.figures.actions.following import follow
from balai.base import clock
from balai.base.memo import forget_all

pytestmark = pytest.mark.usefixtures("jakarta")
MOST_STATEMENTS = 6
ADDRESSES = ("/angka/", "/angka/?area=31.71", "/angka/instansi/", "/angka/?layanan=report.road&periode=3")


def some_reports(count: int, *, is_public: bool = True) -> None:
    now = clock.now()
    for number in range(count):
        report(now=now - timedelta(days=number % 20, hours=1), is_public=is_public)


def count_now() -> None:
    follow(now=clock.now())
    forget_all()


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("address", [*ADDRESSES, "/angka/?area=99&layanan=x&periode=1", "/angka/?area=%00"])
def test_every_page_can_be_shown_with_and_without_reports(client: Client, language: str, address: str) -> None:
    client.cookies["django_language"] = language
    assert client.get(address).status_code == 200
    some_reports(12)
    count_now()
    assert client.get(address).status_code == 200


def test_a_page_says_what_happened(client: Client) -> None:
    officer, verifier = colleague("officer"), colleague("verifier", "biro-pemerintahan")
    now = clock.now() - timedelta(days=12)
    for _ in range(11):
        case = report(now=now)
        finish_work(case.id, officer, now + timedelta(hours=30))
        end(case.id, verifier, "verify", "confirm", now + timedelta(hours=52))
        end(case.id, None, "review", "satisfied", now + timedelta(hours=60), rating=5)
    count_now()
    page = client.get("/angka/?area=31.71.06", headers={"accept-language": "en"}).content.decode()
    assert '<dd class="figures__value">11</dd>' in page
    assert "52 hours" in page or "51 hours" in page or "53 hours" in page
    assert '<dd class="figures__value">100%</dd>' in page


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_asks_the_database_little(client: Client, address: str) -> None:
    some_reports(3)
    count_now()
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    asked = [query["sql"] for query in captured.captured_queries if query["sql"].startswith("SELECT")]
    assert len(asked) <= MOST_STATEMENTS, "\n".join(asked)
