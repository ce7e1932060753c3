"""A photo that was evidence before is a warning on the page of whoever checks the work."""

from __future__ import annotations

import pytest

from balai.apps.cases.actions.opening import OpenedCase
from balai.apps.cases.tests.desk import browser_of, case_url, officer, report_now, text
from balai.apps.cases.tests.samples import VERIFIERS, colleague, end, finish_work, picture
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


def test_the_same_photo_for_the_same_report_is_not_said_to_be_of_another() -> None:
    case = report_now()
    who, _ = officer()
    finish_work(case.id, who, clock.now(), 7)
    verifier = colleague("verifier", VERIFIERS)
    end(case.id, verifier, "verify", "return", clock.now(), words="Belum rapi.")
    end(case.id, who, "work", "finish", clock.now(), words="Sudah.", files=(picture(who.user, 7),))
    page = text(browser_of(verifier).get(case_url(case)))
    assert "This photo was handed in for this report before." in page
    assert "another report" not in page
    assert f"evidence of report {case.reference}" not in page
