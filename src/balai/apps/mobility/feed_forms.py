"""The form with which a timetable's feed is brought."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from balai.web.questions.fields import FilesField


class FeedField(FilesField):
    """A timetable's file: larger than what citizens send. How large it may be is said where it is kept."""

    def validate(self, value: list[Any]) -> None:
        forms.Field.validate(self, value)


class FeedForm(forms.Form):
    """A feed to examine."""

    use_required_attribute = False
    file = FeedField(
        label=_("Timetable file"),
        help_text=_("A GTFS zip of at most 200 MB. It is examined first; nothing changes until you let it rule."),
        accept=".zip,application/zip",
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        options.setdefault("label_suffix", "")
        super().__init__(*arguments, **options)
