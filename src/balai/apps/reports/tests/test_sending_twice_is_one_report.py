"""A double click, a reload, or the back button after sending: one case, the same link."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.urls import reverse

from balai.apps.cases.models import Case
from balai.apps.reports.tests.walk import Walk, page_of

pytestmark = pytest.mark.usefixtures("jakarta")


def test_sending_again_gives_the_same_case() -> None:
    walk = Walk().to_check()
    first = walk.finish()
    again = walk.send("periksa")
    assert page_of(again) == "terkirim"
    assert Case.objects.get() == first


def test_going_back_after_sending_leads_to_the_sent_page() -> None:
    walk = Walk().to_check()
    walk.finish()
    for page in ("foto", "lokasi", "jenis", "cerita", "periksa"):
        assert page_of(walk.get(page)) == "terkirim"


def test_what_was_typed_does_not_stay_in_the_draft() -> None:
    walk = Walk().to_check()
    case = walk.finish()
    assert walk.kept == {"sent": case.reference}


@pytest.mark.usefixtures("fresh_database")
def test_ten_clicks_at_once_are_one_case() -> None:
    walk = Walk().to_check()

    def click(_: int) -> int:
        try:
            other = Walk()
            other.client.cookies = walk.client.cookies
            other.begun = walk.begun
            return int(other.send("periksa").status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        assert set(pool.map(click, range(10))) == {302}
    assert Case.objects.count() == 1
    assert walk.client.get(reverse("reports:sent", args=[walk.draft])).status_code == 200
