"""Keeps the count of open work."""

from __future__ import annotations

from datetime import datetime

from balai.apps.cases.service import count_open_work
from balai.apps.supervision.kept import OPEN_WORK, written
from balai.apps.supervision.models import Snapshot


def keep_open_work(*, now: datetime) -> None:
    """Count the open work of the city and keep it in place of the count before."""
    Snapshot.objects.update_or_create(name=OPEN_WORK, defaults=written(count_open_work(now)))
