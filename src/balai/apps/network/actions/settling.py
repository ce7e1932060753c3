"""An officer has looked at an alarm: it is closed, and where a break was declared, that is accepted with it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from balai.apps.network.actions.alarming import BROKEN, FORKED, close_alarm
from balai.apps.network.actions.breaks import accept_break
from balai.apps.network.models import Alarm
from balai.base.people.models import User


@transaction.atomic
def settle_alarm(*, alarm: Alarm, by: User, words: str, now: datetime) -> None:
    """Close it with words that everyone can read. With a declared break the forks that it explains are closed, too."""
    close_alarm(alarm=alarm, by=by, words=words, now=now)
    if alarm.kind != BROKEN:
        return
    for fork in Alarm.objects.filter(peer=alarm.peer_id, kind=FORKED, closed_at__isnull=True):
        close_alarm(alarm=fork, by=by, words=words, now=now)
    accept_break(alarm.peer, now)
