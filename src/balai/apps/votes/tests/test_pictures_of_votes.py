"""Pictures on a vote, its questions and its answers: brought by the office, seen by everyone, each of its own vote."""

from __future__ import annotations

import io
from typing import Any
from uuid import uuid4

from django.test import Client
from django.urls import reverse

from balai.apps.votes.actions.opening import open_poll, release_poll
from balai.apps.votes.models import Option, Poll, Question
from balai.apps.votes.tests.offices import desk_of
from balai.apps.votes.tests.things import PARK, draft, opened, person, resident
from balai.base import clock
from balai.base.packs import Pack
from balai.engines.pictures.tests.samples import encoded, street

ABOUT = {
    "kind": "open", "title_id": "Taman", "title_en": "Park", "summary_id": "Apa", "summary_en": "What",
    "opens_on": "2026-01-05", "opens_time": "08.00", "closes_on": "2036-01-12", "closes_time": "20:00",
    "live_results": "no", "by_area": "no", "letters": "no", "proposal": "",
}  # fmt: skip
ASKED = {
    "words_id": "Mana?", "words_en": "Which?", "hint_id": "", "hint_en": "", "method": "single", "rule": "plurality",
    "at_least": "1", "at_most": "1", "seats": "1", "budget": "", "options": "Satu | One\nDua | Two",
}  # fmt: skip


def photo(seed: int) -> io.BytesIO:
    file = io.BytesIO(encoded(street(seed), "JPEG"))
    file.name = "foto.jpg"
    return file


def _seen(poll: Poll, picture: Any) -> int:
    return Client().get(reverse("votes:picture", args=[poll.code, picture.public_id])).status_code


def test_the_office_brings_pictures_and_everyone_sees_them(jakarta: Pack) -> None:
    resident()
    maker = desk_of("officer")
    assert maker.post(reverse("votes:make"), ABOUT | {"picture": photo(1)}).status_code == 302
    poll = Poll.objects.get()
    add = reverse("votes:add-question", args=[poll.code])
    assert maker.post(add, ASKED | {"picture": photo(2)}).status_code == 302
    on_option = reverse("votes:picture-option", args=[poll.code, 1, 1])
    assert maker.post(on_option, {"picture": photo(3)}).status_code == 302
    fake = io.BytesIO(b"<svg onload=alert(1)>")
    fake.name = "foto.jpg"
    assert maker.post(on_option, {"picture": fake}).status_code >= 400
    release_poll(code=poll.code, by=person(), now=clock.now())
    open_poll(code=poll.code, now=clock.now())
    pictures = [Poll.objects.get().picture, Question.objects.get().picture, Option.objects.get(position=1).picture]
    assert len({one.sha256 for one in pictures if one is not None}) == 3
    page = Client().get(reverse("votes:poll", args=[poll.code])).content.decode()
    data = Client().get(reverse("votes:data", args=[poll.code])).json()["definition"]["questions"][0]
    for one in pictures:
        assert one is not None
        assert _seen(poll, one) == 200
        assert str(one.public_id) in page
    assert pictures[1] is not None
    assert pictures[2] is not None
    assert data["picture"] == pictures[1].sha256
    assert [option["picture"] for option in data["options"]] == ["", pictures[2].sha256]


def test_a_picture_is_seen_only_with_its_own_vote(jakarta: Pack) -> None:
    resident()
    maker, hidden, other = desk_of("officer"), draft(PARK), opened()
    assert (
        maker.post(reverse("votes:picture-option", args=[hidden.code, 1, 0]), {"picture": photo(4)}).status_code == 302
    )
    picture = Option.objects.get(question__poll=hidden, position=0).picture
    assert _seen(hidden, picture) == 404  # a draft is nobody's yet
    assert _seen(other, picture) == 404
    assert Client().get(reverse("votes:picture", args=[other.code, uuid4()])).status_code == 404
