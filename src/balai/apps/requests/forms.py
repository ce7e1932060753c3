"""The forms on the way through a service: its questions, one page's at a time, and where news goes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from balai.apps.requests.answers import Answers, offers_choice_of_readers
from balai.apps.requests.pages import Page, asks_for
from balai.base.people.models import User
from balai.engines.casework.definition import Prefill
from balai.web.forms import CLOSED, OPEN, visibility_field
from balai.web.questions import QuestionForm, form_for, settle
from balai.web.questions.fields import AddressField, PhoneField


def page_form(page: Page, answers: Answers, language: str, *, data: Any = None, files: Any = None) -> QuestionForm:
    """The form of a page. A file question that already holds a file need not be answered again."""
    known = answers.before(page)
    questions = page.asked(known)
    initial = answers.initial(questions)
    form = settle(form_for(questions, language, data=data, files=files, initial=initial, known=known))
    for question in page.files:
        field: Any = form.fields.get(question.id)
        kept = len(answers.files_of(question.id))
        if field is not None and kept:
            field.required = False
            field.max_files = max(0, question.max_files - kept)
            field.widget.max_files = field.max_files
    return form


class ContactForm(forms.Form):
    """Where news goes and who may read it: only what the service's own questions leave open."""

    use_required_attribute = False

    def __init__(self, answers: Answers, user: User | None, data: Any = None) -> None:
        contact, service = answers.contact, answers.service
        initial: Mapping[str, Any] = {
            "visibility": CLOSED if contact.is_public is False else OPEN,
            "email": contact.email or (user.email if user else ""),
            "phone": contact.phone,
        }
        super().__init__(data=data, initial=dict(initial), label_suffix="")
        if offers_choice_of_readers(service):
            self.fields["visibility"] = visibility_field(
                _("Who may read it?"), openly=_("Your name and your personal answers are never shown.")
            )
        if asks_for(service, Prefill.EMAIL) is None:
            self.fields["email"] = AddressField(
                label=_("E-mail for news"), required=False, help_text=_("We write at every step.")
            )
        if asks_for(service, Prefill.PHONE) is None:
            self.fields["phone"] = PhoneField(
                label=_("Telephone"), required=False, help_text=_("Only used when the office must ask you something.")
            )

    def contact(self) -> dict[str, Any]:
        """What is kept of it."""
        given = self.cleaned_data
        kept: dict[str, Any] = {name: given[name] for name in ("email", "phone") if name in given}
        if "visibility" in given:
            kept["is_public"] = given["visibility"] != CLOSED
        return kept
