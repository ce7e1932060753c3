"""What the pages take, the JSON API takes, and the other way round: the same answers, the same sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from django.utils import translation
from django.utils.datastructures import MultiValueDict
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from balai.apps.cases.answers import check_answers
from balai.apps.requests.answers import Answers
from balai.apps.requests.forms import page_form
from balai.apps.requests.pages import pages_of
from balai.apps.requests.tests.definitions import answers_to, service_from, sources, typed
from balai.engines.casework.definition import FILE_TYPES, Question, QuestionType, Service
from balai.web.questions.entries import check_entries

pytestmark = pytest.mark.usefixtures("jakarta")
WORDS = (QuestionType.TEXT, QuestionType.LONG_TEXT, QuestionType.PHONE, QuestionType.EMAIL, QuestionType.DATE)
Judged = tuple[dict[str, Any], dict[str, str]]


def as_a_browser_could_send(question: Question, answer: Any) -> bool:
    """Whether a form has a way of sending this: a browser cannot send `true` for a name, or three dates."""
    if question.type is QuestionType.GROUP:
        return isinstance(answer, list) and all(
            isinstance(entry, dict)
            and all(
                inner.id not in entry or as_a_browser_could_send(inner, entry[inner.id]) for inner in question.questions
            )
            and set(entry) <= {inner.id for inner in question.questions}
            for entry in answer
        )
    if question.type is QuestionType.MANY:
        return isinstance(answer, list) and all(isinstance(item, str) for item in answer)
    if question.type is QuestionType.YES_NO:
        return isinstance(answer, bool)
    if question.type is QuestionType.PERSON:
        return isinstance(answer, dict) and all(isinstance(part, str) for part in answer.values())
    if question.type in (QuestionType.NUMBER, QuestionType.MONEY):
        return isinstance(answer, int | float) and not isinstance(answer, bool) and abs(answer) < 1e15
    return isinstance(answer, str)


def fields_of(question: Question, answer: Any) -> MultiValueDict[str, Any]:
    data: MultiValueDict[str, Any] = MultiValueDict()
    for name, value in typed(question, answer).items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data


def by_pages(service: Service, given: Mapping[str, Any]) -> Judged:
    """What the pages make of these answers, one page after the other: answers, and sentences by question."""
    answers: dict[str, Any] = {}
    sentences: dict[str, str] = {}
    for page in pages_of(service):
        held = Answers(service, answers)
        known = held.before(page)
        if not page.asked(known):
            continue
        if page.group is not None:
            rows = [row_of(page.group, entry) for entry in given.get(page.group.id) or []]
            entries, problems = check_entries(page.group, "en", rows, known=known)
            sentences |= {
                ".".join(filter(None, [page.group.id, "" if p.entry is None else str(p.entry), p.question])): p.sentence
                for p in problems
            }
            answers |= {page.group.id: entries} if entries and not problems else {}
            continue
        data: MultiValueDict[str, Any] = MultiValueDict()
        for question in page.questions:
            data.update(fields_of(question, given.get(question.id)))
        form = page_form(page, held, "en", data=data)
        for question in page.questions:
            if question.type in (*FILE_TYPES, QuestionType.PLACE) and question.id in form.fields:
                form.fields[question.id].required = False  # handed in apart
        form.is_valid()
        sentences |= {name: "; ".join(map(str, errors)) for name, errors in form.errors.items()}
        answers |= {name: answer for name, answer in form.answers().items() if name not in form.errors}
    return answers, sentences


def row_of(group: Question, entry: Mapping[str, Any]) -> MultiValueDict[str, Any]:
    row: MultiValueDict[str, Any] = MultiValueDict()
    for inner in group.questions:
        row.update(fields_of(inner, entry.get(inner.id)))
    return row


def test_the_same_answers_are_taken_and_the_same_are_refused(effort: int) -> None:
    verdicts: set[bool] = set()

    @given(source=sources(), data=st.data())
    @settings(max_examples=200 * effort, deadline=None, derandomize=effort == 1, database=None, phases=[Phase.generate])
    def law(source: dict[str, Any], data: st.DataObject) -> None:
        service = service_from(source)
        asked = {question.id: question for question in service.questions}
        drawn = data.draw(answers_to(service.questions, wild=True))
        sent = {name: answer for name, answer in drawn.items() if as_a_browser_could_send(asked[name], answer)}
        with translation.override("en"):
            on_pages, said = by_pages(service, sent)
            by_api, problems = check_answers(service, sent, "en")
        assert {problem.question for problem in problems} == set(said)
        assert {problem.question: problem.sentence for problem in problems} == said
        if not said:
            assert by_api == on_pages
        verdicts.add(not said)

    law()
    assert verdicts == {True, False}


@given(source=sources(), data=st.data())
@settings(max_examples=60, deadline=None, database=None, phases=[Phase.generate])
def test_nothing_that_is_sent_breaks_the_check(source: dict[str, Any], data: st.DataObject) -> None:
    """Whatever JSON holds, it is taken or refused with a path and a sentence."""
    service = service_from(source)
    anything = st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
        max_leaves=8,
    )
    names = st.sampled_from([question.id for question in service.questions]) | st.text(max_size=5)
    sent = data.draw(st.dictionaries(names, anything, max_size=5))
    _answers, problems = check_answers(service, sent, "id")
    assert all(problem.code and problem.sentence for problem in problems)
