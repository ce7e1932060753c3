"""Whether the talk with neighbours needs somebody's attention."""

from __future__ import annotations

from datetime import datetime

from balai.apps.exchange.adapters.sp4n_lapor import assumptions
from balai.apps.exchange.models import Neighbour, Outgoing, Refused
from balai.apps.exchange.neighbours import ports


def silent_neighbours(*, now: datetime) -> list[tuple[str, datetime | None]]:
    """Neighbours that were asked and have not answered for too long, and since when; None: never."""
    asked = Neighbour.objects.filter(source__in=ports(), failures__gt=0)
    return [
        (one.source, one.answered_at)
        for one in asked
        if one.answered_at is None or now - one.answered_at > assumptions.SILENCE
    ]


def needs_a_hand() -> int:
    """How many records and messages could not be taken in or told."""
    refused = Refused.objects.filter(settled_at__isnull=True).count()
    return refused + Outgoing.objects.filter(given_up_at__isnull=False).count()
