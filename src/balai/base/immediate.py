"""Foreign keys that are checked at once: whoever points to a row then holds it from that moment on."""

from __future__ import annotations

from django.db.migrations.operations import RunSQL

_AT_ONCE = """
DO $$
DECLARE found record;
BEGIN
    FOR found IN
        SELECT conname FROM pg_constraint
        WHERE contype = 'f' AND conrelid = '{table}'::regclass AND confrelid = '{pointed}'::regclass
    LOOP
        EXECUTE format('ALTER TABLE {table} ALTER CONSTRAINT %I DEFERRABLE INITIALLY IMMEDIATE', found.conname);
    END LOOP;
END $$;
"""


def checked_at_once(table: str, *, pointed: str) -> RunSQL:
    """Check the foreign keys from `table` to `pointed` at each statement; Django makes them wait for the end.

    PostgreSQL locks the row that is pointed to (FOR KEY SHARE) when it checks. Until then somebody who looks for rows
    that nothing points to would take this one away. Both are names from our own models. Not in the migration that makes
    the table: Django makes its keys at the very end of it.
    """
    return RunSQL(_AT_ONCE.format(table=table, pointed=pointed), RunSQL.noop)
