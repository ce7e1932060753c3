"""Tells a database that is away, or too busy for a moment, from a mistake of ours."""

from __future__ import annotations

from collections.abc import Iterator

import django.db
import psycopg

ABOUT_THE_CONNECTION = (
    django.db.OperationalError,
    django.db.InterfaceError,
    psycopg.OperationalError,
    psycopg.InterfaceError,
)
AWAY = ("08", "57P", "53")
"""SQLSTATE beginnings (PostgreSQL, appendix A): connection exception, operator intervention, no resources."""
BUSY = ("40001", "40P01", "55P03")
"""Serialization failure, deadlock, lock not available: the same request succeeds a moment later."""


def is_away(error: BaseException | None) -> bool:
    """Whether `error` comes from a connection that could not be had or broke; such a request may be sent again."""
    for cause in _causes(error):
        if not isinstance(cause, ABOUT_THE_CONNECTION):
            continue
        state = getattr(cause, "sqlstate", None)
        if state is not None:
            return state.startswith(AWAY) or state in BUSY
        if isinstance(cause, psycopg.OperationalError | psycopg.InterfaceError):
            return True  # no answer from the server at all: refused, timed out, closed, no connection free in the pool
    return isinstance(error, django.db.InterfaceError)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__
