"""A draft opens for the device that began it, or the person who is logged in; its address alone is worth nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from balai.apps.cases.models import Draft
from balai.apps.reports.actions import expire_reports
from balai.apps.reports.tests.walk import POINT, Walk, citizen, photo
from balai.base import clock
from balai.base.files.models import StoredFile
from balai.base.people.models import User

pytestmark = pytest.mark.usefixtures("jakarta")


def test_the_address_of_a_draft_is_useless_without_its_cookie() -> None:
    walk = Walk()
    walk.start(photo=photo())
    stranger = citizen()
    for page in ("foto", "lokasi", "periksa"):
        assert stranger.get(walk.url(page)).status_code == 404
        assert stranger.post(walk.url(page), POINT).status_code == 404
    picture = walk.kept["pictures"][0]["public_id"]
    assert stranger.get(reverse("reports:draft-picture", args=[walk.draft, picture])).status_code == 404
    stranger.post(reverse("reports:forget", args=[walk.draft]))
    assert Draft.objects.filter(id=walk.draft).exists()


def test_the_sent_page_with_its_secret_is_for_the_same_device() -> None:
    walk = Walk().to_check()
    walk.finish()
    assert citizen().get(reverse("reports:sent", args=[walk.draft])).status_code == 404


def test_a_person_who_is_logged_in_goes_on_from_another_device() -> None:
    person = User.objects.create_user("sari@example.org", name="Sari")
    first, second = Walk(), Walk()
    first.client.force_login(person)
    second.client.force_login(person)
    first.start()
    first.send("lokasi", POINT)
    second.begun = first.begun
    assert second.get("jenis").status_code == 200


def test_the_device_is_known_by_a_keyed_hash_only() -> None:
    walk = Walk()
    walk.start()
    cookie = walk.client.cookies["balai_device"]
    assert cookie["httponly"]
    assert cookie.value.encode() not in bytes(Draft.objects.get().owner_key)


def test_drafts_that_nobody_comes_back_to_are_forgotten_with_their_photos() -> None:
    old, sent, fresh = Walk(), Walk(), Walk()
    old.start(photo=photo())
    sent.to_check()
    sent.finish()
    fresh.start()
    now = clock.now()
    Draft.objects.filter(id=old.draft).update(updated_at=now - timedelta(days=15))
    Draft.objects.filter(id=sent.draft).update(updated_at=now - timedelta(days=2))
    assert expire_reports(now=now) == 2
    assert [draft.id for draft in Draft.objects.all()] == [fresh.draft]
    assert StoredFile.objects.get().erased_at is not None
    assert expire_reports(now=now) == 0
