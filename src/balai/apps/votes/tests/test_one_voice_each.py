"""One person, one voice; the last ballot counts; nothing comes early, late, twice, or from elsewhere."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import IntegrityError, InternalError, ProgrammingError, close_old_connections, connection, transaction

from balai.apps.votes.actions.casting import cast_ballot, voter_of
from balai.apps.votes.models import Ballot, Poll, Voice
from balai.apps.votes.polls import last_ballot
from balai.apps.votes.refusals import ChoiceAmiss, EnoughBallots, NotOnTheRoll, NotOpen
from balai.apps.votes.rules import MOST_BALLOTS
from balai.apps.votes.tests.hurry import in_time, passed
from balai.apps.votes.tests.things import draft, opened, person, resident, voters
from balai.base import clock
from balai.base.packs import Pack

REFUSED = (IntegrityError, InternalError, ProgrammingError)


def test_the_last_ballot_of_a_voter_counts_and_all_are_kept(jakarta: Pack) -> None:
    user = resident()
    poll = opened()
    voter = voter_of(poll, user)
    receipts = [cast_ballot(poll=poll, voter=voter, given=[[place]], now=clock.now()).receipt for place in (0, 2, 1)]
    assert Voice.objects.filter(poll=poll).count() == 1
    last = last_ballot(voter)
    assert last is not None
    assert last.receipt == receipts[-1]
    assert last.choices == [[1]]
    assert [ballot.number for ballot in Ballot.objects.filter(voter=voter).order_by("number")] == [1, 2, 3]


def test_who_moved_here_after_the_opening_is_not_on_the_roll(jakarta: Pack) -> None:
    resident()
    poll = opened()
    for user in (resident(), person()):
        with pytest.raises(NotOnTheRoll):
            voter_of(poll, user)


def test_the_entry_of_another_poll_is_no_entry(jakarta: Pack) -> None:
    user = resident()
    one, other = opened(), opened()
    with pytest.raises(NotOnTheRoll):
        cast_ballot(poll=one, voter=voter_of(other, user), given=[[0]], now=clock.now())


@pytest.mark.parametrize(
    "given", [[], [[0], [1]], [[3]], [[-1]], [[0, 1]], [[0, 0]], [[]], [["0"]], [[True]], "x", None, [0], [[0.0]]]
)
def test_a_ballot_that_does_not_fit_is_not_counted(jakarta: Pack, given: object) -> None:
    user = resident()
    poll = opened()
    with pytest.raises(ChoiceAmiss):
        cast_ballot(poll=poll, voter=voter_of(poll, user), given=given, now=clock.now())
    assert not Ballot.objects.exists()


def test_the_clock_of_the_database_closes(jakarta: Pack) -> None:
    user = resident()

    def taken_in_time(seconds: float) -> tuple[Poll, Ballot]:
        poll = opened(seconds=seconds)
        voter = voter_of(poll, user)
        return poll, cast_ballot(poll=poll, voter=voter, given=[[0]], now=clock.now() + timedelta(days=9))

    poll, taken = in_time(taken_in_time)
    voter = taken.voter
    assert poll.opens_at < taken.at < poll.closes_at
    passed(poll)
    with pytest.raises(NotOpen):  # what the caller calls now does not matter
        cast_ballot(poll=poll, voter=voter, given=[[1]], now=poll.opens_at)
    assert Ballot.objects.count() == 1


def test_the_running_city_can_change_no_ballot_and_no_voice(jakarta: Pack) -> None:
    user = resident()
    poll = opened()
    cast_ballot(poll=poll, voter=voter_of(poll, user), given=[[0]], now=clock.now())
    for statement in (
        "UPDATE votes_ballot SET choices = '[[2]]'",
        "DELETE FROM votes_ballot",
        "UPDATE votes_voice SET ballot_id = ballot_id",
        "DELETE FROM votes_voice",
        "INSERT INTO votes_voice (poll_id, voter_id, ballot_id) SELECT poll_id, voter_id, id FROM votes_ballot",
    ):
        with pytest.raises(REFUSED), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_nothing_of_a_poll_changes_after_its_opening(jakarta: Pack) -> None:
    resident()
    poll = opened()
    later = clock.now() + timedelta(days=30)
    changes: list[Callable[[], object]] = [
        lambda: Poll.objects.filter(pk=poll.pk).update(title={"id": "Lain", "en": "Other"}),
        lambda: Poll.objects.filter(pk=poll.pk).update(closes_at=later),
        lambda: Poll.objects.filter(pk=poll.pk).update(roll_count=99),
        lambda: Poll.objects.filter(pk=poll.pk).update(state="draft"),
        lambda: Poll.objects.filter(pk=poll.pk).update(state="closed"),  # not before its time
        lambda: Poll.objects.filter(pk=poll.pk).delete(),
        lambda: poll.questions.update(words={"id": "Lain", "en": "Other"}),
        lambda: poll.questions.all().delete(),
        lambda: poll.questions.get().options.update(words={"id": "Lain", "en": "Other"}),
        lambda: poll.voters.update(pseudonym=b"x" * 32),
        lambda: poll.voters.all().delete(),
        lambda: poll.voters.create(number=99, pseudonym=b"y" * 32),
    ]
    for change in changes:
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    poll.voters.update(user=None)  # forgetting a person is no change of the roll


def test_a_draft_takes_no_ballot(jakarta: Pack) -> None:
    resident()
    other = voters(opened())[0]
    with pytest.raises(NotOnTheRoll):
        cast_ballot(poll=draft(), voter=other, given=[[0]], now=clock.now())


def test_fifty_at_once_leave_one_voice(fresh_database: str, jakarta: Pack) -> None:
    user = resident()
    poll = opened()
    voter = voter_of(poll, user)
    together = threading.Barrier(10)
    troubles: list[BaseException] = []

    def send(number: int) -> None:
        try:
            together.wait(timeout=20)
            for turn in range(5):
                with suppress(EnoughBallots):
                    cast_ballot(poll=poll, voter=voter, given=[[(number + turn) % 3]], now=clock.now())
        except Exception as error:  # noqa: BLE001 (told by the test)
            troubles.append(error)
        finally:
            close_old_connections()
            connection.close()

    threads = [threading.Thread(target=send, args=(number,)) for number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not troubles
    assert Voice.objects.filter(poll=poll).count() == 1
    numbers = list(Ballot.objects.filter(voter=voter).order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, MOST_BALLOTS + 1))
    last = last_ballot(voter)
    assert last is not None
    assert last.number == MOST_BALLOTS
    with pytest.raises(EnoughBallots):
        cast_ballot(poll=poll, voter=voter, given=[[0]], now=clock.now())


def test_a_ballot_never_waits_for_a_closing_that_waits_for_it(fresh_database: str, jakarta: Pack) -> None:
    user = resident()
    poll = opened()
    voter = voter_of(poll, user)
    troubles: list[BaseException] = []

    def send() -> None:
        try:
            cast_ballot(poll=poll, voter=voter, given=[[0]], now=clock.now())
        except Exception as error:  # noqa: BLE001 (told by the test)
            troubles.append(error)
        finally:
            connection.close()

    late = threading.Thread(target=send)
    with transaction.atomic():
        Poll.objects.select_for_update().get(pk=poll.pk)
        late.start()
        with connection.cursor() as cursor:
            for _turn in range(6_000):  # until the ballot waits for the poll
                cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
                if cursor.fetchone() != (0,):
                    break
                time.sleep(0.01)
        poll.voters.update(name="")  # what the closing does next: nobody waits for it here
    late.join(timeout=30)
    assert not troubles
    assert Ballot.objects.count() == 1
