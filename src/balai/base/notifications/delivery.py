"""Hand queued messages over to their channels, at least once each, a bounded number of times."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from datetime import datetime, timedelta
from itertools import groupby

from django.db import connection

from balai.base.notifications.channels import CHANNELS, Message, NotDelivered, Notifier
from balai.base.notifications.models import Notification, State
from balai.base.registry import Registry

logger = logging.getLogger("balai.notifications")

# After each failed attempt so long until the next; then the message has failed and stays to be seen.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360, 720))
# How long a worker has for a batch before another may take its messages: more than a batch can last.
LEASE = timedelta(minutes=10)
BATCH = 20

Channels = Registry[Notifier] | Mapping[str, Notifier]


def deliver_due(*, now: datetime, channels: Channels = CHANNELS, batch: int = BATCH) -> int:
    """Hand over at most `batch` messages that are due; how many were taken up.

    A row is claimed and committed before its message is handed over, and its result is committed right after.
    Many workers may do this at once: none waits for another, and no row is taken by two.
    """
    claimed = _claim(now=now, batch=batch)
    for channel, rows in groupby(sorted(claimed, key=lambda row: row.channel), key=lambda row: row.channel):
        _deliver_all(list(rows), channels[channel], now=now)
    return len(claimed)


_CLAIM = """
UPDATE notifications_notification AS taken
SET attempts = taken.attempts + 1, next_attempt_at = %(until)s
FROM (
    SELECT id FROM notifications_notification
    WHERE state = 'queued' AND next_attempt_at <= %(now)s
    ORDER BY next_attempt_at, id
    LIMIT %(batch)s
    FOR UPDATE SKIP LOCKED
) AS due
WHERE taken.id = due.id
RETURNING taken.id
"""


def _claim(*, now: datetime, batch: int) -> list[Notification]:
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, {"now": now, "until": now + LEASE, "batch": batch})
        ids = [row[0] for row in cursor.fetchall()]
    return list(Notification.objects.filter(pk__in=ids, state=State.QUEUED).order_by("pk")) if ids else []


def _deliver_all(rows: Sequence[Notification], notifier: Notifier, *, now: datetime) -> None:
    with ExitStack() as stack:
        try:
            hand_over = stack.enter_context(notifier.session())
        except NotDelivered as failure:
            for row in rows:
                _note_failure(row, failure, now=now)
            return
        for row in rows:
            _deliver_one(row, hand_over, now=now)


def _deliver_one(row: Notification, hand_over: Callable[[Message], None], *, now: datetime) -> None:
    content = row.content or {}
    message = Message(
        message_id=row.message_id,
        recipient=row.recipient,
        address=content.get("address", ""),
        language=row.language,
        subject=row.subject,
        body=row.body,
        link=row.link,
    )
    try:
        hand_over(message)
    except NotDelivered as failure:
        _note_failure(row, failure, now=now)
    else:
        # What was handed over is forgotten: addresses and private links would else lie here for years.
        Notification.objects.filter(pk=row.pk).update(
            state=State.SENT, sent_at=now, reason="", content=None, erased_at=now
        )


def _note_failure(row: Notification, failure: NotDelivered, *, now: datetime) -> None:
    gone = failure.final or row.attempts > len(WAITS)
    logger.warning("A message by %s was not delivered: %s", row.channel, failure.reason)
    Notification.objects.filter(pk=row.pk, state=State.QUEUED).update(
        state=State.FAILED if gone else State.QUEUED,
        next_attempt_at=now if gone else now + WAITS[row.attempts - 1],
        reason=failure.reason[:300],
    )
