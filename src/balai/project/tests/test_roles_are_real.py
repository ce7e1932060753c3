"""Tests run as `app`, which owns nothing; migrations ran as `owner`."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import ProgrammingError, connection, transaction

from balai.base.people.models import User


@pytest.mark.django_db
def test_app_may_write_rows_but_owns_no_table() -> None:
    User.objects.create_user("siti@example.org", "a long password")
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, (SELECT count(*) FROM pg_tables WHERE tableowner = current_user)")
        assert cursor.fetchone() == ("app", 0)


@pytest.mark.django_db
@pytest.mark.parametrize("statement", ["TRUNCATE people_user", "DROP TABLE people_user", "CREATE TABLE other ()"])
def test_app_may_not_change_the_schema(statement: str) -> None:
    with (
        pytest.raises(ProgrammingError, match=r"permission denied|must be owner"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_a_committing_test_has_a_database_of_its_own(fresh_database: str) -> None:
    def count() -> int:
        try:
            return User.objects.count()
        finally:
            connection.close()

    User.objects.create_user("budi@example.org", "a long password")
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(count).result() == 1


@pytest.mark.django_db(transaction=True)
def test_what_another_test_committed_is_gone() -> None:
    assert User.objects.count() == 0
