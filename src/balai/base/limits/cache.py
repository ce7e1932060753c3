"""The cache that all processes share: an unlogged table, one statement for each call.

Django's own database cache counts its rows at every write, removes what has expired while it reads (which a GET
may not), keeps pickles, and keeps keys as they are, with people's addresses in them.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import connection

_PARTS: Mapping[str, str] = {
    "alive": "expires > statement_timestamp()",
    "until": "coalesce(statement_timestamp() + make_interval(secs => %(seconds)s), 'infinity')",
    "keep": "INSERT INTO {table} AS kept (cache_key, value, expires) VALUES (%(key)s, %(value)s, {until}) "
    "ON CONFLICT (cache_key) DO UPDATE SET value = excluded.value, expires = excluded.expires",
}
_STATEMENTS: Mapping[str, str] = {
    "get": "SELECT value FROM {table} WHERE cache_key = %(key)s AND {alive}",
    "set": "{keep}",
    "add": "{keep} WHERE NOT kept.{alive} RETURNING 1",
    "touch": "UPDATE {table} SET expires = {until} WHERE cache_key = %(key)s AND {alive} RETURNING 1",
    "increase": "UPDATE {table} SET value = (value::bigint + %(by)s)::text WHERE cache_key = %(key)s AND {alive} "
    "RETURNING value",
    "delete": "DELETE FROM {table} WHERE cache_key = %(key)s RETURNING 1",
    "clear": "DELETE FROM {table}",
    "purge": "WITH gone AS (DELETE FROM {table} WHERE expires <= %(now)s RETURNING 1) SELECT count(*) FROM gone",
}


class SharedCache(BaseCache):
    """A cache backend over the table LOCATION (cache_key, value, expires). Values are what JSON can say."""

    def __init__(self, table: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        names = {"table": f'"{table}"'}
        for name, text in _PARTS.items():
            names[name] = text.format(**names)
        self._statements = {name: text.format(**names) for name, text in _STATEMENTS.items()}

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        row = self._ask("get", key=self._hashed(key, version))
        return default if row is None else json.loads(row[0])

    def set(self, key: str, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        self._ask("set", key=self._hashed(key, version), value=json.dumps(value), seconds=self._seconds(timeout))

    def add(self, key: str, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Keep it unless something alive is there; of many at the same time, one succeeds."""
        given = {"key": self._hashed(key, version), "value": json.dumps(value), "seconds": self._seconds(timeout)}
        return self._ask("add", **given) is not None

    def touch(self, key: str, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return self._ask("touch", key=self._hashed(key, version), seconds=self._seconds(timeout)) is not None

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """Add to a whole number that is there.

        Raises:
            ValueError: nothing alive is there.
        """
        row = self._ask("increase", key=self._hashed(key, version), by=delta)
        if row is None:
            raise ValueError(f"Key {key!r} not found")
        return int(row[0])

    def delete(self, key: str, version: int | None = None) -> bool:
        return self._ask("delete", key=self._hashed(key, version)) is not None

    def clear(self) -> None:
        self._ask("clear")

    def purge(self, *, now: datetime) -> int:
        """Remove what has expired; how many."""
        row = self._ask("purge", now=now)
        return int(row[0]) if row else 0

    def _ask(self, name: str, **given: Any) -> tuple[Any, ...] | None:
        with connection.cursor() as cursor:
            cursor.execute(self._statements[name], given)
            return cursor.fetchone() if cursor.description else None

    def _hashed(self, key: str, version: int | None) -> str:
        """Keys name addresses and accounts: what is stored says nothing without the installation's secret."""
        return hmac.digest(settings.SECRET_KEY.encode(), self.make_key(key, version).encode(), "sha256").hex()

    def _seconds(self, timeout: float | None) -> float | None:
        """None is for ever; nothing or less has expired already."""
        seconds = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        return None if seconds is None else max(0.0, float(seconds))


def purge_caches(*, now: datetime) -> int:
    """Remove what has expired from every shared cache of the settings; how many."""
    return sum(
        cache.purge(now=now) for cache in map(caches.__getitem__, settings.CACHES) if isinstance(cache, SharedCache)
    )
