"""Tables whose rows are never changed: a migration operation that leaves everyone but the owner INSERT and SELECT."""

from __future__ import annotations

from django.db.migrations.operations import RunSQL

_REVOKE = """
DO $$
DECLARE held record;
BEGIN
    FOR held IN
        SELECT DISTINCT grantee.rolname AS name
        FROM pg_class AS relation
        CROSS JOIN LATERAL aclexplode(relation.relacl) AS entry
        JOIN pg_roles AS grantee ON grantee.oid = entry.grantee
        WHERE relation.oid = '{table}'::regclass AND entry.grantee <> relation.relowner
    LOOP
        EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM %I', held.name);
    END LOOP;
END $$;
"""


def append_only(table: str) -> RunSQL:
    """Take UPDATE, DELETE and TRUNCATE on `table` from every role but its owner. `table` is a name from our own models."""
    return RunSQL(_REVOKE.format(table=table), RunSQL.noop)
