"""A photo that was evidence before is a warning on the page of whoever checks the work."""

from __future__ import annotations

import pytest

from balai.apps.cases.actions.opening import OpenedCase
from balai.apps.cases.tests.desk import browser_of, case_url, officer, report_now, text
from balai.apps.cases.tests.samples import VERIFIERS, colleague, finish_work
from balai.base import clock

pytestmark = pytest.mark.usefixtures("jakarta")


def finished(seed: int) -> OpenedCase:
    case = report_now()
    who, _ = officer()
    finish_work(case.id, who, clock.now(), seed)
    return case


def test_the_verifier_is_warned_and_led_to_the_other_report() -> None:
    first, second = finished(5), finished(5)
    client = browser_of(colleague("verifier", VERIFIERS))
    page = client.get(case_url(second))
    assert "This photo looks like evidence of another report:" in text(page)
    assert f'href="{case_url(first)}"' in page.content.decode()
    assert "Check the evidence" not in text(client.get(case_url(first)))


def test_a_new_photo_is_no_warning() -> None:
    finished(5)
    fresh = finished(6)
    client = browser_of(colleague("verifier", VERIFIERS))
    assert "Check the evidence" not in text(client.get(case_url(fresh)))
