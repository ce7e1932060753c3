"""The journeys that somebody saved."""

from __future__ import annotations

from typing import Any

from balai.apps.mobility.models import SavedJourney
from balai.base.people.models import User


def saved_of(person: User) -> list[SavedJourney]:
    """By their words; there are at most twenty."""
    return list(SavedJourney.objects.filter(owner=person).order_by("origin", "target"))


def saved_held(user_id: int) -> list[dict[str, Any]]:
    """The same as plain values, for who asks what the city holds."""
    rows = SavedJourney.objects.filter(owner_id=user_id).order_by("at")
    return [{"from": row.origin, "to": row.target, "at": row.at} for row in rows]
