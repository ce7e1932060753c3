"""Five short pages make a report, without scripts, without a map, without an account."""

from __future__ import annotations

import pytest
from django.urls import reverse

from balai.apps.cases.models import Case, Content, Draft, Reporter
from balai.apps.reports.tests.walk import DANGER, LAMP, LANDMARK, POINT, STORY, WORDS, Walk, page_of, photo, text

pytestmark = pytest.mark.usefixtures("jakarta")


def test_a_photo_a_point_a_kind_and_words_become_a_case() -> None:
    walk = Walk()
    assert page_of(walk.start(photo=photo())) == "lokasi"
    assert page_of(walk.send("lokasi", {**POINT, "place_words": "Depan stasiun"})) == "jenis"
    assert page_of(walk.send("jenis", DANGER)) == "cerita"
    assert page_of(walk.send("cerita", {**STORY, "email": "sari@example.org"})) == "periksa"
    check = text(walk.get("periksa"))
    assert WORDS in check
    assert "Cikini, Menteng" in check
    assert page_of(walk.send("periksa")) == "terkirim"
    case = walk.case
    assert (case.service_code, case.category, case.is_public) == ("report.road", "pothole", True)
    assert case.area is not None
    assert case.area.name == "Cikini"
    assert Content.objects.filter(case=case, question="photo", file__isnull=False).count() == 1
    assert Reporter.objects.get(case=case).email == "sari@example.org"
    assert "danger" in {row.question for row in Content.objects.filter(case=case, data=True)}


def test_a_subdistrict_and_a_landmark_are_enough_of_a_place() -> None:
    walk = Walk().to_check(place=LANDMARK)
    case = walk.finish()
    assert case.longitude is None
    assert case.area is not None
    assert case.area.code == LANDMARK["place_area"]
    assert Content.objects.get(case=case, question="place").text == "Depan stasiun"


def test_every_page_says_which_step_it_is_and_has_one_heading() -> None:
    walk = Walk().to_check()
    for number, page in enumerate(("foto", "lokasi", "jenis", "cerita", "periksa"), start=1):
        answer = walk.get(page)
        assert f"Langkah {number} dari 5" in text(answer)
        assert answer.content.decode().count("<h1") == 1, page


def test_the_sent_page_gives_reference_promise_and_private_link() -> None:
    walk = Walk().to_check()
    walk.send("periksa")
    answer = walk.client.get(reverse("reports:sent", args=[walk.draft]))
    said = text(answer)
    assert walk.case.reference in said
    assert "Kelurahan Cikini" in said
    assert "paling lambat" in said
    assert f"/laporan/{walk.case.reference}/" in answer.content.decode()


def test_a_kind_without_further_questions_leads_straight_on() -> None:
    walk = Walk()
    walk.start()
    walk.send("lokasi", POINT)
    assert page_of(walk.send("jenis", LAMP)) == "cerita"


def test_without_scripts_what_a_kind_makes_us_ask_comes_on_a_page_of_its_own() -> None:
    walk = Walk()
    walk.start()
    walk.send("lokasi", POINT)
    asked = walk.send("jenis", {"kind": "report.road/pothole"})
    assert asked.status_code == 200
    assert "Apakah ini bisa mencelakai orang sekarang?" in text(asked)
    assert "Langkah 3 dari 5" in text(asked)
    assert page_of(walk.send("jenis", DANGER)) == "cerita"
    assert walk.kept["answers"] == {"danger": True}


def test_the_kinds_can_be_searched_on_the_server() -> None:
    walk = Walk()
    walk.start()
    walk.send("lokasi", POINT)
    found = text(walk.get("jenis", "?q=lampu+mati"))
    assert "Lampu mati" in found
    assert "Lubang di jalan" not in found
    assert "Tidak ada yang cocok" in text(walk.get("jenis", "?q=naga"))


def test_each_page_says_what_is_missing_and_keeps_what_was_typed() -> None:
    walk = Walk()
    walk.start()
    nowhere = walk.send("lokasi", {"place_words": "Dekat pasar"})
    assert nowhere.status_code == 422
    assert "Dekat pasar" in nowhere.content.decode()
    walk.send("lokasi", POINT)
    assert "Pilih jenis masalahnya." in text(walk.send("jenis", {}))
    walk.send("jenis", LAMP)
    short = walk.send("cerita", {**STORY, "words": "gelap", "email": "bukan-alamat"})
    assert short.status_code == 422
    assert "gelap" in short.content.decode()
    assert "bukan-alamat" in short.content.decode()
    assert not Case.objects.exists()


def test_nobody_can_skip_a_page_that_is_needed() -> None:
    walk = Walk()
    walk.start()
    assert page_of(walk.get("periksa")) == "lokasi"
    assert page_of(walk.send("periksa")) == "lokasi"
    walk.send("lokasi", POINT)
    assert page_of(walk.get("cerita")) == "jenis"
    assert not Case.objects.exists()


def test_looking_at_the_first_page_leaves_nothing_behind() -> None:
    walk = Walk()
    answer = walk.client.get(reverse("reports:start"))
    assert answer.status_code == 200
    assert not Draft.objects.exists()
    assert "balai_device" not in answer.cookies
