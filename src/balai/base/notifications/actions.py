"""Queue what people are told, mark it as read, forget it. Handing it over is in `delivery.py`."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils.crypto import salted_hmac

from balai.base.jobs import defer
from balai.base.notifications.channels import CHANNELS
from balai.base.notifications.models import Notification, State
from balai.base.notifications.tasks import deliver_notifications
from balai.base.people.models import User
from balai.base.statements import insert

logger = logging.getLogger("balai.notifications")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewNotification:
    """One message: keys of event and recipient, a channel's name, an address in its form, and the words.

    Words are written in `language` already. `link` is where the recipient can act. `subjects` has the subject in
    each language of the city, for a notice that several people read.
    """

    event: str
    recipient: str
    channel: str
    address: str
    subject: str
    body: str
    language: str
    link: str = ""
    subjects: Mapping[str, str] = field(default_factory=dict)


def queue_notifications(*, rows: Sequence[NewNotification], now: datetime) -> None:
    """Write what is to be told, in the transaction of its cause: at most two SQL statements.

    A message that was queued before, by event, recipient and channel, is left as it is. Channels that deliver
    when written need no job.

    Raises:
        NotRegistered: there is no such channel.
    """
    if not rows:
        return
    at_once = {row.channel: CHANNELS[row.channel].when_written for row in rows}
    insert([_row(row, at_once=at_once[row.channel], now=now) for row in rows], instead="ON CONFLICT DO NOTHING")
    if not all(at_once.values()):
        defer(deliver_notifications)


def _row(new: NewNotification, *, at_once: bool, now: datetime) -> Notification:
    content: dict[str, object] = {
        "address": new.address,
        "subject": new.subject,
        "body": new.body,
        "link": new.link,
    }
    if new.subjects:
        content["subjects"] = dict(new.subjects)
    return Notification(
        event=new.event,
        recipient=new.recipient,
        channel=new.channel,
        message_id=message_id_of(new.event, new.recipient, new.channel),
        language=new.language,
        content=content,
        state=State.SENT if at_once else State.QUEUED,
        sent_at=now if at_once else None,
        next_attempt_at=now,
        created_at=now,
    )


def message_id_of(event: str, recipient: str, channel: str) -> str:
    """The identifier of a message (RFC 5322, section 3.6.4), always the same for the same three keys."""
    digest = salted_hmac("balai.notifications", f"{event}\0{recipient}\0{channel}", algorithm="sha256")
    return f"<{digest.hexdigest()[:40]}@{settings.CONFIGURATION.host}>"


def retry_failed(*, notification_id: int, by: User, now: datetime) -> None:
    """Put a failed message back into the queue, from the beginning; one that was erased stays failed."""
    failed = Notification.objects.filter(pk=notification_id, state=State.FAILED, content__isnull=False)
    with transaction.atomic():
        if failed.update(state=State.QUEUED, attempts=0, next_attempt_at=now, reason=""):
            logger.info("Message %s is tried again by person %s", notification_id, by.pk)
            defer(deliver_notifications)


def mark_read(*, notification_ids: Collection[int], recipients: Collection[str], now: datetime) -> int:
    """Mark notices of these recipients as read; how many were not before. Others' notices are left alone."""
    return Notification.objects.filter(
        pk__in=notification_ids, recipient__in=recipients, channel="in_app", read_at__isnull=True
    ).update(read_at=now)


def mark_all_read(*, recipients: Collection[str], now: datetime) -> int:
    """Mark every notice of these recipients as read; how many were not before."""
    return Notification.objects.filter(recipient__in=recipients, channel="in_app", read_at__isnull=True).update(
        read_at=now
    )


def erase_notifications(*, event_prefix: str, now: datetime, forget_recipients: bool = False) -> int:
    """Empty the content of every message about events whose key begins so ("case:12:"); how many.

    What is still queued is not sent any more. `forget_recipients` also forgets which person was told, so that no row
    ties a person to the event; that somebody was told, when and how, stays, and so do the organisations.
    """
    with transaction.atomic():
        about = Notification.objects.filter(event__startswith=event_prefix)
        told = about.filter(content__isnull=False)
        told.filter(state=State.QUEUED).update(state=State.FAILED, reason="Erased before it was sent")
        emptied = told.update(content=None, erased_at=now)
        if forget_recipients:
            forget_recipients_of(about)
        return emptied


def forget_recipient(*, recipient: str, now: datetime) -> int:
    """Empty everything that one recipient was told, and forget who it was; how many messages."""
    with transaction.atomic():
        rows = Notification.objects.filter(recipient=recipient)
        told = rows.filter(content__isnull=False)
        told.filter(state=State.QUEUED).update(state=State.FAILED, reason="Erased before it was sent")
        told.update(content=None, erased_at=now)
        count = rows.count()
        forget_recipients_of(rows)
        return count


def forget_recipients_of(rows: QuerySet[Notification]) -> None:
    """Put a name that names nobody in the place of each person; the Message-ID, made from the name, goes too."""
    people = rows.filter(Q(recipient__startswith="user:") | Q(recipient__startswith="reporter:"))
    people.update(recipient=Concat(Value("erased:"), Cast("pk", CharField())), message_id="")
