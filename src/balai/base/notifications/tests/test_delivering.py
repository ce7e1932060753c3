"""A queued message is handed over; what fails is tried a bounded number of times and then stays to be seen."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection, connections

from balai.base.notifications import delivery
from balai.base.notifications.actions import erase_notifications, queue_notifications, retry_failed
from balai.base.notifications.adapters.demo.notifier import NOTIFIER as DEMO
from balai.base.notifications.channels import Message
from balai.base.notifications.delivery import LEASE, WAITS, deliver_due
from balai.base.notifications.models import Notification, State
from balai.base.notifications.queries import failed_notifications
from balai.base.notifications.tests.rows import NOW, message
from balai.base.people.models import User

A_MOMENT = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def demo() -> Iterator[None]:
    DEMO.outbox.clear()
    DEMO.is_closed = False
    yield
    DEMO.is_closed = False


@pytest.mark.django_db
def test_a_message_is_handed_over_once() -> None:
    queue_notifications(rows=[message()], now=NOW)
    assert deliver_due(now=NOW) == 1
    assert deliver_due(now=NOW + LEASE) == 0
    row = Notification.objects.get()
    assert (row.state, row.sent_at, row.attempts) == (State.SENT, NOW, 1)
    assert (row.content, row.erased_at) == (None, NOW)
    sent = DEMO.outbox
    assert [(found.address, found.message_id, found.language) for found in sent] == [
        ("melati@example.id", row.message_id, "id")
    ]


@pytest.mark.django_db
def test_a_busy_channel_is_tried_again_ever_later_and_then_given_up() -> None:
    queue_notifications(rows=[message(address="busy@example.id")], now=NOW)
    at = NOW
    for wait in WAITS:
        assert deliver_due(now=at) == 1
        assert deliver_due(now=at + wait - A_MOMENT) == 0
        at += wait
    assert deliver_due(now=at) == 1
    row = failed_notifications().get()
    assert (row.state, row.attempts, row.reason) == (State.FAILED, len(WAITS) + 1, "The demo channel is busy")
    assert deliver_due(now=at + timedelta(days=30)) == 0


@pytest.mark.django_db
def test_a_final_refusal_is_not_tried_again() -> None:
    queue_notifications(rows=[message(address="refused@example.id"), message("case:12:4")], now=NOW)
    assert deliver_due(now=NOW) == 2
    assert failed_notifications().get().reason == "The demo channel refuses this address"
    assert len(DEMO.outbox) == 1


@pytest.mark.django_db
def test_a_closed_channel_loses_nothing_and_stops_no_other() -> None:
    queue_notifications(rows=[message(), message("case:12:4")], now=NOW)
    DEMO.is_closed = True
    assert deliver_due(now=NOW) == 2
    assert not DEMO.outbox
    DEMO.is_closed = False
    assert deliver_due(now=NOW + WAITS[0]) == 2
    assert len(DEMO.outbox) == 2


@pytest.mark.django_db
def test_what_a_killed_worker_had_taken_up_comes_back() -> None:
    queue_notifications(rows=[message()], now=NOW)
    assert len(delivery._claim(now=NOW, batch=20)) == 1  # and here the worker is killed
    assert deliver_due(now=NOW + LEASE - A_MOMENT) == 0
    assert deliver_due(now=NOW + LEASE) == 1
    assert Notification.objects.get().attempts == 2
    assert len(DEMO.outbox) == 1


@pytest.mark.django_db
def test_a_failed_message_can_be_tried_again_by_hand() -> None:
    queue_notifications(rows=[message(address="refused@example.id")], now=NOW)
    deliver_due(now=NOW)
    row = failed_notifications().get()
    Notification.objects.filter(pk=row.pk).update(content={**(row.content or {}), "address": "melati@example.id"})
    retry_failed(notification_id=row.pk, by=User.objects.create_user("admin@example.id"), now=NOW)
    assert deliver_due(now=NOW) == 1
    assert Notification.objects.get().state == State.SENT


@pytest.mark.django_db
def test_an_erased_message_is_empty_and_not_sent() -> None:
    queue_notifications(rows=[message("case:12:3"), message("case:12:4"), message("case:123:1")], now=NOW)
    deliver_due(now=NOW, batch=1)
    assert erase_notifications(event_prefix="case:12:", now=NOW) == 1  # the other was forgotten when it was sent
    assert deliver_due(now=NOW) == 1
    assert len(DEMO.outbox) == 2
    erased = Notification.objects.filter(event__startswith="case:12:").order_by("pk")
    assert [(row.content, row.subject, row.erased_at) for row in erased] == [(None, "", NOW)] * 2
    assert [row.state for row in erased] == [State.SENT, State.FAILED]


class Watching:
    """A channel that calls a function for each message."""

    when_written = False

    def __init__(self, watch: Callable[[Message], None]) -> None:
        self.watch = watch

    @contextmanager
    def session(self) -> Iterator[Callable[[Message], None]]:
        yield self.watch


def test_two_workers_never_take_the_same_message(fresh_database: str) -> None:
    """The first waits inside its channel while the second works through the rest."""
    queue_notifications(rows=[message(f"case:{number}:1") for number in range(10)], now=NOW)
    seen: list[str] = []
    inside, go_on = threading.Event(), threading.Event()

    def watch(found: Message) -> None:
        seen.append(found.message_id)
        if not inside.is_set():
            inside.set()
            assert go_on.wait(60)

    def work() -> None:
        deliver_due(now=NOW, channels={"demo": Watching(watch)}, batch=5)
        connections.close_all()

    first = threading.Thread(target=work)
    first.start()
    assert inside.wait(60)
    deliver_due(now=NOW, channels={"demo": Watching(watch)}, batch=20)
    go_on.set()
    first.join(60)
    assert len(seen) == len(set(seen)) == 10
    assert Notification.objects.filter(state=State.SENT, attempts=1).count() == 10


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_a_message_is_handed_over() -> None:
    found: list[bool] = []
    queue_notifications(rows=[message()], now=NOW)
    deliver_due(now=NOW, channels={"demo": Watching(lambda _: found.append(connection.in_atomic_block))})
    assert found == [False]
