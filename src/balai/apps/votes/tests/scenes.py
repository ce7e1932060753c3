"""Votes in every state, for the journeys."""

from __future__ import annotations

import time
from datetime import timedelta

from balai.apps.votes.actions.answering import ask_for_answer
from balai.apps.votes.actions.casting import cast_ballot
from balai.apps.votes.actions.closing import close_poll, count_poll
from balai.apps.votes.actions.drafting import say_who
from balai.apps.votes.actions.opening import open_poll, release_poll
from balai.apps.votes.actions.secrets import appoint_trustees, sum_up
from balai.apps.votes.lists import read_list
from balai.apps.votes.models import Poll
from balai.apps.votes.tests.things import CIKINI, MONEY, PARK, draft, opened, person, resident, voters
from balai.base import clock
from balai.base.areas.models import Area
from balai.base.people.models import ResidenceSource, User
from balai.base.people.residence import confirm_residence

CITIZEN = "sari@demo.balai.example"


def votes_of_a_city() -> dict[str, str]:
    """A running, a counted and a drafted vote, by code; the citizen of the journeys is on both rolls."""
    confirm_residence(
        user=User.objects.get(email=CITIZEN), area=Area.objects.get(code=CIKINI), identity="3171064112900001",
        born=None, source=ResidenceSource.IDENTITY, by=None, now=clock.now(),
    )  # fmt: skip
    for number in range(5):
        resident(name=f"Warga {number}")
    counted = opened(PARK, MONEY, seconds=1.5)
    for number, voter in enumerate(voters(counted)):
        cast_ballot(poll=counted, voter=voter, given=[[number % 3], [number % 2, 2]], now=clock.now())
    while clock.now() < counted.closes_at:
        time.sleep(0.05)
    close_poll(code=counted.code, now=clock.now())
    count_poll(code=counted.code, now=clock.now())
    ask_for_answer(code=counted.code, now=clock.now())
    running = opened(PARK, MONEY, letters=True)
    return {"counted": counted.code, "running": running.code, "draft": draft(PARK).code}


def secret_vote_of_a_city(trustees: list[str]) -> str:
    """A released secret vote of three people on a list, by code; its trustees have still to make their keys."""
    poll = draft(PARK, kind="secret")
    people = [User.objects.get(email=email) for email in trustees]
    appoint_trustees(code=poll.code, people=people, by=person(), now=clock.now())
    listed = read_list(b"nama\nRumah tangga 1\nRumah tangga 2\nRumah tangga 3\n")
    say_who(code=poll.code, who={"kind": "list"}, listed=listed)
    release_poll(code=poll.code, by=person("Penyelia"), now=clock.now())
    return poll.code


def open_for(code: str, length: timedelta) -> None:
    """Open it now, for so long."""
    Poll.objects.filter(code=code).update(closes_at=clock.now() + length)
    open_poll(code=code, now=clock.now())


def close_when_its_time_is_over(code: str) -> None:
    """Wait for its closing, close it, and sum up its ballots."""
    poll = Poll.objects.get(code=code)
    while clock.now() < poll.closes_at:
        time.sleep(0.1)
    close_poll(code=code, now=clock.now())
    sum_up(code=code, now=clock.now())
