"""A family asks for care at home on a small phone: two patients, saved, come back to, sent; with and without scripts."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.journey

OpenPage = Callable[..., Page]
NAME, AGE = "[name=patient_name]", "[name=patient_age]"


def _continue(page: Page) -> None:
    page.locator("#page-form .buttons .button").first.click()


def _patient(page: Page, name: str, age: str, complaint: str, bedridden: str) -> None:
    page.fill(NAME, name)
    page.fill(AGE, age)
    page.check(f"[name=complaint][value={complaint}]", force=True)
    page.check(f"[name=bedridden][value={bedridden}]", force=True)
    _continue(page)


def _picture(page: Page, name: str) -> None:
    """Kept for a look when BALAI_TEST_PICTURES names a folder."""
    folder = os.environ.get("BALAI_TEST_PICTURES")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


class Family:
    """Somebody at home with two patients and a phone."""

    def __init__(self, page: Page, check: Callable[[Page], None], *, javascript: bool) -> None:
        self.page, self.check, self.javascript = page, check, javascript

    def seen(self, name: str) -> None:
        """The page as it stands fits the phone and everyone; its picture is kept for a look."""
        if self.javascript:
            self.check(self.page)
            assert self.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
        _picture(self.page, f"{name}-{'js' if self.javascript else 'plain'}")

    def find_and_begin(self) -> None:
        page = self.page
        page.goto("/layanan/")
        page.fill("[name=q]", "sesak")
        page.click("form[role=search] button")
        self.seen("1-catalogue")
        page.click("text=Perawatan di rumah")
        self.seen("2-service")
        page.locator("main .button", has_text="Mulai").first.click()

    def be_turned_back_and_mend_it(self) -> None:
        page = self.page
        _continue(page)
        expect(page.locator(".error-summary")).to_be_visible()
        self.seen("3-error")
        page.check("[name=urgency][value=worse]", force=True)
        _continue(page)
        page.check("[name=jakarta_card][value=yes]", force=True)
        page.check("[name=carer][value=no]", force=True)
        _continue(page)
        expect(page.locator("main")).to_contain_text("Pasien perlu pendamping di rumah")
        self.seen("4-stop")
        page.locator(".summary__row", has_text="mendampingi").get_by_role("link").click()
        page.check("[name=carer][value=yes]", force=True)
        _continue(page)

    def name_two_patients(self) -> None:
        page = self.page
        expect(page.locator("h1")).to_have_text("Pasien 1")
        self.seen("5-entry")
        _patient(page, "Siti Aminah", "71", "wound", "yes")
        self.seen("6-list")
        page.click("text=Tambah lagi: Pasien")
        _patient(page, "Adi", "9", "fever", "no")
        expect(page.locator(".summary__row")).to_have_count(2)

    def come_back_another_day(self) -> None:
        page = self.page
        page.click("text=Lanjutkan nanti")
        self.seen("7-later")
        page.goto("/layanan/")
        page.click("main a:has-text('Lanjutkan')")
        expect(page.locator("h1")).to_have_text("Siapa saja yang perlu diperiksa?")
        _continue(page)
        page.fill("[name=place_words]", "Gang Buntu 3, RT 4/RW 2")
        page.select_option("[name=place_area]", label="Cikini")
        _continue(page)
        page.fill("[name=phone]", "0812 3456 7890")
        _continue(page)
        page.fill("[name=email]", "keluarga@example.org")
        _continue(page)

    def check_change_and_send(self) -> None:
        page = self.page
        expect(page.locator("h1")).to_have_text("Periksa dan kirim")
        self.seen("8-check")
        page.locator("section .row", has_text="Pasien 2").get_by_role("link").click()
        page.fill(AGE, "10")
        _continue(page)
        _continue(page)
        expect(page.locator("main")).to_contain_text("Gang Buntu 3")
        _continue(page)
        expect(page.locator(".confirmation__reference")).to_be_visible()
        self.seen("9-sent")
        page.click("main a:has-text('Buka')")
        expect(page.locator("main")).to_contain_text("Siti Aminah")
        self.seen("10-private")


@pytest.mark.parametrize("javascript", [False, True], ids=["without scripts", "with scripts"])
def test_two_patients_saved_returned_sent(
    open_page: OpenPage, check_accessibility: Callable[[Page], None], javascript: bool
) -> None:
    family = Family(open_page(javascript=javascript), check_accessibility, javascript=javascript)
    family.find_and_begin()
    family.be_turned_back_and_mend_it()
    family.name_two_patients()
    family.come_back_another_day()
    family.check_change_and_send()


LOOKS = [(language, dark) for language in ("id", "en") for dark in (False, True)]


@pytest.mark.parametrize(("language", "dark"), LOOKS, ids=[f"{code}{'-dark' if dark else ''}" for code, dark in LOOKS])
def test_pages_can_be_used_by_everyone(
    open_page: OpenPage, check_accessibility: Callable[[Page], None], language: str, dark: bool, city: Any
) -> None:
    page = open_page(language=language, dark=dark, size=(1280, 900) if dark else (360, 740))
    for path in ("/layanan/", "/layanan/request.home_care/", "/layanan/permit.food_stall/", "/layanan/idea.city/"):
        answer = page.goto(path)
        assert answer is not None
        if answer.status != 200:
            continue
        check_accessibility(page)
        _picture(page, f"look-{language}-{'dark' if dark else 'light'}-{path.strip('/').replace('/', '_')}")
    page.goto("/layanan/request.home_care/")
    page.locator("main form .button--accent").first.click()
    check_accessibility(page)
    page.check("[name=urgency][value=steady]", force=True)
    _continue(page)
    for name in ("jakarta_card", "carer"):
        page.check(f"[name={name}][value=yes]", force=True)
    _continue(page)
    check_accessibility(page)
    _patient(page, "Siti", "71", "pain", "no")
    check_accessibility(page)
    _picture(page, f"look-{language}-{'dark' if dark else 'light'}-list")
