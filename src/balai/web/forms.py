"""The forms that several apps share: with a key that makes a repeated send harmless, an address, who may read."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from balai.engines.casework.questions import LONGEST_WORDS
from balai.web.maps import finder_attributes
from balai.web.questions.fields import AddressField, ChoiceField, WordsField
from balai.web.questions.options import OptionLabel

SEARCHED_FROM = 9
"""Lists from this length on get a search field."""
OPEN, CLOSED = "open", "closed"


class KeyedForm(forms.Form):
    """The base of what is done once: the key makes sending it twice harmless."""

    use_required_attribute = False
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        options.setdefault("label_suffix", "")
        options["initial"] = {"key": uuid.uuid4(), **(options.get("initial") or {})}
        super().__init__(*arguments, **options)


class MailForm(forms.Form):
    """Where a link is sent."""

    use_required_attribute = False
    email = AddressField(label=_("Your e-mail address"))

    def __init__(self, *arguments: Any, **options: Any) -> None:
        options.setdefault("label_suffix", "")
        super().__init__(*arguments, **options)


def words_field(
    label: Any, *, required: bool = True, hint: Any = "", least: int = 0, most: int = LONGEST_WORDS
) -> WordsField:
    """A few lines of words."""
    return WordsField(
        label=label,
        help_text=hint,
        required=required,
        lines=True,
        min_length=least,
        max_length=most,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def select_field(label: Any, choices: list[Any], *, required: bool = True, hint: Any = "") -> ChoiceField:
    """One of a list, with a search field where the list is long."""
    length = sum(len(entry[1]) if isinstance(entry[1], list) else 1 for entry in choices)
    widget = forms.Select(attrs=finder_attributes() if length >= SEARCHED_FROM else {})
    return ChoiceField(label=label, choices=choices, required=required, help_text=hint, widget=widget)


def visibility_field(question: Any, *, openly: Any) -> ChoiceField:
    """Public or private, each with what it means. `openly` says it of the public choice."""
    private = _("It is not in any list. You follow it by a private link.")
    choices = [
        (OPEN, _option(_("Everyone may read it"), openly)),
        (CLOSED, _option(_("Only I and the officers"), private)),
    ]
    return ChoiceField(label=question, choices=choices, widget=forms.RadioSelect)


def _option(label: Any, hint: Any) -> OptionLabel:
    words = OptionLabel(str(label))
    words.hint, words.keywords = str(hint), ""
    return words
