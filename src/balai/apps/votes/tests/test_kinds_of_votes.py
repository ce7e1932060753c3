"""Two kinds of votes stand; the place of the third is kept, and nobody can make one before it is built."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from balai.apps.votes.models import Poll, PollKind
from balai.apps.votes.refusals import NotReady
from balai.apps.votes.rules import KINDS
from balai.apps.votes.tests.offices import desk_of
from balai.apps.votes.tests.test_pictures_of_votes import ABOUT
from balai.apps.votes.tests.things import draft, opened, resident
from balai.base.packs import Pack


def test_what_stands_is_what_the_database_takes(jakarta: Pack) -> None:
    assert {code for code, kind in KINDS.items() if kind.stands} == set(PollKind.values)
    poll = draft()
    for code in set(KINDS) - set(PollKind.values):
        with pytest.raises(NotReady):
            draft(kind=code)
        with pytest.raises(IntegrityError), transaction.atomic():
            Poll.objects.filter(pk=poll.pk).update(kind=code)


def test_the_office_is_offered_no_kind_that_does_not_stand(jakarta: Pack) -> None:
    officer, address = desk_of("officer"), reverse("votes:make")
    assert 'value="token"' not in officer.get(address).content.decode()
    assert officer.post(address, ABOUT | {"kind": "token"}).status_code == 422


def test_each_kind_is_explained_in_a_sentence_before_one_votes(jakarta: Pack) -> None:
    resident()
    page = Client(headers={"accept-language": "en"}).get(reverse("votes:poll", args=[opened().code])).content.decode()
    assert "Your name stands beside your choice" in page
