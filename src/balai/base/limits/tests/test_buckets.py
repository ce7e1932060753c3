from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from balai.base.limits.actions import Charge, key_of, purge, spend
from balai.base.limits.models import Bucket
from balai.base.limits.tables import Rate

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
THREE = Rate(at_once=3, a_minute=6)  # one comes back every ten seconds


def charge(value: str = "203.0.113.7", *, rate: Rate = THREE, kind: str = "address", limit: str = "test") -> Charge:
    return Charge(limit, kind, value, rate)


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_so_many_at_once_then_one_by_one() -> None:
    assert [spend(charges=[charge()], now=NOON) for _ in range(5)] == [0, 0, 0, 10, 10]
    assert spend(charges=[charge()], now=NOON + timedelta(seconds=9)) == 1
    assert spend(charges=[charge()], now=NOON + timedelta(seconds=10)) == 0
    assert spend(charges=[charge()], now=NOON + timedelta(seconds=10)) == 10


@pytest.mark.django_db
def test_after_a_pause_all_of_it_is_there_again() -> None:
    for _ in range(9):
        spend(charges=[charge()], now=NOON)
    assert [spend(charges=[charge()], now=NOON + timedelta(seconds=30)) for _ in range(4)] == [0, 0, 0, 10]


@pytest.mark.django_db
def test_visitors_and_limits_are_counted_apart() -> None:
    for _ in range(4):
        spend(charges=[charge()], now=NOON)
    others = [charge("203.0.113.8"), charge(limit="other"), charge(kind="account")]
    assert [spend(charges=[other], now=NOON) for other in others] == [0, 0, 0]
    assert spend(charges=[charge()], now=NOON) > 0


@pytest.mark.django_db
def test_one_full_bucket_is_enough_and_the_longest_wait_is_told() -> None:
    slow = charge("17", rate=Rate(at_once=1, a_minute=1), kind="account")
    assert [spend(charges=[charge(), slow], now=NOON) for _ in range(2)] == [0, 60]


@pytest.mark.django_db
def test_a_check_is_one_statement() -> None:
    with CaptureQueriesContext(connection) as queries:
        spend(charges=[charge(), charge("17", kind="account")], now=NOON)
    assert len(queries) == 1
    with CaptureQueriesContext(connection) as queries:
        assert spend(charges=[], now=NOON) == 0
    assert len(queries) == 0


@pytest.mark.django_db
def test_what_is_kept_tells_nobody_who_it_was() -> None:
    spend(charges=[charge("198.51.100.23")], now=NOON)
    key = bytes(Bucket.objects.get().key)
    assert len(key) == 16
    assert b"198.51" not in key
    tomorrow = key_of(charge("198.51.100.23"), NOON.date() + timedelta(days=1))
    assert key == key_of(charge("198.51.100.23"), NOON.date())
    assert key != tomorrow


@pytest.mark.django_db
def test_full_buckets_are_forgotten_and_only_those() -> None:
    spend(charges=[charge("a")], now=NOON)
    for _ in range(3):
        spend(charges=[charge("b")], now=NOON)
    assert purge(now=NOON + timedelta(seconds=9)) == 0
    assert purge(now=NOON + timedelta(seconds=10)) == 1
    assert spend(charges=[charge("b")], now=NOON + timedelta(seconds=10)) == 0
    assert purge(now=NOON + timedelta(minutes=5)) == 1


@pytest.mark.django_db
def test_the_table_is_unlogged() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relpersistence FROM pg_class WHERE relname = 'limits_bucket'")
        assert cursor.fetchone() == ("u",)


@pytest.mark.django_db(transaction=True)
def test_parallel_requests_never_get_more_than_there_is() -> None:
    generous = Rate(at_once=20, a_minute=1)
    first, second = charge("a", rate=generous), charge("b", rate=generous, kind="account")

    def ask(number: int) -> int:
        # Both orders: were rows locked as they are named, two of these could wait for each other for ever.
        try:
            return spend(charges=[first, second] if number % 2 else [second, first], now=NOON)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        waits = list(pool.map(ask, range(60)))
    assert waits.count(0) == 20


@pytest.mark.django_db
@settings(max_examples=60, deadline=None)
@given(
    at_once=st.integers(1, 20),
    a_minute=st.sampled_from([1, 2, 7, 30, 120, 600]),
    pauses=st.lists(st.integers(0, 90), min_size=1, max_size=30),
)
def test_nobody_gets_more_than_the_rate_and_who_waits_is_let_in(at_once: int, a_minute: int, pauses: list[int]) -> None:
    rate = Rate(at_once, a_minute)
    now, allowed = NOON, 0
    with undone():
        for pause in pauses:
            now += timedelta(seconds=pause)
            allowed += spend(charges=[charge(rate=rate)], now=now) == 0
            assert allowed <= at_once + (now - NOON).total_seconds() / rate.cost + 0.001
        wait = spend(charges=[charge(rate=rate)], now=now)
        if wait:
            assert wait <= rate.cost + 1
            assert spend(charges=[charge(rate=rate)], now=now + timedelta(seconds=wait)) == 0
