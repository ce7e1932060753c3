"""A journey as pages and programs tell it: its steps, its price and why."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import time
from functools import cached_property
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balai.apps.mobility.ruling import lines, ready_tariffs
from balai.base.city import city_zone
from balai.engines.fares.explaining import explain, money
from balai.engines.fares.planned import Planned, price_plan, rides_of
from balai.engines.transit.journeys import Journey
from balai.engines.transit.journeys import Ride as Ridden
from balai.web.dates import clock_text

TRAM, METRO, RAIL, BUS, FERRY = (
    gettext_lazy("tram"), gettext_lazy("metro"), gettext_lazy("train"), gettext_lazy("bus"), gettext_lazy("ferry"),
)  # fmt: skip
MEANS = {0: TRAM, 1: METRO, 2: RAIL, 3: BUS, 4: FERRY, 5: TRAM, 7: RAIL, 11: BUS, 12: RAIL}
EXTENDED_MEANS = {1: RAIL, 2: BUS, 4: METRO, 7: BUS, 8: BUS, 9: TRAM, 10: FERRY, 12: FERRY}
"""By the hundreds of extended route types."""


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
    origin_id: str = ""
    target_id: str = ""
    agency: str = ""
    means: str = ""
    wheelchair: int = 0
    """As GTFS has it: 0 unknown, 1 possible, 2 not; of a ride, both stops included."""
    alerts: tuple[str, ...] = ()
    points: tuple[tuple[float, float], ...] = ()
    """Longitude and latitude along the way."""
    color: str = ""
    stays: bool = False
    """One is on board already."""
    goes_on: bool = False
    """One does not get off where it ends: the next step is the same vehicle."""

    @property
    def length(self) -> str:
        """How long the way is, in words."""
        return length(self.metres)

    @property
    def line_words(self) -> str:
        """The points as words that a script reads."""
        return " ".join(f"{longitude:.5f},{latitude:.5f}" for longitude, latitude in self.points)


@dataclass(frozen=True)
class Offer:
    """A journey as a page tells it; what no page shows of it is not worked out."""

    journey: Journey
    language: str

    @property
    def begins(self) -> str:
        return clock(self.journey.departure)

    @property
    def ends(self) -> str:
        return clock(self.journey.arrival)

    @property
    def minutes(self) -> int:
        """How long it takes, begun minutes counted whole."""
        return -(-(self.journey.arrival - self.journey.departure) // 60)

    @property
    def walking(self) -> str:
        """How far one walks in all, in words."""
        return length(self.journey.walking_metres)

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        return steps_of(self.journey)

    @cached_property
    def bill(self) -> Planned | None:
        """What taps on this journey will be charged, by the distances that bills use; None where it cannot be told."""
        rides = rides_of(self.journey, city_zone())
        return price_plan(ready_tariffs(), rides, zone=city_zone(), distances=lines()) if rides else None

    @property
    def amount(self) -> int | None:
        """Whole rupiah."""
        return self.bill.total if self.bill else None

    @property
    def price(self) -> str:
        """The amount in words; nothing where it is not known."""
        return money(self.bill.total, self.language) if self.bill else ""

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why each rupiah, in sentences."""
        names = {call.spot.stop_id: call.spot.name for ride in self.journey.rides for call in ride.calls}
        charges = self.bill.charges if self.bill else ()
        return tuple(told for charge, tariff in charges for told in explain(charge, tariff, self.language, names))


def as_json(offer: Offer) -> dict[str, Any]:
    """The journey with its price in whole rupiah."""
    return {**offer.journey.as_json(), "price": offer.amount, "price_reasons": list(offer.reasons)}


def clock(seconds: int) -> str:
    """A second of the day as people read it: "08:05" in English, "08.05" in Indonesian; with "the next day" from 24:00."""
    days, second = divmod(seconds, 24 * 3600)
    said = clock_text(time(second // 3600, second // 60 % 60))
    return _("%(time)s the next day") % {"time": said} if days > 0 else said


def length(metres: int) -> str:
    """A way on foot: "160 m", "2.3 km"."""
    if metres < 1000:
        return f"{metres} m"
    return f"{number_format(metres / 1000, 1)} km"


def steps_of(journey: Journey) -> tuple[Step, ...]:
    """The legs of a journey as pages tell them."""
    steps = [_step(leg) for leg in journey.legs]
    following = [*steps[1:], None]
    return tuple(
        replace(step, goes_on=after is not None and after.stays) for step, after in zip(steps, following, strict=True)
    )


def _step(leg: Any) -> Step:
    times = (clock(leg.departure), clock(leg.arrival))
    if not isinstance(leg, Ridden):
        ends = (leg.origin, leg.target)
        points = tuple((spot.longitude, spot.latitude) for spot in ends)
        ids = {"origin_id": leg.origin.stop_id, "target_id": leg.target.stop_id}
        return Step("walk", *times, leg.origin.name, leg.target.name, metres=leg.metres, points=points, **ids)
    spots = [call.spot for call in leg.calls]
    return Step(
        "ride",
        *times,
        spots[0].name,
        spots[-1].name,
        leg.route,
        leg.headsign,
        len(spots) - 1,
        leg.metres,
        leg.headway // 60,
        tuple(spot.name for spot in spots[1:-1]),
        spots[0].stop_id,
        spots[-1].stop_id,
        leg.agency,
        means_of(leg.kind),
        wheelchair_of(leg.wheelchair, spots[0].wheelchair, spots[-1].wheelchair),
        leg.alerts,
        tuple((spot.longitude, spot.latitude) for spot in spots),
        color_of(leg.color),
        leg.stays,
    )


def means_of(kind: int) -> str:
    """The word for a GTFS route_type, extended ones included; nothing for what has none."""
    return str(MEANS.get(kind) or EXTENDED_MEANS.get(kind // 100) or "")


def color_of(text: str) -> str:
    """Six hexadecimal digits, or nothing: a feed may hold any words there."""
    return text if len(text) == 6 and not set(text.lower()) - set("0123456789abcdef") else ""


def wheelchair_of(*parts: int) -> int:
    """Of several things that are all needed: 2 when one is impossible, 1 when all are possible, else 0."""
    return 2 if 2 in parts else 1 if all(part == 1 for part in parts) else 0
