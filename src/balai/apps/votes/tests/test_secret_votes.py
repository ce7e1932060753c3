"""A secret poll from its trustees to its result, held against the archive that strangers verify."""

from __future__ import annotations

import threading
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, close_old_connections, connection, transaction

from balai.apps.transparency.models import Statement
from balai.apps.votes.actions.keys import appoint_trustees, hand_in_key
from balai.apps.votes.actions.opening import open_poll, release_poll, take_back
from balai.apps.votes.actions.secrets import hand_in_codes, hand_in_share, take_ballot
from balai.apps.votes.elections import election_of
from balai.apps.votes.models import Poll, SecretBallot, SecretElection, SecretVoice
from balai.apps.votes.refusals import (
    AlreadyIn,
    BallotAmiss,
    CodesAmiss,
    EnoughBallots,
    KeyAmiss,
    NotForSecret,
    NotNow,
    NotOpen,
    NotTheTrustee,
    PartsMissing,
    RolesMixed,
    TooFewTrustees,
)
from balai.apps.votes.rules import MOST_BALLOTS, SMALLEST_CELL
from balai.apps.votes.tests.hurry import in_time, passed
from balai.apps.votes.tests.things import MONEY, PARK, draft, person
from balai.apps.votes.tests.town import CHANCE, Election, saved
from balai.base import clock
from balai.base.packs import Pack
from balai.engines.belenios.ballots import make_ballot, tracker_of
from balai.engines.belenios.comparison import compare_archives
from balai.engines.belenios.credentials import new_credential, public_credential
from balai.engines.belenios.encoding import compact
from balai.engines.belenios.trustees import TrusteeKey
from balai.engines.belenios.verification import verify_archive


def test_a_whole_secret_vote_is_verified_by_anybody(jakarta: Pack, tmp_path: Path) -> None:
    town = Election(voters=SMALLEST_CELL + 1)
    early, middle = tmp_path / "early.bel", tmp_path / "middle.bel"

    def vote() -> tuple[str, str]:
        saved(town.poll, early)
        town.cast(0, 1)
        replaced = town.cast(1, 2)
        last = town.cast(1, 0)
        saved(town.poll, middle)
        town.fill(choice=2)
        return replaced, last

    replaced, last = town.held(vote)
    poll = town.opened_by_all()
    assert poll.result is not None
    assert poll.result["questions"][0]["values"] == {"1": 1, "2": 1, "3": 8}
    assert poll.result["ballots"] == 10
    whole = saved(poll, tmp_path / "whole.bel")
    report = verify_archive(whole, processes=1, trackers=[replaced, last])
    assert report.result == [[1, 1, 8]]
    for earlier in (early, middle):
        compare_archives(earlier, whole)
    kinds = [row.kind for row in Statement.objects.filter(subject=f"vote:{poll.code}").order_by("id")]
    assert kinds == ["vote.roll", "vote.opened", "vote.closed", "vote.sum", "vote.result"]
    opened = Statement.objects.get(kind="vote.opened").public
    assert opened["election"] == election_of(SecretElection.objects.get().text).fingerprint
    assert len(opened["programs"]) == 64


def test_a_ballot_is_taken_once_and_a_wrong_one_never(jakarta: Pack) -> None:
    town = Election()
    poll = town.open()
    text = town.ballot(0, 1)
    assert take_ballot(code=poll.code, text=text, now=clock.now()) == tracker_of(text)
    with pytest.raises(AlreadyIn) as again:
        take_ballot(code=poll.code, text=text, now=clock.now())
    assert again.value.facts["tracker"] == tracker_of(text)
    stranger = make_ballot(election_of(SecretElection.objects.get().text), new_credential(CHANCE), [[1, 0, 0]], CHANCE)
    for wrong in ("", "{}", text[:-1], text.replace('"response":"', '"response":"1', 1), f"{text} ", stranger):
        with pytest.raises(BallotAmiss):
            take_ballot(code=poll.code, text=wrong, now=clock.now())
    assert SecretBallot.objects.count() == 1


def test_nothing_is_taken_before_the_opening_or_after_the_closing(jakarta: Pack) -> None:
    town = Election()
    with pytest.raises(NotOpen):
        take_ballot(code=town.poll.code, text="{}", now=clock.now())
    town.parts()

    def within(seconds: float) -> Poll:
        Poll.objects.filter(pk=town.poll.pk).update(closes_at=clock.now() + timedelta(seconds=seconds))
        return open_poll(code=town.poll.code, now=clock.now())

    poll = in_time(within)
    text = town.ballot(0, 0)
    passed(poll)
    with pytest.raises(NotOpen):  # the state is still "open" until the next minute: the clock alone decides
        take_ballot(code=poll.code, text=text, now=poll.opens_at)


def test_it_opens_only_when_every_part_is_there(jakarta: Pack) -> None:
    town = Election()
    for skipped in ("keys", "codes"):
        town.parts(skip=[skipped])
        if skipped == "keys":
            with pytest.raises(PartsMissing):
                open_poll(code=town.poll.code, now=clock.now())
    assert open_poll(code=town.poll.code, now=clock.now()).state == "open"
    with pytest.raises(NotNow):
        town.parts()


