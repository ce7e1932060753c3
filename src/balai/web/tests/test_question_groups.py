"""A group of questions is answered once for each entry, on one page or on a page each, with the same checks."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import QueryDict
from django.template import engines
from django.utils import translation
from django.utils.datastructures import MultiValueDict

from balai.engines.casework.conditions import Answer
from balai.engines.casework.definition import Option, Question, QuestionType
from balai.web.questions import answer_words, condition_words, entry_summary, form_for, group_table
from balai.web.questions.entries import check_entries

NAME = Question("name", QuestionType.TEXT, {"id": "Nama", "en": "Name"}, required=True)
AGE = Question("age", QuestionType.NUMBER, {"id": "Umur", "en": "Age"}, minimum=0, maximum=120)
ILL = Question(
    "ill",
    QuestionType.CHOICE,
    {"id": "Keadaan", "en": "State"},
    options=(Option("red", {"id": "Gawat", "en": "Grave"}), Option("green", {"id": "Ringan", "en": "Light"})),
    show_if=Answer("age", "at_least", 60),
)
PATIENTS = Question(
    "patients",
    QuestionType.GROUP,
    {"id": "Para pasien", "en": "Patients"},
    entry={"id": "Pasien", "en": "Patient"},
    questions=(NAME, AGE, ILL),
    at_least=1,
    at_most=3,
)
GIVEN = [{"name": "Siti", "age": 70, "ill": "red"}, {"name": "Adi", "age": 1.5}]


def typed(*rows: dict[str, str]) -> QueryDict:
    data = QueryDict(mutable=True)
    for number, row in enumerate(rows):
        for name, value in row.items():
            data[f"patients-{number}-{name}"] = value
    return data


def problems_of(*rows: dict[str, str]) -> list[tuple[int | None, str, str]]:
    raw: list[Any] = [MultiValueDict({name: [value] for name, value in row.items()}) for row in rows]
    _answers, found = check_entries(PATIENTS, "en", raw)
    return [(problem.entry, problem.question, problem.code) for problem in found]


def test_entries_become_a_list_of_answers_and_blank_ones_are_left_out() -> None:
    with translation.override("en"):
        form = form_for([PATIENTS], "en", typed({"name": "Siti", "age": "70", "ill": "red"}, {}, {"name": " Adi "}))
        assert form.is_valid(), form.errors
    assert form.answers() == {"patients": [{"name": "Siti", "age": 70, "ill": "red"}, {"name": "Adi"}]}


def test_an_answer_that_does_not_apply_to_an_entry_is_dropped() -> None:
    form = form_for([PATIENTS], "en", typed({"name": "Adi", "age": "12", "ill": "red"}))
    assert form.is_valid()
    assert form.answers() == {"patients": [{"name": "Adi", "age": 12}]}


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ((), [(None, "", "too_few_entries")]),
        (({"name": "a"},) * 4, [(None, "", "too_many_entries")]),
        (({"name": "a"}, {"age": "3"}), [(1, "name", "required")]),
        (({"name": "a", "age": "121"},), [(0, "age", "too_large")]),
    ],
)
def test_each_mistake_names_its_entry_and_its_question(rows: Any, expected: Any) -> None:
    assert problems_of(*rows) == expected


def test_the_page_names_the_entry_in_its_sentence_and_shows_what_was_typed() -> None:
    with translation.override("en"):
        form = form_for([PATIENTS], "en", typed({"name": "Siti"}, {"age": "old"}))
        assert not form.is_valid()
        page = engines["django"].from_string("{% error_summary form %}{% fields form %}").render({"form": form})
    assert "Patient 2: " in page
    assert 'value="old"' in page
    assert 'id="id_patients_0"' in page
    assert "Patient 3" in page


def test_earlier_entries_are_shown_again() -> None:
    form = form_for([PATIENTS], "id", initial={"patients": GIVEN})
    with translation.override("id"):
        page = engines["django"].from_string("{% fields form %}").render({"form": form})
    assert 'value="Siti"' in page
    assert 'value="1,5"' in page
    assert "checked" in page


def test_a_group_is_said_in_words_as_lines_as_a_table_and_in_one_line() -> None:
    with translation.override("en"):
        assert answer_words(PATIENTS, GIVEN, "en") == (
            "Patient 1: Name: Siti; Age: 70; State: Grave\nPatient 2: Name: Adi; Age: 1.5"
        )
        table = group_table(PATIENTS, GIVEN, "en")
        assert [str(column.label) for column in table.columns] == ["Patient", "Name", "Age", "State"]
        assert [list(map(str, row)) for row in table.rows] == [
            ["1", "Siti", "70", "Grave"],
            ["2", "Adi", "1.5", "Not answered"],
        ]
        assert entry_summary(PATIENTS, GIVEN[0], "en") == "Siti, 70, Grave"
        said = condition_words(Answer("patients", "at_least", 2), [PATIENTS], "en")
    assert said == "“Patients” has at least 2 entries"


@pytest.mark.parametrize("left_behind", ["text", 3, [1, "x"], {"a": {"b": 1}}, [[[]]], True])
@pytest.mark.parametrize("kind", list(QuestionType))
def test_words_are_found_for_whatever_an_old_version_left(kind: QuestionType, left_behind: Any, db: None) -> None:
    question = Question("q", kind, {"en": "?"}, questions=(NAME,))
    assert isinstance(answer_words(question, left_behind, "en"), str)
