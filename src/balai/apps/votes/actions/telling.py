"""Of which votes a person wants to hear: said, changed and ended by that person alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from balai.apps.votes.models import Interest
from balai.apps.votes.rules import TOPICS
from balai.base.areas.models import Area
from balai.base.people.models import User


@transaction.atomic
def want_to_hear(*, by: User, topics: Sequence[str], area: Area | None, now: datetime) -> Interest:
    """Say of which votes a person wants to be told; takes the place of what they said before."""
    chosen = [topic for topic in TOPICS if topic in topics]
    interest, _made = Interest.objects.update_or_create(
        user=by, defaults={"topics": chosen, "area": area, "since": now}
    )
    return interest


def want_no_more(*, user_id: int) -> int:
    """Forget of which votes a person wanted to hear, so that nobody tells them any more; 1, or 0 where nothing was."""
    return Interest.objects.filter(user_id=user_id).delete()[0]
