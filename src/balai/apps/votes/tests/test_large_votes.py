"""What grows with a vote is bounded where it is made, never where somebody votes."""

from __future__ import annotations

import json

from django.urls import reverse

from balai.apps.votes.tests.offices import desk_of
from balai.apps.votes.tests.things import resident, secret_poll
from balai.apps.votes.views.trustees import LARGEST_LIST
from balai.base.packs import Pack


def test_the_codes_of_a_large_roll_are_read_and_more_than_that_is_not(jakarta: Pack) -> None:
    resident()
    address = reverse("votes:codes", args=[secret_poll(ready=True).code])
    registrar, large = desk_of("verifier"), json.dumps(["7" * 1_200_000])
    assert registrar.post(address, large, content_type="application/json").status_code == 422
    answer = registrar.post(address, "[]", content_type="application/json", CONTENT_LENGTH=str(LARGEST_LIST + 1))
    assert answer.json()["title"] == "votes.codes_amiss"
