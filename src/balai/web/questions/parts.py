"""Fields of several controls: a place, and a person."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from balai.web.questions.fields import AddressField, PhoneField, Worded, WordsField
from balai.web.questions.widgets import PersonWidget, PlaceWidget

DEGREES = re.compile(r"[+-]?\d{1,3}(?:[.,]\d{1,12})?")
POINT_DIGITS = 6
"""A millionth of a degree is about ten centimetres."""
WORDS_LIMIT = 300
NO_WHERE = _("Show us where “%(label)s” is: by the map, or by choosing the subdistrict.")
NO_WORDS = _("Write an address or a landmark, so that the field crew can find the place.")
NOT_A_POINT = _("The coordinates must be two numbers in degrees, such as -6.2 and 106.8.")


class PlaceField(Worded, forms.Field):
    """Where something is. The answer: {longitude, latitude (degrees or None), area (code or ""), words}.

    A point or an area says where; with only an area, words must help to find the place.
    `areas` are groups of (code, name) pairs: what can be chosen without a map.
    """

    missing = NO_WHERE

    def __init__(self, *, areas: Any = (), start: Any = None, **options: Any) -> None:
        widget = PlaceWidget()
        widget.areas, widget.start = areas, start
        super().__init__(widget=widget, **options)
        self.areas = areas

    def clean(self, value: Any) -> dict[str, Any] | None:
        parts: Mapping[str, Any] = value or {}
        words = WordsField(max_length=WORDS_LIMIT, required=False, label=self.label).clean(parts.get("words"))
        longitude, latitude = self._point(parts)
        area = str(parts.get("area") or "")
        if area and not any(area == code for _group, pairs in self.areas for code, _name in pairs):
            raise self.complaint(_("Choose a subdistrict from the list."), "not_an_area")
        if longitude is None and not area:
            if self.required or words:
                raise self.complaint(self.missing, "required")
            return None
        if longitude is None and not words:
            raise self.complaint(NO_WORDS, "words_missing")
        return {"longitude": longitude, "latitude": latitude, "area": area, "words": words}

    def _point(self, parts: Mapping[str, Any]) -> tuple[float | None, float | None]:
        latitude, longitude = (
            str(parts.get(name) or "").strip().replace("−", "-") for name in ("latitude", "longitude")
        )
        if not latitude and not longitude:
            return None, None
        if not (DEGREES.fullmatch(latitude) and DEGREES.fullmatch(longitude)):
            raise self.complaint(NOT_A_POINT, "not_a_point")
        y, x = (float(text.replace(",", ".")) for text in (latitude, longitude))
        if not (-90 <= y <= 90 and -180 <= x <= 180):
            raise self.complaint(NOT_A_POINT, "not_a_point")
        return round(x, POINT_DIGITS), round(y, POINT_DIGITS)


class PersonField(Worded, forms.Field):
    """A person: {name, phone, email}, of which the name counts as the answer."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=PersonWidget(), **options)

    def clean(self, value: Any) -> dict[str, str] | None:
        parts: Mapping[str, Any] = value or {}
        answer = {
            "name": WordsField(max_length=120, required=self.required, label=_("Name")).clean(parts.get("name")),
            "phone": PhoneField(required=False, label=_("Telephone")).clean(parts.get("phone")),
            "email": AddressField(required=False, label=_("E-mail")).clean(parts.get("email")),
        }
        if not any(answer.values()):
            return None
        if not answer["name"]:
            raise self.complaint(_("Write the person’s name in “%(label)s”."), "required")
        return answer
