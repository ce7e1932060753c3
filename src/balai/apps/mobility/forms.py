"""The forms of fares: a tariff to try, a card to register."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from balai.base.city import city_zone
from balai.web.questions.fields import Worded, WordsField

LONGEST_FILE = 200_000
LONGEST_DEMAND = 60_000


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
    demand = WordsField(
        label=_("Planned journeys (CSV)"),
        help_text=_(
            "Leave it empty to try the file on past taps. Else a first line from,to,at,people,group,area and then one line"
            " for each wish, such as: Blok M,Kota,2026-11-23T07:30,120,,. Only the first three are needed."
        ),
        required=False,
        lines=True,
        max_length=LONGEST_DEMAND,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        options.setdefault("label_suffix", "")
        super().__init__(*arguments, **options)


class MomentField(Worded, forms.Field):
    """A day and a time on the city's clock. Browsers send ISO; typed it may be 23/11/2026 08:05."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local", "class": "input--short"})
    formats = ("%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%d/%m/%Y %H:%M", "%d/%m/%Y %H.%M")

    def to_python(self, value: Any) -> datetime | None:
        text = " ".join(str(value or "").split())[:40]
        for known in self.formats if text else ():
            try:
                return datetime.strptime(text, known).replace(tzinfo=city_zone())
            except ValueError:
                continue
        if text:
            raise self.complaint(_("“%(label)s” must be a day and a time, such as 23/11/2026 08:05."), "not_a_moment")
        return None


class CardForm(forms.Form):
    """A card's number, and two boardings that prove that its holder asks."""

    use_required_attribute = False
    number = WordsField(
        label=_("Number of the card"),
        help_text=_("It stands on the card. Spaces do not matter."),
        max_length=40,
        min_length=8,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    first_stop = WordsField(
        label=_("First boarding: stop or station"), max_length=80, help_text=_("Its name, such as Blok M.")
    )
    first_at = MomentField(
        label=_("First boarding: day and time"), help_text=_("A quarter of an hour more or less is fine.")
    )
    second_stop = WordsField(label=_("Second boarding: stop or station"), max_length=80)
    second_at = MomentField(label=_("Second boarding: day and time"))

    def __init__(self, *arguments: Any, **options: Any) -> None:
        options.setdefault("label_suffix", "")
        super().__init__(*arguments, **options)

    def clean_number(self) -> str:
        """Without the spaces and dashes between its digits."""
        return str(self.cleaned_data["number"]).replace(" ", "").replace("-", "")

    @property
    def boardings(self) -> list[tuple[str, datetime]]:
        """Where and when, twice."""
        return [(self.cleaned_data[f"{name}_stop"], self.cleaned_data[f"{name}_at"]) for name in ("first", "second")]
