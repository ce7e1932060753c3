"""What supervisors and administrators fill in. Each form carries a key, so that sending it twice is one act."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from balai.apps.cases.service import Entry, directory, organisation_words
from balai.apps.supervision.models import Finding
from balai.base.people.models import OrganisationKind, Role
from balai.web.forms import KeyedForm, select_field, words_field
from balai.web.questions.fields import AddressField, ChoiceField, DayField, NumberField, WordsField


def organisations(codes: Iterable[str]) -> list[Any]:
    """Organisations in groups by kind, by name: what a select shows."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for entry in _known(codes):
        label = str(dict(OrganisationKind.choices).get(entry.kind, entry.kind))
        groups.setdefault(label, []).append((entry.code, organisation_words(entry.code)))
    chosen = [(label, sorted(group, key=lambda pair: pair[1])) for label, group in sorted(groups.items())]
    return [("", gettext("Choose an organisation")), *chosen]


def _known(codes: Iterable[str]) -> list[Entry]:
    return [directory().by_code[code] for code in codes if code in directory().by_code]


class TransferForm(KeyedForm):
    """Where the chosen reports go, and why. `tasks` are the ids of the chosen steps."""

    tasks = forms.CharField(widget=forms.HiddenInput, max_length=12_000)

    def __init__(self, *args: Any, targets: Collection[str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["organisation"] = select_field(_("Send them to"), organisations(targets))
        self.fields["words"] = words_field(
            _("Reason"), hint=_("One reason for all. The offices read it in each report.")
        )


class SampleForm(KeyedForm):
    """For which days a sample is drawn, and how large it is."""

    since = DayField(label=_("First day"))
    until = DayField(label=_("Last day"))
    percent = NumberField(
        label=_("Share of each person's finished work, in percent"), whole=True, minimum=1, maximum=100,
        help_text=_("Rounded up, so that everybody is in the sample."),
    )  # fmt: skip


class FindingForm(KeyedForm):
    """What the second look found."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["finding"] = ChoiceField(
            label=_("What did you find?"), choices=Finding.choices, widget=forms.RadioSelect
        )
        self.fields["words"] = words_field(
            _("What you saw"), hint=_("It becomes a note in the report, for offices only.")
        )


class AbsenceForm(KeyedForm):
    """Who is away from when to when, and who stands in. `roles` and `people` are pairs of value and words."""

    def __init__(self, *args: Any, roles: list[Any], stand_ins: list[Any], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["held"] = select_field(_("Who is away, and in which role"), roles)
        self.fields["stand_in"] = select_field(
            _("Who stands in"),
            stand_ins,
            hint=_("Only somebody who holds the same role in the same organisation on all of these days."),
        )
        self.fields["since"] = DayField(label=_("First day away"))
        self.fields["until"] = DayField(label=_("Last day away"))


class RoleForm(KeyedForm):
    """A role in an organisation, in all of its area or a part of it, for good or until a day."""

    def __init__(self, *args: Any, offices: Iterable[str], areas: Mapping[str, str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["role"] = select_field(_("Role"), [("", gettext("Choose a role")), *Role.choices])
        self.fields["organisation"] = select_field(_("Organisation"), organisations(offices))
        everywhere = [("", gettext("Everywhere that the organisation serves")), *areas.items()]
        self.fields["area"] = select_field(_("Only in this area"), everywhere, required=False)
        self.fields["since"] = DayField(label=_("From"), help_text=_("Empty: from today."), required=False)
        self.fields["until"] = DayField(label=_("Until"), help_text=_("Empty: for good."), required=False)


class InviteForm(RoleForm):
    """The same for somebody new: by e-mail address."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["email"] = AddressField(label=_("E-mail address"))
        self.fields["name"] = WordsField(label=_("Name"), max_length=150, min_length=2)
        self.order_fields(["key", "email", "name", "role"])


def day_of(text: str | None) -> date | None:
    """The day that a DayField gave."""
    return date.fromisoformat(text) if text else None
