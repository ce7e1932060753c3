"""What each case adds to which sum: pure, so that counting along and counting anew cannot disagree.

A sum is a plain total over cases. Whatever the pages show is computed from sums, never from single cases.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo

import h3.api.basic_int as h3

RATIO = 1.05
"""Each bin of durations reaches 5 % further than the one before: a duration read back is at most 2.5 % wrong."""
FIRST_EDGE = 15.0
"""Minutes. Everything faster shares the first bin."""
LAST_BIN = 320
MICRO = 1_000_000
STARS = 5
LONGEST_MONTH = 31
SPOT_RESOLUTIONS = (6, 7, 8)
"""H3 resolutions for which clusters are kept: cells of about 36, 5 and 0.7 km²."""
ALL = ""
"""The service under which a month's row of all services together stands."""

DONE, REFUSED, WITHDRAWN = "done", "refused", "withdrawn"
NOT_LISTED = (REFUSED, WITHDRAWN)
"""What maps and lists leave out unless it is asked for."""
AREA, ORGANISATION = "area", "organisation"

MonthKey = tuple[date, str, int, str, bool]
"""Month (its first day), kind of place, id of the place, service code or ALL, whether public."""
SpotKey = tuple[int, int, str, str, str, date]
"""Resolution, cell, service, category, public state, month (its first day)."""


@dataclass(frozen=True, slots=True)
class Fact:
    """What is counted of one case. `minutes` from opening to done; positions in millionths of a degree.

    `was_promised`: it ever had a time limit here. A case whose past was brought in from elsewhere had none.
    """

    case_id: int
    day: date
    area_id: int | None
    organisation_id: int | None
    service: str
    category: str
    is_public: bool
    state: str
    cell: int | None
    longitude: int | None
    latitude: int | None
    minutes: int | None
    is_late: bool
    was_reopened: bool
    rating: int | None
    was_promised: bool = True

    @property
    def month(self) -> date:
        return self.day.replace(day=1)


def day_of(moment: datetime, zone: tzinfo) -> date:
    """The day on the city's own calendar."""
    return moment.astimezone(zone).date()


def bin_of(minutes: float) -> int:
    """The bin of a duration; bin n > 0 holds those from FIRST_EDGE × RATIO^(n-1) on."""
    if minutes < FIRST_EDGE:
        return 0
    return min(LAST_BIN, 1 + int(math.log(minutes / FIRST_EDGE) / math.log(RATIO) + 1e-9))


def minutes_of(number: int) -> float:
    """The duration that stands for a bin: at most 2.5 % from every duration in it (the first and last bin aside).

    The value that splits the error evenly, as in DDSketch (Masson, Rim and Lee, VLDB 2019).
    """
    if number <= 0:
        return FIRST_EDGE / 2
    lower = FIRST_EDGE * RATIO ** (number - 1)
    return 2 * lower * RATIO / (1 + RATIO)


