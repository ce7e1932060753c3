"""What officers fill in when they act on a case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from balai.apps.cases.directory import Entry, directory
from balai.apps.cases.rules import may_choose
from balai.base.audit.actions import LEAST_WORDS, MOST_WORDS
from balai.base.audit.models import DisclosureReason
from balai.base.people.models import OrganisationKind
from balai.web.forms import SEARCHED_FROM, KeyedForm, words_field
from balai.web.questions.fields import ChoiceField
from balai.web.templatetags.balai import text_of

GROUPS: Mapping[str, Any] = {
    OrganisationKind.SUB_AGENCY: _("Sub-agencies"),
    OrganisationKind.AGENCY: _("Agencies"),
    OrganisationKind.CITY_OFFICE: _("City administrations"),
    OrganisationKind.DISTRICT_OFFICE: _("District offices"),
    OrganisationKind.SUBDISTRICT_OFFICE: _("Subdistrict offices"),
}
"""In the order of the chooser; whatever is not listed comes last."""


def organisation_choices(choose: str, *, holder: str) -> list[Any]:
    """The offices to which a task of `holder` may go, by kind and name: what a grouped select shows."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for entry in directory().by_code.values():
        if may_choose(entry.code, choose=choose, holder=holder):
            groups.setdefault(_group_of(entry), []).append((entry.code, text_of(entry.names)))
    ordered = [str(label) for label in GROUPS.values()]
    known = sorted(groups, key=lambda name: ordered.index(name) if name in ordered else len(ordered))
    chosen = [(name, sorted(groups[name], key=lambda pair: pair[1])) for name in known]
    return [("", gettext("Choose an organisation")), *chosen]


def _group_of(entry: Entry) -> str:
    return str(GROUPS.get(entry.kind, _("Others")))


class WordsForm(KeyedForm):
    """One text: a question to the reporter, a reason for more time, a note, why a case is hidden."""

    def __init__(self, *args: Any, label: Any, hint: Any = "", **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["words"] = words_field(label, hint=hint)


class AssignForm(KeyedForm):
    """Which colleague is to do it."""

    def __init__(self, *args: Any, people: Mapping[int, str], **options: Any) -> None:
        super().__init__(*args, **options)
        widget: Any = forms.RadioSelect()
        widget.searchable = len(people) > SEARCHED_FROM
        choices = [(str(number), name or gettext("Without a name")) for number, name in people.items()]
        self.fields["person"] = ChoiceField(label=_("Colleague"), choices=choices, widget=widget)


class RevealForm(KeyedForm):
    """Why an officer must know who reported."""

    reason = ChoiceField(label=_("Reason"), choices=DisclosureReason.choices, widget=forms.RadioSelect)
    words = words_field(
        _("Explanation"),
        hint=_("The reporter is told that you looked, and reads this."),
        least=LEAST_WORDS,
        most=MOST_WORDS,
    )
