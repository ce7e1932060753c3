"""Any service can be shown as text and drawn, and a comparison tells every difference and nothing else."""

from __future__ import annotations

import copy
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given

from balai.engines.casework.conditions import read_condition
from balai.engines.casework.describing import condition_words
from balai.engines.casework.differences import differences, kept_by_running_cases
from balai.engines.casework.drawing import drawing
from balai.engines.casework.preview import preview_data, preview_text
from balai.engines.casework.reading import read_service
from balai.engines.casework.tests.generators import services
from balai.engines.casework.tests.samples import outcome, service, source, step, text


@given(definition=services())
def test_every_service_can_be_shown_and_drawn(definition: dict[str, Any]) -> None:
    shown = read_service(definition)
    words = preview_text(shown, "en")
    assert all(f"[{part.id}]" in words for part in shown.steps)
    assert all(f"[{question.id}:" in words for question in shown.questions)
    assert {row["name"] for row in preview_data(shown, "en")["parts"]} >= {part.id for part in shown.steps}
    image = ET.fromstring(drawing(shown, "id"))
    boxes = image.findall("{http://www.w3.org/2000/svg}rect")
    assert len(boxes) == 1 + len(shown.steps)


@given(definition=services(), other=services())
def test_nothing_differs_from_itself_and_everything_from_another(
    definition: dict[str, Any], other: dict[str, Any]
) -> None:
    one, same, two = read_service(definition), read_service(copy.deepcopy(definition)), read_service(other)
    assert differences(one, same, "en") == []
    assert bool(differences(one, two, "en")) == bool(differences(two, one, "en")) == (one.version != two.version)


CHANGES: list[tuple[str, dict[str, Any], tuple[str, str, str, str]]] = [
    ("a new title", {"title": text("Other")}, ("citizens", "service", "report.sample", "title")),
    ("who may ask", {"who": ["citizen"]}, ("citizens", "service", "report.sample", "for")),
    ("a promise", {"promise": {"within": "30 days"}}, ("clocks", "service", "report.sample", "whole case")),
    ("another owner", {"owner": "water"}, ("officers", "service", "report.sample", "owner")),
]


@pytest.mark.parametrize(("changes", "expected"), [row[1:] for row in CHANGES], ids=[row[0] for row in CHANGES])
def test_a_change_is_told_to_those_whom_it_concerns(
    changes: dict[str, Any], expected: tuple[str, str, str, str]
) -> None:
    (found,) = differences(service(), service(**changes), "en")
    assert (found.concern, found.part, found.name, found.what) == expected


def test_what_is_new_and_what_is_gone_is_told_by_its_name() -> None:
    new = source()
    new["questions"][1] = {"id": "other", "type": "text", "label": text("Something else?")}
    new["steps"][3]["outcomes"].append(outcome("again", next=["work"]))
    found = differences(service(), read_service(new), "en")
    assert [str(one) for one in found] == [
        "+ question other: Something else?",
        "+ outcome review.again: again",
        "− question words: ?",
    ]


def test_what_running_cases_keep_is_said_with_the_traps() -> None:
    new = source()
    new["questions"][0]["options"].pop()
    new["route"] = [{"to": {"office": "subdistrict"}}]
    new["questions"][1]["type"] = "text"
    said = " ".join(kept_by_running_cases(service(), read_service(new)))
    assert "keep version" in said
    assert "bridge" in said
    assert "'words' was answered by long_text" in said
    assert kept_by_running_cases(service(), service()) == ["Nothing changes: the two say the same."]


def test_changes_in_what_an_outcome_asks_are_seen() -> None:
    def asking(label: str) -> dict[str, Any]:
        ask = {"id": "colour", "type": "text", "label": text(label)}
        return source(start=["only"], steps=[step("only", outcome("ok", end="done", asks=[ask]))])

    (found,) = differences(read_service(asking("Which?")), read_service(asking("What?")), "en")
    assert (found.what, found.name) == ("asks", "only.ok")


def test_conditions_read_like_sentences() -> None:
    condition = {
        "all": [
            {"any": [{"answer": "a", "is": True}, {"answer": "b", "in": ["x", "y"]}]},
            {"not": {"answer": "c", "at_least": 3}},
        ]
    }
    assert condition_words(read_condition(condition)) == "(a is yes or b is one of x, y) and not (c is at least 3)"
