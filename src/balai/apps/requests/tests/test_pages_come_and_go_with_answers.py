"""A page is there while the answers before it call for it; what was typed on it waits, and is not sent meanwhile."""

from __future__ import annotations

from typing import Any

import pytest

from balai.apps.cases.actions.services import activate_services
from balai.apps.cases.models import Content
from balai.apps.cases.tests.samples import NOW
from balai.apps.requests.tests.test_files_are_kept_one_by_one import SERVICE, TEXT, photo
from balai.apps.requests.tests.walk import CHECK, CONTACT, Walk, page_of, text
from balai.base.files.models import StoredFile

pytestmark = pytest.mark.usefixtures("jakarta")
ALONE: dict[str, Any] = {"answer": "alone", "is": False}
QUESTIONS = [
    {"id": "alone", "type": "yes_no", "required": True, "label": {"id": "Sendiri?", "en": "Alone?"}},
    {
        "id": "partner",
        "type": "text",
        "required": True,
        "label": {"id": "Nama mitra", "en": "Partner"},
        "show_if": ALONE,
    },
    {"id": "shop", "type": "photo", "required": True, "label": TEXT, "show_if": {"answer": "partner", "given": True}},
    {"id": "why", "type": "text", "label": {"id": "Alasan", "en": "Why"}},
]


@pytest.fixture
def walk() -> Walk:
    activate_services(sources=[{**SERVICE, "questions": QUESTIONS}], now=NOW)
    walk = Walk("permit.sample")
    walk.start()
    return walk


def test_a_page_that_does_not_apply_is_left_out(walk: Walk) -> None:
    assert page_of(walk.send("alone", {"alone": "yes"})) == "why"
    assert "Langkah 2 dari 4" in text(walk.get("why"))
    assert page_of(walk.get("partner")) == "why"


def test_a_change_brings_pages_and_takes_them_away(walk: Walk) -> None:
    walk.send("alone", {"alone": "yes"})
    walk.send("why", {"why": "Ingin"})
    walk.send(CONTACT, {})
    assert page_of(walk.send("alone", {"alone": "no"}, "?ubah=1")) == "partner"
    assert page_of(walk.send("partner", {"partner": "Budi"}, "?ubah=1")) == "shop"
    assert page_of(walk.send("shop", {"shop": photo()}, "?ubah=1")) == CHECK
    assert "Budi" in text(walk.get(CHECK))
    assert page_of(walk.send("alone", {"alone": "yes"}, "?ubah=1")) == CHECK
    assert "Budi" not in text(walk.get(CHECK))
    assert page_of(walk.send("alone", {"alone": "no"}, "?ubah=1")) == CHECK
    assert "Budi" in text(walk.get(CHECK))


def test_what_the_last_answers_rule_out_is_not_sent_and_its_files_are_erased(walk: Walk) -> None:
    walk.send("alone", {"alone": "no"})
    walk.send("partner", {"partner": "Budi"})
    walk.send("shop", {"shop": photo()})
    walk.send("why", {})
    walk.send(CONTACT, {})
    walk.send("alone", {"alone": "yes"}, "?ubah=1")
    case = walk.finish()
    assert {row.question for row in Content.objects.filter(case=case)} == {"alone"}
    assert not StoredFile.objects.filter(erased_at=None).exists()
