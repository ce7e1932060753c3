"""How many SQL statements each page costs, pinned: what grows here grows on a flood day."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from balai.apps.cases.tests.samples import NOW, colleague, finish_work, picture, report
from balai.apps.reports.tests.walk import LAMP, POINT, STORY, Walk, citizen, photo
from balai.base import clock
from balai.base.areas.queries import find_area

pytestmark = pytest.mark.usefixtures("jakarta")


def statements(work: Any) -> list[str]:
    """The statements of one request, without savepoints (in service each of them is the transaction itself)."""
    with CaptureQueriesContext(
        connection,
    ) as caught:
        answer = work()
    assert answer.status_code in {200, 302}, answer.status_code
    return [query["sql"] for query in caught if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]


def pinned(found: list[str], most: int) -> None:
    assert len(found) <= most, "\n".join(line[:160] for line in found)


def test_sending_a_report() -> None:
    Walk().to_check().finish()  # what is remembered between requests is in memory now
    walk = Walk()
    walk.start(photo=photo())
    walk.send("lokasi", POINT)
    walk.send("jenis", LAMP)
    walk.send("cerita", {**STORY, "email": "sari@example.org"})
    pinned(statements(lambda: walk.send("periksa")), 15)


def test_the_public_list() -> None:
    for minute in range(30):
        report(now=NOW + timedelta(minutes=minute), files={"photo": [picture(seed=1)]} if minute > 27 else {})
    citizen().get("/laporan/")
    pinned(statements(lambda: citizen().get("/laporan/?area=31.71")), 8)
    pinned(statements(lambda: citizen().get("/")), 8)


def test_the_public_and_the_private_page_of_a_case() -> None:
    opened = report(now=clock.now())
    finish_work(opened.id, colleague("officer"), clock.now())
    public = reverse("reports:public", args=[opened.reference])
    private = reverse("reports:private", args=[opened.reference, opened.secret])
    citizen().get(public)
    pinned(statements(lambda: citizen().get(public)), 10)
    pinned(statements(lambda: citizen().get(private)), 10)


def test_each_page_of_the_way() -> None:
    report(now=clock.now())
    walk = Walk().to_check()
    find_area(106.8, -6.2)
    for page in ("foto", "lokasi", "jenis", "cerita", "periksa"):
        walk.get(page)
        pinned(statements(lambda page=page: walk.get(page)), 6)
