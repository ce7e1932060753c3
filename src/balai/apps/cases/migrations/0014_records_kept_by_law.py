"""Erasing can leave what offices wrote, where a law has it kept: the reporter's words go, the records stay their time."""

from __future__ import annotations

from django.db import migrations

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
    kept integer;
    next_seq integer;
    goes_on boolean;
    named text;
BEGIN
    IF erased_reason NOT IN ('retention', 'citizen_right', 'citizen_words') THEN
        RAISE EXCEPTION 'unknown reason %', erased_reason;
    END IF;
    SELECT last_seq + 1, is_open, reference INTO STRICT next_seq, goes_on, named
    FROM cases_case WHERE id = erased_case FOR UPDATE;
    IF erased_reason = 'retention' AND goes_on THEN
        RAISE EXCEPTION 'case % is open: its words are needed', erased_case;
    END IF;
    -- Where a law has the records of offices kept, the reporter's own words go, and what offices wrote stays.
    -- What came in with a case from another system stands beside event 0, which no story has.
    DELETE FROM cases_original WHERE content_id IN (
        SELECT content.id FROM cases_content AS content
        LEFT JOIN cases_event AS event ON event.case_id = content.case_id AND event.seq = content.seq
        WHERE content.case_id = erased_case
            AND (erased_reason <> 'citizen_words' OR content.seq <= 1 OR event.role = 'reporter')
    );
    DELETE FROM cases_content WHERE id IN (
        SELECT content.id FROM cases_content AS content
        LEFT JOIN cases_event AS event ON event.case_id = content.case_id AND event.seq = content.seq
        WHERE content.case_id = erased_case
            AND (erased_reason <> 'citizen_words' OR content.seq <= 1 OR event.role = 'reporter')
    );
    GET DIAGNOSTICS pieces = ROW_COUNT;
    SELECT count(*) INTO kept FROM cases_content WHERE case_id = erased_case;
    UPDATE cases_reporter SET name = '', email = '', phone = '', user_id = NULL WHERE case_id = erased_case;
    -- How many supported it stands in the story; who they were does not.
    UPDATE cases_follower SET user_id = NULL WHERE case_id = erased_case;
    IF NOT goes_on AND erased_reason <> 'citizen_words' THEN
        DELETE FROM cases_follower WHERE case_id = erased_case;
    END IF;
    -- That an officer looked, when and on what ground, stays; at whom, and what the officer wrote of them, does not.
    UPDATE audit_disclosure SET about_id = NULL, words = '-' WHERE reference = named;
    INSERT INTO cases_event (case_id, seq, kind, at, by_id, role, organisation, step, outcome, data)
    VALUES (
        erased_case, next_seq, 'erased', erased_at, erased_by, 'city', '', '', '',
        CASE WHEN erased_reason = 'citizen_words'
            THEN jsonb_build_object('reason', 'citizen_right', 'pieces', pieces, 'kept', kept)
            ELSE jsonb_build_object('reason', erased_reason, 'pieces', pieces)
        END
    );
    UPDATE cases_case SET last_seq = next_seq, updated_at = erased_at WHERE id = erased_case;
    RETURN pieces;
END;
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0013_originals_hold_files_at_once")]

    operations = [migrations.RunSQL(ERASE, migrations.RunSQL.noop)]
