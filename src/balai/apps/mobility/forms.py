"""The forms of fares: a tariff to try, a charge to dispute."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from balai.web.questions.fields import WordsField

LONGEST_FILE = 200_000


class TariffForm(forms.Form):
    """A tariff file as text, to try out or to let rule."""

    use_required_attribute = False
    file = WordsField(
        label=_("Tariff file"),
        help_text=_(
            "Change what you want to try. The description of every key stands in the reference of the tariff file."
        ),
        lines=True,
        max_length=LONGEST_FILE,
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false"}),
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        options.setdefault("label_suffix", "")
        super().__init__(*arguments, **options)
