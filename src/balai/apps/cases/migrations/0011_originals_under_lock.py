"""Words and pictures can be covered; what stood there is under lock, and leaves it only against a record of the look.

Erasing takes the originals with it, and everything else by which a closed case could still point to one person.
"""

from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from balai.base.append_only import only_for_writers
from balai.base.locked import under_lock

COVER = """
CREATE FUNCTION cases_cover(
    piece bigint, ranges integer[], leaves jsonb, new_file bigint, covered_by bigint, covered_at timestamptz
)
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    mark CONSTANT text := repeat(chr(9608), 5);
    found cases_content%ROWTYPE;
    number integer;
    bound integer;
    leaf text[];
BEGIN
    SELECT * INTO STRICT found FROM cases_content WHERE id = piece FOR UPDATE;
    INSERT INTO cases_original (content_id, case_id, text, data, file_id, covered_by_id, covered_at)
    VALUES (found.id, found.case_id, found.text, found.data, found.file_id, covered_by, covered_at)
    ON CONFLICT (content_id) DO NOTHING;
    bound := char_length(found.text);
    -- From the end, so that what is covered moves nothing that is still to be covered. Only ever covered: nobody can
    -- put other words into a citizen's mouth through this door.
    FOR number IN REVERSE coalesce(array_length(ranges, 1), 0) / 2 .. 1 LOOP
        IF ranges[2 * number - 1] < 0 OR ranges[2 * number] < 1 OR ranges[2 * number - 1] + ranges[2 * number] > bound THEN
            RAISE EXCEPTION 'range % of content % is out of bounds', number, piece;
        END IF;
        found.text := overlay(found.text PLACING mark FROM ranges[2 * number - 1] + 1 FOR ranges[2 * number]);
        bound := ranges[2 * number - 1];
    END LOOP;
    FOR leaf IN
        SELECT ARRAY(SELECT jsonb_array_elements_text(path)) FROM jsonb_array_elements(coalesce(leaves, '[]')) AS path
    LOOP
        IF jsonb_typeof(found.data #> leaf) IS DISTINCT FROM 'string' THEN
            RAISE EXCEPTION 'content % has no words at %', piece, leaf;
        END IF;
        found.data := jsonb_set(found.data, leaf, to_jsonb(mark), false);
    END LOOP;
    IF new_file IS NOT NULL AND found.file_id IS NULL THEN
        RAISE EXCEPTION 'content % has no picture', piece;
    END IF;
    UPDATE cases_content
    SET text = found.text, data = found.data, file_id = coalesce(new_file, found.file_id)
    WHERE id = piece;
END;
$$;
"""
UNCOVER = """
CREATE FUNCTION cases_uncover(covered_case bigint, look bigint, seen_at timestamptz)
RETURNS TABLE (content_id bigint, text text, data jsonb, file_id bigint)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM audit_disclosure AS disclosure JOIN cases_case AS found ON found.reference = disclosure.reference
        WHERE disclosure.id = look AND found.id = covered_case
            AND seen_at BETWEEN disclosure.at AND disclosure.at + interval '5 minutes'
    ) THEN
        RAISE EXCEPTION 'case % may not be looked at: no such look is recorded', covered_case;
    END IF;
    RETURN QUERY
        SELECT original.content_id, original.text, original.data, original.file_id
        FROM cases_original AS original WHERE original.case_id = covered_case ORDER BY original.content_id;
END;
$$;
"""
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
    named text;
BEGIN
    IF erased_reason NOT IN ('retention', 'citizen_right') THEN
        RAISE EXCEPTION 'unknown reason %', erased_reason;
    END IF;
    SELECT last_seq + 1, is_open, reference INTO STRICT next_seq, goes_on, named
    FROM cases_case WHERE id = erased_case FOR UPDATE;
    IF erased_reason = 'retention' AND goes_on THEN
        RAISE EXCEPTION 'case % is open: its words are needed', erased_case;
    END IF;
    DELETE FROM cases_original WHERE case_id = erased_case;
    DELETE FROM cases_content WHERE case_id = erased_case;
    GET DIAGNOSTICS pieces = ROW_COUNT;
    UPDATE cases_reporter SET name = '', email = '', phone = '', user_id = NULL WHERE case_id = erased_case;
    -- How many supported it stands in the story; who they were does not.
    UPDATE cases_follower SET user_id = NULL WHERE case_id = erased_case;
    IF NOT goes_on THEN
        DELETE FROM cases_follower WHERE case_id = erased_case;
    END IF;
    -- That an officer looked, when and on what ground, stays; at whom, and what the officer wrote of them, does not.
    UPDATE audit_disclosure SET about_id = NULL, words = '-' WHERE reference = named;
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
COARSEN = """
CREATE FUNCTION cases_coarsen(coarse_case bigint, kept_questions text[], kept_area text)
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    goes_on boolean;
BEGIN
    SELECT is_open INTO STRICT goes_on FROM cases_case WHERE id = coarse_case FOR UPDATE;
    IF goes_on OR NOT EXISTS (SELECT FROM cases_event WHERE case_id = coarse_case AND kind = 'erased') THEN
        RAISE EXCEPTION 'case % is open, or was never erased', coarse_case;
    END IF;
    UPDATE cases_case
    SET longitude = NULL, latitude = NULL, cell = NULL,
        area_id = coalesce((SELECT id FROM areas_area WHERE code = kept_area), area_id)
    WHERE id = coarse_case;
    DELETE FROM cases_follower WHERE case_id = coarse_case;
    UPDATE cases_event
    SET data = data || jsonb_build_object(
        'answers', coalesce(
            (SELECT jsonb_object_agg(key, value) FROM jsonb_each(data -> 'answers') WHERE key = ANY(kept_questions)),
            '{}'::jsonb
        ),
        'area', kept_area,
        'coarse', true
    )
    WHERE case_id = coarse_case AND seq = 1;
    UPDATE cases_event SET data = (data - 'answers') #- '{act,answers}'
    WHERE case_id = coarse_case AND seq > 1 AND (data ? 'answers' OR data #> '{act,answers}' IS NOT NULL);
END;
$$;
"""
PIECE = "cases_cover(bigint, integer[], jsonb, bigint, bigint, timestamptz)"
LOOK = "cases_uncover(bigint, bigint, timestamptz)"
COARSE = "cases_coarsen(bigint, text[], text)"


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0010_kinds_are_the_engines"),
        ("audit", "0002_append_only"),
        ("files", "0003_locked"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Original",
            fields=[
                (
                    "content",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="original",
                        serialize=False,
                        to="cases.content",
                    ),
                ),
                ("text", models.TextField(blank=True)),
                ("data", models.JSONField(blank=True, null=True)),
                ("covered_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="cases.case"),
                ),
                (
                    "covered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="files.storedfile",
                    ),
                ),
            ],
            options={"indexes": [models.Index(fields=["case"], name="cases_original_of_case")]},
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["case"], condition=models.Q(kind="erased"), name="cases_event_erased"),
        ),
        under_lock("cases_original", readable=["content_id", "case_id", "file_id", "covered_by_id", "covered_at"]),
        migrations.RunSQL(COVER, f"DROP FUNCTION {PIECE};"),
        only_for_writers(PIECE, table="cases_case"),
        migrations.RunSQL(UNCOVER, f"DROP FUNCTION {LOOK};"),
        only_for_writers(LOOK, table="cases_case"),
        migrations.RunSQL(ERASE, migrations.RunSQL.noop),
        migrations.RunSQL(COARSEN, f"DROP FUNCTION {COARSE};"),
        only_for_writers(COARSE, table="cases_case"),
    ]
