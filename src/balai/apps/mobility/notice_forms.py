"""The form of a notice to travellers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from balai.apps.mobility.forms import MomentField
from balai.web.questions.fields import WordsField


def _area() -> forms.Textarea:
    return forms.Textarea(attrs={"rows": 4})


class NoticeForm(forms.Form):
    """Which lines or stops, from when until when, and what to say in both languages."""

    use_required_attribute = False
    lines = WordsField(
        label=_("Lines"),
        help_text=_("Short names as on the vehicle, with commas between. Name a line or a stop."),
        max_length=500,
        required=False,
    )
    stops = WordsField(label=_("Stops"), help_text=_("Names, with commas between."), max_length=500, required=False)
    since = MomentField(label=_("It holds from"))
    until = MomentField(label=_("It holds until"))
    title_id = WordsField(label=_("Title in Indonesian"), max_length=120)
    text_id = WordsField(label=_("Text in Indonesian"), lines=True, max_length=1_000, required=False, widget=_area())
    title_en = WordsField(label=_("Title in English"), max_length=120)
    text_en = WordsField(label=_("Text in English"), lines=True, max_length=1_000, required=False, widget=_area())

    def __init__(self, *arguments: Any, **options: Any) -> None:
        options.setdefault("label_suffix", "")
        super().__init__(*arguments, **options)
