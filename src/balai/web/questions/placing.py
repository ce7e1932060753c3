"""What follows the answer to a place question: is it in the city, and in which area, if a border makes that unsure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balai.base.areas.queries import find_area
from balai.web import maps
from balai.web.questions.fields import ChoiceField

BORDER = "border"
"""A hidden field's name: this was asked because the point lies near a border."""


class WhichAreaForm(forms.Form):
    """At a border: which of these areas is it? The point and the words come along unseen."""

    use_required_attribute = False
    border = forms.CharField(widget=forms.HiddenInput, initial="1", required=False)

    def __init__(
        self, name: str, candidates: list[str], *, words: Callable[[str], str] = maps.area_words, **options: Any
    ) -> None:
        super().__init__(label_suffix="", **options)
        for part in ("latitude", "longitude", "words"):
            self.fields[f"{name}_{part}"] = forms.CharField(widget=forms.HiddenInput, required=False)
        self.fields[f"{name}_area"] = ChoiceField(
            label=gettext_lazy("Which subdistrict is it?"),
            choices=[(code, words(code)) for code in candidates],
            widget=forms.RadioSelect,
        )


def which_area_form(name: str, answer: Mapping[str, Any], *, again: bool = False) -> WhichAreaForm:
    """The question at a border; `again` when it was asked and nothing was chosen."""
    values = {f"{name}_{part}": "" if value is None else str(value) for part, value in answer.items()}
    known: dict[str, Any] = {"data": {**values, BORDER: "1"}} if again else {"initial": values}
    return WhichAreaForm(name, candidates_of(answer), **known)


def candidates_of(answer: Mapping[str, Any]) -> list[str]:
    """The areas that a point may lie in."""
    return [candidate.code for candidate in find_area(answer["longitude"], answer["latitude"]).candidates]


def outside_words(answer: Mapping[str, Any]) -> str:
    """What is said of a point outside the city."""
    nearest = find_area(answer["longitude"], answer["latitude"]).nearest
    if nearest is None:
        return _("This place is outside the city. Mark it again, or choose the subdistrict from the list.")
    kilometres = max(1, round(nearest.distance / 1000))
    return _(
        "This place is outside the city: the nearest subdistrict is %(area)s, about %(kilometres)s km away. "
        "Mark it again, or choose the subdistrict from the list."
    ) % {"area": maps.area_words(nearest.code).partition(",")[0], "kilometres": kilometres}


def list_first(request: HttpRequest, name: str, before: Mapping[str, Any]) -> Any:
    """What was sent; but a point that nobody touched gives way to a subdistrict newly chosen from the list."""
    if before.get("longitude") is None:
        return request.POST
    data = request.POST.copy()
    same = all(data.get(f"{name}_{part}") == str(before.get(part)) for part in ("longitude", "latitude"))
    if same and data.get(f"{name}_area") not in ("", before.get("area"), *candidates_of(before)):
        data[f"{name}_longitude"] = data[f"{name}_latitude"] = ""
    return data
