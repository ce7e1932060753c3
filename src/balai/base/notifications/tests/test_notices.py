"""People read the notices of their own and of their organisations, newest first, and nobody else's."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from balai.base.notifications.actions import erase_notifications, mark_all_read, mark_read, queue_notifications
from balai.base.notifications.models import Notification
from balai.base.notifications.queries import notices, recipient_of, recipient_of_organisation, unread_count
from balai.base.notifications.tests.rows import NOW, message
from balai.base.people.models import User

pytestmark = pytest.mark.django_db
OFFICE = recipient_of_organisation("kelurahan-melati")


@pytest.fixture
def mine() -> str:
    person = User.objects.create_user("warga@example.id")
    recipients = [recipient_of(person), OFFICE, "user:999999"]
    rows = [
        message(f"case:{number}:1", recipient=recipient, channel="in_app")
        for number in range(3)
        for recipient in recipients
    ]
    queue_notifications(rows=[*rows, message("case:9:1", recipient=recipients[0], channel="email")], now=NOW)
    return recipients[0]


def test_notices_are_those_of_the_recipients(mine: str, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        found = list(notices([mine, OFFICE]))
    assert {notice.recipient for notice in found} == {mine, OFFICE}
    assert [notice.pk for notice in found] == sorted((notice.pk for notice in found), reverse=True)
    assert len(found) == 6
    assert found[0].link == "https://balai.example/laporan/JKT-1"


def test_notices_go_on_from_a_place(mine: str) -> None:
    first = list(notices([mine], limit=2))
    rest = list(notices([mine], before=first[-1].pk, limit=2))
    assert len(rest) == 1
    assert rest[0].pk < first[-1].pk


def test_unread_notices_are_counted_up_to_a_bound(mine: str) -> None:
    assert unread_count([mine, OFFICE]) == 6
    assert unread_count([mine, OFFICE], most=4) == 4


def test_reading_marks_only_ones_own(mine: str) -> None:
    everything = list(Notification.objects.values_list("pk", flat=True))
    assert mark_read(notification_ids=everything, recipients=[mine], now=NOW) == 3
    assert mark_read(notification_ids=everything, recipients=[mine], now=NOW + timedelta(hours=1)) == 0
    assert unread_count([mine]) == 0
    assert unread_count([OFFICE]) == 3
    assert set(notices([mine]).values_list("read_at", flat=True)) == {NOW}


def test_everything_can_be_marked_as_read(mine: str) -> None:
    assert mark_all_read(recipients=[mine, OFFICE], now=NOW) == 6
    assert unread_count([mine, OFFICE]) == 0


def test_an_erased_notice_is_not_shown(mine: str) -> None:
    erase_notifications(event_prefix="case:1:", now=NOW)
    assert len(notices([mine])) == 2
    assert unread_count([mine]) == 2
