"""What a page of journeys looks for, with bounded effort: the next departures, and what costs less.

Effort is counted in trips: to look at one departure costs about as much as the day has trips. On a network as large as
a city region's not every departure of an hour can be looked at while somebody waits, and the least fare not at all:
pages then look at some departures, lead to earlier and later ones, and search for the least fare when they are asked to.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from balai.apps.mobility.least_fares import NOT_SEARCHED, Fares, cheapest_journeys
from balai.apps.mobility.planning import Offer

if TYPE_CHECKING:
    from balai.engines.transit.journeys import Journey
    from balai.engines.transit.places import Place
    from balai.engines.transit.planner import Planner

WINDOW = 3600
EFFORT = 250_000
"""Trips: a day of 3,000 trips is looked at 80 times, one of 70,000 thrice."""
WHOLE_EFFORT = 1 << 40
"""For programs: every departure of the hour, and the least fare."""
FARE_QUESTIONS = 12
"""Where fewer departures than these may be looked at, the least fare is searched for only when it is asked for."""
MOST_OFFERED = 40
"""Journeys that are told; more of one hour are rare, and all of them of the same few ways."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Where from, where to, and when, on the city's clocks; `fare` asks for the least fare whatever it takes."""

    origin: Place
    destination: Place
    at: datetime
    arrive: bool = False
    fare: bool = False

    @property
    def day(self) -> date:
        return self.at.date()

    @property
    def seconds(self) -> int:
        return self.at.hour * 3600 + self.at.minute * 60


@dataclass(frozen=True, slots=True)
class Plan:
    """What was found. `earlier` and `later` are what to ask for next; `every` says whether each departure was looked at."""

    offers: tuple[Offer, ...]
    earlier: datetime
    later: datetime
    every: bool
    fares: str
    """How the least fare was searched for, as in `balai.apps.mobility.least_fares`."""


def plan(planner: Planner, wish: Wish, language: str, *, effort: int = EFFORT) -> Plan:
    """What leaves within an hour, the earliest arrival first; if nothing does, what leaves next; then what costs less.

    Of a large network, less than an hour. With `arrive`, what arrives by then: what leaves in the hour up to the last
    that does, the latest departure first, and what costs less and leaves earlier.

    Raises:
        TransitError: the day is not in the timetable.
    """
    if wish.arrive:
        return _arriving(planner, wish, language, effort)
    found = planner.departures(
        wish.origin, wish.destination, wish.day, wish.seconds, wish.seconds + WINDOW, effort=effort
    )
    journeys, until = found.journeys, found.until
    if not journeys:
        journeys = planner.depart(wish.origin, wish.destination, wish.day, wish.seconds)
        until = max((journey.departure for journey in journeys), default=until)
    journeys = sorted(journeys, key=lambda journey: (journey.arrival, journey.transfers, -journey.departure))
    told = [Offer(journey, language) for journey in journeys[:MOST_OFFERED]]
    fares = _fares(planner, wish, effort)
    told += _cheaper(told, fares.journeys, language)
    later = wish.at + timedelta(minutes=max(1, -((wish.seconds - until) // 60)))
    return Plan(tuple(told), wish.at - (later - wish.at), later, found.every, fares.state)


def _fares(planner: Planner, wish: Wish, effort: int) -> Fares:
    """What costs less, where a page may search for it or is asked to."""
    if not wish.fare and planner.questions(wish.day, effort) < FARE_QUESTIONS:
        return Fares((), NOT_SEARCHED)
    return cheapest_journeys(planner, wish.origin, wish.destination, wish.at, arrive=wish.arrive, whole=wish.fare)


def _cheaper(told: list[Offer], journeys: Sequence[Journey], language: str) -> list[Offer]:
    """The journeys that cost less than all that were told; others are quicker."""
    if not journeys:
        return []
    lowest = min((offer.amount for offer in told if offer.amount is not None), default=0)
    priced = [Offer(journey, language) for journey in journeys]
    return [offer for offer in priced if offer.amount is not None and offer.amount < lowest]


def _arriving(planner: Planner, wish: Wish, language: str, effort: int) -> Plan:
    """What arrives by a time, the latest departure first."""
    from balai.engines.transit.planner import APART  # noqa: PLC0415 (beside the planner, which is loaded by now)

    ends, day, seconds = (wish.origin, wish.destination), wish.day, wish.seconds
    most = planner.questions(day, effort)
    every = most >= FARE_QUESTIONS
    before = [] if every else [at for turn in range(1, most) if (at := seconds - turn * APART) > 0]
    last = planner.arrive(*ends, day, seconds, earlier=before)
    latest = max((journey.departure for journey in last), default=0)
    more = planner.window(*ends, day, max(0, latest - WINDOW), latest) if every and latest > 0 else []
    each = {(journey.departure, journey.arrival, journey.transfers): journey for journey in [*last, *more]}
    found = [journey for journey in each.values() if journey.arrival <= seconds]
    found.sort(key=lambda journey: (-journey.departure, journey.arrival, journey.transfers))
    told = [Offer(journey, language) for journey in found[:MOST_OFFERED]]
    first = min((offer.journey.arrival for offer in told), default=seconds)
    step = timedelta(minutes=max(1, WINDOW // 60 if every else most * APART // 60, (seconds - first) // 60 + 1))
    fares = _fares(planner, wish, effort)
    told += _cheaper(told, fares.journeys, language)
    return Plan(tuple(told), wish.at - step, wish.at + step, every, fares.state)
