"""Whoever goes back, or changes an answer at the end, finds everything as it was."""

from __future__ import annotations

import pytest
from django.urls import reverse

from balai.apps.cases.models import Draft
from balai.apps.reports.tests.walk import DANGER, LAMP, POINT, STORY, WORDS, Walk, citizen, page_of, photo, text

pytestmark = pytest.mark.usefixtures("jakarta")


def test_each_page_opens_again_with_its_answers() -> None:
    walk = Walk().to_check()
    assert 'value="106.839"' in walk.get("lokasi").content.decode()
    assert 'value="report.road/pothole"' in walk.get("jenis").content.decode().split("checked")[0]
    assert WORDS in text(walk.get("cerita"))


def test_change_leads_back_to_the_check() -> None:
    walk = Walk().to_check()
    place = {"place_words": "Belakang pasar", "place_area": "31.71.06.1001"}
    assert page_of(walk.send("lokasi", place, "?ubah=1")) == "periksa"
    assert page_of(walk.send("cerita", {**STORY, "words": "Sudah ditutup papan."}, "?ubah=1")) == "periksa"
    said = text(walk.get("periksa"))
    assert "Belakang pasar" in said
    assert "Sudah ditutup papan." in said


def test_a_new_kind_keeps_the_words_and_asks_again_what_only_it_asks() -> None:
    walk = Walk().to_check()
    answer = walk.send("jenis", LAMP, "?ubah=1")
    assert page_of(answer) == "cerita"
    assert answer.headers["Location"].endswith("?ubah=1")
    assert WORDS in text(walk.get("cerita", "?ubah=1"))
    assert "danger" not in walk.kept["answers"]
    assert page_of(walk.send("cerita", STORY, "?ubah=1")) == "periksa"


def test_the_back_link_leads_to_the_page_before_and_from_a_change_to_the_check() -> None:
    walk = Walk().to_check()
    assert f'href="{walk.url("lokasi")}"' in walk.get("jenis").content.decode()
    assert f'href="{walk.url("periksa")}"' in walk.get("jenis", "?ubah=1").content.decode()


def test_photos_are_added_one_by_one_and_taken_away_again() -> None:
    walk = Walk()
    walk.start(photo=photo(1), more="1")
    walk.send("foto", {"photo": photo(2), "more": "1"})
    assert len(walk.kept["pictures"]) == 2
    first = walk.kept["pictures"][0]["public_id"]
    assert walk.client.get(reverse("reports:draft-picture", args=[walk.draft, first])).status_code == 200
    assert page_of(walk.send("foto", {"remove": first})) == "foto"
    assert [row["public_id"] for row in walk.kept["pictures"]] != [first]
    assert walk.client.get(reverse("reports:draft-picture", args=[walk.draft, first])).status_code == 404


def test_no_more_photos_are_kept_than_the_service_takes() -> None:
    walk = Walk()
    walk.start(photo=[photo(1), photo(2)], more="1")
    walk.send("foto", {"photo": [photo(3), photo(4)]})
    assert len(walk.kept["pictures"]) == 3


def test_one_bad_photo_does_not_lose_the_good_one() -> None:
    walk = Walk()
    bad = photo(name="bukan.jpg")
    bad.file.seek(0)  # type: ignore[union-attr]
    bad.file.write(b"%PDF-1.7 no photo at all")  # type: ignore[union-attr]
    bad.file.seek(0)  # type: ignore[union-attr]
    answer = walk.start(photo=[photo(1), bad])
    assert answer.status_code == 422
    assert "foto" in text(answer)
    assert [len(draft.answers["pictures"]) for draft in Draft.objects.all()] == [1]


def test_the_unfinished_report_is_offered_to_its_own_device_only() -> None:
    walk = Walk()
    walk.start()
    walk.send("lokasi", POINT)
    offer = "Anda punya laporan yang belum dikirim"
    assert offer in text(walk.client.get(reverse("reports:start")))
    assert offer in text(walk.client.get("/"))
    assert offer not in text(citizen().get(reverse("reports:start")))
    walk.client.post(reverse("reports:forget", args=[walk.draft]))
    assert offer not in text(walk.client.get(reverse("reports:start")))


def test_a_follow_up_answer_survives_a_visit_back() -> None:
    walk = Walk()
    walk.start()
    walk.send("lokasi", POINT)
    walk.send("jenis", DANGER)
    again = walk.send("jenis", {"kind": "report.road/pothole"}).content.decode()
    assert "checked" in again.split('value="yes"')[1][:80]
