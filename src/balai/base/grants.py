"""Narrowing the rights of every role that has any on a table: the SQL that migration operations run."""

from __future__ import annotations

from collections.abc import Sequence

_BLOCK = """
DO $$
DECLARE held record;
BEGIN
    {first};
    FOR held IN
        SELECT DISTINCT grantee.rolname AS name
        FROM pg_class AS relation
        CROSS JOIN LATERAL aclexplode(relation.relacl) AS entry
        JOIN pg_roles AS grantee ON grantee.oid = entry.grantee
        WHERE relation.oid = '{table}'::regclass AND {which}
    LOOP
        {each}
    END LOOP;
END $$;
"""
NOT_THE_OWNER = "entry.grantee <> relation.relowner"
WRITERS = "entry.privilege_type = 'INSERT'"


def for_each_grantee(table: str, *, first: str, then: Sequence[str], which: str = NOT_THE_OWNER) -> str:
    """A block that runs `first`, and each statement of `then` with `%I` as the name of each role of `which`.

    All are words of our own; nothing that anybody typed comes here.
    """
    each = " ".join(f"EXECUTE format('{statement}', held.name);" for statement in then)
    return _BLOCK.format(table=table, first=first, each=each, which=which)
