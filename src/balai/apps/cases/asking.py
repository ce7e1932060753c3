"""What an outcome of a step asks of whoever chooses it, as one form: officers, crews and citizens fill in the same."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from balai.apps.cases.actions.working import Ending
from balai.apps.cases.evidence import EVIDENCE
from balai.base.files.actions import store_picture
from balai.base.files.documents import store_upload
from balai.base.files.models import StoredFile
from balai.base.people.models import User
from balai.engines.casework.definition import REPORTER, Need, Outcome, QuestionType, Step
from balai.web.forms import words_field
from balai.web.maps import finder_attributes
from balai.web.questions import QuestionForm, asked_on, settle
from balai.web.questions.fields import ChoiceField, FilesField, WordsField
from balai.web.questions.options import choices_of

LONGEST_RECEIPT = 60
MOST_PHOTOS, MOST_EVIDENCE = 3, 10
RATINGS = [(str(number), str(number)) for number in range(1, 6)]
RECEIPT = r"[A-Za-z0-9][A-Za-z0-9 ./_-]{3,}"


class OutcomeForm(QuestionForm):
    """The outcome's own questions, then a reason, an organisation, evidence, a receipt, a rating, words.

    `storing` names the field whose files are being kept: a refusal of one of them belongs there.

    `known` are the answers that count in the case so far; `organisations` are those on offer where one is chosen;
    `noun` is what the case is called where it is no report.
    """

    def __init__(
        self,
        *,
        step: Step,
        outcome: Outcome,
        language: str,
        known: Mapping[str, Any] | None = None,
        organisations: Iterable[Any] = (),
        noun: str = "",
        **options: Any,
    ) -> None:
        answered = dict(known or {})
        options["initial"] = {"key": uuid.uuid4(), **(options.get("initial") or {})}
        super().__init__(asked_on(outcome.asks, answered), language, answered, label_suffix="", **options)
        settle(self)
        self.of_reporter, self.noun = step.by == (REPORTER,), noun
        self.storing = EVIDENCE
        self.fields["key"] = forms.UUIDField(widget=forms.HiddenInput)
        for need, name in NAMES.items():
            if _wanted(outcome, need, of_reporter=self.of_reporter):
                self.fields[name] = MAKERS[need](self, outcome, language, organisations)


def _wanted(outcome: Outcome, need: Need, *, of_reporter: bool) -> bool:
    wanted: dict[Need, object] = {Need.REASON: outcome.reasons, Need.ORGANISATION: outcome.choose}
    if need is Need.WORDS and not of_reporter:
        return True  # officers may always add a note
    return need in outcome.needs or bool(wanted.get(need))


def _reason(_form: OutcomeForm, outcome: Outcome, language: str, _organisations: Iterable[Any]) -> forms.Field:
    choices = choices_of(outcome.reasons, language)
    return ChoiceField(label=_("Reason"), choices=choices, widget=forms.RadioSelect)


def _organisation(_form: OutcomeForm, outcome: Outcome, _language: str, organisations: Iterable[Any]) -> forms.Field:
    return ChoiceField(
        label=_("Organisation"),
        required=Need.ORGANISATION in outcome.needs,
        choices=list(organisations),
        widget=forms.Select(attrs=finder_attributes()),
    )


def _evidence(form: OutcomeForm, _outcome: Outcome, _language: str, _organisations: Iterable[Any]) -> forms.Field:
    if form.of_reporter:
        hint = _("Photos or PDF documents, at most ten.")
        return FilesField(label=_("Evidence"), help_text=hint, max_files=MOST_EVIDENCE)
    if form.noun:
        hint = _("At most three. No faces of people who do not want it.")
        return FilesField(label=_("Photos"), help_text=hint, max_files=MOST_PHOTOS, pictures=True)
    hint = _("Show the same spot as the reporter’s photo. No faces, no number plates.")
    return FilesField(label=_("Photo of the result"), help_text=hint, max_files=MOST_PHOTOS, pictures=True)


def _receipt(_form: OutcomeForm, _outcome: Outcome, _language: str, _organisations: Iterable[Any]) -> forms.Field:
    return WordsField(
        label=_("Number of the payment’s receipt"),
        help_text=_("It stands on the receipt of the bank or the shop. It is not public."),
        max_length=LONGEST_RECEIPT,
        pattern=RECEIPT,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


def _rating(_form: OutcomeForm, _outcome: Outcome, _language: str, _organisations: Iterable[Any]) -> forms.Field:
    return ChoiceField(label=_("Rating"), choices=RATINGS, widget=forms.RadioSelect)


def _words(form: OutcomeForm, outcome: Outcome, _language: str, _organisations: Iterable[Any]) -> forms.Field:
    required = Need.WORDS in outcome.needs
    label = _("Explanation") if required else _("Note")
    return words_field(label, required=required, hint=readers_of(form, outcome))


def readers_of(form: OutcomeForm, outcome: Outcome) -> Any:
    """Who will read the words."""
    if form.of_reporter:
        return _("Only you and the offices read this.")
    if not outcome.end and Need.EVIDENCE not in outcome.needs:
        return _("Only offices read this.")
    return _("Whoever may see the case reads this.") if form.noun else _("Everyone who may see the report reads this.")


NAMES: Mapping[Need, str] = {
    Need.REASON: "reason",
    Need.ORGANISATION: "organisation",
    Need.EVIDENCE: "evidence",
    Need.RECEIPT: "receipt",
    Need.RATING: "rating",
    Need.WORDS: "words",
}
"""The fields besides the outcome's own questions, in order."""
MAKERS = {
    Need.REASON: _reason,
    Need.ORGANISATION: _organisation,
    Need.EVIDENCE: _evidence,
    Need.RECEIPT: _receipt,
    Need.RATING: _rating,
    Need.WORDS: _words,
}


def ending_of(form: forms.Form, step: str, outcome: str, *, by: User | None, now: datetime) -> Ending:
    """What a valid `OutcomeForm` says; the files that came with it are kept.

    Raises:
        PictureRefused: one of them cannot be taken.
        TypeError: it is another form.
    """
    if not isinstance(form, OutcomeForm):
        raise TypeError(form)
    data = form.cleaned_data
    rating = data.get("rating")
    answers = form.answers()
    for question in form.questions:
        if question.id in form.uploads():
            keep = store_picture if question.type is QuestionType.PHOTO else store_upload
            form.storing = question.id
            answers[question.id] = _kept(form.uploads()[question.id], keep, by=by, now=now)
    keep = store_upload if form.of_reporter else store_picture
    form.storing = EVIDENCE
    return Ending(
        step=step,
        outcome=outcome,
        words=data.get("words", ""),
        reason=data.get("reason", ""),
        organisation=data.get("organisation", ""),
        rating=int(rating) if rating else None,
        files=_kept(data.get("evidence") or (), keep, by=by, now=now),
        key=data["key"],
        answers=answers,
        receipt=data.get("receipt", ""),
    )


def _kept(
    uploads: Iterable[Any], keep: Callable[..., StoredFile], *, by: User | None, now: datetime
) -> tuple[int, ...]:
    return tuple(keep(upload=upload, by=by, now=now).pk for upload in uploads)
