"""What officers fill in to cover words, or parts of a picture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import zip_longest

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from balai.apps.cases.actions.redacting import CoverReason
from balai.base.files.covering import BoxAmiss
from balai.engines.pictures import Box
from balai.engines.pictures.covering import MOST_BOXES
from balai.web.forms import KeyedForm, words_field
from balai.web.questions.fields import ChoiceField

SIDES = ("left", "top", "width", "height")
FEWEST_ROWS, BLANK_ROWS = 3, 2


@dataclass(frozen=True, slots=True)
class BoxRow:
    """Four numbers as they were typed, in percent of the picture; `drawn` where they make a box."""

    number: int
    left: str = ""
    top: str = ""
    width: str = ""
    height: str = ""

    @property
    def drawn(self) -> Box | None:
        try:
            return Box(*(float(getattr(self, side).replace(",", ".")) for side in SIDES))
        except ValueError:
            return None

    @property
    def is_blank(self) -> bool:
        return not any(getattr(self, side).strip() for side in SIDES)


class CoverForm(KeyedForm):
    """Why something is covered."""

    reason = ChoiceField(label=_("Why must this be covered?"), choices=CoverReason.choices, widget=forms.RadioSelect)


class CoverWordsForm(CoverForm):
    """Which words: they are found wherever they stand in the case."""

    phrases = words_field(
        _("Words to cover"),
        hint=_("One name, number or sentence on each line, as it stands in the report. Every place is covered."),
    )
    field_order = ("phrases", "reason")


def rows_of(sent: Mapping[str, object]) -> list[BoxRow]:
    """The rows of the form: those that were filled in, and some blank ones."""
    columns = [sent.getlist(side)[:MOST_BOXES] if isinstance(sent, QueryDict) else [] for side in SIDES]
    rows = [tuple(str(value)[:12] for value in row) for row in zip_longest(*columns, fillvalue="")]
    filled = [row for row in rows if any(value.strip() for value in row)]
    blank = [("",) * len(SIDES)] * max(BLANK_ROWS, FEWEST_ROWS - len(filled))
    return [BoxRow(number, *row) for number, row in enumerate([*filled, *blank][:MOST_BOXES], start=1)]


def boxes_of(sent: QueryDict) -> list[Box]:
    """The boxes that were typed or drawn.

    Raises:
        BoxAmiss: a row holds something that is no box, or there is none.
    """
    rows = [row for row in rows_of(sent) if not row.is_blank]
    boxes = [row.drawn for row in rows]
    found = [box for box in boxes if box is not None and all(abs(getattr(box, side)) <= 100 for side in SIDES)]
    if not found or len(found) < len(rows):
        raise BoxAmiss
    return found
