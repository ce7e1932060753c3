"""What officers fill in to make a vote, and to confirm where a resident lives."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balai.apps.cases.service import UnknownCase, find_public_case
from balai.apps.votes.actions.drafting import OptionDraft, PollDraft, QuestionDraft
from balai.apps.votes.models import Method, Poll, PollKind
from balai.apps.votes.rules import BUDGET_RULES, KINDS, MOST_OPTIONS, RULE_WORDS, RULES, TOPICS, WHO_WORDS
from balai.base.areas.models import Area
from balai.base.city import city_zone
from balai.web.questions.fields import (
    AddressField,
    ChoiceField,
    DayField,
    FilesField,
    NumberField,
    WordsField,
)

TIME = r"([01]?\d|2[0-3])[:.][0-5]\d"
LONGEST_TITLE, LONGEST_SUMMARY, LONGEST_LINES = 120, 1000, 12_000
YES = [("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))]


class OfficeForm(forms.Form):
    use_required_attribute = False

    def __init__(self, *arguments: Any, **options: Any) -> None:
        options.setdefault("label_suffix", "")
        super().__init__(*arguments, **options)


def _line(label: Any, *, required: bool = True, longest: int = LONGEST_TITLE, hint: Any = "") -> WordsField:
    return WordsField(label=label, max_length=longest, required=required, help_text=hint)


def _lines(label: Any, *, required: bool = True, longest: int = LONGEST_SUMMARY, hint: Any = "") -> WordsField:
    return WordsField(
        label=label, max_length=longest, required=required, lines=True, help_text=hint,
        widget=forms.Textarea(attrs={"rows": 5}),
    )  # fmt: skip


def _yes_no(label: Any, hint: Any = "") -> ChoiceField:
    return ChoiceField(label=label, choices=YES, widget=forms.RadioSelect, help_text=hint)


class PollForm(OfficeForm):
    """What a vote is about, when it runs, and what is shown of it."""

    title_id = _line(gettext_lazy("Title in Indonesian"))
    title_en = _line(gettext_lazy("Title in English"))
    summary_id = _lines(gettext_lazy("What it is about, in Indonesian"))
    summary_en = _lines(gettext_lazy("What it is about, in English"))
    opens_on = DayField(label=gettext_lazy("Opens on"))
    opens_time = WordsField(label=gettext_lazy("Opens at"), max_length=5, pattern=TIME, help_text="08.00")
    closes_on = DayField(label=gettext_lazy("Closes on"))
    closes_time = WordsField(label=gettext_lazy("Closes at"), max_length=5, pattern=TIME, help_text="20.00")
    live_results = _yes_no(gettext_lazy("Show results while it runs?"))
    by_area = _yes_no(
        gettext_lazy("Show results by area?"), gettext_lazy("Only where no answer has fewer than ten people.")
    )
    letters = _yes_no(
        gettext_lazy("Print letters with codes?"),
        gettext_lazy("For people without an account, and for the booth in a hall."),
    )
    proposal = _line(gettext_lazy("Number of the citizens’ proposal"), required=False, longest=20)
    topic = ChoiceField(
        label=gettext_lazy("Topic"), choices=[("", gettext_lazy("None of these")), *TOPICS.items()], required=False
    )
    picture = FilesField(label=gettext_lazy("Picture"), pictures=True, required=False)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        standing = [(code, f"{kind.words}: {kind.sentence}") for code, kind in KINDS.items() if kind.stands]
        if len(standing) > 1:
            self.fields["kind"] = ChoiceField(
                label=_("How are ballots kept?"), choices=standing, widget=forms.RadioSelect
            )
            self.order_fields(["kind"])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and self.moment("closes") <= self.moment("opens"):
            self.add_error("closes_on", _("A vote closes after it opens."))
        if proposal := cleaned.get("proposal"):
            try:
                find_public_case(proposal.upper())
            except UnknownCase:
                self.add_error("proposal", _("There is no public proposal of this number."))
        return cleaned

    def moment(self, name: str) -> datetime:
        """A moment in the city's zone."""
        hour, minute = re.split(r"[:.]", self.cleaned_data[f"{name}_time"])
        day = date.fromisoformat(self.cleaned_data[f"{name}_on"])
        return datetime(day.year, day.month, day.day, int(hour), int(minute), tzinfo=city_zone())

    def draft(self, picture: Any) -> PollDraft:
        given = self.cleaned_data
        return PollDraft(
            title={"id": given["title_id"], "en": given["title_en"]},
            summary={"id": given["summary_id"], "en": given["summary_en"]},
            opens_at=self.moment("opens"),
            closes_at=self.moment("closes"),
            kind=given.get("kind") or PollKind.OPEN,
            live_results=given["live_results"] == "yes",
            by_area=given["by_area"] == "yes",
            letters=given["letters"] == "yes",
            proposal=given["proposal"].upper(),
            topic=given["topic"],
            picture=picture,
        )


