"""Statements that a busy page sends again and again: PostgreSQL reads and plans them once for each connection."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import InterfaceError, OperationalError
from django.db import connection as default_connection

connection: Any = default_connection  # the stubs know Django's general connection, not that to PostgreSQL


@contextmanager
def prepared_cursor() -> Iterator[Any]:
    """A cursor that binds parameters in the server; counted, logged and translated like every other of Django's.

    Where a city's address of the database says nothing of `prepare_threshold`, for there a pooler may stand between,
    statements are sent whole each time.
    """
    connection.ensure_connection()
    with connection.wrap_database_errors:
        wrapped = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
        cursor = wrapped(psycopg.Cursor(connection.connection))
    with cursor:
        yield cursor


def first_rows(sql: str, parameters: Sequence[Any]) -> list[Any]:
    """The rows of a statement that may run twice, sent before anything else of a request.

    It stands in for Django's look whether the connection still lives (CONN_HEALTH_CHECKS): when it does not, the
    statement is sent once more by a new one. Within a transaction, or later in a request, it is sent once.
    """
    if connection.in_atomic_block or connection.connection is None or connection.health_check_done:
        return _rows(sql, parameters)
    connection.health_check_done = True
    try:
        return _rows(sql, parameters)
    except (OperationalError, InterfaceError):
        connection.close()
        return _rows(sql, parameters)


def _rows(sql: str, parameters: Sequence[Any]) -> list[Any]:
    with prepared_cursor() as cursor:
        cursor.execute(sql, parameters)
        rows: list[Any] = cursor.fetchall()
        return rows
