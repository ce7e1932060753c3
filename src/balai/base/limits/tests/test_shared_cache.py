from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from balai.base import clock
from balai.base.limits.cache import SharedCache, purge_caches

MINUTE = 60


@pytest.fixture
def cache() -> SharedCache:
    found = caches["default"]
    assert isinstance(found, SharedCache)
    return found


@pytest.mark.django_db
def test_what_was_set_is_there_until_it_expires(cache: SharedCache) -> None:
    assert cache.get("tries", []) == []
    cache.set("tries", [1.5, 2.5], MINUTE)
    cache.set("gone", "x", 0)
    cache.set("for ever", {"a": None}, None)
    assert cache.get("tries") == [1.5, 2.5]
    assert cache.get("gone") is None
    assert "gone" not in cache
    assert cache.get_many(["tries", "gone", "for ever"]) == {"tries": [1.5, 2.5], "for ever": {"a": None}}
    cache.set("tries", [], MINUTE)
    assert cache.get("tries") == []


@pytest.mark.django_db
def test_adding_succeeds_once_until_it_expires_or_is_deleted(cache: SharedCache) -> None:
    assert [cache.add("lock", True, MINUTE), cache.add("lock", False, MINUTE)] == [True, False]
    assert cache.get("lock") is True
    assert [cache.delete("lock"), cache.delete("lock")] == [True, False]
    assert cache.add("lock", True, 0)
    assert cache.add("lock", True, MINUTE)


@pytest.mark.django_db
def test_counting_and_prolonging_need_something_alive(cache: SharedCache) -> None:
    cache.set("visits", 1, MINUTE)
    assert [cache.incr("visits"), cache.incr("visits", 5), cache.decr("visits")] == [2, 7, 6]
    assert [cache.touch("visits", 0), cache.touch("visits", MINUTE)] == [True, False]
    with pytest.raises(ValueError, match="not found"):
        cache.incr("visits")


@pytest.mark.django_db
def test_each_call_is_one_statement(cache: SharedCache) -> None:
    calls = [
        lambda: cache.set("a", 1, MINUTE),
        lambda: cache.get("a"),
        lambda: cache.add("a", 1, MINUTE),
        lambda: cache.incr("a"),
        lambda: cache.touch("a", MINUTE),
        lambda: cache.delete("a"),
        cache.clear,
    ]
    for call in calls:
        with CaptureQueriesContext(connection) as queries:
            call()
        assert len(queries) == 1


@pytest.mark.django_db
def test_no_address_stands_in_the_table(cache: SharedCache) -> None:
    cache.set("login_failed:ip:203.0.113.9", [1.0], MINUTE)
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT cache_key FROM "{settings.CACHES["default"]["LOCATION"]}"')
        keys = [row[0] for row in cursor.fetchall()]
    assert len(keys) == 1
    assert "203.0.113.9" not in keys[0]
    assert len(keys[0]) == 64


@pytest.mark.django_db
def test_reading_what_has_expired_writes_nothing(cache: SharedCache) -> None:
    cache.set("old", 1, 0)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION READ ONLY")
        assert cache.get("old") is None


@pytest.mark.django_db
def test_what_has_expired_is_removed_in_the_background(cache: SharedCache) -> None:
    cache.set("short", 1, MINUTE)
    cache.set("long", 1, 10 * MINUTE)
    cache.set("for ever", 1, None)
    assert purge_caches(now=clock.now()) == 0
    assert purge_caches(now=clock.now() + timedelta(minutes=5)) == 1
    assert cache.get("long") == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_gets_the_lock_and_no_count_is_lost(cache: SharedCache) -> None:
    cache.set("count", 0, MINUTE)

    def ask(_number: int) -> bool:
        try:
            mine = caches["default"]
            mine.incr("count")
            return bool(mine.add("lock", True, MINUTE))
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(ask, range(40))).count(True) == 1
    assert cache.get("count") == 40
