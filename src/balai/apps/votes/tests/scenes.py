"""Votes in every state, for the journeys."""

from __future__ import annotations

import json
import sys
from secrets import SystemRandom

import psycopg

from balai.apps.votes.actions.answering import ask_for_answer
from balai.apps.votes.actions.casting import cast_ballot
from balai.apps.votes.actions.closing import close_poll, count_poll
from balai.apps.votes.actions.drafting import QuestionDraft, say_who
from balai.apps.votes.actions.keys import appoint_trustees, hand_in_key
from balai.apps.votes.actions.opening import open_poll, release_poll
from balai.apps.votes.actions.secrets import hand_in_codes, sum_up, take_ballot
from balai.apps.votes.elections import election_of
from balai.apps.votes.lists import read_list
from balai.apps.votes.models import Poll, SecretElection
from balai.apps.votes.tests.hurry import in_time, passed
from balai.apps.votes.tests.things import CIKINI, MONEY, PARK, draft, opened, person, resident, voters
from balai.base import clock
from balai.base.areas.models import Area
from balai.base.people.models import ResidenceSource, User
from balai.base.people.residence import confirm_residence
from balai.engines.belenios.ballots import make_ballot
from balai.engines.belenios.credentials import new_credential, public_credential
from balai.engines.belenios.encoding import compact
from balai.engines.belenios.trustees import TrusteeKey, new_private_key

CITIZEN = "sari@demo.balai.example"


def votes_of_a_city() -> dict[str, str]:
    """A running, a counted and a drafted vote, by code; the citizen of the journeys is on both rolls."""
    confirm_residence(
        user=User.objects.get(email=CITIZEN), area=Area.objects.get(code=CIKINI), identity="3171064112900001",
        born=None, source=ResidenceSource.IDENTITY, by=None, now=clock.now(),
    )  # fmt: skip
    for number in range(5):
        resident(name=f"Warga {number}")

    def held(seconds: float) -> Poll:
        poll = opened(PARK, MONEY, seconds=seconds)
        for number, voter in enumerate(voters(poll)):
            cast_ballot(poll=poll, voter=voter, given=[[number % 3], [number % 2, 2]], now=clock.now())
        return poll

    counted = in_time(held)
    passed(counted)
    close_poll(code=counted.code, now=clock.now())
    count_poll(code=counted.code, now=clock.now())
    ask_for_answer(code=counted.code, now=clock.now())
    running = opened(PARK, MONEY, letters=True)
    return {"counted": counted.code, "running": running.code, "draft": draft(PARK).code}


def drafted_secret_vote() -> str:
    """A draft of a secret vote of ten people on a list, by code; nobody holds its key yet."""
    poll = draft(PARK, kind="secret")
    _say_households(poll.code, 10)
    return poll.code


def _say_households(code: str, count: int) -> None:
    """Its roll is a list of so many households."""
    listed = read_list("".join(["nama\n", *(f"Rumah tangga {number}\n" for number in range(1, count + 1))]).encode())
    say_who(code=code, who={"kind": "list"}, listed=listed, by=person(), now=clock.now())


def secret_vote_of_a_city(trustees: list[str]) -> str:
    """The same, released; its trustees have still to make their keys."""
    code = drafted_secret_vote()
    people = [User.objects.get(email=email) for email in trustees]
    appoint_trustees(code=code, people=people, by=person(), now=clock.now())
    release_poll(code=code, by=person("Penyelia"), now=clock.now())
    return code


def cast_for(code: str, credentials: list[str], choice: int) -> None:
    """A ballot of each of these voting codes, made by the engine."""
    poll, chance = Poll.objects.get(code=code), SystemRandom()
    election = election_of(SecretElection.objects.get(poll=poll).text)
    for credential in credentials:
        text = make_ballot(election, credential, [[int(place == choice) for place in range(3)]], chance)
        take_ballot(code=poll.code, text=text, now=clock.now())


def close_now(code: str, owner: str) -> None:
    """Bring its closing forward, which only the database's owner can, at `owner`; close it and sum up its ballots."""
    with psycopg.connect(owner) as connection:
        connection.execute("ALTER TABLE votes_poll DISABLE TRIGGER votes_poll_frozen")
        connection.execute("UPDATE votes_poll SET closes_at = clock_timestamp() WHERE code = %s", [code])
        connection.execute("ALTER TABLE votes_poll ENABLE TRIGGER votes_poll_frozen")
    close_poll(code=code, now=clock.now())
    sum_up(code=code, now=clock.now())


def print_an_urn(voters: int, question: QuestionDraft = PARK) -> None:
    """An open secret vote, told as JSON to whoever started this in a process of its own: code, election, codes."""
    chance, trustees = SystemRandom(), [person("Wali"), person("Wali")]
    poll = draft(question, kind="secret")
    appoint_trustees(code=poll.code, people=trustees, by=person(), now=clock.now())
    _say_households(poll.code, voters)
    release_poll(code=poll.code, by=person("Penyelia"), now=clock.now())
    for trustee in trustees:
        text = compact(TrusteeKey.of(new_private_key(chance), chance).written())
        hand_in_key(code=poll.code, text=text, by=trustee, now=clock.now())
    uuid = SecretElection.objects.get(poll=poll).uuid
    codes = [new_credential(chance) for _voter in range(voters)]
    public = [public_credential(code, uuid) for code in codes]
    hand_in_codes(code=poll.code, public=public, by=person("Petugas pendaftaran"), now=clock.now())
    open_poll(code=poll.code, now=clock.now())
    election = SecretElection.objects.get(poll=poll).text
    sys.stdout.write(json.dumps({"code": poll.code, "election": election, "codes": codes}))
