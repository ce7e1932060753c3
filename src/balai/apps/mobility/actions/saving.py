"""Journeys that somebody keeps for themselves."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from balai.apps.mobility.models import SavedJourney
from balai.apps.mobility.rules import MOST_SAVED
from balai.base.errors import Refusal
from balai.base.people.models import User


class TooManySaved(Refusal):
    """You have saved twenty journeys. Remove one before you save another."""

    code = "mobility.too-many-saved"


@transaction.atomic
def save_journey(*, origin: str, target: str, by: User, now: datetime) -> SavedJourney:
    """Keep a journey; one that is kept already stays as it is.

    Raises:
        TooManySaved: there are twenty.
    """
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # two at once are counted one after the other
    mine = SavedJourney.objects.filter(owner=by)
    found = mine.filter(origin=origin, target=target).first()
    if found is not None:
        return found
    if mine.count() >= MOST_SAVED:
        raise TooManySaved
    return SavedJourney.objects.create(owner=by, origin=origin, target=target, at=now)


def drop_journey(*, public_id: UUID, by: User) -> bool:
    """Forget a journey of one's own; whether there was one."""
    return SavedJourney.objects.filter(owner=by, public_id=public_id).delete()[0] > 0


def forget_saved(*, user_id: int) -> int:
    """Forget all that somebody saved; how many."""
    return SavedJourney.objects.filter(owner_id=user_id).delete()[0]
