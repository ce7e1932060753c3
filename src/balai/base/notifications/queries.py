"""What people have been told."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import QuerySet

from balai.base.notifications.models import Notification, State
from balai.base.people.models import User


def recipient_of(user: User) -> str:
    """The key under which a person's own notices are kept."""
    return f"user:{user.pk}"


def recipient_of_organisation(code: str) -> str:
    """The key under which an organisation's notices are kept."""
    return f"organisation:{code}"


def notices(recipients: Collection[str], *, before: int | None = None, limit: int = 25) -> QuerySet[Notification]:
    """The in-app notices of these recipients, newest first; `before` is the primary key to go on from."""
    found = Notification.objects.filter(channel="in_app", recipient__in=recipients, content__isnull=False)
    if before is not None:
        found = found.filter(pk__lt=before)
    return found.order_by("-pk")[:limit]


def unread_count(recipients: Collection[str], *, most: int = 100) -> int:
    """How many notices of these recipients are unread, counted up to `most`."""
    unread = Notification.objects.filter(
        channel="in_app", recipient__in=recipients, read_at__isnull=True, content__isnull=False
    )
    return unread[:most].count()


def failed_notifications(*, limit: int = 100) -> QuerySet[Notification]:
    """Messages that were given up, newest first, each with its reason: for staff."""
    return Notification.objects.filter(state=State.FAILED).order_by("-pk")[:limit]
