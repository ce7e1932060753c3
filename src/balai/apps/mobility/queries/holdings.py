"""What is held on somebody's travel, as plain values that become JSON."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from balai.apps.mobility.accounts import cards_of
from balai.apps.mobility.models import Card, Entitlement
from balai.apps.mobility.queries.travel import Journey, journeys_of
from balai.base.people.models import User

EVER = datetime(1, 1, 2, tzinfo=UTC)


def travel_held(user: User, *, language: str) -> list[dict[str, Any]]:
    """Each card of somebody, with its groups and every ride since it was theirs, charges in whole rupiah."""
    cards = cards_of(user)
    journeys = journeys_of(cards, language=language, since=EVER)
    return [_card(card, [journey for journey in journeys if journey.card == card]) for card in cards]


def _card(card: Card, journeys: list[Journey]) -> dict[str, Any]:
    groups = Entitlement.objects.filter(card=card).order_by("since", "id")
    return {
        "card_ending_in": card.ending,
        "registered_at": card.owned_since,
        "groups": [{"group": row.group, "since": row.since, "until": row.until} for row in groups],
        "rides": [
            {
                "boarded": ride.boarded,
                "network": ride.network,
                "from": ride.origin,
                "to": ride.destination,
                "charged": ride.amount,
                "why": [*ride.sentences, *ride.changes],
            }
            for journey in journeys
            for ride in journey.rides
        ],
    }
