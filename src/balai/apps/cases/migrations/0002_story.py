"""Stories are for ever: the running city may add to them and read them, and erase words only through one door."""

from __future__ import annotations

from django.db import migrations

from balai.base.append_only import append_only

ERASE = """
CREATE FUNCTION cases_erase(erased_case bigint, erased_reason text, erased_by bigint, erased_at timestamptz)
RETURNS integer
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, public
AS $$
DECLARE
    pieces integer;
    next_seq integer;
BEGIN
    IF erased_reason NOT IN ('retention', 'citizen_right') THEN
        RAISE EXCEPTION 'unknown reason %', erased_reason;
    END IF;
    SELECT last_seq + 1 INTO STRICT next_seq FROM cases_case WHERE id = erased_case FOR UPDATE;
    DELETE FROM cases_content WHERE case_id = erased_case;
    GET DIAGNOSTICS pieces = ROW_COUNT;
    UPDATE cases_reporter SET name = '', email = '', phone = '', user_id = NULL WHERE case_id = erased_case;
    UPDATE cases_follower SET user_id = NULL WHERE case_id = erased_case;
    INSERT INTO cases_event (case_id, seq, kind, at, by_id, role, organisation, step, outcome, data)
    VALUES (
        erased_case, next_seq, 'erased', erased_at, erased_by, 'city', '', '', '',
        jsonb_build_object('reason', erased_reason, 'pieces', pieces)
    );
    UPDATE cases_case SET last_seq = next_seq, updated_at = erased_at WHERE id = erased_case;
    RETURN pieces;
END;
$$;
"""
FORGET = "DROP FUNCTION cases_erase(bigint, text, bigint, timestamptz);"


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]

    operations = [
        append_only("cases_event"),
        append_only("cases_content"),
        migrations.RunSQL(ERASE, FORGET),
    ]
