"""What officers fill in when they act on a case. Each form carries a key, so that sending it twice is one act."""

from __future__ import annotations

import uuid
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
from balai.engines.casework.definition import Need, Outcome
from balai.web.maps import finder_attributes
from balai.web.questions.fields import ChoiceField, FilesField, WordsField
from balai.web.questions.options import choices_of
from balai.web.templatetags.balai import text_of

LONGEST_WORDS = 2000
MOST_PHOTOS = 3
RATINGS = [(str(number), str(number)) for number in range(1, 6)]
GROUPS: Mapping[str, Any] = {
    OrganisationKind.SUB_AGENCY: _("Sub-agencies"),
    OrganisationKind.AGENCY: _("Agencies"),
    OrganisationKind.CITY_OFFICE: _("City administrations"),
    OrganisationKind.DISTRICT_OFFICE: _("District offices"),
    OrganisationKind.SUBDISTRICT_OFFICE: _("Subdistrict offices"),
}
"""In the order of the chooser; whatever is not listed comes last."""


class ActForm(forms.Form):
    """The base of all: the key that makes a repeated send harmless."""

    use_required_attribute = False

    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("label_suffix", "")
        options.setdefault("initial", {})
        options["initial"].setdefault("key", uuid.uuid4())
        super().__init__(*args, **options)


def words_field(
    label: Any, *, required: bool = True, hint: Any = "", least: int = 0, most: int = LONGEST_WORDS
) -> WordsField:
    return WordsField(
        label=label,
        help_text=hint,
        required=required,
        lines=True,
        min_length=least,
        max_length=most,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class OutcomeForm(ActForm):
    """What one outcome of a step asks for: a reason, an organisation, a photo, a rating, words."""

    def __init__(self, *args: Any, outcome: Outcome, holder: str, language: str, **options: Any) -> None:
        super().__init__(*args, **options)
        if outcome.reasons or Need.REASON in outcome.needs:
            self.fields["reason"] = ChoiceField(
                label=_("Reason"), choices=choices_of(outcome.reasons, language), widget=forms.RadioSelect
            )
        if outcome.choose or Need.ORGANISATION in outcome.needs:
            self.fields["organisation"] = ChoiceField(
                label=_("Organisation"),
                required=Need.ORGANISATION in outcome.needs,
                choices=organisation_choices(outcome.choose, holder=holder),
                widget=forms.Select(attrs=finder_attributes()),
            )
        if Need.EVIDENCE in outcome.needs:
            self.fields["evidence"] = FilesField(
                label=_("Photo of the result"),
                help_text=_("Show the same spot as the reporter’s photo. No faces, no number plates."),
                max_files=MOST_PHOTOS,
                pictures=True,
            )
        if Need.RATING in outcome.needs:
            self.fields["rating"] = ChoiceField(label=_("Rating"), choices=RATINGS, widget=forms.RadioSelect)
        required = Need.WORDS in outcome.needs
        self.fields["words"] = words_field(
            _("Explanation") if required else _("Note"), required=required, hint=_hint(outcome)
        )


def _hint(outcome: Outcome) -> Any:
    """Who will read the words."""
    everyone = bool(outcome.end) or Need.EVIDENCE in outcome.needs
    return _("Everyone who may see the report reads this.") if everyone else _("Only offices read this.")


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


class WordsForm(ActForm):
    """One text: a question to the reporter, a reason for more time, a note, why a case is hidden."""

    def __init__(self, *args: Any, label: Any, hint: Any = "", **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["words"] = words_field(label, hint=hint)


class AssignForm(ActForm):
    """Which colleague is to do it."""

    def __init__(self, *args: Any, people: Mapping[int, str], **options: Any) -> None:
        super().__init__(*args, **options)
        widget: Any = forms.RadioSelect()
        widget.searchable = len(people) > MOST_PHOTOS * 3
        choices = [(str(number), name or gettext("Without a name")) for number, name in people.items()]
        self.fields["person"] = ChoiceField(label=_("Colleague"), choices=choices, widget=widget)


class RevealForm(ActForm):
    """Why an officer must know who reported."""

    reason = ChoiceField(label=_("Reason"), choices=DisclosureReason.choices, widget=forms.RadioSelect)
    words = words_field(
        _("Explanation"),
        hint=_("The reporter is told that you looked, and reads this."),
        least=LEAST_WORDS,
        most=MOST_WORDS,
    )
