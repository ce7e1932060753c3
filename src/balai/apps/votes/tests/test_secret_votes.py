"""A secret poll from its trustees to its result, held against the archive that strangers verify."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.db import IntegrityError, close_old_connections, connection, transaction

from balai.apps.transparency.models import Statement
from balai.apps.votes.actions.closing import close_poll
from balai.apps.votes.actions.opening import open_poll, release_poll, take_back
from balai.apps.votes.actions.secrets import (
    appoint_trustees,
    hand_in_codes,
    hand_in_key,
    hand_in_share,
    sum_up,
    take_ballot,
)
from balai.apps.votes.elections import archive_of, election_of
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
from balai.apps.votes.tests.test_results_can_be_counted_again import passed
from balai.apps.votes.tests.things import MONEY, PARK, draft, person, resident
from balai.base import clock
from balai.base.packs import Pack
from balai.base.people.models import User
from balai.engines.belenios.ballots import make_ballot, tracker_of
from balai.engines.belenios.comparison import compare_archives
from balai.engines.belenios.credentials import new_credential, public_credential
from balai.engines.belenios.encoding import compact
from balai.engines.belenios.tally import Tally, decrypt_tally
from balai.engines.belenios.trustees import TrusteeKey, new_private_key
from balai.engines.belenios.verification import verify_archive

CHANCE = Random(7)


class Election:
    """A secret poll with its people: `secrets` are the trustees' keys, `codes` the voting codes."""

    def __init__(self, *, voters: int = 3, trustees: int = 3, seconds: float = 3600) -> None:
        voters = max(voters, SMALLEST_CELL)
        for _voter in range(voters):
            resident()
        self.trustees = [person(f"Wali {number}") for number in range(trustees)]
        self.poll = draft(PARK, kind="secret", seconds=seconds)
        appoint_trustees(code=self.poll.code, people=self.trustees, by=person(), now=clock.now())
        self.releaser = person("Penyelia")
        release_poll(code=self.poll.code, by=self.releaser, now=clock.now())
        self.registrar = person("Petugas pendaftaran")
        self.uuid = SecretElection.objects.get(poll=self.poll).uuid
        self.secrets = [new_private_key(CHANCE) for _trustee in self.trustees]
        self.codes = [new_credential(CHANCE) for _voter in range(voters)]

    def parts(self, skip: Sequence[str] = ()) -> None:
        if "keys" not in skip:
            for user, secret in zip(self.trustees, self.secrets, strict=True):
                text = compact(TrusteeKey.of(secret, CHANCE).written())
                hand_in_key(code=self.poll.code, text=text, by=user, now=clock.now())
        if "codes" not in skip:
            self.hand_in_codes(self.codes)

    def hand_in_codes(self, codes: Sequence[str], by: User | None = None) -> None:
        public = [public_credential(code, self.uuid) for code in codes]
        hand_in_codes(code=self.poll.code, public=public, by=by or self.registrar, now=clock.now())

    def open(self) -> Poll:
        self.parts()
        self.poll = open_poll(code=self.poll.code, now=clock.now())
        return self.poll

    def ballot(self, voter: int, choice: int) -> str:
        election = election_of(SecretElection.objects.get(poll=self.poll).text)
        choices = [[int(place == choice) for place in range(3)]]
        return make_ballot(election, self.codes[voter], choices, CHANCE)

    def cast(self, voter: int, choice: int) -> str:
        return take_ballot(poll=self.poll, text=self.ballot(voter, choice), now=clock.now()).tracker

    def close(self) -> Poll:
        now = passed(self.poll)
        close_poll(code=self.poll.code, now=now)
        self.poll = sum_up(code=self.poll.code, now=now)
        return self.poll

    def share(self, trustee: int) -> str:
        kept = SecretElection.objects.get(poll=self.poll)
        election = election_of(kept.text)
        return decrypt_tally(election, Tally.read(kept.tally, election), self.secrets[trustee], CHANCE)

    def opened_by_all(self) -> Poll:
        for number, user in enumerate(self.trustees):
            self.poll = hand_in_share(code=self.poll.code, text=self.share(number), by=user, now=clock.now())
        return self.poll


def saved(poll: Poll, path: Path) -> Path:
    with archive_of(poll) as file:
        path.write_bytes(file.read())
    return path


def test_a_whole_secret_vote_is_verified_by_anybody(jakarta: Pack, tmp_path: Path) -> None:
    town = Election(seconds=4)
    poll = town.open()
    early = saved(poll, tmp_path / "early.bel")
    town.cast(0, 1)
    replaced = town.cast(1, 2)
    last = town.cast(1, 0)
    middle = saved(poll, tmp_path / "middle.bel")
    poll = town.opened_by_all() if town.close() else poll
    assert poll.result is not None
    assert poll.result["questions"][0]["values"] == {"1": 1, "2": 1, "3": 0}
    assert poll.result["ballots"] == 2
    whole = saved(poll, tmp_path / "whole.bel")
    report = verify_archive(whole, processes=1, trackers=[replaced, last])
    assert report.result == [[1, 1, 0]]
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
    assert take_ballot(poll=poll, text=text, now=clock.now()).tracker == tracker_of(text)
    with pytest.raises(AlreadyIn) as again:
        take_ballot(poll=poll, text=text, now=clock.now())
    assert again.value.facts["tracker"] == tracker_of(text)
    stranger = make_ballot(election_of(SecretElection.objects.get().text), new_credential(CHANCE), [[1, 0, 0]], CHANCE)
    for wrong in ("", "{}", text[:-1], text.replace('"response":"', '"response":"1', 1), f"{text} ", stranger):
        with pytest.raises(BallotAmiss):
            take_ballot(poll=poll, text=wrong, now=clock.now())
    assert SecretBallot.objects.count() == 1


def test_nothing_is_taken_before_the_opening_or_after_the_closing(jakarta: Pack) -> None:
    town = Election(seconds=2.5)
    with pytest.raises(NotOpen):
        take_ballot(poll=town.poll, text="{}", now=clock.now())
    poll = town.open()
    text = town.ballot(0, 0)
    passed(poll)
    with pytest.raises(NotOpen):  # the state is still "open" until the next minute: the clock alone decides
        take_ballot(poll=poll, text=text, now=poll.opens_at)


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
    town = Election(seconds=3, voters=2, trustees=2)
    town.open()
    town.cast(0, 1)
    town.close()
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
                    take_ballot(poll=poll, text=text, now=clock.now())
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
        take_ballot(poll=poll, text=kept, now=clock.now())
    verify_archive(saved(poll, tmp_path / "fifty.bel"), processes=1)
