"""A ballot waits for the poll before it waits for its voter, as the closing does; and twenty of one voter are enough.

In the other order a late ballot and the closing could each hold what the other waited for. The bound keeps one code
from filling the urn. `rules.MOST_BALLOTS` names the same number in the sentence that a voter reads.
"""

from __future__ import annotations

from django.db import migrations

TAKEN = """
CREATE OR REPLACE FUNCTION votes_take_ballot() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
DECLARE
    stands votes_poll;
    moment timestamptz;
BEGIN
    SELECT * INTO stands FROM votes_poll WHERE id = NEW.poll_id FOR SHARE;
    PERFORM 1 FROM votes_voter WHERE id = NEW.voter_id AND poll_id = NEW.poll_id FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'not on the roll of this poll'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'votes_ballot_of_the_roll';
    END IF;
    moment := clock_timestamp();
    IF stands.state <> 'open' OR stands.kind <> 'open' OR moment < stands.opens_at OR moment >= stands.closes_at THEN
        RAISE EXCEPTION 'the poll is not open at %', moment
            USING ERRCODE = 'check_violation', CONSTRAINT = 'votes_ballot_in_time';
    END IF;
    NEW.at := moment;
    SELECT count(*) + 1 INTO NEW.number FROM votes_ballot WHERE voter_id = NEW.voter_id;
    IF NEW.number > 20 THEN
        RAISE EXCEPTION 'enough ballots of this voter'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'votes_ballot_enough';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION votes_take_secret_ballot() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
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
    IF (SELECT count(*) FROM votes_secretballot WHERE credential_id = NEW.credential_id) >= 20 THEN
        RAISE EXCEPTION 'enough ballots of this code'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'votes_ballot_enough';
    END IF;
    NEW.at := moment;
    SELECT coalesce(max(place), 0) + 1 INTO NEW.place FROM votes_secretballot WHERE poll_id = NEW.poll_id;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("votes", "0004_what_a_secret_poll_stands_for")]

    # Backwards the functions stay: they hold with the tables of 0004 as well.
    operations = [migrations.RunSQL(TAKEN, migrations.RunSQL.noop)]
