"""A person says twice that something is to go: by opening the page, and by ticking that they mean it."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class SureForm(forms.Form):
    use_required_attribute = False

    sure = forms.BooleanField(
        label=_("Yes, erase it. I know that nobody can bring it back."),
        error_messages={"required": _("Tick the box if you want this to be erased.")},
    )


class LeaveForm(SureForm):
    """Leaving takes the name out of every case; the words and photos in them can go at once as well."""

    field_order = ("cases_too", "sure")

    cases_too = forms.BooleanField(label=_("Also erase the words and photos of all my reports now."), required=False)
