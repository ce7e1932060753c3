"""A private report answers like one that does not exist, by every address, list, feed, photo and search."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from balai.apps.cases.models import Case, Content
from balai.apps.cases.queries.nearby import nearby_cases
from balai.apps.cases.tests.samples import CIKINI_POINT, colleague
from balai.apps.reports.tests.walk import LAMP, POINT, STORY, Walk, citizen, photo, text
from balai.base import clock
from balai.base.people.models import User

pytestmark = pytest.mark.usefixtures("jakarta")
SECRET_WORDS = "Tetangga saya membakar sampah setiap malam."
NOBODY = "JKT-0000-0000"


@pytest.fixture
def private() -> Case:
    walk = Walk()
    walk.start(photo=photo())
    walk.send("lokasi", POINT)
    walk.send("jenis", LAMP)
    walk.send("cerita", {**STORY, "words": SECRET_WORDS, "visibility": "closed"})
    return walk.finish()


def same(one: Any, other: Any) -> bool:
    """Whether two answers differ in nothing but the token of their forms."""
    return one.status_code == other.status_code and text(one) == text(other)


def test_its_public_page_is_the_same_404_as_that_of_no_report(private: Case) -> None:
    client = citizen()
    there = client.get(reverse("reports:public", args=[private.reference]))
    assert there.status_code == 404
    assert same(there, client.get(reverse("reports:public", args=[NOBODY])))


def test_supporting_it_is_the_same_404(private: Case) -> None:
    client = citizen()
    there = client.post(reverse("reports:support", args=[private.reference]))
    assert there.status_code == 404
    assert same(there, client.post(reverse("reports:support", args=[NOBODY])))
    assert not private.followers.exists()


def test_searching_its_reference_finds_nothing(private: Case) -> None:
    client = citizen()
    there = client.get(reverse("reports:find"), {"nomor": private.reference})
    assert there.status_code == 404
    assert text(there).replace(private.reference, NOBODY) == text(
        client.get(reverse("reports:find"), {"nomor": NOBODY})
    )


@pytest.mark.parametrize("small", [False, True])
def test_its_photo_is_the_same_404(private: Case, small: bool) -> None:
    file = Content.objects.get(case=private, question="photo").file
    assert file is not None
    name = "reports:picture-small" if small else "reports:picture"
    client = citizen()
    assert client.get(reverse(name, args=[private.reference, file.public_id])).status_code == 404
    assert client.get(reverse(name, args=[private.reference, uuid4()])).status_code == 404


def test_no_list_feed_or_home_page_shows_it(private: Case) -> None:
    client = citizen()
    for address in (
        "/",
        "/laporan/",
        "/laporan/?area=31.71.06.1003",
        "/laporan/?jenis=report.streetlight",
        "/laporan/atom.xml",
    ):
        page = client.get(address).content.decode()
        assert private.reference not in page
        assert SECRET_WORDS not in page


def test_it_is_not_offered_to_somebody_who_reports_the_same_near_by(private: Case) -> None:
    near = nearby_cases(
        service=private.service_code, longitude=CIKINI_POINT[0], latitude=CIKINI_POINT[1], now=clock.now()
    )
    assert near == []
    walk = Walk()
    walk.start()
    walk.send("lokasi", POINT)
    walk.send("jenis", LAMP)
    walk.send("cerita", STORY)
    assert private.reference not in walk.get("periksa").content.decode()
    instead = reverse("reports:support-instead", args=[walk.draft, private.reference])
    assert walk.client.post(instead).status_code == 404


def test_a_wrong_secret_is_the_same_404_as_a_wrong_reference(private: Case) -> None:
    client, guess = citizen(), "A" * 22
    there = client.get(reverse("reports:private", args=[private.reference, guess]))
    assert there.status_code == 404
    assert same(there, client.get(reverse("reports:private", args=[NOBODY, guess])))
    for act in ("jawab", "buka", "tutup", "satisfied"):
        assert client.post(reverse("reports:private-act", args=[private.reference, guess, act])).status_code == 404
    assert client.post(reverse("reports:private-mail", args=[private.reference, guess])).status_code == 404


def test_other_people_who_are_logged_in_do_not_reach_it(private: Case) -> None:
    for user in (User.objects.create_user("budi@example.org"), colleague("officer").user):
        client = citizen()
        client.force_login(user)
        assert client.get(reverse("reports:own", args=[private.reference])).status_code == 404
        assert client.post(reverse("reports:own-act", args=[private.reference, "buka"])).status_code == 404
        assert private.reference not in client.get(reverse("reports:mine")).content.decode()


def test_pages_with_a_secret_are_kept_by_nobody(private: Case) -> None:
    from balai.apps.cases.references import secret_for

    address = reverse("reports:private", args=[private.reference, secret_for(private.submission_key)])
    answer = citizen().get(address)
    assert answer.status_code == 200
    assert SECRET_WORDS in text(answer)
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["Referrer-Policy"] == "strict-origin"
    assert "noindex" in answer.headers["X-Robots-Tag"]


def test_secrets_are_in_no_log(private: Case, caplog: pytest.LogCaptureFixture) -> None:
    from balai.apps.cases.references import secret_for

    secret = secret_for(private.submission_key)
    client = citizen()
    caplog.set_level("DEBUG")
    client.get(reverse("reports:private", args=[private.reference, secret]))
    client.post(reverse("reports:private-act", args=[private.reference, secret, "jawab"]))
    client.get(reverse("reports:private", args=[private.reference, secret[::-1]]))
    lines = [str(record.__dict__) for record in caplog.records if record.name.startswith("balai")]
    assert not [line for line in lines if secret in line or private.reference in line]
