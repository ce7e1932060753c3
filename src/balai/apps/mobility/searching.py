"""What a page of journeys was asked, and what was found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from balai.apps.mobility.finding import EFFORT, Plan, Wish, plan
from balai.apps.mobility.placing import Found, find_place
from balai.apps.mobility.planning import Offer
from balai.apps.mobility.timetables import feed_folder, is_unreadable, planner_of
from balai.apps.mobility.ways import Way, ways_of
from balai.base.city import city_zone
from balai.web.addresses import address
from balai.web.private_pages import active_language

if TYPE_CHECKING:
    from balai.engines.transit.planner import Planner

STAMP = "%Y-%m-%dT%H:%M"
ARRIVE, FARE = "tiba", "termurah"
WAY, AT = "jalan", "jam"
LONGEST_TYPED = 120
MOST_TOLD = 12
NOWHERE, PREPARING, UNREADABLE = "nowhere", "preparing", "unreadable"


@dataclass(frozen=True, slots=True)
class Asked:
    """From where, to where, when; as typed. `arrive` asks to be there by then, `fare` for the least fare."""

    origin: str
    target: str
    when: str
    arrive: bool = False
    fare: bool = False

    def query(self, **changed: str) -> str:
        """The question as the end of an address."""
        parts = {"dari": self.origin, "ke": self.target, "kapan": self.when} | ({"cara": ARRIVE} if self.arrive else {})
        return urlencode(parts | ({"ongkos": FARE} if self.fare else {}) | changed)

    def at(self, moment: datetime) -> str:
        """The same question for another moment, as the end of an address."""
        return replace(self, fare=False).query(kapan=moment.strftime(STAMP))


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found. `state` says why no timetable answers; `problem` what is wrong with the question."""

    asked: Asked
    state: str = ""
    problem: str = ""
    ends: tuple[Found, ...] = ()
    plan: Plan | None = None
    ways: tuple[Way, ...] = ()
    searched: bool = False
    unknown: tuple[tuple[str, Found], ...] = field(default=())
    """Which of `dari` and `ke` is no place by itself."""
    timetable: str = ""
    """The name of the one that answered; a question is answered from one alone."""

    @property
    def day(self) -> date | None:
        """The day of the journeys, where there are any."""
        return self.ways[0].first.journey.date if self.ways else None


def asked_in(query: Mapping[str, str], now: datetime) -> Asked:
    """The question of an address; without a time it is asked for now."""
    origin, target = (" ".join(query.get(name, "").split())[:LONGEST_TYPED] for name in ("dari", "ke"))
    when = query.get("kapan", "")[:40] or now.astimezone(city_zone()).strftime(STAMP)
    return Asked(origin, target, when, query.get("cara") == ARRIVE, query.get("ongkos") == FARE)


def timetable() -> tuple[Planner | None, str]:
    """The city's planner, or why there is none just now."""
    folder = feed_folder()
    if folder is None:
        return None, NOWHERE
    planner = planner_of(folder)
    if planner is None:
        return None, UNREADABLE if is_unreadable(folder) else PREPARING
    return planner, ""


def answer_to(asked: Asked, *, effort: int = EFFORT) -> Answer:
    """Search, when from and to are both given, with a page's effort or more."""
    planner, state = timetable()
    if planner is None:
        return Answer(asked, state)
    if not (asked.origin and asked.target):
        return Answer(asked)
    at = moment_of(asked.when)
    if at is None:
        return Answer(asked, problem=_("The time is not written like 2026-09-30T08:00."))
    ends = (find_place(planner, asked.origin), find_place(planner, asked.target))
    unknown = tuple((name, end) for name, end in zip(("dari", "ke"), ends, strict=True) if end.place is None)
    if unknown:
        return Answer(asked, ends=ends, unknown=unknown)
    return _searched(planner, replace(asked, origin=ends[0].typed, target=ends[1].typed), ends, at, effort)


def _searched(planner: Planner, asked: Asked, ends: tuple[Found, Found], at: datetime, effort: int) -> Answer:
    from balai.engines.transit.errors import TransitError  # noqa: PLC0415 (beside the planner, which is loaded by now)

    origin, target = (end.place for end in ends)
    if origin is None or target is None or origin == target:
        return Answer(asked, problem=_("You are there already: both places are the same."), ends=ends)
    try:
        wish = Wish(origin, target, at, asked.arrive, asked.fare)
        found = plan(planner, wish, active_language(), effort=effort)
    except TransitError:
        return Answer(asked, problem=_("The timetable does not know this day."), ends=ends)
    ways = tuple(ways_of(found.offers))
    return Answer(asked, ends=ends, plan=found, ways=ways, searched=True, timetable=planner.name)


def first_of(answer: Answer) -> list[Offer]:
    """For programs: the first twelve to arrive; the cheapest of all is the last of them where it would come later."""
    told = [offer for way in answer.ways for offer in way.offers]
    told.sort(key=lambda offer: (offer.journey.arrival, offer.journey.transfers, -offer.journey.departure))
    cheapest = min((offer for offer in told if offer.amount is not None), key=_amount, default=None)
    first = told[:MOST_TOLD]
    late = cheapest is not None and all(_amount(offer) > _amount(cheapest) for offer in first)
    return [*first[:-1], cheapest] if cheapest is not None and late else first


def _amount(offer: Offer) -> float:
    return float("inf") if offer.amount is None else offer.amount


def address_of(asked: str, way: Way, offer: Offer) -> str:
    """The page of one journey: the question as the end of an address, the way, and when it leaves (minute of the day)."""
    return f"{address('mobility:journey')}?{asked}&{WAY}={way.key}&{AT}={offer.journey.departure // 60}"


def moment_of(text: str) -> datetime | None:
    """A moment on the city's clocks, written as browsers write it."""
    try:
        return datetime.strptime(text, STAMP).replace(tzinfo=city_zone())
    except ValueError:
        return None
