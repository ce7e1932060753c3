"""Messages for tests."""

from __future__ import annotations

from datetime import UTC, datetime

from balai.base.notifications.actions import NewNotification

NOW = datetime(2026, 11, 21, 3, tzinfo=UTC)


def message(
    event: str = "case:12:3", *, recipient: str = "user:7", channel: str = "demo", address: str = "melati@example.id"
) -> NewNotification:
    """A message about a report, in Indonesian."""
    return NewNotification(
        event=event,
        recipient=recipient,
        channel=channel,
        address=address,
        subject="Laporan Anda selesai",
        body="Silakan lihat hasilnya.",
        language="id",
        link="https://balai.example/laporan/JKT-1",
    )