def test_no_person_has_two_of_the_roles(jakarta: Pack) -> None:
    town = Election()
    maker = town.poll.made_by
    assert maker is not None
    for mixed in (maker, town.releaser, town.trustees[0]):
        with pytest.raises(RolesMixed):
            town.hand_in_codes(town.codes, by=mixed)
    other = draft(PARK, kind="secret")
    with pytest.raises(RolesMixed):
        appoint_trustees(code=other.code, people=[other.made_by or maker, person()], by=person(), now=clock.now())
    with pytest.raises(TooFewTrustees):
        appoint_trustees(code=other.code, people=[person()], by=person(), now=clock.now())
    with pytest.raises(NotForSecret):
        release_poll(code=other.code, by=person(), now=clock.now())
    with pytest.raises(NotForSecret):
        release_poll(code=draft(MONEY, kind="secret").code, by=person(), now=clock.now())


def test_keys_and_codes_that_are_not_sound_are_refused(jakarta: Pack) -> None:
    town = Election()
    key = TrusteeKey.of(town.secrets[0], CHANCE).written()
    other = TrusteeKey.of(town.secrets[1], CHANCE).written()
    for wrong in ("", "x", "{}", compact(key | {"public_key": other["public_key"]}), compact(key) * 20):
        with pytest.raises(KeyAmiss):
            hand_in_key(code=town.poll.code, text=wrong, by=town.trustees[0], now=clock.now())
    with pytest.raises(NotTheTrustee):
        hand_in_key(code=town.poll.code, text=compact(key), by=person(), now=clock.now())
    good = [public_credential(code, town.uuid) for code in town.codes]
    most = good[:-1]
    for codes in (most, [*good, good[0]], [good[0], *most], [*most, "2"], [*most, "x"]):
        with pytest.raises(CodesAmiss):
            hand_in_codes(code=town.poll.code, public=codes, by=town.registrar, now=clock.now())


def test_a_share_must_be_of_this_sum_and_of_this_trustee(jakarta: Pack) -> None:
    town = Election(voters=SMALLEST_CELL + 3, trustees=2)
    town.held(town.fill)
    with pytest.raises(KeyAmiss):
        hand_in_share(code=town.poll.code, text=town.share(1), by=town.trustees[0], now=clock.now())
    with pytest.raises(NotTheTrustee):
        hand_in_share(code=town.poll.code, text=town.share(0), by=person(), now=clock.now())
    hand_in_share(code=town.poll.code, text=town.share(0), by=town.trustees[0], now=clock.now())
    with pytest.raises(NotTheTrustee):
        hand_in_share(code=town.poll.code, text=town.share(0), by=town.trustees[0], now=clock.now())


def test_a_poll_taken_back_forgets_its_roll_and_codes(jakarta: Pack) -> None:
    town = Election()
    town.parts()
    taken = take_back(code=town.poll.code, by=person(), now=clock.now())
    assert (taken.roll_count, taken.voters.count(), taken.credentials.count()) == (None, 0, 0)


def test_the_running_city_can_change_nothing_of_it(jakarta: Pack) -> None:
    town = Election()
    poll = town.open()
    town.cast(0, 1)
    changes: list[Any] = [
        lambda: SecretElection.objects.filter(poll=poll).update(text="{}"),
        lambda: poll.trustees.update(key="{}"),
        lambda: poll.credentials.all().delete(),
        lambda: poll.credentials.create(text="2", digest=b"x" * 32),
    ]
    for change in changes:
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    for statement in (
        "UPDATE votes_secretballot SET text = ''",
        "DELETE FROM votes_secretballot",
        "UPDATE votes_secretvoice SET ballot_id = ballot_id",
        "DELETE FROM votes_secretvoice",
    ):
        with pytest.raises(Exception, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_fifty_ballots_of_one_code_at_once_leave_one_that_counts(
    fresh_database: str, jakarta: Pack, tmp_path: Path
) -> None:
    town = Election(voters=1, trustees=2)
    poll = town.open()
    texts = [town.ballot(0, number % 3) for number in range(50)]
    troubles: list[BaseException] = []

    def send(part: list[str]) -> None:
        try:
            for text in part:
                with suppress(EnoughBallots):
                    take_ballot(code=poll.code, text=text, now=clock.now())
        except Exception as error:  # noqa: BLE001 (told by the test)
            troubles.append(error)
        finally:
            close_old_connections()
            connection.close()

    threads = [threading.Thread(target=send, args=(texts[number::10],)) for number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not troubles
    assert SecretVoice.objects.filter(poll=poll).count() == 1
    places = list(SecretBallot.objects.order_by("place").values_list("place", flat=True))
    assert places == list(range(1, MOST_BALLOTS + 1))
    assert SecretVoice.objects.get().ballot.place == MOST_BALLOTS
    kept = SecretBallot.objects.get(place=1).text
    with pytest.raises(AlreadyIn):
        take_ballot(code=poll.code, text=kept, now=clock.now())
    verify_archive(saved(poll, tmp_path / "fifty.bel"), processes=1)
