"""Which feed rules on which day."""

from __future__ import annotations

from datetime import date

from balai.apps.mobility.models import FeedActivation


def standing() -> list[FeedActivation]:
    """What was activated and not taken back, in the order in which it comes to rule."""
    rows = FeedActivation.objects.filter(withdrawn_at__isnull=True).select_related("version")
    return list(rows.defer("version__report").order_by("since", "id"))


def ruling_on(day: date) -> FeedActivation | None:
    """What rules on a day."""
    return next((row for row in reversed(standing()) if row.since <= day), None)
