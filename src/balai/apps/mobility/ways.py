"""Journeys that take the same lines one after the other are one way, with its next departures."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from balai.apps.mobility.planning import Offer

MOST_WAYS = 6
MOST_DEPARTURES = 5
QUICKEST, CHEAPEST, FEWEST_CHANGES, LEAST_WALKING = "quickest", "cheapest", "fewest", "walking"


@dataclass(frozen=True, slots=True)
class Way:
    """One way, its journeys by departure. `first` is the one that stands for it, `marks` what it is best at.

    `key` names the way as long as the timetable has these lines.
    """

    key: str
    first: Offer
    offers: tuple[Offer, ...]
    marks: tuple[str, ...] = ()

    @property
    def every(self) -> int:
        """Minutes between vehicles where the first line promises only that; 0 where there are times."""
        return next((ride.headway // 60 for ride in self.first.journey.rides), 0)

    @property
    def others(self) -> tuple[Offer, ...]:
        """The other departures that are shown, by time."""
        return tuple(offer for offer in self.offers if offer is not self.first)[:MOST_DEPARTURES]

    @property
    def wheelchair(self) -> int:
        """2 when some ride is impossible with a wheelchair, 1 when all are possible, 0 when that is not known."""
        rides = [step.wheelchair for step in self.first.steps if step.kind == "ride"]
        return 2 if 2 in rides else 1 if rides and all(one == 1 for one in rides) else 0


def key_of(offer: Offer) -> str:
    """Twelve letters that stand for the lines of a journey; where one changes between two may differ."""
    lines = "\n".join(ride.route_id for ride in offer.journey.rides)
    return hashlib.sha256(lines.encode()).hexdigest()[:12]


def ways_of(offers: Sequence[Offer]) -> list[Way]:
    """At most six ways, in the order in which their first journeys come, the cheapest always among them."""
    grouped: dict[str, list[Offer]] = {}
    for offer in offers:
        grouped.setdefault(key_of(offer), []).append(offer)
    ways = [
        Way(key, those[0], tuple(sorted(those, key=lambda offer: offer.journey.departure)))
        for key, those in grouped.items()
    ]
    shown = ways[:MOST_WAYS]
    cheapest = min((way for way in ways if way.first.amount is not None), key=_price, default=None)
    if cheapest is not None and all(_price(way) > _price(cheapest) for way in shown):
        shown[-1] = cheapest
    return [Way(way.key, way.first, way.offers, _marks(way, shown)) for way in shown]


def _price(way: Way) -> float:
    return float("inf") if way.first.amount is None else way.first.amount


def _marks(way: Way, ways: Sequence[Way]) -> tuple[str, ...]:
    """What a way is best at among several; nothing is said where all are alike."""
    measures = {
        QUICKEST: [one.first.minutes for one in ways],
        CHEAPEST: [one.first.amount for one in ways if one.first.amount is not None],
        FEWEST_CHANGES: [one.first.journey.transfers for one in ways],
        LEAST_WALKING: [one.first.journey.walking_metres for one in ways],
    }
    mine = {
        QUICKEST: way.first.minutes,
        CHEAPEST: way.first.amount,
        FEWEST_CHANGES: way.first.journey.transfers,
        LEAST_WALKING: way.first.journey.walking_metres,
    }
    best = [
        mark for mark, values in measures.items() if values and mine[mark] == min(values) and min(values) < max(values)
    ]
    return tuple(mark for mark in best if mark in {QUICKEST, CHEAPEST} or QUICKEST not in best)
