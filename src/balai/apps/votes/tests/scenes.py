"""Votes in every state, for the journeys."""

from __future__ import annotations

import time

from balai.apps.votes.actions.answering import ask_for_answer
from balai.apps.votes.actions.casting import cast_ballot
from balai.apps.votes.actions.closing import close_poll, count_poll
from balai.apps.votes.tests.things import CIKINI, MONEY, PARK, draft, opened, resident, voters
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
