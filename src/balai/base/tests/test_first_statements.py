"""The first statement of a request is the look whether the connection still lives: a server that restarted goes unnoticed."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from django.db import OperationalError
from django.db import connection as default

from balai.base.statements import first_rows_of

connection: Any = default  # the stubs know Django's general connection


def cut_off() -> None:
    """The server ends our connection, as it does when it stops."""
    number = first_rows_of("SELECT pg_backend_pid()", [])[0][0]
    ours = connection.settings_dict
    with psycopg.connect(
        host=ours["HOST"], port=ours["PORT"], dbname=ours["NAME"], user=ours["USER"], password=ours["PASSWORD"]
    ) as other:
        row = other.execute("SELECT pg_terminate_backend(%s, 10000)", [number]).fetchone()
        assert row == (True,)


def test_a_request_that_begins_on_a_broken_connection_is_answered(fresh_database: str) -> None:
    cut_off()
    connection.close_if_unusable_or_obsolete()  # as at the beginning of a request
    assert first_rows_of("SELECT %s::int + 1", [1]) == [(2,)]


def test_in_the_middle_of_a_request_it_is_told(fresh_database: str) -> None:
    cut_off()
    with pytest.raises(OperationalError):
        first_rows_of("SELECT 1", [])
    connection.close()
