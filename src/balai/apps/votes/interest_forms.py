"""What somebody fills in to hear of new votes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balai.apps.votes.office_forms import OfficeForm
from balai.apps.votes.rules import TOPICS
from balai.base.areas.models import Area
from balai.web.questions.fields import ChoiceField, ManyField


class InterestForm(OfficeForm):
    """Topics and an area; nothing chosen means all of them."""

    topics = ManyField(
        label=gettext_lazy("Topics"), choices=list(TOPICS.items()), widget=forms.CheckboxSelectMultiple, required=False,
        help_text=gettext_lazy("Choose none to hear of all."),
    )  # fmt: skip
    area = ChoiceField(label=gettext_lazy("Area"), required=False)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        rows = Area.objects.filter(level__in=("city", "district", "subdistrict"), until=None).order_by("path")
        named = [(area.code, area.name) for area in rows.only("code", "name", "path")]
        field: Any = self.fields["area"]
        field.choices = [("", _("The whole city")), *named]

    def chosen_area(self) -> Area | None:
        code = self.cleaned_data["area"]
        return Area.objects.filter(code=code).first() if code else None
