"""A case page tells what happened, in order, in words that citizens know, and what comes next."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from balai.apps.cases.actions.clockwork import tick_case
from balai.apps.cases.tests.samples import HOUR, NOW, VERIFIERS, colleague, end, finish_work, picture, report
from balai.apps.reports.tests.walk import citizen, text
from balai.base import clock

pytestmark = pytest.mark.usefixtures("jakarta")


def story(reference: str, language: str = "id") -> str:
    return text(citizen(language).get(reverse("reports:public", args=[reference])))


def in_order(page: str, *parts: str) -> None:
    places = [page.index(part) for part in parts]
    assert places == sorted(places), parts


def test_the_whole_way_to_selesai() -> None:
    opened, officer, verifier = report(), colleague("officer"), colleague("verifier", VERIFIERS)
    end(opened.id, officer, "intake", "accept", NOW + HOUR)
    end(opened.id, officer, "work", "finish", NOW + 2 * HOUR, words="Sudah ditambal.", files=(picture(officer.user),))
    end(opened.id, verifier, "verify", "confirm", NOW + 3 * HOUR)
    page = story(opened.reference)
    in_order(
        page,
        "Laporan diterima",
        "Dikirim ke Kelurahan Cikini",
        "Kelurahan Cikini menerima laporan dan mulai menanganinya",
        "Pekerjaan selesai; Biro Pemerintahan memeriksa hasilnya",
        "Sudah ditambal.",
        "Hasilnya sudah diperiksa dan disahkan",
    )
    assert "Selesai" in page
    english = story(opened.reference, "en")
    in_order(
        english, "Report received", "Sent to Cikini Subdistrict Office", "The work is done", "checked and confirmed"
    )


def test_a_result_that_was_sent_back_says_so() -> None:
    opened, officer, verifier = report(), colleague("officer"), colleague("verifier", VERIFIERS)
    finish_work(opened.id, officer, NOW + HOUR)
    end(opened.id, verifier, "verify", "return", NOW + 2 * HOUR, words="Tepinya belum rapi.")
    page = story(opened.reference)
    assert "Hasilnya belum memadai; Kelurahan Cikini melanjutkan pekerjaan" in page
    assert "Tepinya belum rapi." not in page  # what offices say among themselves


def test_a_transfer_names_the_new_office_but_not_the_words_between_offices() -> None:
    opened, officer = report(), colleague("officer")
    end(opened.id, officer, "intake", "transfer", NOW + HOUR, organisation="dinas-bina-marga", words="Jalan provinsi.")
    page = story(opened.reference)
    assert "Diteruskan ke Dinas Bina Marga" in page
    assert "Jalan provinsi." not in page


def test_a_late_promise_is_said_plainly() -> None:
    now = clock.now()
    opened = report(now=now - timedelta(hours=30))
    tick_case(case_id=opened.id, now=now - timedelta(hours=5))
    page = story(opened.reference)
    assert "Batas waktu terlewati; atasan sudah diberi tahu" in page
    assert "terlambat" in page.lower()


def test_nobody_s_name_is_on_a_public_page() -> None:
    opened, officer = report(), colleague("officer")
    officer.user.name = "Rina Hartati"
    officer.user.save()
    finish_work(opened.id, officer, NOW + HOUR)
    assert "Rina" not in story(opened.reference)


def test_the_front_door_tells_what_the_city_does_and_its_latest_reports() -> None:
    opened = report()
    page = citizen().get("/")
    assert "Laporkan masalah" in text(page)
    assert "Janji kota kepada Anda" in text(page)
    assert opened.reference in page.content.decode()
    assert "Report a problem" in text(citizen("en").get("/"))
