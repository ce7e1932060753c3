"""A service file of another city is shown beside ours only when it is the one whose hash that city signed."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from django.test import Client

from balai.apps.cases import service as cases
from balai.apps.network.actions.learning import NotOffered, learn
from balai.apps.network.actions.reading import read_descriptor
from balai.apps.network.actions.trusting import CannotBeRead
from balai.apps.network.models import Peer
from balai.apps.network.tests.fake_city import NOW, FakeCity
from balai.apps.network.visiting import road_to
from balai.engines.casework.differences import differences
from balai.engines.casework.reading import version_of
from balai.engines.transparency.commitments import canonical
from balai.project.learning_commands import draft_of

pytestmark = pytest.mark.django_db
CODE = "report.road"


def offer(city: FakeCity, peer: Peer, source: dict[str, Any], *, version: str = "") -> None:
    city.files[f"/jaringan/layanan/{CODE}.json"] = canonical(source)
    city.describe(services=[{"code": CODE, "title": {"id": "Jalan"}, "version": version or version_of(source)}])
    read_descriptor(peer=peer, road=road_to(city.address), now=NOW)


def theirs() -> dict[str, Any]:
    """Our own file, with another title."""
    found = json.loads(Client().get(f"/jaringan/layanan/{CODE}.json").content)
    assert version_of(found) == cases.current_services()[CODE].version
    return {**found, "title": {"id": "Jalan kami", "en": "Our roads"}}


def test_their_file_is_held_against_ours_and_becomes_a_draft_with_credit(peer: Peer, other: FakeCity) -> None:
    source = theirs()
    offer(other, peer, source)
    found = learn(address=other.address, code=CODE)
    assert found.own is not None
    changes = differences(found.own, found.service, "en")
    assert any("Our roads" in one.after for one in changes)
    draft = draft_of(found, "report.street")
    assert other.address in draft.splitlines()[0]
    assert yaml.safe_load(draft) == {**source, "service": "report.street"}


def test_another_file_than_the_signed_one_is_refused(peer: Peer, other: FakeCity) -> None:
    source = theirs()
    offer(other, peer, source, version="0" * 64)
    with pytest.raises(CannotBeRead):
        learn(address=other.address, code=CODE)
    offer(other, peer, {**source, "title": {"id": "Ja\u202elan", "en": "x"}})
    with pytest.raises(CannotBeRead):
        learn(address=other.address, code=CODE)
    offer(other, peer, {"service": CODE, "nonsense": True})
    with pytest.raises(CannotBeRead):
        learn(address=other.address, code=CODE)


def test_only_what_a_trusted_city_offers_can_be_learned(peer: Peer, other: FakeCity) -> None:
    with pytest.raises(NotOffered):
        learn(address=other.address, code="report.none")
    offer(other, peer, theirs())
    Peer.objects.update(trust=Peer.Trust.ENDED)
    with pytest.raises(NotOffered):
        learn(address=other.address, code=CODE)
