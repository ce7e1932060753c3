"""The values that components show. Views make them; templates/web/components/*.html draws them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Literal

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy, pgettext_lazy

Words = str | Promise | SafeString

STATES: dict[str, Promise] = {
    "waiting": pgettext_lazy("state of a report", "Waiting"),
    "coordination": pgettext_lazy("state of a report", "Coordination"),
    "disposition": pgettext_lazy("state of a report", "Disposition"),
    "in_progress": pgettext_lazy("state of a report", "In progress"),
    "verification": pgettext_lazy("state of a report", "Awaiting validation"),
    "done": pgettext_lazy("state of a report", "Done"),
    "refused": pgettext_lazy("state of a report", "Refused"),
    "withdrawn": pgettext_lazy("state of a report", "Withdrawn"),
}
"""The public states of a case, in the order in which they are passed, with the words that citizens know."""

STATE_SENTENCES: dict[str, Promise] = {
    "waiting": gettext_lazy("Your report has arrived and waits for the office in charge."),
    "coordination": gettext_lazy("The office passes your report to the agency that can solve it."),
    "disposition": gettext_lazy("The agency has told its field unit to take this on."),
    "in_progress": gettext_lazy("The work is being done."),
    "verification": gettext_lazy("The work is finished. Another office checks the result."),
    "done": gettext_lazy("The work is finished and checked."),
    "refused": gettext_lazy("The city cannot take this on. The reason is given below."),
    "withdrawn": gettext_lazy("Whoever asked for this took it back."),
}


@dataclass(frozen=True, slots=True)
class Crumb:
    """A step of the way to this page; the last one has no address."""

    label: Words
    url: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a summary list. `change` is where the answer can be changed; `anchor` names the value's id."""

    term: Words
    value: Words
    change: str = ""
    change_label: Words = ""


@dataclass(frozen=True, slots=True)
class Task:
    """One line of a task list; `status` is a word, `tone` one of the status colours."""

    label: Words
    url: str = ""
    hint: Words = ""
    status: Words = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture with words that say what it shows; `full` is the large version."""

    url: str
    words: Words
    full: str = ""
    caption: Words = ""


@dataclass(frozen=True, slots=True)
class Moment:
    """One entry of a case's dated story; `details` is markup that stands below its words."""

    at: datetime
    title: Words
    by: Words = ""
    text: Words = ""
    state: str = ""
    mark: Literal["", "now", "done"] = ""
    photos: Sequence[Photo] = ()
    details: Words = ""


@dataclass(frozen=True, slots=True)
class Column:
    label: Words
    number: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table that turns into cards on a phone. The first cell of each row names it.

    Cells are words or safe markup. With `caption_hidden` only screen readers are told the caption.
    """

    caption: Words
    columns: Sequence[Column]
    rows: Sequence[Sequence[Words]]
    caption_hidden: bool = False

    def lines(self) -> list[list[tuple[Column, Words]]]:
        """Each row as (column, cell) pairs.

        Raises:
            ValueError: a row has more or fewer cells than there are columns.
        """
        return [list(zip(self.columns, row, strict=True)) for row in self.rows]


@dataclass(frozen=True, slots=True)
class Point:
    """A thing on a map-with-list: the list shows all of it, the map only adds where it is (degrees)."""

    title: Words
    url: str
    longitude: float | None
    latitude: float | None
    state: str = ""
    text: Words = ""
    foot: Words = ""
    photo: Photo | None = None


@dataclass(frozen=True, slots=True)
class MapStart:
    """What a map shows first: its centre in degrees, a zoom step, and where its boundaries come from."""

    longitude: float
    latitude: float
    zoom: int = 11
    boundaries_url: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """A line of the error summary: what is wrong, and the id of the field where it can be mended."""

    sentence: Words
    target: str = ""


@dataclass(frozen=True, slots=True)
class Steps:
    """Where someone is on a way of several pages."""

    now: int
    of: int
    parts: list[str] = field(init=False)

    def __post_init__(self) -> None:
        parts = ["done" if n < self.now else "now" if n == self.now else "" for n in range(1, self.of + 1)]
        object.__setattr__(self, "parts", parts)


@lru_cache(maxsize=256)
def status_html(state: str, word: str) -> SafeString:
    """A colour and a word, made once: lists repeat them."""
    return format_html('<span class="status status--{}">{}</span>', state, word)
