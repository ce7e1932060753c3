"""Notices on the pages of the city: the row is the message."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from balai.base.notifications.channels import Message


class InAppNotifier:
    """Delivered when written; shown by `balai.base.notifications.queries`."""

    when_written = True

    @contextmanager
    def session(self) -> Iterator[Callable[[Message], None]]:
        """Nothing is handed over."""
        yield _hand_over


def _hand_over(message: Message) -> None:
    """The row is there already; this is never asked for."""
    del message


NOTIFIER = InAppNotifier()
