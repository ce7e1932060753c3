"""The switch of languages keeps the page and what was typed on it, on every kind of page."""

from __future__ import annotations

import pytest

from balai.apps.requests.tests.walk import ADI, CHECK, CONTACT, Walk, text

pytestmark = pytest.mark.usefixtures("jakarta")
ENGLISH = {"switch_language": "en"}


def test_a_page_of_questions() -> None:
    walk = Walk()
    walk.start()
    answer = walk.send("urgency", {**ENGLISH, "urgency": "steady"})
    assert answer.status_code == 200
    assert "How is the patient now?" in text(answer)
    assert "checked" in answer.content.decode()
    assert "answers" not in walk.kept


def test_an_entry_and_a_list() -> None:
    walk = Walk().to_check()
    answer = walk.add("patients", {**ENGLISH, **ADI, "patient_age": "many"})
    assert answer.status_code == 200
    assert 'value="many"' in answer.content.decode()
    assert "error-summary" not in answer.content.decode()
    assert "Who needs to be seen?" in text(walk.send("patients", ENGLISH))
    assert len(walk.kept["answers"]["patients"]) == 2


def test_the_last_pages() -> None:
    walk = Walk().to_check()
    answer = walk.send(CONTACT, {**ENGLISH, "email": "half@"})
    assert 'value="half@"' in answer.content.decode()
    assert "error-summary" not in answer.content.decode()
    assert "Check and send" in text(walk.send(CHECK, ENGLISH))
    assert "sent" not in walk.kept
