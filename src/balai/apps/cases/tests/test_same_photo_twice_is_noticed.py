"""Evidence that was evidence before is flagged: of another report, and of this one when its work was sent back."""

from __future__ import annotations

import pytest

from balai.apps.cases.models import Event
from balai.apps.cases.tests.samples import VERIFIERS, colleague, end, finish_work, picture, report

pytestmark = pytest.mark.usefixtures("jakarta")


def flagged(case_id: int) -> list[list[str]]:
    events = Event.objects.filter(case_id=case_id, kind="evidence_repeated").order_by("seq")
    return [event.data["earlier"] for event in events]


def test_the_same_photo_after_work_was_sent_back_is_flagged() -> None:
    case, crew, verifier = report(), colleague("officer"), colleague("verifier", VERIFIERS)
    finish_work(case.id, crew, seed=3)
    end(case.id, verifier, "verify", "return", words="Belum rata.")
    end(case.id, crew, "work", "finish", words="Sudah.", files=(picture(crew.user, 3),))
    assert flagged(case.id) == [[case.reference]]


def test_a_new_photo_after_work_was_sent_back_is_not() -> None:
    case, crew, verifier = report(), colleague("officer"), colleague("verifier", VERIFIERS)
    finish_work(case.id, crew, seed=3)
    end(case.id, verifier, "verify", "return", words="Belum rata.")
    end(case.id, crew, "work", "finish", words="Sudah.", files=(picture(crew.user, 4),))
    assert flagged(case.id) == []


def test_the_photo_of_another_report_is_flagged() -> None:
    first, second, crew = report(), report(), colleague("officer")
    for case in (first, second):
        finish_work(case.id, crew, seed=3)
    assert flagged(second.id) == [[first.reference]]
    assert flagged(first.id) == []