def poll_initial(poll: Poll) -> dict[str, Any]:
    """What the form of a draft shows first."""
    zone = city_zone()
    opens, closes = poll.opens_at.astimezone(zone), poll.closes_at.astimezone(zone)
    flags = {name: "yes" if getattr(poll, name) else "no" for name in ("live_results", "by_area", "letters")}
    words = {
        f"{name}_{code}": getattr(poll, name).get(code, "") for name in ("title", "summary") for code in ("id", "en")
    }
    return flags | words | {
        "kind": poll.kind,
        "opens_on": opens.date(), "opens_time": f"{opens:%H.%M}",
        "closes_on": closes.date(), "closes_time": f"{closes:%H.%M}",
        "proposal": poll.proposal, "topic": poll.topic,
    }  # fmt: skip


class QuestionForm(OfficeForm):
    """One question with its answers, one on each line."""

    words_id = _line(gettext_lazy("Question in Indonesian"), longest=200)
    words_en = _line(gettext_lazy("Question in English"), longest=200)
    hint_id = _line(gettext_lazy("Help in Indonesian"), required=False, longest=300)
    hint_en = _line(gettext_lazy("Help in English"), required=False, longest=300)
    method = ChoiceField(label=gettext_lazy("How is it answered?"), choices=Method.choices, widget=forms.RadioSelect)
    rule = ChoiceField(label=gettext_lazy("How is it counted?"), choices=list(RULE_WORDS.items()))
    at_least = NumberField(label=gettext_lazy("At least"), whole=True, minimum=0, maximum=100)
    at_most = NumberField(
        label=gettext_lazy("At most"), whole=True, minimum=1, maximum=100,
        help_text=gettext_lazy("Answers to choose, the highest mark, or the points to share out."),
    )  # fmt: skip
    seats = NumberField(label=gettext_lazy("How many answers win?"), whole=True, minimum=1, maximum=MOST_OPTIONS)
    budget = NumberField(
        label=gettext_lazy("Money to spend, in rupiah"), whole=True, minimum=1, maximum=10**15, required=False,
        help_text=gettext_lazy("Only for a participatory budget: then each answer is a project with its cost."),
    )  # fmt: skip
    options = _lines(
        gettext_lazy("Answers"),
        longest=LONGEST_LINES,
        hint=gettext_lazy("One on each line: Indonesian | English | cost in rupiah | code of the area"),
    )
    picture = FilesField(label=gettext_lazy("Picture"), pictures=True, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.errors:
            return cleaned
        fitting = (BUDGET_RULES if cleaned["budget"] else RULES).get(cleaned["method"], ())
        if cleaned["rule"] not in fitting:
            self.add_error("rule", _("This way of counting does not fit the way of answering."))
        if cleaned["at_most"] < cleaned["at_least"]:
            self.add_error("at_most", _("“At most” cannot be less than “at least”."))
        try:
            self.parsed = list(_options(cleaned["options"], money=bool(cleaned["budget"])))
        except ValueError as error:
            self.add_error("options", str(error))
        return cleaned

    def draft(self, picture: Any) -> QuestionDraft:
        given = self.cleaned_data
        return QuestionDraft(
            words={"id": given["words_id"], "en": given["words_en"]},
            hint={"id": given["hint_id"], "en": given["hint_en"] or given["hint_id"]} if given["hint_id"] else {},
            options=self.parsed,
            method=given["method"],
            rule=given["rule"],
            at_least=given["at_least"],
            at_most=given["at_most"],
            seats=given["seats"],
            budget=given["budget"],
            picture=picture,
        )


def _options(text: str, *, money: bool) -> Iterator[OptionDraft]:
    areas: dict[str, Area] = {}
    lines = [line for line in text.splitlines() if line.strip()]
    for number, line in enumerate(lines, start=1):
        parts = [part.strip() for part in line.split("|")] + [""] * 4
        indonesian, english, cost, code = parts[:4]
        if not indonesian or not english or len(indonesian) > 200 or len(english) > 200:
            raise ValueError(_("Line %(line)d needs a text in both languages.") % {"line": number})
        amount = re.sub(r"[^\d]", "", cost)
        if money and (not amount or len(amount) > 15 or not int(amount)):
            raise ValueError(_("Line %(line)d needs the cost of its project.") % {"line": number})
        if code and code not in areas:
            found = Area.objects.filter(code=code).first()
            if found is None:
                raise ValueError(_("Line %(line)d names an area that is not there.") % {"line": number})
            areas[code] = found
        yield OptionDraft({"id": indonesian, "en": english}, cost=int(amount) if money else None, area=areas.get(code))


class WhoForm(OfficeForm):
    """Who may vote. Only what fits the chosen way is asked for in earnest."""

    kind = ChoiceField(label=gettext_lazy("Who may vote?"), choices=list(WHO_WORDS.items()), widget=forms.RadioSelect)
    areas = _line(
        gettext_lazy("Codes of areas"), required=False, longest=2000, hint=gettext_lazy("Separated by commas.")
    )
    age_from = NumberField(label=gettext_lazy("From age"), whole=True, minimum=0, maximum=120, required=False)
    age_to = NumberField(label=gettext_lazy("To age"), whole=True, minimum=0, maximum=120, required=False)
    members_of = _line(
        gettext_lazy("Codes of organisations"), required=False, longest=2000, hint=gettext_lazy("Separated by commas.")
    )
    place = _line(gettext_lazy("Code of the area in the middle"), required=False, longest=40)
    metres = NumberField(
        label=gettext_lazy("Distance in metres"), whole=True, minimum=1, maximum=100_000, required=False
    )
    listed = FilesField(
        label=gettext_lazy("List of people (CSV or XLSX)"), required=False, accept=".csv,.xlsx,text/csv",
        help_text=gettext_lazy("Columns: email, name, area. A line without e-mail address gets a letter."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        self.who: dict[str, Any] = {"kind": cleaned.get("kind")}
        if cleaned.get("kind") == "attributes":
            self._attributes(cleaned)
        elif cleaned.get("kind") == "radius":
            self._radius(cleaned)
        return cleaned

    def _attributes(self, cleaned: dict[str, Any]) -> None:
        codes = _codes(cleaned.get("areas", ""))
        found = dict(Area.objects.filter(code__in=codes).values_list("code", "name"))
        if missing := [code for code in codes if code not in found]:
            self.add_error("areas", _("There is no area %(code)s.") % {"code": missing[0]})
        self.who |= {
            "areas": codes, "area_names": [found[code] for code in codes if code in found],
            "age_from": cleaned.get("age_from"), "age_to": cleaned.get("age_to"),
            "members_of": _codes(cleaned.get("members_of", "")),
        }  # fmt: skip

    def _radius(self, cleaned: dict[str, Any]) -> None:
        area = Area.objects.filter(code=cleaned.get("place", "").strip(), longitude__isnull=False).first()
        if area is None:
            self.add_error("place", _("There is no such area, or nobody knows where it lies."))
            return
        if not cleaned.get("metres"):
            self.add_error("metres", _("Say how far it may be."))
            return
        self.who |= {
            "place": area.name, "longitude": area.longitude, "latitude": area.latitude, "metres": cleaned["metres"],
        }  # fmt: skip


def _codes(text: str) -> Sequence[str]:
    return [code.strip() for code in text.split(",") if code.strip()]


class ResidenceForm(OfficeForm):
    """What an officer has seen on somebody's papers."""

    email = AddressField(label=gettext_lazy("E-mail address of the account"))
    identity = _line(
        gettext_lazy("Identity number (NIK)"), longest=30,
        hint=gettext_lazy("It is not kept: only a fingerprint, so that it confirms one account."),
    )  # fmt: skip
    area = _line(gettext_lazy("Code of the subdistrict"), longest=40)
    born = DayField(label=gettext_lazy("Date of birth"), required=False)


class PictureForm(OfficeForm):
    picture = FilesField(label=gettext_lazy("Picture"), pictures=True)
