"""A channel that fails on purpose, to try what happens then and to copy from.

What the address begins with decides: "refused" is refused for good, "busy" is refused this time; everything else
arrives in `outbox`. While `is_closed`, the channel cannot be reached at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from balai.base.notifications.channels import Message, NotDelivered


class DemoNotifier:
    """Keeps what arrived in `outbox`, in this process only."""

    when_written = False

    def __init__(self) -> None:
        self.outbox: list[Message] = []
        self.is_closed = False

    @contextmanager
    def session(self) -> Iterator[Callable[[Message], None]]:
        """Refuses everything while `is_closed`."""
        if self.is_closed:
            raise NotDelivered("The demo channel is closed")
        yield self._hand_over

    def _hand_over(self, message: Message) -> None:
        if message.address.startswith("refused"):
            raise NotDelivered("The demo channel refuses this address", final=True)
        if message.address.startswith("busy"):
            raise NotDelivered("The demo channel is busy")
        self.outbox.append(message)


NOTIFIER = DemoNotifier()
