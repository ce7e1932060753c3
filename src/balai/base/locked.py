"""Tables that the running city may hardly read: a migration operation, beside `append_only`."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import RunSQL

from balai.base.grants import for_each_grantee


class UnderLock(RunSQL):
    """Leaves every role but the owner nothing on `table` but to read the columns `readable`."""

    table = ""
    readable: Sequence[str] = ()


def under_lock(table: str, *, readable: Sequence[str]) -> UnderLock:
    """The operation for `table`; all are names of our own. `balai doctor` checks that the lock holds."""
    revoke = f"REVOKE ALL ON {table} FROM"
    then = [f"{revoke} %I", f"GRANT SELECT ({', '.join(readable)}) ON {table} TO %I"]
    operation = UnderLock(for_each_grantee(table, first=f"{revoke} PUBLIC", then=then), RunSQL.noop)
    operation.table, operation.readable = table, readable
    return operation


def locked_tables() -> dict[str, Sequence[str]]:
    """The tables that some migration of the installed apps has locked, with the columns that may be read."""
    migrations = MigrationLoader(None).disk_migrations.values()
    steps = [step for one in migrations for step in one.operations if isinstance(step, UnderLock)]
    return {step.table: step.readable for step in sorted(steps, key=lambda step: step.table)}
