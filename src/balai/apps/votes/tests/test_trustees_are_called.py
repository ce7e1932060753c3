"""Trustees are told when their step waits for them: each once for each step, and nobody before their turn."""

from __future__ import annotations

from collections import Counter

from django.urls import reverse

from balai.apps.votes.actions.opening import release_poll, take_back
from balai.apps.votes.rules import SMALLEST_CELL
from balai.apps.votes.tests.test_some_trustees_suffice import Ceremony
from balai.apps.votes.tests.things import person
from balai.apps.votes.tests.town import Election
from balai.base import clock
from balai.base.notifications.models import Notification
from balai.base.packs import Pack


def called(code: str) -> Counter[str]:
    """How many trustees were told of each step, by mail."""
    rows = Notification.objects.filter(event__startswith=f"vote:{code}:trustee:", channel="email")
    return Counter(event.rpartition(":")[2] for event in rows.values_list("event", flat=True))


def test_each_round_calls_all_when_the_one_before_has_ended(jakarta: Pack) -> None:
    town = Ceremony()
    code = town.poll.code
    assert called(code) == {"certificate": 3}
    for number in range(3):
        assert called(code) == {"certificate": 3}
        town.send(number, town.certificate(number))
    assert called(code) == {"certificate": 3, "polynomial": 3}
    for number in range(3):
        town.send(number, town.polynomial(number))
    for number in range(3):
        town.send(number, town.output(number))
    assert called(code) == {"certificate": 3, "polynomial": 3, "output": 3}


def test_keys_of_their_own_are_waited_for_again_after_the_poll_was_taken_back(jakarta: Pack) -> None:
    town = Election(trustees=2)
    code = town.poll.code
    assert called(code) == {"key": 2}
    take_back(code=code, by=person(), now=clock.now())
    release_poll(code=code, by=person("Penyelia lain"), now=clock.now())
    assert called(code) == {"key": 4}


def test_after_the_closing_all_are_asked_to_open_their_part_in_their_language(jakarta: Pack) -> None:
    town = Election(voters=SMALLEST_CELL + 3, trustees=2)
    indonesian, english = town.trustees
    for user, language in ((indonesian, "id"), (english, "en")):
        user.language = language
        user.save(update_fields=["language"])
    town.held(town.fill)
    assert called(town.poll.code) == {"key": 2, "share": 2}
    rows = Notification.objects.filter(event__endswith=":share", channel="in_app")
    said = {row.recipient: row.content or {} for row in rows}
    mine, other = said[f"user:{indonesian.pk}"], said[f"user:{english.pk}"]
    assert "Bukalah bagian Anda" in mine["body"]
    assert "open your part" in other["body"]
    assert mine["link"] == reverse("votes:trustee", args=[town.poll.code])
