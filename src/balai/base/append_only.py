"""What the running city may not do with its own records: migration operations that narrow its rights."""

from __future__ import annotations

from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import RunSQL

from balai.base.grants import WRITERS, for_each_grantee


class AppendOnly(RunSQL):
    """Takes UPDATE, DELETE and TRUNCATE on `table` from every role but its owner."""

    table = ""


def append_only(table: str) -> AppendOnly:
    """The operation for `table`, a name from our own models; `balai doctor` checks that what it took stays taken."""
    revoke = f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM"
    operation = AppendOnly(for_each_grantee(table, first=f"{revoke} PUBLIC", then=[f"{revoke} %I"]), RunSQL.noop)
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
    first, then = f"REVOKE EXECUTE ON FUNCTION {function} FROM PUBLIC", f"GRANT EXECUTE ON FUNCTION {function} TO %I"
    return RunSQL(for_each_grantee(table, first=first, then=[then], which=WRITERS), RunSQL.noop)
