"""Journeys for a page: places found by what people type, and each journey with its price and why."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from balai.apps.mobility.ruling import lines, timeline
from balai.base.city import city_zone
from balai.engines.fares.explaining import explain, money
from balai.engines.fares.planned import Planned, price_plan
from balai.engines.fares.rides import Ride
from balai.engines.transit.journeys import Journey
from balai.engines.transit.journeys import Ride as Ridden

if TYPE_CHECKING:
    from balai.engines.transit.places import Place
    from balai.engines.transit.planner import Planner

WINDOW = 3600
MOST_SHOWN = 6
MOST_SUGGESTED = 8


@dataclass(frozen=True, slots=True)
class Step:
    """A leg as a page tells it; `kind` is walk or ride."""

    kind: str
    begins: str
    ends: str
    origin: str
    target: str
    line: str = ""
    headsign: str = ""
    stops: int = 0
    metres: int = 0
    every: int = 0
    between: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Offer:
    """A journey as a page tells it."""

    journey: Journey
    begins: str
    ends: str
    minutes: int
    steps: tuple[Step, ...]
    amount: int | None
    price: str
    reasons: tuple[str, ...]
    cheapest: bool = False
    quickest: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """What was typed for a place: the place, or the names it may have meant."""

    typed: str
    place: Place | None
    suggestions: tuple[str, ...] = ()


def names_of(planner: Planner) -> list[str]:
    """The names of every stop, each once, in order."""
    return sorted(set(planner.timetable.stops["stop_name"]))


def find_place(planner: Planner, typed: str) -> Found:
    """A place by its stop's name or id, or by `latitude,longitude`."""
    from balai.engines.transit.places import AtPoint, AtStop  # noqa: PLC0415 (the engine is loaded by now)

    typed = " ".join(typed.split())[:120]
    point = _point(typed)
    if point:
        return Found(typed, AtPoint(*point, typed))
    stops = planner.timetable.stops
    if typed in planner.timetable.stop_numbers:
        return Found(typed, AtStop(typed))
    wanted = typed.casefold()
    ids = dict(zip(reversed(stops["stop_name"].to_list()), reversed(stops["stop_id"].to_list()), strict=True))
    exact = [name for name in ids if name.casefold() == wanted]
    like = exact or sorted(name for name in ids if wanted and wanted in name.casefold())
    if len(like) == 1:
        return Found(like[0], AtStop(ids[like[0]]))
    return Found(typed, None, tuple(like[:MOST_SUGGESTED]))


def _point(typed: str) -> tuple[float, float] | None:
    try:
        latitude, longitude = map(float, typed.split(","))
    except ValueError:
        return None
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None


def offers(planner: Planner, origin: Place, destination: Place, at: datetime, language: str) -> list[Offer]:
    """What leaves within an hour, the earliest arrival first, at most six; if nothing does, what leaves next.

    Raises:
        TransitError: the day is not in the timetable.
    """
    seconds = at.hour * 3600 + at.minute * 60
    journeys = planner.window(origin, destination, at.date(), seconds, seconds + WINDOW)
    journeys = journeys or planner.depart(origin, destination, at.date(), seconds)
    first = sorted(journeys, key=lambda journey: (journey.arrival, journey.transfers, -journey.departure))[:MOST_SHOWN]
    made = [_offer(journey, language) for journey in first]
    lowest = min((offer.amount for offer in made if offer.amount is not None), default=None)
    highest = max((offer.amount for offer in made if offer.amount is not None), default=None)
    quickest = min((offer.minutes for offer in made), default=0)
    return [
        _marked(offer, cheapest=offer.amount == lowest != highest, quickest=offer.minutes == quickest and len(made) > 1)
        for offer in made
    ]


def _marked(offer: Offer, *, cheapest: bool, quickest: bool) -> Offer:
    return replace(offer, cheapest=cheapest, quickest=quickest)


def as_json(offer: Offer) -> dict[str, Any]:
    """The journey with its price in whole rupiah."""
    return {**offer.journey.as_json(), "price": offer.amount, "price_reasons": list(offer.reasons)}


def clock(seconds: int) -> str:
    """A second of the day as people read it: 08.05 becomes 08:05, 24:10 becomes 00:10."""
    return f"{seconds // 3600 % 24:02d}:{seconds // 60 % 60:02d}"


def _offer(journey: Journey, language: str) -> Offer:
    bill = _bill(journey)
    names = {call.spot.stop_id: call.spot.name for ride in journey.rides for call in ride.calls}
    reasons = tuple(
        sentence
        for charge, tariff in (bill.charges if bill else ())
        for sentence in explain(charge, tariff, language, names)
    )
    return Offer(
        journey,
        clock(journey.departure),
        clock(journey.arrival),
        -(-(journey.arrival - journey.departure) // 60),
        tuple(_step(leg) for leg in journey.legs),
        bill.total if bill else None,
        money(bill.total, language) if bill else "",
        reasons,
    )


def _step(leg: Any) -> Step:
    times = (clock(leg.departure), clock(leg.arrival))
    if isinstance(leg, Ridden):
        names = [call.spot.name for call in leg.calls]
        often = leg.headway // 60
        return Step(
            "ride",
            *times,
            names[0],
            names[-1],
            leg.route,
            leg.headsign,
            len(names) - 1,
            leg.metres,
            often,
            tuple(names[1:-1]),
        )
    return Step("walk", *times, leg.origin.name, leg.target.name, metres=leg.metres)


def _bill(journey: Journey) -> Planned | None:
    """What taps on this journey will be charged, by the distances that bills use; None where that cannot be told."""
    rides = [
        Ride(
            ride.network_id,
            ride.calls[0].spot.stop_id,
            ride.calls[-1].spot.stop_id,
            _moment(journey.date, ride.departure),
            _moment(journey.date, ride.arrival),
            operator=ride.agency_id,
        )
        for ride in journey.rides
    ]
    return price_plan(timeline(), rides, zone=city_zone(), distances=lines()) if rides else None


def _moment(day: date, seconds: int) -> datetime:
    return datetime.combine(day, time(), city_zone()) + timedelta(seconds=seconds)
