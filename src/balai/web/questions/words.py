"""Answers and conditions in words: the same words on every page that shows them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from balai.engines.casework.conditions import AllOf, Answer, AnyOf, Condition
from balai.engines.casework.definition import Question, QuestionType
from balai.web import dates, maps
from balai.web.components import Column, Row, Table
from balai.web.questions.groups import entry_name
from balai.web.questions.options import in_language


def answer_words(question: Question, answer: Any, language: str) -> str:
    """An answer as a person reads it; never fails, whatever an old version of a service has left behind."""
    if answer is None or answer in ("", [], {}):
        return _("Not answered")
    say = SAYING.get(question.type)
    try:
        return say(question, answer, language) if say else _plain(answer)
    except (TypeError, ValueError, AttributeError, ArithmeticError):
        return _plain(answer)


def _plain(answer: Any) -> str:
    if isinstance(answer, Mapping):
        return ", ".join(_plain(part) for part in answer.values() if part not in (None, ""))
    if isinstance(answer, list | tuple):
        return ", ".join(_plain(part) for part in answer)
    return str(answer)


def _number(_question: Question, answer: Any, _language: str) -> str:
    plain = Decimal(repr(answer) if isinstance(answer, float) else answer)
    return str(number_format(format(plain, "f"), force_grouping=True))


def _option(question: Question, code: Any, language: str) -> str:
    return next((in_language(option.label, language) for option in question.options if option.code == code), str(code))


def _options(question: Question, answer: Any, language: str) -> str:
    codes = answer if isinstance(answer, list | tuple) else [answer]
    return ", ".join(_option(question, code, language) for code in codes)


def _yes_no(_question: Question, answer: Any, _language: str) -> str:
    return _("Yes") if answer else _("No")


def _place(_question: Question, answer: Any, _language: str) -> str:
    if not isinstance(answer, Mapping):
        return _plain(answer)
    where = maps.area_words(str(answer["area"])) if answer.get("area") else ""
    if not where and answer.get("longitude") is not None:
        where = f"{answer['latitude']}, {answer['longitude']}"
    return "\n".join(filter(None, [str(answer.get("words") or ""), where]))


def _entries(question: Question, answer: Any, language: str) -> str:
    return "\n".join(
        f"{entry_name(question, language, number)}: {'; '.join(f'{row.term}: {row.value}' for row in rows)}"
        for number, rows in enumerate((entry_rows(question, entry, language) for entry in answer), start=1)
    )


SAYING: dict[QuestionType, Callable[[Question, Any, str], str]] = {
    QuestionType.YES_NO: _yes_no,
    QuestionType.CHOICE: _option,
    QuestionType.MANY: _options,
    QuestionType.MONEY: lambda _question, answer, _language: dates.rupiah_text(int(answer)),
    QuestionType.NUMBER: _number,
    QuestionType.DATE: lambda _question, answer, _language: dates.day_text(date.fromisoformat(answer)),
    QuestionType.AREA: lambda _question, answer, _language: maps.area_words(str(answer)),
    QuestionType.PLACE: _place,
    QuestionType.GROUP: _entries,
}
"""How answers are said whose value is not yet words."""


# groups


def entry_rows(question: Question, entry: Mapping[str, Any], language: str) -> list[Row]:
    """One entry's answers, question by question; what was not answered is left out."""
    return [
        Row(in_language(inner.label, language), answer_words(inner, entry[inner.id], language))
        for inner in question.questions
        if entry.get(inner.id) not in (None, "", [])
    ]


def group_table(question: Question, entries: Sequence[Mapping[str, Any]], language: str) -> Table:
    """A group's answer as a table: one line for each entry, one column for each question that somebody answered."""
    asked = [
        inner for inner in question.questions if any(entry.get(inner.id) not in (None, "", []) for entry in entries)
    ]
    columns = [Column(entry_name(question, language)), *(Column(in_language(inner.label, language)) for inner in asked)]
    rows = [
        [str(number), *(answer_words(inner, entry.get(inner.id), language) for inner in asked)]
        for number, entry in enumerate(entries, start=1)
    ]
    return Table(in_language(question.label, language), columns, rows)


def entry_summary(question: Question, entry: Mapping[str, Any], language: str) -> str:
    """One line by which an entry is recognised: its first few answers."""
    return ", ".join(str(row.value) for row in entry_rows(question, entry, language)[:3])


# conditions


def condition_words(condition: Condition, questions: Iterable[Question], language: str) -> str:
    """A condition as a sentence's part: "“Kind” is “Bridge” and “Danger” is “Yes”"."""
    return _said(condition, {question.id: question for question in questions}, language)


def _said(condition: Condition, questions: Mapping[str, Question], language: str) -> str:
    if isinstance(condition, Answer):
        return _test_words(condition, questions, language)
    if isinstance(condition, AllOf):
        return _(" and ").join(_inner(part, questions, language) for part in condition.parts)
    if isinstance(condition, AnyOf):
        return _(" or ").join(_inner(part, questions, language) for part in condition.parts)
    turned = _turned(condition.part, questions)
    if turned is not None:
        return _test_words(turned, questions, language)
    return _("not: %(condition)s") % {"condition": _inner(condition.part, questions, language)}


def _turned(part: Condition, questions: Mapping[str, Question]) -> Answer | None:
    """What "not" makes of a test that has an opposite: of yes, no; of answered, not answered."""
    if not isinstance(part, Answer) or not isinstance(part.value, bool):
        return None
    question = questions.get(part.question)
    yes_no = question is not None and question.type is QuestionType.YES_NO and question.required
    return Answer(part.question, part.test, not part.value) if part.test == "given" or yes_no else None


def _inner(part: Condition, questions: Mapping[str, Question], language: str) -> str:
    said = _said(part, questions, language)
    return f"({said})" if isinstance(part, AllOf | AnyOf) and len(part.parts) > 1 else said


def _test_words(test: Answer, questions: Mapping[str, Question], language: str) -> str:
    question = questions.get(test.question)
    label = in_language(question.label, language) if question else test.question
    if test.test == "given":
        sentence = _("“%(question)s” is answered") if test.value else _("“%(question)s” is not answered")
        return sentence % {"question": label}
    if question is not None and question.type is QuestionType.GROUP:
        return _count_words(test, label)
    values = test.value if isinstance(test.value, list | tuple) else [test.value]
    said = _(" or ").join(f"“{answer_words(question, value, language) if question else value}”" for value in values)
    sentences = {
        "at_least": _("“%(question)s” is at least %(value)s"),
        "at_most": _("“%(question)s” is at most %(value)s"),
    }
    sentence = sentences.get(test.test, _("“%(question)s” is %(value)s"))
    return sentence % {"question": label, "value": said}


def _count_words(test: Answer, label: str) -> str:
    values = test.value if isinstance(test.value, list | tuple) else [test.value]
    count = _(" or ").join(str(value) for value in values)
    number = int(values[-1]) if isinstance(values[-1], int | float) else 2
    sentences = {
        "at_least": ngettext(
            "“%(question)s” has at least %(count)s entry", "“%(question)s” has at least %(count)s entries", number
        ),
        "at_most": ngettext(
            "“%(question)s” has at most %(count)s entry", "“%(question)s” has at most %(count)s entries", number
        ),
    }
    other = ngettext("“%(question)s” has %(count)s entry", "“%(question)s” has %(count)s entries", number)
    return sentences.get(test.test, other) % {"question": label, "count": count}
