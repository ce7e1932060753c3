"""The forms of the citizen's way: a service's questions, and the few that are the same for every service."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from balai.apps.reports import kinds
from balai.apps.reports.answers import Answers
from balai.base.people.models import User
from balai.engines.casework.definition import Question, Service
from balai.web.forms import CLOSED, OPEN, KeyedForm, visibility_field
from balai.web.questions import QuestionForm, form_for
from balai.web.questions.fields import AddressField, ChoiceField, FilesField, PhoneField, WordsField

ANSWER_LIMIT = 1000
MOST_FILES = 3


def questions_form(
    questions: Sequence[Question],
    language: str,
    *,
    data: Any = None,
    files: Any = None,
    initial: Mapping[str, Any] | None = None,
    known: Mapping[str, Any] | None = None,
    prefix: str = "",
) -> QuestionForm:
    """A form of these questions. Those whose condition is already decided are asked without an "if it applies"."""
    form = form_for(questions, language, data=data, files=files, initial=initial, known=known)
    form.prefix = prefix or None
    for question in questions:
        if question.show_if is not None and question.show_if.questions() <= set(known or {}):
            widget: Any = form.fields[question.id].widget
            widget.show_if = widget.condition_words = ""
    return form


def follow_up_form(
    chosen: kinds.Chosen, language: str, *, data: Any = None, initial: Mapping[str, Any] | None = None
) -> QuestionForm:
    """What a kind makes us ask on its own page; the names begin with the service's, which makes them unique there."""
    questions = kinds.follow_ups(chosen)
    return questions_form(
        questions, language, data=data, initial=initial, known=chosen.known, prefix=prefix_of(chosen.service)
    )


def prefix_of(service: Service) -> str:
    return service.code.replace(".", "_")


def story_form(
    chosen: kinds.Chosen, answers: Answers, language: str, user: User | None, *, data: Any = None
) -> QuestionForm:
    """The page of words: what the service still asks, who may read it, and where news goes."""
    questions = kinds.story_questions(chosen, answers.answers)
    initial = {
        **answers.answers,
        "visibility": CLOSED if answers.is_public is False else OPEN,
        "email": answers.email or (user.email if user else ""),
        "phone": answers.phone,
    }
    form = questions_form(questions, language, data=data, initial=initial, known={**chosen.known, **answers.answers})
    if chosen.service.public_by_default:
        form.fields["visibility"] = visibility_field(
            _("Who may read this report?"), openly=_("Your name is never shown. Neighbours can support it.")
        )
    form.fields["email"] = AddressField(
        label=_("E-mail for news"), required=False, help_text=_("We write at every step. Officers do not see it.")
    )
    form.fields["phone"] = PhoneField(
        label=_("Telephone"), required=False, help_text=_("Only used when the office must ask you something.")
    )
    return form


class ActForm(KeyedForm):
    """What a reporter does to their case. One without a key is taken too."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)


class AnswerForm(ActForm):
    """The answer to the city's question."""

    words = WordsField(
        label=_("Your answer"), max_length=ANSWER_LIMIT, lines=True, widget=forms.Textarea(attrs={"rows": 4})
    )
    photos = FilesField(label=_("Photos"), max_files=MOST_FILES, pictures=True, required=False)


class RatingForm(ActForm):
    """How good the work is, from 1 to 5."""

    rating = ChoiceField(
        label=_("How good is the result?"),
        choices=[
            ("5", _("5 – very good")),
            ("4", _("4 – good")),
            ("3", _("3 – fair")),
            ("2", _("2 – poor")),
            ("1", _("1 – very poor")),
        ],
        widget=forms.RadioSelect,
    )
    words = WordsField(
        label=_("A few words, if you like"),
        max_length=ANSWER_LIMIT,
        lines=True,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class WordsForm(ActForm):
    """An outcome that needs words, such as opening again."""

    words = WordsField(
        label=_("What is still wrong?"),
        max_length=ANSWER_LIMIT,
        min_length=5,
        lines=True,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class DocumentForm(forms.Form):
    """The number and the check code that stand on an issued document."""

    use_required_attribute = False
    number = WordsField(
        label=_("Number"),
        help_text=_("It stands below the title, for example JKT-7Q4M-2XK9-1. Capitals and dashes do not matter."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    code = WordsField(
        label=_("Check code"),
        help_text=_("Eight letters and digits at the foot of the document."),
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "class": "input--short",
            }
        ),
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        options.setdefault("label_suffix", "")
        super().__init__(*arguments, **options)
