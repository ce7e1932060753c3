"""A page's questions as one Django form."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from balai.engines.casework.conditions import AllOf, Answer, AnyOf, Condition
from balai.engines.casework.definition import FILE_TYPES, Question, QuestionType
from balai.engines.casework.questions import LONGEST_LINE, LONGEST_WORDS
from balai.web import maps
from balai.web.questions import fields
from balai.web.questions.groups import GroupField
from balai.web.questions.options import FINDER_FROM, choices_of, in_language
from balai.web.questions.parts import PersonField, PlaceField

NO_MONEY, MUCH_MONEY = 0, 10**15


class QuestionForm(forms.Form):
    """Made by `form_for`. `answers` and `uploads` are for a valid form."""

    use_required_attribute = False

    def __init__(self, questions: Sequence[Question], language: str, known: Mapping[str, Any], **options: Any) -> None:
        super().__init__(**options)
        self.questions, self.language, self.known = tuple(questions), language, dict(known)
        for question in self.questions:
            self.fields[question.id] = field = field_of(question, language)
            if isinstance(field, GroupField):
                field.known_now = self.known_now
        if questions and not options.get("label_suffix"):
            self.label_suffix = ""

    def known_now(self) -> dict[str, Any]:
        """What is known besides, and the answers that this form has taken so far, as far as they apply."""
        known = dict(self.known)
        given = getattr(self, "cleaned_data", {})
        for question in self.questions:
            if question.type not in FILE_TYPES and question.id in given and is_shown(question, known):
                known[question.id] = given[question.id]
        return known

    def clean(self) -> dict[str, Any]:
        """Answers to questions that do not apply are dropped, and so are complaints about them.

        Files are handed in apart, so no condition counts them.
        """
        files = {question.id for question in self.questions if question.type in FILE_TYPES}
        for question in self.questions:
            given = {name: answer for name, answer in self.cleaned_data.items() if name not in files}
            if not is_shown(question, {**self.known, **given}):
                self.cleaned_data.pop(question.id, None)
                self.errors.pop(question.id, None)
        return self.cleaned_data

    def answers(self) -> dict[str, Any]:
        """What was answered, by question id, ready for JSON: no empty answers and no files."""
        return {
            question.id: self.cleaned_data[question.id]
            for question in self.questions
            if question.type not in (QuestionType.PHOTO, QuestionType.FILE)
            and self.cleaned_data.get(question.id) not in (None, "", [])
        }

    def uploads(self) -> dict[str, list[UploadedFile[Any]]]:
        """The files handed in, by question id."""
        return {
            question.id: self.cleaned_data[question.id]
            for question in self.questions
            if question.type in (QuestionType.PHOTO, QuestionType.FILE) and self.cleaned_data.get(question.id)
        }


def form_for(
    questions: Sequence[Question],
    language: str,
    data: Any = None,
    files: Any = None,
    initial: Mapping[str, Any] | None = None,
    *,
    known: Mapping[str, Any] | None = None,
) -> QuestionForm:
    """The form that asks `questions` in `language`.

    `initial` holds earlier answers to the same questions, in the shapes that `answers()` gives;
    `known` holds answers from other pages, which conditions may ask about.
    """
    return QuestionForm(
        questions, language, known or {}, data=data, files=files, initial=dict(initial or {}), label_suffix=""
    )


def asked_on(
    questions: Sequence[Question], known: Mapping[str, Any], *, here: Sequence[Question] = ()
) -> list[Question]:
    """Those of a page's questions that may apply: what `known` answers rule out is left out.

    A condition on a question of the page itself (`here`, else `questions`) is still open.
    """
    open_ones = {question.id for question in here or questions}
    return [
        question
        for question in questions
        if is_shown(question, known) or (question.show_if and question.show_if.questions() & open_ones)
    ]


def settle(form: QuestionForm) -> QuestionForm:
    """The form, in which nothing says "only if it applies" where known answers have already decided that it does."""
    here = {question.id for question in form.questions}
    for question in form.questions:
        if question.show_if is not None and not question.show_if.questions() & here:
            widget: Any = form.fields[question.id].widget
            widget.show_if = widget.condition_words = ""
    return form


def is_shown(question: Question, answers: Mapping[str, Any]) -> bool:
    """Whether a question applies, given what was answered."""
    return question.show_if is None or question.show_if.holds(answers)


def field_of(question: Question, language: str) -> forms.Field:
    """The form field of one question, labelled in `language`."""
    common: dict[str, Any] = {
        "label": in_language(question.label, language),
        "help_text": in_language(question.hint, language),
        "required": question.required,
    }
    field = MAKERS[question.type](question, language, common)
    if question.show_if is not None:
        widget: Any = field.widget
        widget.show_if = json.dumps(condition_data(question.show_if), separators=(",", ":"))
        widget.condition_words = _("Answer this only if it applies.")
    return field


def _line(question: Question, _language: str, common: dict[str, Any]) -> forms.Field:
    limit = question.max_length or LONGEST_LINE
    return fields.WordsField(
        max_length=limit, min_length=question.min_length, pattern=question.pattern, widget=forms.TextInput(), **common
    )


def _words(question: Question, _language: str, common: dict[str, Any]) -> forms.Field:
    limit = question.max_length or LONGEST_WORDS
    area = forms.Textarea(attrs={"rows": 5})
    return fields.WordsField(max_length=limit, min_length=question.min_length, lines=True, widget=area, **common)


def _number(question: Question, _language: str, common: dict[str, Any]) -> forms.Field:
    box = forms.TextInput(attrs={"inputmode": "decimal", "class": "input--short"})
    return fields.NumberField(minimum=question.minimum, maximum=question.maximum, widget=box, **common)


def _money(question: Question, _language: str, common: dict[str, Any]) -> forms.Field:
    box: Any = forms.TextInput(attrs={"inputmode": "numeric", "class": "input--money"})
    box.money_sign = "Rp"
    low = NO_MONEY if question.minimum is None else question.minimum
    high = MUCH_MONEY if question.maximum is None else question.maximum
    return fields.NumberField(minimum=low, maximum=high, whole=True, widget=box, **common)


def _choice(question: Question, language: str, common: dict[str, Any]) -> forms.Field:
    widget: Any = forms.RadioSelect()
    widget.searchable = len(question.options) >= FINDER_FROM
    return fields.ChoiceField(choices=choices_of(question.options, language), widget=widget, **common)


def _many(question: Question, language: str, common: dict[str, Any]) -> forms.Field:
    widget: Any = forms.CheckboxSelectMultiple()
    widget.searchable = len(question.options) >= FINDER_FROM
    return fields.ManyField(choices=choices_of(question.options, language), widget=widget, **common)


def _place(_question: Question, _language: str, common: dict[str, Any]) -> forms.Field:
    return PlaceField(areas=maps.area_groups(), start=maps.map_start(), **common)


def _area(_question: Question, _language: str, common: dict[str, Any]) -> forms.Field:
    groups: list[Any] = [("", "–"), *maps.area_groups()]
    return fields.ChoiceField(choices=groups, widget=forms.Select(attrs=maps.finder_attributes()), **common)


def _files(question: Question, _language: str, common: dict[str, Any]) -> forms.Field:
    pictures = question.type is QuestionType.PHOTO
    return fields.FilesField(max_files=question.max_files, pictures=pictures, **common)


MAKERS: dict[QuestionType, Callable[[Question, str, dict[str, Any]], forms.Field]] = {
    QuestionType.TEXT: _line,
    QuestionType.LONG_TEXT: _words,
    QuestionType.NUMBER: _number,
    QuestionType.MONEY: _money,
    QuestionType.DATE: lambda _question, _language, common: fields.DayField(**common),
    QuestionType.CHOICE: _choice,
    QuestionType.MANY: _many,
    QuestionType.YES_NO: lambda _question, _language, common: fields.YesNoField(**common),
    QuestionType.PHONE: lambda _question, _language, common: fields.PhoneField(**common),
    QuestionType.EMAIL: lambda _question, _language, common: fields.AddressField(**common),
    QuestionType.PLACE: _place,
    QuestionType.AREA: _area,
    QuestionType.PHOTO: _files,
    QuestionType.FILE: _files,
    QuestionType.GROUP: lambda question, language, common: GroupField(question, language, form_for, **common),
    QuestionType.PERSON: lambda _question, _language, common: PersonField(**common),
}


def condition_data(condition: Condition) -> dict[str, Any]:
    """A condition in the form of service files, for the script that shows and hides questions."""
    if isinstance(condition, Answer):
        return {"answer": condition.question, condition.test: condition.value}
    if isinstance(condition, AllOf):
        return {"all": [condition_data(part) for part in condition.parts]}
    if isinstance(condition, AnyOf):
        return {"any": [condition_data(part) for part in condition.parts]}
    return {"not": condition_data(condition.part)}
