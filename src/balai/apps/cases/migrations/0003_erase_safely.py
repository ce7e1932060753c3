"""The one door through which words are erased opens only for the running city, and only into the city's own tables."""

from __future__ import annotations

from django.db import migrations

from balai.base.append_only import only_for_writers

ERASE = """
CREATE OR REPLACE FUNCTION cases_erase(
    erased_case bigint, erased_reason text, erased_by bigint, erased_at timestamptz
)
RETURNS integer
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    pieces integer;
    next_seq integer;
    goes_on boolean;
BEGIN
    IF erased_reason NOT IN ('retention', 'citizen_right') THEN
        RAISE EXCEPTION 'unknown reason %', erased_reason;
    END IF;
    SELECT last_seq + 1, is_open INTO STRICT next_seq, goes_on FROM cases_case WHERE id = erased_case FOR UPDATE;
    IF erased_reason = 'retention' AND goes_on THEN
        RAISE EXCEPTION 'case % is open: its words are needed', erased_case;
    END IF;
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


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_story")]

    operations = [
        migrations.RunSQL(ERASE, migrations.RunSQL.noop),
        only_for_writers("cases_erase(bigint, text, bigint, timestamptz)", table="cases_case"),
    ]
