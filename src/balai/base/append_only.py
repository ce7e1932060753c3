"""What the running city may not do with its own records: migration operations that narrow its rights."""

from __future__ import annotations

from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import RunSQL

_REVOKE = """
DO $$
DECLARE held record;
BEGIN
    REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM PUBLIC;
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
_ONLY_WRITERS = """
DO $$
DECLARE held record;
BEGIN
    REVOKE EXECUTE ON FUNCTION {function} FROM PUBLIC;
    FOR held IN
        SELECT DISTINCT grantee.rolname AS name
        FROM pg_class AS relation
        CROSS JOIN LATERAL aclexplode(relation.relacl) AS entry
        JOIN pg_roles AS grantee ON grantee.oid = entry.grantee
        WHERE relation.oid = '{table}'::regclass AND entry.privilege_type = 'INSERT'
    LOOP
        EXECUTE format('GRANT EXECUTE ON FUNCTION {function} TO %I', held.name);
    END LOOP;
END $$;
"""


class AppendOnly(RunSQL):
    """Takes UPDATE, DELETE and TRUNCATE on `table` from every role but its owner."""

    table = ""


def append_only(table: str) -> AppendOnly:
    """The operation for `table`, a name from our own models; `balai doctor` checks that what it took stays taken."""
    operation = AppendOnly(_REVOKE.format(table=table), RunSQL.noop)
    operation.table = table
    return operation


def append_only_tables() -> list[str]:
    """The tables that some migration of the installed apps has made append-only, in alphabetical order."""
    migrations = MigrationLoader(None).disk_migrations.values()
    return sorted({step.table for one in migrations for step in one.operations if isinstance(step, AppendOnly)})


def only_for_writers(function: str, *, table: str) -> RunSQL:
    """Let only those call `function` who may insert into `table`; PostgreSQL lets everyone call a new function.

    Both are names of our own, the function's with its argument types.
    """
    return RunSQL(_ONLY_WRITERS.format(function=function, table=table), RunSQL.noop)
