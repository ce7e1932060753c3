"""Somebody's travel: journeys of the last weeks, each charge with its sentences, and what was mended later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from balai.apps.mobility.accounts import cards_of, late_lines_of, settled_cards
from balai.apps.mobility.models import Card, Dispute
from balai.apps.mobility.ruling import lines, tariff_of
from balai.base.city import city_zone
from balai.base.people.models import User
from balai.engines.fares.definition import Tariff
from balai.engines.fares.explaining import explain, sentence
from balai.engines.fares.rides import Charge
from balai.engines.fares.settling import Settled, ticket_day

SHOWN = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class ChargeLine:
    """One ride on the page. `key` finds it again; `changes` are sentences of what was mended later.

    `dispute` is the case in which the charge was called wrong, if it was.
    """

    key: str
    card: Card
    boarded: datetime
    network: str
    origin: str
    destination: str
    amount: int
    sentences: Sequence[str]
    changes: Sequence[str] = ()
    dispute: Dispute | None = None


@dataclass(frozen=True, slots=True)
class Journey:
    """Rides that were priced together, and what they cost together."""

    begun: datetime
    card: Card
    amount: int
    rides: Sequence[ChargeLine]

    @property
    def is_remarkable(self) -> bool:
        """Whether a charge of it was mended or called wrong."""
        return any(ride.changes or ride.dispute for ride in self.rides)


def travel_of(user: User, *, language: str, now: datetime) -> tuple[list[Card], list[Journey]]:
    """The cards of somebody, and the journeys of the last sixty days, the latest first."""
    cards = cards_of(user)
    return cards, journeys_of(cards, language=language, since=now - SHOWN)


def journeys_of(cards: Sequence[Card], *, language: str, since: datetime) -> list[Journey]:
    """The journeys of registered cards from a moment on, and from when each card was its holder's; the latest first."""
    settled = settled_cards([card.pk for card in cards])
    found = [
        journey
        for card in cards
        if card.pk in settled and card.owned_since
        for journey in _journeys(card, settled[card.pk], language=language, since=max(since, card.owned_since))
    ]
    return sorted(found, key=lambda one: one.begun, reverse=True)


def charge_of(user: User, key: str, *, language: str, now: datetime) -> ChargeLine | None:
    """One of somebody's rides by its key."""
    _cards, journeys = travel_of(user, language=language, now=now)
    return next((ride for journey in journeys for ride in journey.rides if ride.key == key), None)


def _journeys(card: Card, settled: Settled, *, language: str, since: datetime) -> list[Journey]:
    charges = [charge for charge in settled.bill.charges if charge.ride.boarded >= since]
    changes = late_lines_of([card.pk], [charge.ride.key for charge in charges])
    disputes = {one.key: one for one in Dispute.objects.filter(card=card).select_related("case")}
    grouped: dict[int, list[ChargeLine]] = {}
    for charge in charges:
        tariff = _tariff_at(charge.ride.boarded)
        if tariff is None:
            continue
        mended = [sentence(reason, tariff, language) for row, reason in changes if row.key == charge.ride.key]
        line = _line(card, charge, tariff, language, mended)
        line = replace(line, dispute=disputes.get(line.key))
        grouped.setdefault(charge.journey, []).append(line)
    return [
        Journey(rides[0].boarded, card, sum(ride.amount for ride in rides), tuple(rides)) for rides in grouped.values()
    ]


def _tariff_at(at: datetime) -> Tariff | None:
    """The tariff of a moment. The ticket days of all of a city's tariffs begin at one hour, but for the day of a change."""
    first = tariff_of(at.astimezone(city_zone()).date())
    return tariff_of(ticket_day(at, first, city_zone())) if first else None


def _line(card: Card, charge: Charge, tariff: Tariff, language: str, changes: Sequence[str]) -> ChargeLine:
    names, ride = lines().names, charge.ride
    network = tariff.network(ride.network)
    return ChargeLine(
        ride.key,
        card,
        ride.boarded,
        (network.title.get(language) if network else "") or ride.network,
        names.get(ride.origin, ride.origin),
        names.get(ride.destination, ride.destination),
        charge.amount,
        explain(charge, tariff, language, names),
        changes,
    )
