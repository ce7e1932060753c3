"""The one place that reads the wall clock; views, jobs and commands ask here and pass `now` on."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    """The present instant, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 (this is the one place)
