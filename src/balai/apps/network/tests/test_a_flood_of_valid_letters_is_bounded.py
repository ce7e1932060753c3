"""Letters that are signed as they should be, without end: what is kept of them is bounded, and each is answered."""

from __future__ import annotations

from collections import Counter
from datetime import UTC
from typing import Any

import pytest
from django.test import Client

from balai.apps.cases.models import Case
from balai.apps.network.models import Letter, Peer
from balai.apps.network.ourselves import own_address
from balai.apps.network.rules import MOST_INQUIRIES, MOST_LETTERS, MOST_OF_ONE
from balai.apps.network.tests.fake_city import FakeCity, fake_city
from balai.base import clock

pytestmark = pytest.mark.django_db
FLOOD = 60


def flood(city: FakeCity, kind: str) -> Counter[str]:
    """So many different letters of a kind; how often each answer came."""
    more: dict[str, Any] = {"at": clock.now().astimezone(UTC).replace(microsecond=0).isoformat()}
    if kind == "question":
        more["message"] = {"subject": "Banjir", "lines": ["Bagaimana?"], "outcome": ""}
    answers: Counter[str] = Counter()
    for _number in range(FLOOD):
        letter = city.letter(kind, to=own_address(), **more)
        response = Client().post("/jaringan/surat/", letter, content_type="application/json")
        answers[response.json()["code"]] += 1
    return answers


def test_of_a_city_that_we_trust(peer: Peer, other: FakeCity) -> None:
    before = Letter.objects.count()
    assert flood(other, "application") == {"taken": MOST_LETTERS - 1, "letter.too_many": FLOOD - MOST_LETTERS + 1}
    assert flood(other, "question") == {"taken": MOST_INQUIRIES, "letter.too_many": FLOOD - MOST_INQUIRIES}
    assert Case.objects.count() == MOST_INQUIRIES
    assert Letter.objects.count() == before + MOST_LETTERS - 1 + MOST_INQUIRIES


def test_of_a_stranger(peer: Peer) -> None:
    before = Letter.objects.count()
    with fake_city() as stranger:
        assert flood(stranger, "invitation") == {"taken": MOST_OF_ONE, "letter.too_many": FLOOD - MOST_OF_ONE}
        answers = flood(stranger, "question")
        assert set(answers) <= {"letter.not_trusted", "letter.too_many"}
        assert stranger.asked == []
    assert Letter.objects.count() == before + MOST_OF_ONE
    assert not Case.objects.exists()
