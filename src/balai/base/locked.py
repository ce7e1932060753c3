"""Tables that the running city may hardly read: a migration operation, beside `append_only`."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.migrations.operations import RunSQL

_LOCK = """
DO $$
DECLARE held record;
BEGIN
    REVOKE ALL ON {table} FROM PUBLIC;
    FOR held IN
        SELECT DISTINCT grantee.rolname AS name
        FROM pg_class AS relation
        CROSS JOIN LATERAL aclexplode(relation.relacl) AS entry
        JOIN pg_roles AS grantee ON grantee.oid = entry.grantee
        WHERE relation.oid = '{table}'::regclass AND entry.grantee <> relation.relowner
    LOOP
        EXECUTE format('REVOKE ALL ON {table} FROM %I', held.name);
        EXECUTE format('GRANT SELECT ({columns}) ON {table} TO %I', held.name);
    END LOOP;
END $$;
"""


def under_lock(table: str, *, readable: Sequence[str]) -> RunSQL:
    """Leave every role but the owner nothing on `table` but to read these columns. All are names of our own."""
    return RunSQL(_LOCK.format(table=table, columns=", ".join(readable)), RunSQL.noop)
