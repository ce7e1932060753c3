"""Functions that run with the owner's powers: only the running city may call them, and nobody can lead them astray."""

from __future__ import annotations

import pytest
from django.db import connection

LENT = """
SELECT routine.proname, routine.proconfig,
       EXISTS (SELECT FROM aclexplode(coalesce(routine.proacl, acldefault('f', routine.proowner))) AS entry
               WHERE entry.grantee = 0),
       has_function_privilege(current_user, routine.oid, 'EXECUTE')
FROM pg_proc AS routine
JOIN pg_namespace AS space ON space.oid = routine.pronamespace
WHERE routine.prosecdef AND space.nspname = 'public'
"""


LENDERS = [
    "audit_forget",
    "cases_coarsen",
    "cases_cover",
    "cases_erase",
    "cases_uncover",
    "votes_last_counts",
    "votes_last_secret_counts",
    "votes_take_ballot",
    "votes_take_secret_ballot",
]


@pytest.mark.django_db
def test_functions_with_the_owners_powers_are_closed_to_strangers() -> None:
    with connection.cursor() as cursor:
        cursor.execute(LENT)
        found = cursor.fetchall()
    assert sorted(row[0] for row in found) == LENDERS
    for name, settings, by_everyone, by_app in found:
        # A schema of temporary tables is searched first unless it is named: named last, nothing there can pose as ours.
        assert settings == ["search_path=pg_catalog, public, pg_temp"], name
        assert not by_everyone, name
        assert by_app, name
