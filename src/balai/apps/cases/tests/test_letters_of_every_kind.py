"""Whoever asked for a permit is told of a permit: every kind of case has its own words, and one letter for each change."""

from __future__ import annotations

import pytest

from balai.apps.cases.models import Reporter
from balai.apps.cases.tests.samples import picture
from balai.apps.cases.tests.test_ideas_travel import MODERATORS, proposed
from balai.apps.cases.tests.test_permit_travels import applied, decided, reviewed, sign
from balai.apps.cases.tests.travels import act, colleague
from balai.base.notifications.models import Notification

pytestmark = pytest.mark.usefixtures("jakarta")


def told(case: int) -> list[Notification]:
    """What the citizen was told in the app, in order."""
    reporter = Reporter.objects.get(case_id=case)
    rows = Notification.objects.filter(
        event__startswith=f"case:{case}:", channel="in_app", recipient=f"user:{reporter.user_id}"
    )
    return sorted(rows, key=lambda row: int(row.event.split(":")[2]))


def letters(case: int) -> list[str]:
    return [row.subject.split(": ", 1)[1] for row in told(case)]


def test_a_permit_speaks_of_the_permit_and_of_the_fee() -> None:
    case = applied()
    assert letters(case) == ["kami terima", "Pembayaran retribusi"]
    last = told(case)[-1]
    assert last.subject.startswith("Permohonan izin JKT-")
    assert "Rp120.000" in last.body


def test_two_reviews_at_once_are_one_letter() -> None:
    case = applied()
    before = len(letters(case))
    act(case, None, "payment", "paid", receipt="0042-77")
    assert len(letters(case)) == before + 1


def test_a_signature_alone_is_no_news() -> None:
    case = applied(stall="mobile")
    one, other = reviewed(case)
    before, photo = len(letters(case)), (picture(one.user),)
    sign(case, one, files=photo)
    assert len(letters(case)) == before
    sign(case, other, files=photo)
    assert len(letters(case)) == before + 1


def test_the_last_letter_says_that_the_document_is_ready() -> None:
    assert letters(decided(stall="mobile"))[-1] == "dokumen Anda sudah siap"


def test_an_author_hears_that_the_idea_can_be_read() -> None:
    case = proposed()
    act(case, colleague("officer", MODERATORS), "moderation", "publish")
    assert letters(case) == ["kami terima", "kini dapat dibaca semua orang"]
