"""The ways in which the city tells people something, and what each must be able to do.

A new channel is a folder beside those in `adapters/`: copy `adapters/demo`, which shows every way to fail.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from balai.base.registry import Registry


@dataclass(frozen=True, slots=True)
class Message:
    """What a channel hands over. `message_id` is the same at every attempt, in the form "<…@host>".

    `address` is where to, in the channel's own form; `language` the one that subject and body are written in.
    """

    message_id: str
    recipient: str
    address: str
    language: str
    subject: str
    body: str
    link: str = ""


class NotDelivered(Exception):
    """The channel did not take a message. `final`: trying again would not help."""

    def __init__(self, reason: str, *, final: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.final = final


class Notifier(Protocol):
    """One channel.

    `when_written`: the row itself is the message, so there is nothing to hand over. `session` opens what a batch
    of messages shares and gives the function that hands over one; both raise `NotDelivered`, `session` for all.
    """

    when_written: bool

    def session(self) -> AbstractContextManager[Callable[[Message], None]]: ...


CHANNELS: Registry[Notifier] = Registry(
    "notification channel",
    [
        ("in_app", "balai.base.notifications.adapters.in_app.notifier:NOTIFIER"),
        ("email", "balai.base.notifications.adapters.email.notifier:NOTIFIER"),
        ("demo", "balai.base.notifications.adapters.demo.notifier:NOTIFIER"),
    ],
)
