"""A street food permit on a phone, from the application to the printed registration: fee, two reviews, minutes signed
by two officers, decision, document, and a stranger who checks it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.journey

DESKTOP = (1280, 900)
PTSP, SMALL_BUSINESS, HEALTH_CENTRE = "up-pmptsp-31.71", "suku-dinas-ppkukm-31.71", "puskesmas-31.71.06"
OpenPage = Callable[..., Page]
ANSWERS: dict[str, Any] = {
    "jakarta_card": True,
    "adult": True,
    "stall": "temporary",
    "sells": ["meals"],
    "stall_name": "Soto Bu Sari",
    "nik": "3171064101900001",
    "handlers": [
        {"handler_name": "Sari Wulandari", "handler_trained": True},
        {"handler_name": "Tini Lestari", "handler_trained": False},
    ],
}


@pytest.fixture
def application(city: Any) -> str:
    """Sari's application, sent; its reference."""
    from balai.apps.cases.tests.travels import ask
    from balai.base import clock
    from balai.base.people.models import User

    with city.records():
        sari = User.objects.get(email="sari@demo.balai.example")
        return ask("permit.food_stall", ANSWERS, sari, now=clock.now()).reference


def sideways(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def fill_minutes(page: Page, photo: Path) -> None:
    page.get_by_label("Tanggal peninjauan").fill("2026-11-21")
    page.get_by_role("group", name="Hasil peninjauan").get_by_label("Sesuai dengan catatan").check(force=True)
    page.get_by_role("group", name="Apakah ada air bersih?").get_by_label("Ya").check(force=True)
    page.get_by_role("group", name="Apakah ada tempat sampah tertutup?").get_by_label("Tidak").check(force=True)
    page.get_by_label("Catatan", exact=True).first.fill("Tempat sampah belum bertutup.")
    page.locator("input[type=file]").last.set_input_files(photo)


@dataclass(frozen=True, slots=True)
class Walk:
    """One application on its way, and how pages of it are opened."""

    reference: str
    open_page: OpenPage
    staff: Callable[..., Page]
    photo: Path
    check_accessibility: Callable[[Page], None]

    def case(self, page: Page) -> Page:
        page.goto(f"/kerja/{self.reference}/")
        return page

    def own(self, page: Page) -> Page:
        page.goto(f"/laporan-saya/{self.reference}/")
        return page


@pytest.fixture
def walk(
    application: str,
    open_page: OpenPage,
    staff: Callable[..., Page],
    photo: Path,
    check_accessibility: Callable[[Page], None],
) -> Walk:
    return Walk(application, open_page, staff, photo, check_accessibility)


def test_from_the_application_to_the_printed_document(walk: Walk) -> None:
    accept_and_pay(walk)
    review_side_by_side(walk)
    sign_the_minutes(walk)
    decide(walk)
    code = print_the_document(walk)
    check_the_document(walk, code)


def accept_and_pay(walk: Walk) -> None:
    desk = walk.case(walk.staff("officer", PTSP, "Ratna Dewi", size=DESKTOP))
    expect(desk.get_by_role("heading", level=1)).to_contain_text("Izin usaha makanan kaki lima")
    assert "3171064101900001" not in desk.content()
    walk.check_accessibility(desk)
    desk.get_by_role("button", name="Berkas lengkap").click()
    expect(desk.get_by_text("Tercatat: Berkas lengkap.")).to_be_visible()

    citizen = walk.own(walk.open_page(person="citizen", javascript=False))
    expect(citizen.get_by_text("Rp120.000").first).to_be_visible()
    assert sideways(citizen) <= 0
    citizen.get_by_role("link", name="Saya sudah membayar").click()
    citizen.get_by_label("Nomor tanda bayar").fill("BDKI-2026-000123")
    citizen.get_by_role("button", name="Saya sudah membayar").click()
    expect(citizen.get_by_text("Ini sudah tercatat.")).to_be_visible()


def review_side_by_side(walk: Walk) -> None:
    site = walk.case(walk.staff("officer", SMALL_BUSINESS, "Bambang Irawan"))
    expect(site.get_by_text("Pemeriksaan kesehatan pangan").first).to_be_visible()
    site.get_by_role("link", name="Lokasi sesuai", exact=True).click()
    site.get_by_label("Nomor lapak").fill("A-12")
    site.get_by_role("button", name="Lokasi sesuai").click()
    expect(site.get_by_text("Tercatat: Lokasi sesuai.")).to_be_visible()
    health = walk.case(walk.staff("officer", HEALTH_CENTRE, "dr. Lestari", javascript=False))
    health.get_by_role("link", name="Memenuhi syarat", exact=True).click()
    health.get_by_role("group", name=re.compile("Apakah masih ada")).get_by_label("Tidak").check(force=True)
    health.get_by_role("button", name="Memenuhi syarat").click()
    expect(health.get_by_text("Tercatat: Memenuhi syarat.")).to_be_visible()


def sign_the_minutes(walk: Walk) -> None:
    first = walk.case(walk.staff("officer", SMALL_BUSINESS, "Bambang Irawan"))
    first.get_by_role("link", name="Tanda tangani berita acara").click()
    fill_minutes(first, walk.photo)
    first.get_by_role("button", name=re.compile("^Tanda tangani")).click()
    expect(first.get_by_text("Menunggu 1 tanda tangan lagi.")).to_be_visible()
    assert sideways(first) <= 0
    walk.check_accessibility(first)
    second = walk.case(walk.staff("officer", SMALL_BUSINESS, "Yuni Astuti"))
    second.get_by_role("link", name=re.compile("Baca dan tanda tangani")).click()
    expect(second.get_by_text("Tempat sampah belum bertutup.").first).to_be_visible()
    second.get_by_role("button", name="Tanda tangani dengan nama saya").click()
    expect(second.get_by_text("Anda telah menandatangani").first).to_be_visible()


def decide(walk: Walk) -> None:
    head = walk.case(walk.staff("supervisor", PTSP, "Hendra Wijaya", size=DESKTOP, javascript=False))
    head.get_by_role("link", name="Terbitkan izin").click()
    head.get_by_role("group", name=re.compile("Apakah pembayaran sudah masuk")).get_by_label("Ya").check(force=True)
    head.get_by_label("Syarat yang menyertai izin").fill("Sediakan tempat sampah bertutup.")
    head.get_by_role("button", name="Terbitkan izin").click()
    expect(head.get_by_role("heading", name="Dokumen yang diterbitkan")).to_be_visible()


def print_the_document(walk: Walk) -> str:
    """The check code that stands on it."""
    citizen = walk.own(walk.open_page(person="citizen", javascript=False))
    citizen.get_by_role("link", name="Tanda Daftar Usaha").click()
    letter = citizen.get_by_role("article")
    expect(letter).to_contain_text("Soto Bu Sari")
    expect(letter).to_contain_text("Sediakan tempat sampah bertutup.")
    assert sideways(citizen) <= 0
    citizen.emulate_media(media="print")
    expect(letter).to_be_visible()
    expect(citizen.get_by_role("banner")).not_to_be_visible()
    return letter.locator(".letter__code").inner_text()


def check_the_document(walk: Walk, code: str) -> None:
    stranger = walk.open_page()
    stranger.goto("/dokumen/")
    walk.check_accessibility(stranger)
    stranger.get_by_label("Nomor").fill(f"{walk.reference}-1")
    stranger.get_by_label("Kode pemeriksaan").fill("AAAA-AAAA")
    stranger.get_by_role("button", name="Periksa").click()
    expect(stranger.get_by_text("Dokumen ini tidak dikenal")).to_be_visible()
    stranger.get_by_label("Kode pemeriksaan").fill(code)
    stranger.get_by_role("button", name="Periksa").click()
    expect(stranger.get_by_text("Asli dan masih berlaku")).to_be_visible()
    expect(stranger.get_by_role("article")).to_contain_text("Soto Bu Sari")
    walk.check_accessibility(stranger)


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("dark", [False, True])
def test_the_pages_are_for_everyone(walk: Walk, language: str, dark: bool) -> None:
    """axe finds nothing on the citizen's page, its form and the officer's page, in both languages, light and dark."""
    desk = walk.case(walk.staff("officer", PTSP, "Ratna Dewi"))
    walk.check_accessibility(desk)
    desk.get_by_role("button", name="Berkas lengkap").click()
    expect(desk.get_by_text("Tercatat: Berkas lengkap.")).to_be_visible()
    own = walk.own(walk.open_page(person="citizen", language=language, dark=dark))
    walk.check_accessibility(own)
    own.locator("main .card .button").first.click()
    walk.check_accessibility(own)
    assert sideways(own) <= 0
