"""Trustees of whom some suffice: three rounds, each checked as it comes in, and one who never returns stops nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from balai.apps.votes.actions.keys import appoint_trustees, certificate_texts, hand_in_key, letters_for
from balai.apps.votes.actions.opening import open_poll, take_back
from balai.apps.votes.actions.secrets import hand_in_share
from balai.apps.votes.elections import election_of
from balai.apps.votes.models import Poll, SecretElection
from balai.apps.votes.refusals import KeyAmiss, NotNow, PartsMissing, ThresholdAmiss
from balai.apps.votes.rules import SMALLEST_CELL
from balai.apps.votes.tests.offices import desk_of
from balai.apps.votes.tests.things import PARK, draft, person
from balai.apps.votes.tests.town import CHANCE, Election, saved
from balai.base import clock
from balai.base.packs import Pack
from balai.base.people.models import User
from balai.engines.belenios.encoding import compact, fields, read_json
from balai.engines.belenios.messages import Seed, Signed, make_certificate
from balai.engines.belenios.tally import Tally, decrypt_tally
from balai.engines.belenios.threshold import Letters, answer, make_polynomial, open_private_key
from balai.engines.belenios.trustees import TrusteeKey, new_private_key
from balai.engines.belenios.verification import verify_archive


class Ceremony(Election):
    """A poll of three trustees of whom two suffice; their devices are played by the engine."""

    def __init__(self) -> None:
        super().__init__(voters=SMALLEST_CELL + 3, trustees=3, threshold=2)
        self.seeds = [Seed.new(CHANCE) for _trustee in self.trustees]

    def send(self, number: int, text: str) -> None:
        hand_in_key(code=self.poll.code, text=text, by=self.trustees[number], now=clock.now())

    def certificates(self) -> list[Signed]:
        return [Signed.read(json.loads(text), "certificate") for text in certificate_texts(self.poll)]

    def certificate(self, number: int) -> str:
        return compact(make_certificate(self.seeds[number], CHANCE).written())

    def polynomial(self, number: int, threshold: int = 2) -> str:
        return compact(make_polynomial(self.seeds[number], self.certificates(), threshold, CHANCE).written())

    def output(self, number: int) -> str:
        text = letters_for(self.poll, self.poll.trustees.get(number=number + 1))
        polynomial, secrets, coefficients = fields(json.loads(text), ("polynomial", "secrets", "coefexps"), "letters")
        signed = tuple(Signed.read(one, "coefexps") for one in coefficients)
        letters = Letters(polynomial, tuple(secrets), signed)
        return compact(answer(self.seeds[number], self.certificates(), letters, CHANCE).written())

    def parts(self, skip: object = ()) -> None:
        rounds: tuple[Callable[[int], str], ...] = (self.certificate, self.polynomial, self.output)
        for make in rounds:
            for number in range(3):
                self.send(number, make(number))
        self.hand_in_codes(self.codes)

    def share(self, trustee: int) -> str:
        kept = SecretElection.objects.get(poll=self.poll)
        election = election_of(kept.text)
        sealed = self.poll.trustees.get(number=trustee + 1).sealed_key
        secret = open_private_key(self.seeds[trustee], sealed)
        return decrypt_tally(election, Tally.read(kept.tally, election), secret, CHANCE)


def test_one_trustee_who_never_returns_stops_nothing(jakarta: Pack, tmp_path: Path) -> None:
    town = Ceremony()
    choices = [1, 1, 2, *[0] * SMALLEST_CELL]
    town.held(lambda: [town.cast(voter, choice) for voter, choice in enumerate(choices)])
    for number in (2, 0):
        assert town.poll.state == "closed"
        town.poll = hand_in_share(
            code=town.poll.code, text=town.share(number), by=town.trustees[number], now=clock.now()
        )
    assert town.poll.result is not None
    assert town.poll.result["questions"][0]["values"] == {"1": SMALLEST_CELL, "2": 2, "3": 1}
    report = verify_archive(saved(town.poll, tmp_path / "whole.bel"), processes=1)
    assert report.result == [[SMALLEST_CELL, 2, 1]]
    with pytest.raises(NotNow):  # the third has nothing left to open
        hand_in_share(code=town.poll.code, text=town.share(1), by=town.trustees[1], now=clock.now())
    assert town.poll.code in str(Client().get(reverse("votes:data", args=[town.poll.code])).json())


def test_each_round_begins_when_all_have_ended_the_one_before(jakarta: Pack) -> None:
    town = Ceremony()
    town.send(0, town.certificate(0))
    with pytest.raises(NotNow):
        town.send(0, town.certificate(0))
    for number in (1, 2):
        town.send(number, town.certificate(number))
    town.send(0, town.polynomial(0))
    with pytest.raises(NotNow):
        town.send(0, town.polynomial(0))
    with pytest.raises(PartsMissing):
        town.output(0)
    town.hand_in_codes(town.codes)
    with pytest.raises(PartsMissing):
        open_poll(code=town.poll.code, now=clock.now())
    told = Client().get(reverse("votes:data", args=[town.poll.code])).json()
    assert (told["definition"]["threshold"], len(told["certificates"]), told["keys"]) == (2, 3, ["", "", ""])
    take_back(code=town.poll.code, by=person(), now=clock.now())
    assert set(town.poll.trustees.values_list("certificate", "polynomial", "key", "sealed_key")) == {("",) * 4}


def test_what_is_not_sound_is_refused_in_its_round(jakarta: Pack) -> None:
    town = Ceremony()
    one_key = compact(TrusteeKey.of(new_private_key(CHANCE), CHANCE).written())
    signed = json.loads(town.certificate(0))
    twisted = compact(signed | {"message": json.loads(town.certificate(1))["message"]})
    town.send(1, town.certificate(1))
    for wrong in ("", "{}", one_key, twisted, town.certificate(1)):
        with pytest.raises(KeyAmiss):
            town.send(0, wrong)
    for number in (0, 2):
        town.send(number, town.certificate(number))
    for wrong in (town.certificate(0), town.polynomial(1), town.polynomial(0, threshold=3)):
        with pytest.raises(KeyAmiss):
            town.send(0, wrong)
    for number in range(3):
        town.send(number, town.polynomial(number))
    right = json.loads(town.output(0))
    for wrong in (town.output(1), compact(right | {"public_key": json.loads(one_key)}), compact(right)[:-1]):
        with pytest.raises(KeyAmiss):
            town.send(0, wrong)
    town.send(0, compact(right))


def test_nobody_opens_a_result_alone_or_needs_more_than_there_are(jakarta: Pack) -> None:
    poll, people = draft(PARK, kind="secret"), [person() for _trustee in range(3)]
    for threshold in (1, 4, -1):
        with pytest.raises(ThresholdAmiss):
            appoint_trustees(code=poll.code, people=people, threshold=threshold, by=person(), now=clock.now())
    appoint_trustees(code=poll.code, people=people, threshold=3, by=person(), now=clock.now())
    assert Poll.objects.get().threshold == 0  # all are needed: each makes one key, in one round


def test_a_trustee_reads_the_own_letters_and_no_other(jakarta: Pack) -> None:
    town = Ceremony()
    rounds: tuple[Callable[[int], str], ...] = (town.certificate, town.polynomial)
    for make in rounds:
        for number in range(3):
            town.send(number, make(number))
    texts = [_read(town.trustees[number], town, "surat").content.decode() for number in range(3)]
    assert len(set(texts)) == 3
    assert texts[1] == letters_for(town.poll, town.poll.trustees.get(number=2))
    assert _read(town.trustees[0], town, "kunci").status_code == 404  # there is none yet
    town.send(0, town.output(0))
    assert _read(town.trustees[0], town, "kunci").content.decode() == town.poll.trustees.get(number=1).sealed_key
    assert _read(town.trustees[1], town, "kunci").status_code == 404
    for part in ("surat", "kunci", "sertifikat", "lain"):
        assert _read(person(), town, part).status_code == 404
    assert read_json(texts[0], "letters", largest=200_000)


def _read(user: User, town: Election, part: str) -> Any:
    client = Client()
    client.force_login(user)
    return client.get(reverse("votes:trustee-part", args=[town.poll.code, part]))


def test_the_office_says_how_many_suffice(jakarta: Pack) -> None:
    poll = draft(PARK, kind="secret")
    people = [person() for _trustee in range(3)]
    officer, address = desk_of("officer"), reverse("votes:trustees", args=[poll.code])
    typed = {"people": "\n".join(user.email for user in people), "threshold": "2"}
    assert officer.post(address, typed | {"threshold": "1"}).status_code == 422
    assert officer.post(address, typed | {"threshold": "4"}).status_code == 400
    assert officer.post(address, typed).status_code == 302
    assert "any 2 of whom are enough" in officer.get(reverse("votes:office-poll", args=[poll.code])).content.decode()
    assert 'value="2"' in officer.get(address).content.decode()


def test_the_sum_of_few_ballots_is_never_opened(jakarta: Pack, tmp_path: Path) -> None:
    town = Election()
    town.held(lambda: [town.cast(voter, voter % 2) for voter in range(SMALLEST_CELL - 1)])
    assert town.poll.state == "counted"
    assert town.poll.result == {
        "poll": town.poll.code, "ballots": SMALLEST_CELL - 1, "too_few": SMALLEST_CELL, "questions": [],
    }  # fmt: skip
    with pytest.raises(NotNow):
        hand_in_share(code=town.poll.code, text=town.share(0), by=town.trustees[0], now=clock.now())
    client = Client(headers={"accept-language": "en"})
    page = client.get(reverse("votes:poll", args=[town.poll.code])).content.decode()
    assert "Too few ballots" in page
    assert "Counted by" not in page
    client.force_login(town.trustees[0])
    told = client.get(reverse("votes:trustee", args=[town.poll.code])).content.decode()
    assert "nothing for you to do" in told
    report = verify_archive(saved(town.poll, tmp_path / "few.bel"), processes=1)
    assert report.result is None
