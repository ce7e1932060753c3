"""What grows with a vote is bounded where it is made, never where somebody votes."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from balai.apps.votes.actions.drafting import OptionDraft, QuestionDraft
from balai.apps.votes.models import Ballot
from balai.apps.votes.refusals import TooManyAnswers
from balai.apps.votes.rules import MOST_OPTIONS, MOST_OPTIONS_IN_ALL
from balai.apps.votes.tests.offices import desk_of
from balai.apps.votes.tests.things import PARK, draft, opened, resident, secret_poll
from balai.apps.votes.views.trustees import LARGEST_LIST
from balai.base.packs import Pack


def test_a_ballot_that_fills_in_all_that_a_vote_may_ask_is_taken(jakarta: Pack) -> None:
    places = [OptionDraft({"id": f"Lokasi {number}", "en": f"Place {number}"}) for number in range(MOST_OPTIONS)]
    full = QuestionDraft(
        words={"id": "Di mana?", "en": "Where?"}, options=places, method="multiple", at_most=MOST_OPTIONS
    )
    questions = MOST_OPTIONS_IN_ALL // MOST_OPTIONS
    with pytest.raises(TooManyAnswers):
        draft(*[full] * questions, PARK)
    user = resident()
    poll = opened(*[full] * questions)
    client = Client()
    client.force_login(user)
    everything = {f"q{number}": [str(place) for place in range(MOST_OPTIONS)] for number in range(1, questions + 1)}
    sent = client.post(reverse("votes:vote", args=[poll.code]), everything | {"csrfmiddlewaretoken": "x"})
    assert sent.status_code == 302
    assert Ballot.objects.get().choices == [list(range(MOST_OPTIONS))] * questions


def test_the_codes_of_a_large_roll_are_read_and_more_than_that_is_not(jakarta: Pack) -> None:
    resident()
    address = reverse("votes:codes", args=[secret_poll(ready=True).code])
    registrar, large = desk_of("verifier"), json.dumps(["7" * 1_200_000])
    assert registrar.post(address, large, content_type="application/json").status_code == 422
    answer = registrar.post(address, "[]", content_type="application/json", CONTENT_LENGTH=str(LARGEST_LIST + 1))
    assert answer.json()["title"] == "votes.codes_amiss"


@pytest.mark.parametrize("name", ["intake", "secret", "election", "check"])
def test_who_votes_does_not_wait_for_the_codes_of_a_million_others(jakarta: Pack, client: Client, name: str) -> None:
    """A roll has 600 bytes for each voter: nothing that one voter asks for reads it."""
    address = reverse(f"votes:{name}", args=[secret_poll().code])
    with CaptureQueriesContext(connection) as statements:
        answer = (
            client.post(address, "{}", content_type="application/json") if name == "intake" else client.get(address)
        )
    assert answer.status_code == (422 if name == "intake" else 200)
    texts = [statement["sql"] for statement in statements]
    assert any("votes_poll" in text for text in texts)
    assert not [text for text in texts if '"votes_secretelection"."roll",' in text]
