"""What the office fills in for a secret vote."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from balai.apps.votes.office_forms import LONGEST_SUMMARY, OfficeForm
from balai.apps.votes.rules import FEWEST_TRUSTEES, MOST_TRUSTEES
from balai.web.questions.fields import NumberField, WordsField


class TrusteesForm(OfficeForm):
    """Who holds the parts of a secret vote's key, and how many of them are enough."""

    people = WordsField(
        label=gettext_lazy("E-mail addresses of the trustees"), max_length=LONGEST_SUMMARY, lines=True,
        widget=forms.Textarea(attrs={"rows": 5}), help_text=gettext_lazy("One on each line, two at least."),
    )  # fmt: skip
    threshold = NumberField(
        label=gettext_lazy("How many of them are enough to open the result?"),
        whole=True, minimum=FEWEST_TRUSTEES, maximum=MOST_TRUSTEES, required=False,
        help_text=gettext_lazy("Empty: all are needed. With fewer, the result opens even when one loses the key."),
    )  # fmt: skip

    def addresses(self) -> list[str]:
        return [line.strip().lower() for line in self.cleaned_data["people"].splitlines() if line.strip()]
