"""A group: the same few questions for each patient, each shop, each day. An entry is checked like a page of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from balai.engines.casework.answers import called_for
from balai.engines.casework.definition import Question, QuestionType
from balai.web.questions.fields import Worded
from balai.web.questions.options import in_language

TOO_FEW, TOO_MANY, EMPTY = "too_few_entries", "too_many_entries", "empty_entry"
Raw = MultiValueDict[str, Any]
Maker = Callable[..., Any]
"""`form_for`: an entry of a group is a form, and a form has groups, so the one is handed to the other."""


@dataclass(frozen=True, slots=True)
class EntryProblem:
    """What is wrong with one answer of one entry (counted from 0). `entry` is None for the group as a whole."""

    entry: int | None
    question: str
    code: str
    sentence: str


def entry_name(question: Question, language: str, number: int | None = None) -> str:
    """What one entry is called: "Patient", "Patient 2"."""
    name = in_language(question.entry, language) or in_language(question.label, language)
    return name if number is None else f"{name} {number}"


def count_problem(question: Question, count: int, language: str) -> EntryProblem | None:
    """What is wrong with having so many entries, if anything."""
    label = in_language(question.label, language)
    if count < question.at_least:
        sentence = ngettext(
            "“%(label)s” needs at least %(limit)d entry.",
            "“%(label)s” needs at least %(limit)d entries.",
            question.at_least,
        )
        return EntryProblem(None, "", TOO_FEW, sentence % {"label": label, "limit": question.at_least})
    if count > question.at_most:
        sentence = ngettext(
            "“%(label)s” takes at most %(limit)d entry.",
            "“%(label)s” takes at most %(limit)d entries.",
            question.at_most,
        )
        return EntryProblem(None, "", TOO_MANY, sentence % {"label": label, "limit": question.at_most})
    return None


def is_empty(question: Question, answers: Mapping[str, Any], known: Mapping[str, Any] | None = None) -> bool:
    """Whether an entry says nothing although something was asked about it."""
    return not answers and bool(called_for(question.questions, {}, known or {}))


def empty_entry(question: Question, language: str) -> str:
    return _("Answer at least one question about “%(entry)s”.") % {"entry": entry_name(question, language)}


def check_entry(
    question: Question, form: Any, *, known: Mapping[str, Any] | None = None, number: int = 0
) -> tuple[dict[str, Any], list[EntryProblem]]:
    """One entry's answers as they are kept, and what is wrong with them. `form` is the entry's, with what was sent."""
    problems = [
        EntryProblem(number, name, error.code or "invalid", "; ".join(error.messages))
        for name, errors in form.errors.as_data().items()
        for error in errors
    ]
    answers = {} if problems else form.answers()
    if not problems and is_empty(question, answers, known):
        problems = [EntryProblem(number, "", EMPTY, empty_entry(question, form.language))]
    return answers, problems


def check_rows(
    question: Question, language: str, rows: Sequence[Raw], *, known: Mapping[str, Any], make: Maker
) -> tuple[list[dict[str, Any]], list[EntryProblem]]:
    """All entries of a group, checked; only one of the two lists is worth reading."""
    wrong = count_problem(question, len(rows), language)
    if wrong is not None and wrong.code == TOO_MANY:  # don't spend time on a thousand of them
        return [], [wrong]
    checked = [
        check_entry(question, make(question.questions, language, data=row, known=known), known=known, number=number)
        for number, row in enumerate(rows)
    ]
    problems = [problem for _answers, found in checked for problem in found]
    return [answers for answers, _found in checked], ([wrong] if wrong else []) + problems


class EntryError(forms.ValidationError):
    """A problem of an entry as a form's error, which still knows where it lies."""

    def __init__(self, sentence: str, problem: EntryProblem) -> None:
        super().__init__(sentence, code=problem.code)
        self.problem = problem


class GroupWidget(forms.Widget):
    """All entries of a group on one page, one set of fields each. The second patient's age is `patients-1-age`."""

    component = "group"
    most = 0

    def value_from_datadict(self, data: Any, _files: Any, name: str) -> list[Raw]:
        """One row for each entry in which something was filled in, in order.

        Where `patients-count` is given, every entry up to it counts, blank ones too: a machine means what it sends.
        """
        rows: list[Raw] = []
        keys = {key: key.removeprefix(f"{name}-").partition("-") for key in data if key.startswith(f"{name}-")}
        said = str(data.get(f"{name}-count", ""))
        count = min(int(said), self.most + 1) if said.isascii() and said.isdigit() and len(said) < 4 else 0
        for number in range(self.most + 1):
            row: Raw = MultiValueDict()
            for key, (index, _dash, inner) in keys.items():
                if index == str(number):
                    row.setlist(inner, list(data.getlist(key)) if hasattr(data, "getlist") else [data[key]])
            if number < count or any(str(value).strip() for values in dict(row.lists()).values() for value in values):
                rows.append(row)
        return rows

    def value_omitted_from_data(self, data: Any, _files: Any, name: str) -> bool:
        return not any(key.startswith(f"{name}-") for key in data)

    def id_for_label(self, _id: str) -> str:
        return ""

    def first_id(self, id_: str) -> str:
        return f"{id_}_0"


class GroupField(Worded, forms.Field):
    """A group asked on one page. The answer is a list of {inner question: answer}."""

    missing = gettext_lazy("Fill in “%(label)s”.")

    def __init__(self, question: Question, language: str, make: Maker, **options: Any) -> None:
        widget = GroupWidget()
        widget.most = question.at_most
        super().__init__(widget=widget, **options)
        self.question, self.language, self.make = question, language, make
        self.known_now: Callable[[], Mapping[str, Any]] = dict

    def clean(self, value: Any) -> list[dict[str, Any]]:
        known = self.known_now()
        answers, problems = check_rows(self.question, self.language, value or [], known=known, make=self.make)
        if problems:
            raise forms.ValidationError([self._said(problem) for problem in problems])
        return answers

    def _said(self, problem: EntryProblem) -> forms.ValidationError:
        if problem.entry is None:
            return EntryError(problem.sentence, problem)
        name = entry_name(self.question, self.language, problem.entry + 1)
        return EntryError(f"{name}: {problem.sentence}", problem)

    def blocks(self, bound: forms.BoundField) -> Iterator[tuple[str, Any, bool]]:
        """What the page shows for each entry: its name, its form, and whether it is open from the start."""
        given: Iterable[Any] = bound.value() or []
        rows = list(given)
        open_ones = max(len(rows), self.question.at_least, 1)
        for number in range(max(self.question.at_most, len(rows))):
            row = rows[number] if number < len(rows) else None
            data = self._renamed(row, f"{bound.html_name}-{number}") if isinstance(row, MultiValueDict) else None
            initial = row if data is None else None
            form = self.make(self.question.questions, self.language, data=data, initial=initial, known=self.known_now())
            form.prefix = f"{bound.html_name}-{number}"
            if not bound.errors and data is not None:
                form.errors.clear()
            yield entry_name(self.question, self.language, number + 1), form, number < open_ones

    @staticmethod
    def _renamed(row: Raw, prefix: str) -> Raw:
        renamed: Raw = MultiValueDict()
        for name, values in row.lists():
            renamed.setlist(f"{prefix}-{name}", values)
        return renamed


def counts_as(question: Question, answer: Any) -> Any:
    """An answer as conditions see it: a group is the number of its entries."""
    return len(answer) if question.type is QuestionType.GROUP and isinstance(answer, list) else answer
