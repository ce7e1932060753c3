"""An officer covers a face and a name; the citizen sees what the city holds, takes it along, and has it erased."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from playwright.sync_api import Page, expect

from balai.base import clock
from balai.base.people.models import User

pytestmark = pytest.mark.journey
OpenPage = Callable[..., Page]
Accessibility = Callable[[Page], None]
PHONE, DESKTOP = (360, 740), (1280, 900)
PASSWORD = "tiga kata acak sekali"
WORDS = "Lubang besar di depan rumah Budi Santoso, telepon 0812-3456."


@pytest.fixture
def case(city: Any) -> Any:
    """A public report of Sari's, with a photo, in Cikini."""
    from balai.apps.cases.actions.opening import Place, ReporterDetails
    from balai.apps.cases.tests.samples import CIKINI, CIKINI_POINT, picture, report
    from balai.base.people.models import User

    with city.records():
        sari = User.objects.get(email="sari@demo.balai.example")
        yield report(
            now=clock.now(),
            answers={"category": "pothole", "danger": True, "words": WORDS},
            place=Place(*CIKINI_POINT, CIKINI, "Depan sekolah"),
            files={"photo": [picture(seed=5)]},
            reporter=ReporterDetails(user=sari, name="Sari", language="id"),
        )


def fits(page: Page) -> None:
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url} scrolls sideways by {wide} pixels"


def test_words_are_covered_without_scripts(city: Any, open_page: OpenPage, case: Any) -> None:
    page = open_page(person="officer", language="id", javascript=False)
    page.goto(f"/kerja/{case.reference}/")
    page.get_by_role("link", name="Tutup kata dan foto").click()
    page.fill("[name=phrases]", "Budi Santoso\n0812-3456")
    page.get_by_label("Menyangkut orang lain").check()
    page.get_by_role("button", name="Lihat hasilnya dulu").click()
    expect(page.get_by_text("Lubang besar di depan rumah █████, telepon █████.").first).to_be_visible()
    page.get_by_role("button", name="Tutup kata-kata ini").click()
    page.wait_for_url(f"**/kerja/{case.reference}/")
    visitor = open_page(language="id", javascript=False)
    visitor.goto(f"/laporan/{case.reference}/")
    expect(visitor.locator("body")).not_to_contain_text("Budi")
    expect(visitor.locator("body")).not_to_contain_text("0812")


def test_a_part_of_a_photo_is_covered_by_keyboard(city: Any, open_page: OpenPage, case: Any) -> None:
    page = open_page(person="officer", language="en", size=DESKTOP)
    page.goto(f"/kerja/{case.reference}/tutup/")
    page.locator(".photos a").first.press("Enter")
    page.wait_for_url("**/tutup/*-*/")
    page.locator("#left-1").focus()
    for number in ("10", "20", "30", "40"):
        page.keyboard.type(number)
        page.keyboard.press("Tab")
    expect(page.locator("[data-sheet] rect")).to_have_count(1)
    page.get_by_label("It is about another person").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Cover these parts").press("Enter")
    page.wait_for_url(f"**/kerja/{case.reference}/")
    expect(page.get_by_text("This part of the photo is covered.")).to_be_visible()


def test_a_box_is_drawn_with_the_mouse(city: Any, open_page: OpenPage, case: Any) -> None:
    page = open_page(person="officer", language="en", size=DESKTOP)
    page.goto(f"/kerja/{case.reference}/tutup/")
    page.locator(".photos a").first.click()
    sheet = page.locator("[data-sheet]")
    sheet.scroll_into_view_if_needed()
    frame = sheet.bounding_box()
    assert frame is not None
    page.mouse.move(frame["x"] + frame["width"] * 0.25, frame["y"] + frame["height"] * 0.25)
    page.mouse.down()
    page.mouse.move(frame["x"] + frame["width"] * 0.75, frame["y"] + frame["height"] * 0.5, steps=4)
    page.mouse.up()
    values = [float(page.locator(f"#{side}-1").input_value()) for side in ("left", "top", "width", "height")]
    assert values == pytest.approx([25, 25, 50, 25], abs=1.5)
    expect(page.locator("[data-sheet] rect")).to_have_count(1)


def test_an_original_is_seen_with_a_reason_and_the_reporter_is_told(city: Any, open_page: OpenPage, case: Any) -> None:
    from balai.apps.cases.actions.redacting import cover_words
    from balai.base.people.models import User
    from balai.engines.casework.decisions import Actor

    rina = User.objects.get(email="rina@demo.balai.example")
    actor = Actor(rina.pk, "officer", "kelurahan-31.71.06.1003")
    cover_words(case_id=case.id, phrases=["Budi Santoso"], reason="others", actor=actor, now=clock.now())
    page = open_page(person="officer", language="en")
    page.goto(f"/kerja/{case.reference}/asli/")
    page.get_by_label("Because a law or a court asks for it").check()
    page.fill("[name=words]", "Diminta pengadilan untuk perkara ini")
    page.get_by_role("button", name="Record the reason and look").click()
    expect(page.get_by_text(WORDS)).to_be_visible()
    reporter = open_page(person="citizen", language="id")
    reporter.goto(f"/laporan-saya/{case.reference}/")
    expect(reporter.get_by_text("Diminta pengadilan untuk perkara ini").first).to_be_visible()


def test_a_citizen_takes_their_data_and_has_a_report_erased(
    city: Any, open_page: OpenPage, case: Any, tmp_path: Path
) -> None:
    with city.records():  # hashed as the served city does, which knows no faster way
        User.objects.filter(email="sari@demo.balai.example").update(
            password=PBKDF2PasswordHasher().encode(PASSWORD, uuid4().hex)
        )
    page = open_page(person="citizen", language="id")
    page.goto("/akun/")
    page.get_by_role("link", name="Semua data saya").click()
    page.get_by_role("link", name="Unduh semua data saya (ZIP)").click()
    page.locator("[name=password]").fill(PASSWORD)  # a device left open gives nothing away
    page.locator("main form button[type=submit]").first.click()
    with page.expect_download() as coming:
        page.get_by_role("link", name="Unduh semua data saya (ZIP)").click()
    path = tmp_path / "data.zip"
    coming.value.save_as(path)
    with zipfile.ZipFile(path) as archive:
        assert {"data.json", "index.html", f"files/{case.reference}-1.jpg"} <= set(archive.namelist())
    page.get_by_role("link", name=f"Hapus tulisan dan fotonya {case.reference}").click()
    page.locator("[name=sure]").check()
    page.get_by_role("button", name="Hapus selamanya").click()
    page.wait_for_url("**/data-saya/")
    expect(page.get_by_text(f"Tulisan dan foto {case.reference} sudah dihapus.")).to_be_visible()


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("language", ["id", "en"])
def test_nothing_is_in_the_way_on_these_pages(
    open_page: OpenPage, check_accessibility: Accessibility, case: Any, size: tuple[int, int], language: str
) -> None:
    from balai.apps.cases.models import Content

    content = Content.objects.select_related("file").get(case_id=case.id, question="photo")
    assert content.file is not None
    officer = open_page(person="officer", language=language, size=size)
    citizen = open_page(person="citizen", language=language, size=size)
    pages = [
        (officer, f"/kerja/{case.reference}/tutup/"),
        (officer, f"/kerja/{case.reference}/tutup/{content.file.public_id}/"),
        (officer, f"/kerja/{case.reference}/asli/"),
        (citizen, "/data-saya/"),
        (citizen, f"/data-saya/{case.reference}/hapus/"),
    ]
    for page, path in pages:
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, path
        check_accessibility(page)
        fits(page)
