"""Each type of question: what it takes as an answer, and the sentence for what it does not take."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.http import QueryDict
from django.utils import translation

from balai.engines.casework.definition import Option, Question, QuestionType
from balai.web.questions import QuestionForm, form_for

LABEL = {"id": "Pertanyaan", "en": "Question"}
OPTIONS = (Option("a", {"id": "Satu", "en": "One"}), Option("b", {"id": "Dua", "en": "Two"}))


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def asked(kind: QuestionType, typed: Any, *, language: str = "en", **more: Any) -> QuestionForm:
    data = QueryDict(mutable=True)
    for name, value in (typed if isinstance(typed, dict) else {"q": typed}).items():
        data.setlist(name, value if isinstance(value, list) else [value])
    question = Question("q", kind, LABEL, options=OPTIONS if kind in {"choice", "many"} else (), **more)
    with translation.override(language):
        form = form_for([question], language, data)
        form.is_valid()
    return form


@pytest.mark.parametrize(
    ("kind", "typed", "answer"),
    [
        (QuestionType.TEXT, "  Jalan\u200b  Kemang ", "Jalan Kemang"),
        (QuestionType.LONG_TEXT, "one\r\n\r\n\r\ntwo ", "one\n\ntwo"),
        (QuestionType.NUMBER, "12", 12),
        (QuestionType.NUMBER, "1,250.5", 1250.5),
        (QuestionType.NUMBER, "−3", -3),
        (QuestionType.MONEY, "Rp 25,000", 25000),
        (QuestionType.DATE, "2026-11-23", "2026-11-23"),
        (QuestionType.DATE, "23/11/2026", "2026-11-23"),
        (QuestionType.CHOICE, "b", "b"),
        (QuestionType.MANY, ["b", "a", "b"], ["b", "a"]),
        (QuestionType.YES_NO, "yes", True),
        (QuestionType.YES_NO, "no", False),
        (QuestionType.PHONE, "+62 812-3456-7890", "+6281234567890"),
        (QuestionType.EMAIL, " sari@contoh.id ", "sari@contoh.id"),
    ],
)
def test_an_answer(kind: QuestionType, typed: Any, answer: Any) -> None:
    form = asked(kind, typed)
    assert not form.errors
    assert form.answers() == {"q": answer}


@pytest.mark.parametrize(
    ("typed", "number"), [("1.250", 1250), ("1.250,5", 1250.5), ("2,5", 2.5), ("2.5", 2.5), ("1.000.000", 1_000_000)]
)
def test_numbers_as_indonesians_write_them(typed: str, number: float) -> None:
    assert asked(QuestionType.NUMBER, typed, language="id").answers() == {"q": number}


@pytest.mark.parametrize(
    ("kind", "typed", "more", "sentence"),
    [
        (QuestionType.TEXT, "", {"required": True}, "Fill in “Question”."),
        (QuestionType.TEXT, "\u200b\u202e ", {"required": True}, "Fill in “Question”."),
        (QuestionType.TEXT, "x" * 201, {}, "“Question” may have at most 200 characters. You wrote 201."),
        (QuestionType.TEXT, "ab1", {"pattern": "[a-z]+"}, "“Question” does not have the form that we need."),
        (
            QuestionType.LONG_TEXT,
            "short",
            {"min_length": 10},
            "Tell us a little more in “Question”: at least 10 characters.",
        ),
        (QuestionType.NUMBER, "twelve", {}, "“Question” must be a number, such as 25."),
        (QuestionType.NUMBER, "1e9", {}, "“Question” must be a number, such as 25."),
        (QuestionType.NUMBER, "9" * 400, {}, "“Question” must be a number, such as 25."),
        (QuestionType.NUMBER, "501", {"maximum": 500.0}, "“Question” must be 500 or less."),
        (QuestionType.NUMBER, "1", {"minimum": 2.0}, "“Question” must be 2 or more."),
        (QuestionType.MONEY, "-5", {}, "“Question” must be 0 or more."),
        (QuestionType.MONEY, "10.55", {}, "“Question” must be a whole number."),
        (QuestionType.DATE, "31/02/2026", {}, "“Question” must be a real day, such as 23/11/2026."),
        (QuestionType.CHOICE, "", {"required": True}, "Choose an answer to “Question”."),
        (QuestionType.CHOICE, "z", {}, "Choose one of the answers offered to “Question”."),
        (QuestionType.MANY, ["a", "z"], {}, "Choose one of the answers offered to “Question”."),
        (QuestionType.YES_NO, "maybe", {}, "Choose one of the answers offered to “Question”."),
        (QuestionType.PHONE, "12", {}, "“Question” must be a telephone number, such as 0812 3456 7890."),
        (QuestionType.EMAIL, "sari@", {}, "“Question” must be an e-mail address, such as nama@contoh.id."),
        (
            QuestionType.EMAIL,
            "a@" + "b" * 5000 + ".id",
            {},
            "“Question” must be an e-mail address, such as nama@contoh.id.",
        ),
    ],
)
def test_what_is_not_an_answer(kind: QuestionType, typed: Any, more: dict[str, Any], sentence: str) -> None:
    assert asked(kind, typed, **more).errors["q"] == [sentence]


@pytest.mark.parametrize("kind", [kind for kind in QuestionType if kind not in {"place", "area"}])
def test_an_optional_question_may_stay_empty(kind: QuestionType) -> None:
    form = asked(kind, "")
    assert not form.errors
    assert form.answers() == {}
    assert form.uploads() == {}


def test_a_person_has_a_name_and_ways_to_be_reached() -> None:
    typed = {"q_name": " Sari ", "q_phone": "0812 3456 7890", "q_email": ""}
    assert asked(QuestionType.PERSON, typed).answers() == {"q": {"name": "Sari", "phone": "081234567890", "email": ""}}
    assert asked(QuestionType.PERSON, {"q_phone": "0812 3456 7890"}).errors["q"] == [
        "Write the person’s name in “Question”."
    ]


def test_ten_megabytes_of_text_are_refused_without_being_worked_through() -> None:
    form = asked(QuestionType.LONG_TEXT, "\u0301" * 10_000_000)
    assert "at most 2000 characters" in form.errors["q"][0]


def test_earlier_answers_fill_the_form_again() -> None:
    questions = [Question("q", QuestionType.YES_NO, LABEL), Question("n", QuestionType.TEXT, LABEL)]
    with translation.override("en"):
        page = form_for(questions, "en", initial={"q": False, "n": "Kemang"}).as_p()
    assert 'value="no" id="id_q_1" checked' in page.replace('id="id_q_1" checked', 'id="id_q_1" checked')
    assert 'value="Kemang"' in page


def test_labels_and_sentences_speak_the_language_asked_for() -> None:
    form = asked(QuestionType.TEXT, "", language="id", required=True)
    assert form.fields["q"].label == "Pertanyaan"
    with translation.override("id"):
        assert form.errors["q"] == ["Isi “Pertanyaan”."]
