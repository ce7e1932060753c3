"""Lines of the work list: everything a row shows, in words.

A page has 25 of them and is the one that officers open most: what rows share is worked out once for all.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from balai.apps.cases.definitions import service_of
from balai.apps.cases.queries.work_list import ListedTask
from balai.apps.cases.wording import Clock, ClockWords, area_words, category_words, organisation_words_by_id, step_words
from balai.web.templatetags.balai import icon, status

WORDS_SHOWN, LANDMARK_SHOWN = 120, 60
CLOCK_ICONS = {"late": "warning", "paused": "pause"}
ANY_REFERENCE = "0"


@dataclass(frozen=True, slots=True)
class Line:
    """One open task, as the list shows it."""

    reference: str
    url: str
    about: str
    place: str
    area: str
    words: str
    status: SafeString
    step: str
    clock: Clock
    icon: SafeString
    unit: str
    person: str
    is_public: bool


@dataclass(slots=True)
class LineMaker:
    """Makes the lines of one page; `unit` is the office whose name need not be repeated."""

    now: datetime
    unit: str
    clocks: ClockWords = field(init=False)
    address: str = field(init=False)
    nobody: str = field(init=False)
    statuses: dict[str, SafeString] = field(default_factory=dict)
    icons: dict[str, SafeString] = field(default_factory=dict)
    known: dict[tuple[object, ...], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.clocks = ClockWords(self.now)
        self.address = reverse("desk:case", args=[ANY_REFERENCE]).removesuffix(f"{ANY_REFERENCE}/")
        self.nobody = _("Nobody yet")

    def line(self, row: ListedTask) -> Line:
        clock = self.clocks.clock_of(row.due_at, paused=row.paused_at is not None)
        unit, area = self._unit(row), self._area(row)
        return Line(
            reference=row.reference,
            url=f"{self.address}{row.reference}/",
            about=self._about(row),
            place=shortened(row.landmark, LANDMARK_SHOWN) or area,
            area=area if row.landmark else "",
            words=shortened(row.words, WORDS_SHOWN),
            status=self._status(row.state),
            step=self._step(row),
            clock=clock,
            icon=self._icon(clock.kind),
            unit="" if unit == self.unit else unit,
            person=row.person or "",
            is_public=row.is_public,
        )

    def _about(self, row: ListedTask) -> str:
        key = (row.service_id, row.category)
        if key not in self.known:
            self.known[key] = category_words(service_of(row.service_id), row.category)
        return self.known[key]

    def _step(self, row: ListedTask) -> str:
        key = ("step", row.service_id, row.step)
        if key not in self.known:
            self.known[key] = step_words(service_of(row.service_id), row.step)
        return self.known[key]

    def _unit(self, row: ListedTask) -> str:
        key = ("unit", row.organisation_id)
        if key not in self.known:
            self.known[key] = organisation_words_by_id(row.organisation_id)
        return self.known[key]

    def _area(self, row: ListedTask) -> str:
        key = ("area", row.area_id)
        if key not in self.known:
            self.known[key] = area_words(row.area_id)
        return self.known[key]

    def _status(self, state: str) -> SafeString:
        if state not in self.statuses:
            self.statuses[state] = status(state)
        return self.statuses[state]

    def _icon(self, kind: str) -> SafeString:
        if kind not in self.icons:
            self.icons[kind] = icon(CLOCK_ICONS.get(kind, ""))
        return self.icons[kind]


def shortened(text: str, limit: int) -> str:
    """The beginning of a text on one line, cut between words."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    return line[: limit - 1].rsplit(" ", 1)[0].rstrip(" ,.;:") + "…"
