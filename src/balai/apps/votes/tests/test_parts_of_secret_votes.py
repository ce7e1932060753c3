"""Who has which part in a secret poll: handed in once, never two of them, and read by nobody unseen."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from balai.apps.votes.actions.drafting import add_question, remove_question, say_who
from balai.apps.votes.actions.keys import appoint_trustees
from balai.apps.votes.actions.opening import release_poll, take_back
from balai.apps.votes.actions.secrets import hand_in_codes
from balai.apps.votes.lists import read_list
from balai.apps.votes.models import Attendance
from balai.apps.votes.refusals import NotByOneself, NotForSecret, NotNow, RolesMixed
from balai.apps.votes.rules import SMALLEST_CELL
from balai.apps.votes.tests.offices import desk_of
from balai.apps.votes.tests.things import PARK, draft, opened, person, resident, secret_poll
from balai.apps.votes.tests.town import CHANCE, Election
from balai.apps.votes.views import office
from balai.base import clock
from balai.base.audit.models import AuditEntry
from balai.base.packs import Pack
from balai.engines.belenios.credentials import new_credential, public_credential
from balai.engines.belenios.encoding import compact, fingerprint


def data_of(town: Election) -> Any:
    return Client().get(reverse("votes:data", args=[town.poll.code])).json()


def test_codes_and_keys_are_handed_in_once_and_their_fingerprints_shown(jakarta: Pack) -> None:
    town = Election()
    town.parts()
    told = data_of(town)
    public = sorted((public_credential(code, town.uuid) for code in town.codes), key=int)
    assert told["codes"] == fingerprint(compact(public))
    assert told["keys"] == [fingerprint(row.key) for row in town.poll.trustees.order_by("number")]
    with pytest.raises(NotNow):
        town.hand_in_codes([new_credential(CHANCE) for _code in town.codes], by=person())
    with pytest.raises(NotNow):
        town.parts(skip=["codes"])
    assert data_of(town) == told
    take_back(code=town.poll.code, by=person(), now=clock.now())
    assert set(town.poll.trustees.values_list("key", flat=True)) == {""}


def test_whoever_changes_a_vote_has_no_other_part_in_it(jakarta: Pack) -> None:
    for _voter in range(SMALLEST_CELL):
        resident()
    poll = draft(PARK, kind="secret")
    editor, namer, trustee, now = person(), person(), person(), clock.now()
    remove_question(code=poll.code, position=1, by=editor, now=now)
    add_question(code=poll.code, draft=PARK, by=editor, now=now)
    for people, by in (([editor, trustee], namer), ([namer, trustee], namer)):
        with pytest.raises(RolesMixed):
            appoint_trustees(code=poll.code, people=people, by=by, now=now)
    appoint_trustees(code=poll.code, people=[person(), trustee], by=namer, now=now)
    for mixed in (editor, namer):
        with pytest.raises(NotByOneself):
            release_poll(code=poll.code, by=mixed, now=now)
    release_poll(code=poll.code, by=person(), now=now)
    with pytest.raises(RolesMixed):
        hand_in_codes(code=poll.code, public=[], by=editor, now=now)
    take_back(code=poll.code, by=person(), now=now)
    say_who(code=poll.code, who={"kind": "everyone"}, by=trustee, now=now)
    with pytest.raises(RolesMixed):
        release_poll(code=poll.code, by=person(), now=now)


def test_a_secret_vote_of_few_is_not_released(jakarta: Pack) -> None:
    for _voter in range(SMALLEST_CELL - 1):
        resident()
    poll = draft(PARK, kind="secret")
    appoint_trustees(code=poll.code, people=[person(), person()], by=person(), now=clock.now())
    with pytest.raises(NotForSecret):
        release_poll(code=poll.code, by=person(), now=clock.now())
    resident()
    assert release_poll(code=poll.code, by=person(), now=clock.now()).roll_count == SMALLEST_CELL


def test_the_books_keep_who_read_the_roll(jakarta: Pack) -> None:
    poll = secret_poll(ready=True)
    verifier, address = desk_of("verifier"), reverse("votes:roll", args=[poll.code])
    assert verifier.get(address).status_code == 405
    assert not AuditEntry.objects.filter(code="votes.roll_read").exists()
    assert verifier.post(address).content.decode().count("@example.org") == poll.roll_count
    entry = AuditEntry.objects.get(code="votes.roll_read", reference=poll.code)
    assert entry.by is not None
    assert entry.by.name == "verifier"


def test_letters_are_printed_in_parts_for_those_with_a_name(jakarta: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "MOST_LETTERS", 2)
    resident()
    listed = read_list(b"email,nama\n,Ani\n,Budi\n,Citra\ntanpa@example.org,\n")
    poll = opened(letters=True, who={"kind": "list"}, listed=listed)
    officer = desk_of("officer")
    page = officer.get(reverse("votes:office-poll", args=[poll.code])).content.decode()
    starts = [part.split('"')[0] for part in page.split('name="from" value="')[1:]]
    pages = [
        officer.post(reverse("votes:letters", args=[poll.code]), {"from": start}).content.count(b"/Type /Page\n")
        for start in starts
    ]
    assert pages == [2, 1]
    assert AuditEntry.objects.filter(code="votes.letters", reference=poll.code).count() == 2


def test_what_is_taken_back_or_withdrawn_forgets_its_people(jakarta: Pack) -> None:
    poll = draft(who={"kind": "code"})
    release_poll(code=poll.code, by=person(), now=clock.now())
    Attendance.objects.create(poll=poll, user=person(), at=clock.now())
    take_back(code=poll.code, by=person(), now=clock.now())
    assert not poll.attendances.exists()
    say_who(code=poll.code, who={"kind": "list"}, listed=read_list(b"nama\nAni\n"), by=person(), now=clock.now())
    take_back(code=poll.code, by=person(), now=clock.now(), withdraw=True)
    assert not poll.listed.exists()
