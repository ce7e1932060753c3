"""Closing to the second under load, and a row that somebody with all powers rewrites."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from balai.apps.transparency.models import Statement
from balai.apps.votes.actions.casting import cast_ballot
from balai.apps.votes.actions.closing import close_poll
from balai.apps.votes.models import Ballot, Poll, Voice, Voter
from balai.apps.votes.refusals import EnoughBallots, NotOpen
from balai.apps.votes.tests.hurry import in_time, passed
from balai.apps.votes.tests.things import opened, resident, voters
from balai.apps.votes.tests.town import Election
from balai.base import clock
from balai.base.packs import Pack
from balai.engines.belenios.ballots import tracker_of
from balai.engines.belenios.comparison import compare_archives
from balai.engines.belenios.errors import Wrong
from balai.engines.belenios.verification import verify_archive
from balai.project.database import bundled_database

HANDS = 6


def _until_it_closes(poll: Poll, own: list[Voter], taken: list[str], troubles: list[BaseException]) -> None:
    """Ballot after ballot, of one voter after the other, until the city takes no more."""
    try:
        for voter in own:
            try:
                while True:
                    taken.append(cast_ballot(poll=poll, voter=voter, given=[[0]], now=clock.now()).receipt)
            except EnoughBallots:
                continue
    except NotOpen:
        pass
    except Exception as error:  # noqa: BLE001 (told by the test)
        troubles.append(error)
    finally:
        connection.close()


def test_under_load_it_closes_to_the_second_and_no_receipt_is_false(fresh_database: str, jakarta: Pack) -> None:
    for _voter in range(4 * HANDS):
        resident()
    taken: list[str] = []
    troubles: list[BaseException] = []
    poll = in_time(lambda seconds: opened(seconds=seconds))
    roll = voters(poll)
    hands = [
        threading.Thread(target=_until_it_closes, args=(poll, roll[number::HANDS], taken, troubles))
        for number in range(HANDS)
    ]
    for hand in hands:
        hand.start()
    now = passed(poll)  # the state says "open" all the while: the clock alone refuses
    close_poll(code=poll.code, now=now)
    for hand in hands:
        hand.join(timeout=60)
    assert not troubles
    rows = list(Ballot.objects.filter(poll=poll).values_list("receipt", "at"))
    assert {receipt for receipt, _at in rows} == set(taken)
    assert all(poll.opens_at <= at < poll.closes_at for _receipt, at in rows)
    said = Statement.objects.get(kind="vote.closed", subject=f"vote:{poll.code}").public
    assert said["ballots"] == Voice.objects.filter(poll=poll).count() == Voice.objects.filter(ballot__poll=poll).count()


def _downloaded(code: str, to: Path) -> Path:
    answer: Any = Client().get(reverse("votes:archive", args=[code]))
    to.write_bytes(b"".join(answer.streaming_content))
    return to


def _rewrite(number: int, text: str) -> None:
    """As the owner of the database, whom no trigger and no missing right holds back."""
    facts = bundled_database(Path(os.environ["BALAI_HOME"]), role="owner", name=connection.settings_dict["NAME"])
    with psycopg.connect(
        host=facts["HOST"], port=facts["PORT"], dbname=facts["NAME"], user=facts["USER"], password=facts["PASSWORD"]
    ) as owner:
        owner.execute(
            "UPDATE votes_secretballot SET text = %s, tracker = %s WHERE place = %s", [text, tracker_of(text), number]
        )


def test_an_administrator_who_edits_a_row_is_exposed(fresh_database: str, jakarta: Pack, tmp_path: Path) -> None:
    """The worst: one who has a voter's code too, so that the new archive alone is without fault."""
    town = Election()
    poll = town.open()
    town.cast(0, 1)
    town.cast(1, 1)
    kept = _downloaded(poll.code, tmp_path / "kept.bel")
    town.cast(2, 1)
    honest = _downloaded(poll.code, tmp_path / "honest.bel")
    compare_archives(kept, honest)
    _rewrite(2, town.ballot(1, 2))
    later = _downloaded(poll.code, tmp_path / "later.bel")
    verify_archive(later, processes=1)  # nothing in it is wrong by itself
    for earlier in (kept, honest):
        with pytest.raises(Wrong) as exposed:
            compare_archives(earlier, later)
        assert exposed.value.place
