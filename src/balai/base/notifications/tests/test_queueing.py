"""A message is written once, with its cause, in two statements however many there are."""

from __future__ import annotations

import re

import pytest
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import DjangoAssertNumQueries

from balai.base.notifications.actions import message_id_of, queue_notifications
from balai.base.notifications.models import Notification, State
from balai.base.notifications.tests.rows import NOW, message
from balai.base.registry import NotRegistered

pytestmark = pytest.mark.django_db


def jobs() -> int:
    return ProcrastinateJob.objects.filter(task_name="notifications.deliver").count()


def test_many_messages_are_two_statements(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    rows = [
        message(recipient=f"user:{number}", channel=channel) for number in range(20) for channel in ("email", "in_app")
    ]
    with django_assert_num_queries(2):
        queue_notifications(rows=rows, now=NOW)
    assert (Notification.objects.count(), jobs()) == (40, 1)


def test_no_message_is_no_statement(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        queue_notifications(rows=[], now=NOW)


def test_the_same_event_recipient_and_channel_is_told_once() -> None:
    queue_notifications(rows=[message(), message()], now=NOW)
    queue_notifications(rows=[message(), message(channel="in_app"), message("case:12:4")], now=NOW)
    assert Notification.objects.count() == 3


def test_a_notice_on_the_pages_is_there_when_written(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        queue_notifications(rows=[message(channel="in_app")], now=NOW)
    notice = Notification.objects.get()
    assert (notice.state, notice.sent_at, notice.subject) == (State.SENT, NOW, "Laporan Anda selesai")
    assert jobs() == 0


def test_what_is_rolled_back_was_never_queued() -> None:
    with transaction.atomic():
        queue_notifications(rows=[message()], now=NOW)
        transaction.set_rollback(True)
    assert (Notification.objects.count(), jobs()) == (0, 0)


def test_an_unknown_channel_is_refused_before_anything_is_written() -> None:
    with pytest.raises(NotRegistered, match="in_app, email, demo"):
        queue_notifications(rows=[message(), message(channel="pigeon")], now=NOW)
    assert not Notification.objects.exists()


def test_a_message_has_the_same_identifier_for_ever() -> None:
    first, second = message_id_of("case:1:1", "user:7", "email"), message_id_of("case:1:1", "user:7", "email")
    assert first == second
    assert re.fullmatch(r"<[0-9a-f]{40}@[a-z0-9.-]+>", first)
    others = {message_id_of(*keys) for keys in (("case:1:2", "user:7", "email"), ("case:1:1", "user:71", "email"))}
    assert first not in others
    assert len(others) == 2
