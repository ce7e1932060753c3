"""Jakpreneur on a phone: seven doors in an order of one's own, evidence for each, and the certificate at the end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.journey

SUBDISTRICT, SMALL_BUSINESS = "kelurahan-31.71.06.1003", "suku-dinas-ppkukm-31.71"
PTSP, HEAD_OFFICE = "up-pmptsp-31.71", "dinas-ppkukm"
OpenPage = Callable[..., Page]


def go_on(page: Page) -> None:
    page.locator("#page-form .buttons .button").first.click()


def enrol(page: Page) -> str:
    """Answer the pages; the reference of the enrolment."""
    page.goto("/layanan/programme.jakpreneur/")
    page.locator("main .button", has_text="Mulai").first.click()
    page.check("[name=jakarta_card][value=yes]", force=True)
    go_on(page)
    expect(page.locator("[name=name]")).to_have_value("Sari Wulandari")
    page.fill("[name=nik]", "3171064101900001")
    go_on(page)
    page.check("[name=sector][value=culinary]", force=True)
    page.check("[name=existing][value=no]", force=True)
    go_on(page)
    page.select_option("[name=home]", label="Cikini")
    go_on(page)
    page.fill("[name=plan]", "Menjual soto dari rumah dan ke kantor di sekitar.")
    go_on(page)
    while page.locator("h1").inner_text() != "Periksa dan kirim":
        go_on(page)
    go_on(page)
    return page.locator(".confirmation__reference").inner_text().strip()


@dataclass(frozen=True, slots=True)
class Walk:
    """One enrolment: its participant's page and its officers'."""

    reference: str
    participant: Page
    staff: Callable[..., Page]
    photo: Path

    def own(self) -> Page:
        self.participant.goto(f"/laporan-saya/{self.reference}/")
        return self.participant

    def desk(self, role: str, organisation: str, name: str) -> Page:
        page = self.staff(role, organisation, name)
        page.goto(f"/kerja/{self.reference}/")
        return page

    def accept(self, office: str, name: str) -> None:
        page = self.desk("officer", office, name)
        page.get_by_role("button", name="Terima", exact=True).click()
        expect(page.get_by_text("Tercatat: Terima.")).to_be_visible()

    def hand_in(self, link: str, answers: dict[str, str], *, evidence: bool) -> None:
        page = self.own()
        page.get_by_role("link", name=link).first.click()
        for label, value in answers.items():
            page.get_by_label(label).fill(value)
        if evidence:
            page.locator("input[type=file]").last.set_input_files(self.photo)
        page.get_by_role("button", name=link).click()
        expect(page.get_by_text("Ini sudah tercatat.")).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
def test_seven_doors_in_an_order_of_ones_own(
    open_page: OpenPage,
    staff: Callable[..., Page],
    photo: Path,
    check_accessibility: Callable[[Page], None],
    javascript: bool,
) -> None:
    participant = open_page(person="citizen", javascript=javascript)
    walk = Walk(enrol(participant), participant, staff, photo)
    if javascript:
        check_accessibility(walk.own())
    report_and_sell_before_anything_else(walk)
    licence_and_training(walk)
    mentoring_and_enrolment(walk)
    certificate(walk)


def report_and_sell_before_anything_else(walk: Walk) -> None:
    for month in ("11/2026", "12/2026"):
        answers = {"Bulan": month, "Pemasukan": "900000", "Pengeluaran": "400000"}
        walk.hand_in("Kirim laporan bulanan", answers, evidence=False)
    page = walk.own()
    page.get_by_role("link", name="Catat bazar atau penjualan").click()
    page.get_by_role("group", name="Di mana?").get_by_label("Bazar").check(force=True)
    page.get_by_label("Nilai penjualan").fill("750000")
    page.locator("input[type=file]").last.set_input_files(walk.photo)
    page.get_by_role("button", name="Catat bazar atau penjualan").click()
    expect(page.get_by_text("Ini sudah tercatat.")).to_be_visible()
    for door in ("p5", "p6"):
        page = walk.own()
        page.locator(f"form[action*='{door}'] button, a[href*='{door}']", has_text="Langkah ini selesai").first.click()
        if page.get_by_text("Ini sudah tercatat.").count() == 0:
            page.get_by_role("button", name="Langkah ini selesai").first.click()
        expect(page.get_by_text("Ini sudah tercatat.")).to_be_visible()


def licence_and_training(walk: Walk) -> None:
    walk.hand_in("Kirim Nomor Induk Berusaha", {"Nomor Induk Berusaha (NIB)": "1234567890123"}, evidence=True)
    walk.accept(PTSP, "Ratna Dewi")
    walk.hand_in("Kirim sertifikat pelatihan", {"Nama pelatihan": "Higiene pangan"}, evidence=True)
    walk.accept(SMALL_BUSINESS, "Bambang Irawan")


def mentoring_and_enrolment(walk: Walk) -> None:
    mentor = walk.desk("officer", SMALL_BUSINESS, "Yuni Astuti")
    mentor.get_by_role("link", name="Catat pendampingan").click()
    mentor.get_by_label("Tanggal").fill("2026-11-20")
    mentor.get_by_label("Lama (jam)").fill("2")
    mentor.get_by_label("Penjelasan").fill("Dibahas harga dan kemasan.")
    mentor.get_by_role("button", name="Catat pendampingan").click()
    expect(mentor.get_by_text("Tercatat: Catat pendampingan.")).to_be_visible()
    mentor.get_by_role("link", name="Pendampingan selesai").click()
    mentor.get_by_label("Penjelasan").fill("Siap berjualan sendiri.")
    mentor.get_by_role("button", name="Pendampingan selesai").click()
    expect(mentor.get_by_text("Tercatat: Pendampingan selesai.")).to_be_visible()
    office = walk.desk("officer", SUBDISTRICT, "Rina Hartati")
    office.get_by_role("link", name="Daftarkan", exact=True).click()
    office.get_by_label("Nomor anggota").fill("JP-1")
    office.get_by_role("button", name="Daftarkan", exact=True).click()
    expect(office.get_by_text("Tercatat: Daftarkan.")).to_be_visible()
    page = walk.own()
    page.get_by_text("Pilihan lain").click()
    page.get_by_role("link", name="Lanjut tanpa pinjaman").click()
    page.get_by_role("group", name="Dari mana modal Anda?").get_by_label("Memakai modal sendiri").check(force=True)
    page.get_by_role("button", name="Lanjut tanpa pinjaman").click()
    expect(page.get_by_text("Ini sudah tercatat.")).to_be_visible()


def certificate(walk: Walk) -> None:
    head = walk.desk("supervisor", HEAD_OFFICE, "Hendra Wijaya")
    head.get_by_role("link", name="Terbitkan sertifikat").click()
    head.get_by_role("button", name="Terbitkan sertifikat").click()
    expect(head.get_by_role("heading", name="Dokumen yang diterbitkan")).to_be_visible()
    page = walk.own()
    page.get_by_role("link", name="Sertifikat Jakpreneur").click()
    letter = page.get_by_role("article")
    for said in ("Sari Wulandari", "P1 sampai P6", "Memakai modal sendiri", "1234567890123"):
        expect(letter).to_contain_text(said)
