"""Pages of the way through a service ask the database little, however long the service is."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from balai.apps.requests.tests.walk import ADI, CHECK, HOME_CARE, Walk

pytestmark = pytest.mark.usefixtures("jakarta")
OF_A_PAGE, OF_SENDING = 4, 25


def count(act: Callable[[], Any], expected: int = 200) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert act().status_code == expected
    transactions = r"(BEGIN|COMMIT|SAVEPOINT|RELEASE|ROLLBACK|SET )"
    return sum(not re.match(transactions, query["sql"]) for query in asked.captured_queries)


def test_looking_at_pages() -> None:
    walk = Walk().to_check()
    browser = walk.client
    for address in (
        reverse("requests:catalogue"),
        reverse("requests:service", args=[HOME_CARE]),
        walk.url("urgency"),
        walk.url("patients"),
        walk.url("place"),
        walk.entry_url("patients", 1),
        walk.url(CHECK),
    ):
        browser.get(address)  # what is remembered is warm
        assert count(lambda address=address: browser.get(address)) <= OF_A_PAGE, address  # type: ignore[misc]


def test_sending_pages_and_the_whole() -> None:
    walk = Walk().to_check()
    assert count(lambda: walk.send("urgency", {"urgency": "worse"}, "?ubah=1"), 302) <= 2 * OF_A_PAGE
    assert count(lambda: walk.add("patients", ADI, number=2), 302) <= 2 * OF_A_PAGE
    assert count(lambda: walk.send(CHECK), 302) <= OF_SENDING
