"""What the database itself holds of a secret poll.

Keys and public codes do not change after the opening. Ballots are taken one after the other: each waits for the one
before to be committed, so that whoever downloads the archive twice finds the first in the second. Of one voting code
the last ballot is the voice that counts; the same ballot is not taken twice (votes_secret_ballot_tracker_once).
"""

from __future__ import annotations

from django.db import migrations

from balai.base.append_only import append_only
from balai.base.locked import under_lock

TAKEN = """
CREATE TRIGGER votes_trustee_frozen BEFORE INSERT OR UPDATE OR DELETE ON votes_trustee
    FOR EACH ROW EXECUTE FUNCTION votes_part_frozen();
CREATE TRIGGER votes_credential_frozen BEFORE INSERT OR UPDATE OR DELETE ON votes_credential
    FOR EACH ROW EXECUTE FUNCTION votes_part_frozen();

CREATE FUNCTION votes_election_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.text <> '' AND (TG_OP = 'DELETE'
            OR (NEW.uuid, NEW.begun_at, NEW.text, NEW.trustees, NEW.roll)
               IS DISTINCT FROM (OLD.uuid, OLD.begun_at, OLD.text, OLD.trustees, OLD.roll)))
       OR (OLD.tally <> '' AND (NEW.tally, NEW.tallied) IS DISTINCT FROM (OLD.tally, OLD.tallied))
       OR (OLD.result <> '' AND NEW.result IS DISTINCT FROM OLD.result) THEN
        RAISE EXCEPTION 'an election does not change after its opening'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'votes_poll_frozen';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER votes_election_frozen BEFORE UPDATE OR DELETE ON votes_secretelection
    FOR EACH ROW EXECUTE FUNCTION votes_election_frozen();

CREATE FUNCTION votes_take_secret_ballot() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
DECLARE
    stands votes_poll;
    moment timestamptz;
BEGIN
    PERFORM pg_advisory_xact_lock(7234901, NEW.poll_id::integer);
    PERFORM 1 FROM votes_credential WHERE id = NEW.credential_id AND poll_id = NEW.poll_id;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'not on the roll of this poll'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'votes_ballot_of_the_roll';
    END IF;
    SELECT * INTO stands FROM votes_poll WHERE id = NEW.poll_id FOR SHARE;
    moment := clock_timestamp();
    IF stands.state <> 'open' OR stands.kind <> 'secret' OR moment < stands.opens_at OR moment >= stands.closes_at THEN
        RAISE EXCEPTION 'the poll is not open at %', moment
            USING ERRCODE = 'check_violation', CONSTRAINT = 'votes_ballot_in_time';
    END IF;
    NEW.at := moment;
    SELECT coalesce(max(place), 0) + 1 INTO NEW.place FROM votes_secretballot WHERE poll_id = NEW.poll_id;
    RETURN NEW;
END $$;
CREATE TRIGGER votes_take_secret_ballot BEFORE INSERT ON votes_secretballot
    FOR EACH ROW EXECUTE FUNCTION votes_take_secret_ballot();

CREATE FUNCTION votes_last_secret_counts() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO votes_secretvoice (poll_id, credential_id, ballot_id)
    VALUES (NEW.poll_id, NEW.credential_id, NEW.id)
    ON CONFLICT (poll_id, credential_id) DO UPDATE SET ballot_id = EXCLUDED.ballot_id;
    RETURN NULL;
END $$;
CREATE TRIGGER votes_last_secret_counts AFTER INSERT ON votes_secretballot
    FOR EACH ROW EXECUTE FUNCTION votes_last_secret_counts();
"""
NOT_TAKEN = """
DROP TRIGGER votes_last_secret_counts ON votes_secretballot;
DROP TRIGGER votes_take_secret_ballot ON votes_secretballot;
DROP TRIGGER votes_election_frozen ON votes_secretelection;
DROP TRIGGER votes_credential_frozen ON votes_credential;
DROP TRIGGER votes_trustee_frozen ON votes_trustee;
DROP FUNCTION votes_last_secret_counts();
DROP FUNCTION votes_take_secret_ballot();
DROP FUNCTION votes_election_frozen();
"""


class Migration(migrations.Migration):
    dependencies = [("votes", "0003_secret")]

    operations = [
        migrations.RunSQL(TAKEN, NOT_TAKEN),
        append_only("votes_secretballot"),
        append_only("votes_share"),
        under_lock("votes_secretvoice", readable=["id", "poll_id", "credential_id", "ballot_id"]),
    ]
