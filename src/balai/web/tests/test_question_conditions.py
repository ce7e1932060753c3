"""A question is asked only when it applies; an answer to one that does not is dropped, complaints included."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.http import QueryDict

from balai.engines.casework.conditions import Answer, read_condition
from balai.engines.casework.definition import Option, Question, QuestionType
from balai.web.questions import form_for, is_shown
from balai.web.questions.forms import condition_data

KIND = Question(
    "kind",
    QuestionType.CHOICE,
    {"en": "Kind"},
    options=(Option("hole", {"en": "Hole"}), Option("lamp", {"en": "Lamp"})),
)
DEPTH = Question("depth", QuestionType.NUMBER, {"en": "Depth"}, required=True, show_if=Answer("kind", "is", "hole"))


def test_it_must_be_answered_where_it_applies() -> None:
    form = form_for([KIND, DEPTH], "en", QueryDict("kind=hole&depth="))
    assert list(form.errors) == ["depth"]


@pytest.mark.parametrize("typed", ["", "nonsense", "12"])
def test_elsewhere_its_answer_is_dropped(typed: str) -> None:
    form = form_for([KIND, DEPTH], "en", QueryDict(f"kind=lamp&depth={typed}"))
    assert form.is_valid()
    assert form.answers() == {"kind": "lamp"}


def test_answers_of_other_pages_count() -> None:
    assert not form_for([DEPTH], "en", QueryDict(""), known={"kind": "hole"}).is_valid()
    assert form_for([DEPTH], "en", QueryDict(""), known={"kind": "lamp"}).is_valid()
    assert is_shown(DEPTH, {"kind": "hole"})
    assert not is_shown(DEPTH, {})


@pytest.mark.parametrize(
    "written",
    [
        {"answer": "kind", "is": "hole"},
        {"all": [{"answer": "a", "at_least": 3}, {"not": {"answer": "b", "given": True}}]},
        {"any": [{"answer": "a", "in": ["x", "y"]}, {"answer": "c", "at_most": 1}]},
    ],
)
def test_the_page_is_told_the_condition_as_it_was_written(written: dict[str, Any]) -> None:
    assert condition_data(read_condition(written)) == written
    question = Question("q", QuestionType.TEXT, {"en": "Q"}, show_if=read_condition(written))
    widget: Any = form_for([question], "en").fields["q"].widget
    assert json.loads(widget.show_if) == written
