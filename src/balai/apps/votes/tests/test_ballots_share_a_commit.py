"""Ballots that come while the disk is busy are committed together, and each is answered by itself."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.db import connection

from balai.apps.votes.actions.secrets import take_ballot
from balai.apps.votes.models import Poll, SecretBallot, SecretVoice
from balai.apps.votes.refusals import AlreadyIn, BallotAmiss, EnoughBallots
from balai.apps.votes.rules import MOST_BALLOTS
from balai.apps.votes.tests.town import CHANCE, Election
from balai.apps.votes.urns import urn_of
from balai.base import clock
from balai.base.errors import Refusal
from balai.base.packs import Pack
from balai.engines.belenios.ballots import make_ballot, tracker_of
from balai.engines.belenios.credentials import new_credential
from balai.project.database import bundled_database
from balai.project.tests.cities import eventually

PATIENCE = 120.0


@contextmanager
def busy(poll: Poll) -> Iterator[None]:
    """Somebody else is committing a ballot of this poll all the while."""
    facts = bundled_database(Path(os.environ["BALAI_HOME"]), role="owner", name=connection.settings_dict["NAME"])
    with psycopg.connect(
        host=facts["HOST"], port=facts["PORT"], dbname=facts["NAME"], user=facts["USER"], password=facts["PASSWORD"]
    ) as other:
        other.execute("SELECT pg_advisory_xact_lock(7234901, %s)", [poll.pk])
        yield


def sent_at_once(poll: Poll, texts: Sequence[str]) -> list[str]:
    """What became of each: "taken" or the code of the refusal. The first waits for the database, the rest for it."""
    outcomes = [""] * len(texts)

    def send(number: int) -> None:
        try:
            taken = take_ballot(code=poll.code, text=texts[number], now=clock.now())
            outcomes[number] = "taken" if taken == tracker_of(texts[number]) else "a false receipt"
        except Refusal as refusal:
            outcomes[number] = refusal.code
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=(number,)) for number in range(len(texts))]
    urn = urn_of(poll.code)
    with busy(poll):
        threads[0].start()
        assert eventually(lambda: urn._busy, seconds=PATIENCE)
        for thread in threads[1:]:
            thread.start()
        assert eventually(lambda: len(urn._queue) == len(texts) - 1, seconds=PATIENCE)
    for thread in threads:
        thread.join(PATIENCE)
    assert not urn._busy
    assert not urn._queue
    return outcomes


def commits_of(poll: Poll) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT xmin::text) FROM votes_secretballot WHERE poll_id = %s", [poll.pk])
        return int(cursor.fetchone()[0])


def stranger(town: Election) -> str:
    return make_ballot(urn_of(town.poll.code).election, new_credential(CHANCE), [[1, 0, 0]], CHANCE)


def test_who_waits_is_committed_with_the_others(fresh_database: str, jakarta: Pack) -> None:
    town = Election(voters=6, trustees=2)
    poll = town.open()
    texts = [town.ballot(voter, 1) for voter in range(6)]
    outcomes = sent_at_once(poll, [*texts, stranger(town), texts[5]])
    assert sorted(outcomes) == sorted(["taken"] * 6 + [BallotAmiss.code, AlreadyIn.code])
    assert outcomes[:5] == ["taken"] * 5
    assert commits_of(poll) == 2
    assert set(SecretBallot.objects.values_list("place", flat=True)) == set(range(1, 7))


def test_one_that_is_refused_takes_nobody_else_with_it(fresh_database: str, jakarta: Pack) -> None:
    town = Election(voters=4, trustees=2)
    poll = town.open()
    for _time in range(MOST_BALLOTS):
        town.cast(0, 2)
    voters = (1, 2, 0, 3, 1, 2, 3, 1, 2)
    before = commits_of(poll)
    outcomes = sent_at_once(poll, [town.ballot(voter, 1) for voter in voters])
    assert outcomes == [EnoughBallots.code if voter == 0 else "taken" for voter in voters]
    assert SecretBallot.objects.filter(poll=poll).count() == MOST_BALLOTS + 8
    # The first, then the rest in halves, quarters and eighths: not everybody alone.
    assert commits_of(poll) - before <= 1 + 3


def test_of_one_voter_the_last_in_a_commit_counts(fresh_database: str, jakarta: Pack) -> None:
    town = Election(voters=3, trustees=2)
    poll = town.open()
    outcomes = sent_at_once(poll, [town.ballot(voter, choice) for voter, choice in ((0, 0), (1, 0), (1, 1), (1, 2))])
    assert outcomes == ["taken"] * 4
    assert commits_of(poll) == 2
    voices = SecretVoice.objects.filter(poll=poll).order_by("ballot__place").values_list("ballot__place", flat=True)
    assert list(voices) == [1, 4]
