"""What the database itself holds of a poll, against everyone who writes to it, the running city included.

Nothing of a poll changes after its opening but that it closes, is counted and is answered. Ballots are taken between
opening and closing by the clock of the database; whoever votes again waits for their own ballot before, so the last
one counts. The triggers that write run as the owner: the running city cannot write a voice by hand.
"""

from __future__ import annotations

from django.db import migrations

from balai.base.append_only import append_only
from balai.base.locked import under_lock

FROZEN = """
CREATE FUNCTION votes_poll_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE loose text[] := ARRAY['state', 'closed_at', 'result', 'answer', 'made_by_id', 'released_by_id'];
BEGIN
    IF OLD.state IN ('draft', 'ready', 'withdrawn') THEN
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        IF NEW.state IN ('closed', 'counted') THEN
            RAISE EXCEPTION 'a poll closes only after it was open'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'votes_poll_frozen';
        END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE'
       OR to_jsonb(NEW) - loose IS DISTINCT FROM to_jsonb(OLD) - loose
       OR (OLD.state, NEW.state) NOT IN (('open', 'open'), ('open', 'closed'), ('closed', 'closed'),
                                         ('closed', 'counted'), ('counted', 'counted'))
       OR (OLD.closed_at IS NOT NULL AND NEW.closed_at IS DISTINCT FROM OLD.closed_at)
       OR (NEW.state = 'closed' AND OLD.state = 'open' AND clock_timestamp() < OLD.closes_at)
       OR (OLD.result IS NOT NULL AND NEW.result IS DISTINCT FROM OLD.result)
       OR (OLD.answer <> '' AND NEW.answer IS DISTINCT FROM OLD.answer) THEN
        RAISE EXCEPTION 'a poll does not change after its opening'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'votes_poll_frozen';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER votes_poll_frozen BEFORE UPDATE OR DELETE ON votes_poll
    FOR EACH ROW EXECUTE FUNCTION votes_poll_frozen();

CREATE FUNCTION votes_part_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    parts jsonb[] := ARRAY[]::jsonb[];
    part jsonb;
    stands text;
BEGIN
    IF TG_OP <> 'INSERT' THEN parts := parts || to_jsonb(OLD); END IF;
    IF TG_OP <> 'DELETE' THEN parts := parts || to_jsonb(NEW); END IF;
    FOREACH part IN ARRAY parts LOOP
        IF TG_TABLE_NAME = 'votes_option' THEN
            SELECT poll.state INTO stands FROM votes_question AS question
            JOIN votes_poll AS poll ON poll.id = question.poll_id
            WHERE question.id = (part ->> 'question_id')::bigint FOR SHARE OF poll;
        ELSE
            SELECT poll.state INTO stands FROM votes_poll AS poll
            WHERE poll.id = (part ->> 'poll_id')::bigint FOR SHARE OF poll;
        END IF;
        IF stands IN ('open', 'closed', 'counted') THEN
            IF TG_TABLE_NAME = 'votes_voter' AND TG_OP = 'UPDATE' THEN
                -- Only to forget: the person behind an entry, or the name for a letter.
                IF to_jsonb(NEW) - 'name' - 'user_id' = to_jsonb(OLD) - 'name' - 'user_id'
                   AND (to_jsonb(NEW) ->> 'name' = '' OR to_jsonb(NEW) -> 'name' = to_jsonb(OLD) -> 'name')
                   AND (to_jsonb(NEW) ->> 'user_id' IS NULL
                        OR to_jsonb(NEW) -> 'user_id' = to_jsonb(OLD) -> 'user_id') THEN
                    RETURN NEW;
                END IF;
            END IF;
            RAISE EXCEPTION 'a poll does not change after its opening'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'votes_poll_frozen';
        END IF;
    END LOOP;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER votes_question_frozen BEFORE INSERT OR UPDATE OR DELETE ON votes_question
    FOR EACH ROW EXECUTE FUNCTION votes_part_frozen();
CREATE TRIGGER votes_option_frozen BEFORE INSERT OR UPDATE OR DELETE ON votes_option
    FOR EACH ROW EXECUTE FUNCTION votes_part_frozen();
CREATE TRIGGER votes_voter_frozen BEFORE INSERT OR UPDATE OR DELETE ON votes_voter
    FOR EACH ROW EXECUTE FUNCTION votes_part_frozen();
"""
THAWED = """
DROP TRIGGER votes_voter_frozen ON votes_voter;
DROP TRIGGER votes_option_frozen ON votes_option;
DROP TRIGGER votes_question_frozen ON votes_question;
DROP TRIGGER votes_poll_frozen ON votes_poll;
DROP FUNCTION votes_part_frozen();
DROP FUNCTION votes_poll_frozen();
"""
TAKEN = """
CREATE FUNCTION votes_take_ballot() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
DECLARE
    stands votes_poll;
    moment timestamptz;
BEGIN
    PERFORM 1 FROM votes_voter WHERE id = NEW.voter_id AND poll_id = NEW.poll_id FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'not on the roll of this poll'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'votes_ballot_of_the_roll';
    END IF;
    SELECT * INTO stands FROM votes_poll WHERE id = NEW.poll_id FOR SHARE;
    moment := clock_timestamp();
    IF stands.state <> 'open' OR stands.kind <> 'open' OR moment < stands.opens_at OR moment >= stands.closes_at THEN
        RAISE EXCEPTION 'the poll is not open at %', moment
            USING ERRCODE = 'check_violation', CONSTRAINT = 'votes_ballot_in_time';
    END IF;
    NEW.at := moment;
    SELECT count(*) + 1 INTO NEW.number FROM votes_ballot WHERE voter_id = NEW.voter_id;
    RETURN NEW;
END $$;
CREATE TRIGGER votes_take_ballot BEFORE INSERT ON votes_ballot
    FOR EACH ROW EXECUTE FUNCTION votes_take_ballot();

CREATE FUNCTION votes_last_counts() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO votes_voice (poll_id, voter_id, ballot_id) VALUES (NEW.poll_id, NEW.voter_id, NEW.id)
    ON CONFLICT (poll_id, voter_id) DO UPDATE SET ballot_id = EXCLUDED.ballot_id;
    RETURN NULL;
END $$;
CREATE TRIGGER votes_last_counts AFTER INSERT ON votes_ballot
    FOR EACH ROW EXECUTE FUNCTION votes_last_counts();
"""
NOT_TAKEN = """
DROP TRIGGER votes_last_counts ON votes_ballot;
DROP TRIGGER votes_take_ballot ON votes_ballot;
DROP FUNCTION votes_last_counts();
DROP FUNCTION votes_take_ballot();
"""


class Migration(migrations.Migration):
    dependencies = [("votes", "0001_initial")]

    operations = [
        migrations.RunSQL(FROZEN, THAWED),
        migrations.RunSQL(TAKEN, NOT_TAKEN),
        append_only("votes_ballot"),
        under_lock("votes_voice", readable=["id", "poll_id", "voter_id", "ballot_id"]),
    ]