@dataclass(slots=True)
class Tally:
    """A month's sums for one place. `open_days[n]` are open cases that came in on day n + 1; `hours` are bins of durations."""

    received: int = 0
    refused: int = 0
    decided: int = 0
    kept: int = 0
    finished: int = 0
    reopened: int = 0
    open_days: list[int] = field(default_factory=lambda: [0] * LONGEST_MONTH)
    ratings: list[int] = field(default_factory=lambda: [0] * STARS)
    hours: list[int] = field(default_factory=list)

    def add(self, fact: Fact, number: int | None, sign: int = 1) -> None:
        """Count a case, or with sign -1 take it out again; `number` is the bin of its duration once it is done."""
        is_refused, is_done = fact.state == REFUSED, number is not None
        self.received += sign
        self.refused += sign * is_refused
        ended = fact.was_promised and (is_done or is_refused)
        self.decided += sign * (fact.is_late or ended)
        self.kept += sign * (ended and not fact.is_late)
        self.finished += sign * (is_done or fact.was_reopened)
        self.reopened += sign * fact.was_reopened
        if number is not None:
            if number >= len(self.hours):
                self.hours.extend([0] * (number + 1 - len(self.hours)))
            self.hours[number] += sign
        elif fact.state not in NOT_LISTED:
            self.open_days[fact.day.day - 1] += sign
        if fact.rating is not None:
            self.ratings[fact.rating - 1] += sign

    @property
    def is_nothing(self) -> bool:
        """Whether adding it changes no sum."""
        counts = self.received or self.refused or self.decided or self.kept or self.finished or self.reopened
        return not (counts or any(self.open_days) or any(self.ratings) or any(self.hours))

    def merge(self, other: Tally) -> None:
        """Add another tally to this one."""
        for name in ("received", "refused", "decided", "kept", "finished", "reopened"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.open_days = _added(self.open_days, other.open_days)
        self.ratings = _added(self.ratings, other.ratings)
        self.hours = trimmed(_added(self.hours, other.hours))


def _added(one: list[int], other: list[int]) -> list[int]:
    long, short = (one, other) if len(one) >= len(other) else (other, one)
    return [value + short[index] if index < len(short) else value for index, value in enumerate(long)]


def trimmed(values: list[int]) -> list[int]:
    """Without the zeros at its end, so that equal sums are equal lists."""
    end = len(values)
    while end and values[end - 1] == 0:
        end -= 1
    return values[:end]


@dataclass(slots=True)
class Spot:
    """How many public cases of one kind lie in a cell, and the sums of their positions: their middle is the mark."""

    cases: int = 0
    longitudes: int = 0
    latitudes: int = 0

    def add(self, fact: Fact, sign: int) -> None:
        self.cases += sign
        self.longitudes += sign * (fact.longitude or 0)
        self.latitudes += sign * (fact.latitude or 0)

    def merge(self, other: Spot) -> None:
        """Add another one to this."""
        self.cases += other.cases
        self.longitudes += other.longitudes
        self.latitudes += other.latitudes


@dataclass(frozen=True, slots=True)
class Places:
    """Which places a case counts for: an area's ancestors and itself, an organisation's likewise, by id."""

    areas: dict[int, tuple[int, ...]]
    organisations: dict[int, tuple[int, ...]]
    top: int | None

    def of(self, fact: Fact) -> Iterator[tuple[str, int]]:
        """A private case counts for the city as a whole and for nothing smaller."""
        areas = self.areas.get(fact.area_id or 0, ())
        if not fact.is_public:
            if self.top is not None:
                yield AREA, self.top
            return
        if self.top is not None and self.top not in areas:
            yield AREA, self.top
        for number in areas:
            yield AREA, number
        for number in self.organisations.get(fact.organisation_id or 0, ()):
            yield ORGANISATION, number


@dataclass(slots=True)
class Sums:
    """Totals by key, or changes of totals."""

    months: dict[MonthKey, Tally] = field(default_factory=dict)
    spots: dict[SpotKey, Spot] = field(default_factory=dict)

    def count(self, facts: Iterable[Fact], places: Places, sign: int = 1) -> None:
        """Add the facts to every sum to which they belong; with sign -1 take them out."""
        months, spots = self.months, self.spots
        for fact in facts:
            month, is_public = fact.month, fact.is_public
            number = None if fact.minutes is None else bin_of(fact.minutes)
            for kind, place in places.of(fact):
                for service in (fact.service, ALL):
                    key = (month, kind, place, service, is_public)
                    tally = months.get(key)
                    if tally is None:
                        tally = months[key] = Tally()
                    tally.add(fact, number, sign)
            for spot_key in spot_keys(fact):
                spot = spots.get(spot_key)
                if spot is None:
                    spot = spots[spot_key] = Spot()
                spot.add(fact, sign)


def spot_keys(fact: Fact) -> Iterator[SpotKey]:
    """The cells of a public case that has a place; none for a private one."""
    if fact.is_public and fact.cell is not None and fact.longitude is not None:
        month = fact.month
        for resolution in SPOT_RESOLUTIONS:
            cell = h3.cell_to_parent(fact.cell, resolution)
            yield resolution, cell, fact.service, fact.category, fact.state, month
