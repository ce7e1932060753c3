"""Whatever is typed is kept as plain words: no markup, nothing hidden, nothing that turns text around."""

from __future__ import annotations

import pytest
from django.urls import reverse

from balai.apps.cases.models import Case, Content
from balai.apps.reports.tests.walk import POINT, POTHOLE, STORY, Walk, citizen, text

pytestmark = pytest.mark.usefixtures("jakarta")

HOSTILE = (
    "<script>alert(1)</script> lubang besar",
    "'; DROP TABLE cases_case; -- lubang",
    "{{ settings.SECRET_KEY }} {% debug %} lubang",
    "lubang\u200b\u200b besar \u202emalik\u202c di sini",
    "lubang\x00\x07 besar sekali",
    "e\u0301 lubang besar " + "a\u0300\u0301\u0302\u0303\u0304\u0305\u0306",
)


@pytest.mark.parametrize("words", HOSTILE)
def test_words_are_shown_as_they_are_and_hide_nothing(words: str) -> None:
    walk = Walk().to_check(place={**POINT, "place_words": words}, story={**STORY, "words": words})
    case = walk.finish()
    page = citizen().get(reverse("reports:public", args=[case.reference])).content.decode()
    assert "<script>alert" not in page
    for content in Content.objects.filter(case=case).exclude(text=""):
        assert not set(content.text) & set("\u200b\u202e\u202c\x00\x07")
    assert Case.objects.count() == 1


@pytest.mark.parametrize(
    ("page", "fields"),
    [
        ("lokasi", {"place_words": "x" * 100_000, **POINT}),
        ("lokasi", {"place_area": "'; --", "place_words": "x"}),
        ("jenis", {"kind": "report.road/../../etc"}),
        ("jenis", {"kind": "report.dragons/fire"}),
        ("jenis", {**POTHOLE, "asked": "report.road/danger", "report_road-danger": "maybe"}),
        ("foto", {"photo": "not a file", "remove": "not-a-number"}),
    ],
)
def test_what_no_form_sends_is_answered_with_a_sentence(page: str, fields: dict[str, str]) -> None:
    walk = Walk()
    walk.start()
    walk.send("lokasi", POINT)
    answer = walk.send(page, fields)
    assert answer.status_code in {200, 302, 422}
    assert not Case.objects.exists()


def test_words_that_are_too_long_are_said_to_be() -> None:
    walk = Walk().to_check()
    answer = walk.send("cerita", {**STORY, "words": "a" * 5000})
    assert answer.status_code == 422
    assert "1000" in text(answer)


@pytest.mark.parametrize(
    "query", ["mulai=%00", "mulai=" + "A" * 300, "area=31'", "status=zzz", "jenis=%F0%9F%98%80", "mulai=WzFd"]
)
def test_an_odd_address_of_the_list_is_the_list(query: str) -> None:
    assert citizen().get(f"/laporan/?{query}").status_code == 200
