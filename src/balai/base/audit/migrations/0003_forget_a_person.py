"""A person who leaves is no longer named in the book of looks; that the looks were taken stays."""

from __future__ import annotations

from django.db import migrations

from balai.base.append_only import only_for_writers

FORGET = """
CREATE FUNCTION audit_forget(person bigint)
RETURNS integer
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    looks integer;
BEGIN
    -- Only somebody whose account is closed already: nobody else is taken out of the book.
    IF NOT EXISTS (SELECT FROM people_user WHERE id = person AND NOT is_active) THEN
        RAISE EXCEPTION 'person % still has an account', person;
    END IF;
    UPDATE audit_disclosure
    SET about_id = NULL, words = '-', reference = CASE reference WHEN '' THEN '-' ELSE reference END
    WHERE about_id = person;
    GET DIAGNOSTICS looks = ROW_COUNT;
    RETURN looks;
END;
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_append_only"), ("people", "0001_initial")]

    operations = [
        migrations.RunSQL(FORGET, "DROP FUNCTION audit_forget(bigint);"),
        only_for_writers("audit_forget(bigint)", table="audit_disclosure"),
    ]
