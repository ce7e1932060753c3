"""A service or a definition of another city is read on wish, held against ours line by line, and taken with credit."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from typing import Any

import pytest
import yaml
from django.test import Client

from balai.apps.cases.tests.desk import browser_of, officer, text
from balai.apps.indicators.service import definitions_file
from balai.apps.network.actions.lessons import study
from balai.apps.network.actions.reading import read_descriptor
from balai.apps.network.models import Lesson, Peer
from balai.apps.network.tests.fake_city import NOW, FakeCity
from balai.apps.network.visiting import road_to
from balai.engines.casework.reading import version_of
from balai.engines.transparency.commitments import canonical

pytestmark = pytest.mark.django_db
LIST = "/kerja/jaringan/belajar/"
SERVICE, FIGURE = "report.road", "promises.on_time"


def tell(city: FakeCity, peer: Peer, *, definitions: bytes = b"", digest: str = "", **more: Any) -> None:
    """Publish definitions, and a descriptor that holds their hash; read it."""
    city.files["/angka/definisi.json"] = definitions
    found = {
        "address": f"{city.address}/angka/definisi.json",
        "sha256": digest or hashlib.sha256(definitions).hexdigest(),
    }
    city.describe(definitions=found, **more)
    read_descriptor(peer=peer, road=road_to(city.address), now=NOW)
    peer.refresh_from_db()


def changed(**changes: Any) -> bytes:
    """Our own definitions, with one of them said otherwise."""
    found = json.loads(definitions_file())
    next(row for row in found["indicators"] if row["code"] == FIGURE).update(changes)
    return json.dumps(found).encode()


def learned(peer: Peer, kind: Lesson.Kind, code: str) -> Lesson:
    return study(peer=peer, kind=kind, code=code, now=NOW + timedelta(minutes=1))


def page_of(client: Client, lesson: Lesson) -> str:
    return text(client.get(f"{LIST}{lesson.pk}/"))


def test_a_definition_is_held_against_ours_and_taken_as_a_draft(peer: Peer, other: FakeCity) -> None:
    tell(other, peer, definitions=changed(formula="kept / all", names={"id": "Tepat", "en": "In time"}))
    lesson = learned(peer, Lesson.Kind.INDICATOR, FIGURE)
    assert lesson.failure == ""
    _who, client = officer("officer")
    page = page_of(client, lesson)
    for words in ("Formula", "kept / decided", "kept / all", "Promises kept on time", "In time"):
        assert words in page
    assert "Counted from" not in page
    response = client.get(f"{LIST}{lesson.pk}/draf.yaml", {"as": "promises.ours"})
    draft = yaml.safe_load(response.content)
    assert "promises.ours.yaml" in response.headers["Content-Disposition"]
    assert (draft["code"], draft["formula"]) == ("promises.ours", "kept / all")
    assert (draft["after"]["address"], draft["after"]["code"]) == (other.address, FIGURE)
    assert "City Opposite" in response.content.decode().splitlines()[0]
    assert client.get(f"{LIST}{lesson.pk}/draf.yaml", {"as": "../x"}).status_code == 404


def test_alike_definitions_are_said_to_be_alike(peer: Peer, other: FakeCity) -> None:
    tell(other, peer, definitions=definitions_file())
    _who, client = officer("auditor")
    assert "Both count and ask the same." in page_of(client, learned(peer, Lesson.Kind.INDICATOR, FIGURE))


@pytest.mark.parametrize(
    ("definitions", "digest", "failure"),
    [
        (b"{}", "", "definitions.form"),
        (b"<html>", "", "definitions.form"),
        (changed(unit="miles"), "", "definitions.form"),
        (changed(formula="kept / \u202eall"), "", "definitions.form"),
        (definitions_file(), "0" * 64, "definitions.other_version"),
    ],
)
def test_definitions_that_were_not_signed_or_have_no_form_are_refused(
    peer: Peer, other: FakeCity, definitions: bytes, digest: str, failure: str
) -> None:
    tell(other, peer, definitions=definitions, digest=digest)
    lesson = learned(peer, Lesson.Kind.INDICATOR, FIGURE)
    assert (lesson.failure, lesson.source) == (failure, None)


def test_what_was_read_stays_when_it_cannot_be_read_again(peer: Peer, other: FakeCity) -> None:
    tell(other, peer, definitions=definitions_file())
    learned(peer, Lesson.Kind.INDICATOR, FIGURE)
    other.files["/angka/definisi.json"] = b"another"
    lesson = learned(peer, Lesson.Kind.INDICATOR, FIGURE)
    lesson.refresh_from_db()
    assert lesson.source is not None
    assert lesson.failure == "definitions.other_version"
    other.files["/angka/definisi.json"] = definitions_file()
    assert learned(peer, Lesson.Kind.INDICATOR, "none.such").failure == "network.not_offered"


def test_a_service_is_held_against_ours_in_both_languages(peer: Peer, other: FakeCity) -> None:
    source = json.loads(Client().get(f"/jaringan/layanan/{SERVICE}.json").content)
    source["title"] = {"id": "Jalan kami", "en": "Our roads"}
    other.files[f"/jaringan/layanan/{SERVICE}.json"] = canonical(source)
    offered = {"code": SERVICE, "title": source["title"], "version": version_of(source)}
    tell(other, peer, definitions=definitions_file(), services=[offered])
    lesson = learned(peer, Lesson.Kind.SERVICE, SERVICE)
    who, client = officer("officer")
    page = page_of(client, lesson)
    assert "Our roads" in page
    assert "For citizens" in page
    assert "Bagi warga" in page_of(browser_of(who, "id"), lesson)
    draft = client.get(f"{LIST}{lesson.pk}/draf.yaml", {"as": "report.street"}).content
    assert yaml.safe_load(draft) == {**source, "service": "report.street"}


def test_officers_wish_the_worker_reads(peer: Peer, other: FakeCity) -> None:
    tell(other, peer, definitions=definitions_file())
    _who, client = officer("officer")
    _looker, auditor = officer("auditor")
    wish = {"peer": str(peer.pk), "kind": "indicator", "code": FIGURE}
    assert "Promises kept on time" in text(client.get(LIST))
    assert auditor.post(f"{LIST}baca/", wish).status_code == 403
    other.asked.clear()
    assert client.post(f"{LIST}baca/", wish).status_code == 302
    assert other.asked == []
    for wrong in ({"peer": "x"}, {"kind": "city"}, {"code": "../../x"}, {"peer": "99999"}):
        assert client.post(f"{LIST}baca/", {**wish, **wrong}).status_code == 404
    Peer.objects.update(trust=Peer.Trust.ENDED)
    assert client.post(f"{LIST}baca/", wish).status_code == 404
