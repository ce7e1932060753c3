"""The language can change on every page, and nothing typed is lost by it."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from balai.apps.cases.models import Case
from balai.apps.cases.references import secret_for
from balai.apps.reports.tests.walk import DANGER, POINT, STORY, Walk, photo, text

pytestmark = pytest.mark.usefixtures("jakarta")
ENGLISH = {"switch_language": "en"}


@pytest.mark.parametrize(
    ("page", "fields", "kept", "english"),
    [
        ("lokasi", {"place_words": "Dekat pas"}, "Dekat pas", "Address or landmark"),
        ("jenis", {"kind": "report.waste/dumped"}, "checked", "What is the problem?"),
        ("jenis", {**DANGER, "report_road-danger": "no"}, "checked", "Can it hurt someone now?"),
        ("cerita", {**STORY, "words": "Lu", "email": "sari@"}, "sari@", "Who may read this report?"),
        ("periksa", {}, "Lubang besar", "Send the report"),
    ],
)
def test_a_page_comes_back_in_english_as_it_was_typed(
    page: str, fields: dict[str, str], kept: str, english: str
) -> None:
    walk = Walk().to_check()
    before = walk.kept
    answer: Any = walk.send(page, {**fields, **ENGLISH})
    assert answer.status_code == 200
    assert kept in answer.content.decode()
    assert english in text(answer)
    assert "error-summary" not in answer.content.decode()
    assert walk.kept == before
    assert not Case.objects.exists()
    assert "Step" in text(walk.get("foto"))


def test_a_photo_that_was_chosen_is_kept_because_a_form_cannot_keep_it() -> None:
    walk = Walk()
    answer = walk.start(photo=photo(), switch_language="en")
    assert walk.begun is not None
    assert answer.headers["Location"].endswith("/foto/")
    assert len(walk.kept["pictures"]) == 1
    assert "Photos" in text(walk.get("foto"))


def test_switching_on_an_empty_first_page_begins_no_draft() -> None:
    walk = Walk()
    answer = walk.start(switch_language="en")
    assert answer.status_code == 200
    assert walk.begun is None
    assert "Step 1 of 5" in text(answer)


def test_the_border_question_stays_in_the_other_language() -> None:
    walk = Walk()
    walk.start()
    data = {**POINT, "border": "1", "place_words": "Di batas", **ENGLISH}
    assert "Which subdistrict is it?" in text(walk.send("lokasi", data))


def test_the_sent_and_the_private_page_switch_too() -> None:
    walk = Walk().to_check()
    case = walk.finish()
    sent = walk.client.post(reverse("reports:sent", args=[walk.draft]), {"email": "sar", **ENGLISH})
    assert "What happens next" in text(sent)
    assert 'value="sar"' in sent.content.decode()
    private = reverse("reports:private", args=[case.reference, secret_for(case.submission_key)])
    assert "What has happened" in text(walk.client.get(private))
