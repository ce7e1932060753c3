"""What voters fill in: the ballot, and the codes of letters and events."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from balai.apps.votes.models import Method, Option
from balai.apps.votes.polls import Asked
from balai.apps.votes.rules import MOST_POINTS
from balai.web.components import Photo
from balai.web.dates import rupiah_text
from balai.web.questions.fields import ChoiceField, ManyField, NumberField, WordsField
from balai.web.questions.options import OptionLabel
from balai.web.templatetags.balai import text_of

CHOSEN = frozenset({Method.SINGLE, Method.MULTIPLE})


@dataclass(frozen=True, slots=True)
class Section:
    """One question as the page shows it: `legend` stands above its fields unless the one field says it itself."""

    number: int
    words: str
    hint: str
    limit: str
    photos: Sequence[Photo]
    fields: Sequence[BoundField]
    alone: bool


class BallotForm(forms.Form):
    """The questions of a poll. `given` is the ballot as `choices.checked` takes it."""

    use_required_attribute = False

    def __init__(self, asked: Sequence[Asked], *, data: Any = None, choices: Any = None) -> None:
        self.asked = asked
        super().__init__(data=data, initial=dict(_initial(asked, choices)), label_suffix="")
        for number, one in enumerate(asked, start=1):
            self.fields |= dict(_fields(number, one))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for number, one in enumerate(self.asked, start=1):
            trouble = self._amiss(number, one, cleaned)
            if trouble and not any(name in self.errors for name in _names(number, one)):
                self.add_error(_names(number, one)[0], trouble)
        return cleaned

    def _amiss(self, number: int, asked: Asked, cleaned: dict[str, Any]) -> str:
        question = asked.question
        given = _given(number, asked, cleaned)
        if question.method == Method.RANKED and len({*_ranks(number, asked, cleaned)}) != len(given):
            return _("Give each place only once.")
        if question.method == Method.SCORE:
            return ""
        count = sum(given) if question.method == Method.POINTS else len(given)
        if question.at_least <= count <= question.at_most:
            return ""
        return limit_words(asked)

    def given(self) -> list[list[int]]:
        """The ballot; call it on a valid form."""
        return [_given(number, one, self.cleaned_data) for number, one in enumerate(self.asked, start=1)]

    def sections(self, pictures: Any) -> Iterator[Section]:
        """The questions in order; `pictures` gives the photos of a question."""
        for number, one in enumerate(self.asked, start=1):
            names = _names(number, one)
            question = one.question
            alone = question.method in CHOSEN
            yield Section(
                number, text_of(question.words), text_of(question.hint), limit_words(one), pictures(one),
                [self[name] for name in names], alone,
            )  # fmt: skip


def _names(number: int, asked: Asked) -> list[str]:
    if asked.question.method in CHOSEN:
        return [f"q{number}"]
    return [f"q{number}_{option.position}" for option in asked.options]


def _fields(number: int, asked: Asked) -> Iterator[tuple[str, forms.Field]]:
    question, names = asked.question, _names(number, asked)
    if question.method in CHOSEN:
        kind: Any = ChoiceField if question.method == Method.SINGLE else ManyField
        widget = forms.RadioSelect if question.method == Method.SINGLE else forms.CheckboxSelectMultiple
        choices = [(str(option.position), option_label(option)) for option in asked.options]
        hint = " ".join(filter(None, [text_of(question.hint), limit_words(asked)]))
        yield names[0], kind(
            label=text_of(question.words), help_text=hint, choices=choices, widget=widget,
            required=question.at_least > 0,
        )  # fmt: skip
        return
    for name, option in zip(names, asked.options, strict=True):
        label, hint = text_of(option.words), option_hint(option)
        if question.method == Method.RANKED:
            places = [("", "–"), *((str(place), str(place)) for place in range(1, len(asked.options) + 1))]
            yield name, ChoiceField(label=label, help_text=hint, choices=places, required=False)
        else:
            most = question.at_most if question.method == Method.SCORE else min(question.at_most, MOST_POINTS)
            yield name, NumberField(
                label=label, help_text=hint, whole=True, minimum=0, maximum=most, required=False,
                widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "input--short"}),
            )  # fmt: skip


def _initial(asked: Sequence[Asked], choices: Any) -> Iterator[tuple[str, Any]]:
    if not choices:
        return
    for number, (one, given) in enumerate(zip(asked, choices, strict=True), start=1):
        method = one.question.method
        if method == Method.SINGLE:
            yield f"q{number}", str(given[0]) if given else ""
        elif method == Method.MULTIPLE:
            yield f"q{number}", [str(place) for place in given]
        elif method == Method.RANKED:
            yield from ((f"q{number}_{place}", str(rank)) for rank, place in enumerate(given, start=1))
        else:
            yield from ((f"q{number}_{place}", points) for place, points in enumerate(given))


def _given(number: int, asked: Asked, cleaned: dict[str, Any]) -> list[int]:
    method = asked.question.method
    if method == Method.SINGLE:
        chosen = cleaned.get(f"q{number}")
        return [int(chosen)] if chosen else []
    if method == Method.MULTIPLE:
        return sorted(int(place) for place in cleaned.get(f"q{number}") or [])
    if method == Method.RANKED:
        ranked = sorted(
            (int(cleaned[name]), place) for place, name in enumerate(_names(number, asked)) if cleaned.get(name)
        )
        return [place for _rank, place in ranked]
    return [int(cleaned.get(name) or 0) for name in _names(number, asked)]


def _ranks(number: int, asked: Asked, cleaned: dict[str, Any]) -> list[str]:
    return [cleaned[name] for name in _names(number, asked) if cleaned.get(name)]


def limit_words(asked: Asked) -> str:
    """How much one may choose, in a sentence."""
    question = asked.question
    least, most = question.at_least, question.at_most
    if question.method == Method.SINGLE:
        return _("Choose one.") if least else _("Choose one, or none.")
    if question.method == Method.MULTIPLE:
        if least < most:
            return _("Choose %(least)d to %(most)d.") % {"least": least, "most": most}
        return _("Choose %(most)d.") % {"most": most}
    if question.method == Method.RANKED:
        return _("Give your first choice 1, the next 2, and so on: %(least)d to %(most)d places.") % {
            "least": least,
            "most": most,
        }
    if question.method == Method.SCORE:
        return _("Give each a mark from 0 to %(most)d.") % {"most": most}
    return ngettext("Share out %(most)d point at most.", "Share out %(most)d points at most.", most) % {"most": most}


def option_hint(option: Option) -> str:
    parts = [
        rupiah_text(option.cost) if option.cost else "",
        option.area.name if option.area else "",
        text_of(option.details),
    ]
    return " · ".join(filter(None, parts))


def option_label(option: Option) -> OptionLabel:
    words = OptionLabel(text_of(option.words))
    words.hint, words.keywords = option_hint(option), ""
    return words


class LetterForm(forms.Form):
    """The code on somebody's letter."""

    use_required_attribute = False
    code = WordsField(
        label=gettext_lazy("Code on your letter"),
        help_text=gettext_lazy("Twelve letters and digits, such as 7Q4M-2XK9-0ABC."),
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "class": "input--short"}),
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        options.setdefault("label_suffix", "")
        super().__init__(*arguments, **options)


class EventForm(LetterForm):
    """The code that is shown in the hall."""

    code = WordsField(
        label=gettext_lazy("Code shown in the hall"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "class": "input--short"}),
    )
