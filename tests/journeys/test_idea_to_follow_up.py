"""An idea on a phone: proposed, moderated, supported by a hundred, studied, decided, with a date for the next news that
everyone can read, and the end of it.
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
MODERATORS, PLANNERS, AGENCY = "jakarta-smart-city", "bappeda", "dinas-perhubungan"
TITLE = "Bangku dan pohon di halte kecil"
WORDS = "Banyak halte kecil tidak punya bangku dan tidak teduh. Tanam pohon dan pasang bangku sederhana."
ANSWER = "Dua puluh halte diberi bangku dan pohon pada tahun depan."
OpenPage = Callable[..., Page]


def go_on(page: Page) -> None:
    page.locator("#page-form .buttons .button").first.click()


def propose(page: Page) -> str:
    """Answer the pages as an author would; the reference of the idea."""
    page.goto("/layanan/idea.city/")
    page.locator("main .button", has_text="Mulai").first.click()
    page.check("[name=topic][value=mobility]", force=True)
    go_on(page)
    page.fill("[name=title]", TITLE)
    page.fill("[name=words]", WORDS)
    go_on(page)
    page.check("[name=scale][value=city]", force=True)
    go_on(page)
    go_on(page)  # no drawing
    page.check("[name=consent][value=yes]", force=True)
    go_on(page)
    while page.locator("h1").inner_text() != "Periksa dan kirim":
        go_on(page)
    expect(page.locator("main")).to_contain_text(TITLE)
    go_on(page)
    return page.locator(".confirmation__reference").inner_text().strip()


@dataclass(frozen=True, slots=True)
class Walk:
    """One idea on its way, and how pages of it are opened."""

    reference: str
    open_page: OpenPage
    staff: Callable[..., Page]
    photo: Path
    city: Any

    def desk(self, role: str, organisation: str, name: str, **device: Any) -> Page:
        page = self.staff(role, organisation, name, **device)
        page.goto(f"/kerja/{self.reference}/")
        return page

    def public(self, **device: Any) -> Page:
        page = self.open_page(**device)
        page.goto(f"/laporan/{self.reference}/")
        return page


def test_an_idea_travels_to_its_follow_up(
    open_page: OpenPage,
    staff: Callable[..., Page],
    photo: Path,
    city: Any,
    check_accessibility: Callable[[Page], None],
) -> None:
    author = open_page(person="citizen", javascript=False)
    walk = Walk(propose(author), open_page, staff, photo, city)
    expect(walk.public().get_by_text(TITLE)).to_have_count(0)
    publish(walk)
    find_a_hundred_voices(walk)
    choose_and_study(walk)
    decide(walk)
    everyone_reads_the_date(walk, check_accessibility)
    finish(walk)


def publish(walk: Walk) -> None:
    moderator = walk.desk("officer", MODERATORS, "Putri Handayani")
    expect(moderator.get_by_role("heading", level=1)).to_contain_text("Ide untuk Jakarta")
    moderator.get_by_role("button", name="Terbitkan", exact=True).click()
    expect(moderator.get_by_text("Tercatat: Terbitkan.")).to_be_visible()


def find_a_hundred_voices(walk: Walk) -> None:
    from balai.apps.cases.actions.supporting import support_case
    from balai.apps.cases.models import Case
    from balai.base import clock

    with walk.city.records():
        case = Case.objects.get(reference=walk.reference)
        for number in range(99):
            support_case(case_id=case.id, identity=f"journey-{case.id}-{number}", by=None, now=clock.now())
    neighbour = walk.public(person="neighbour")
    expect(neighbour.get_by_text("99 orang mendukung")).to_be_visible()
    neighbour.get_by_role("button", name="Saya mendukung ini").click()
    expect(neighbour.get_by_text("100 orang mendukung")).to_be_visible()


def choose_and_study(walk: Walk) -> None:
    chooser = walk.desk("officer", MODERATORS, "Putri Handayani", javascript=False, size=DESKTOP)
    chooser.get_by_role("link", name="Kirim ke instansi").click()
    chooser.locator("select[name=organisation]").select_option(AGENCY)
    chooser.get_by_role("button", name="Kirim ke instansi").click()
    expect(chooser.get_by_text("Tercatat: Kirim ke instansi.")).to_be_visible()
    expert = walk.desk("officer", AGENCY, "Rudi Setiawan")
    expert.get_by_role("link", name="Selesaikan telaah").click()
    expert.get_by_role("group", name="Dapat dilaksanakan?").get_by_label("Sebagian").check(force=True)
    expert.get_by_label(re.compile("Perkiraan biaya")).fill("250000000")
    expert.get_by_label("Hasil telaah").fill("Dapat dimulai di dua puluh halte yang paling ramai.")
    expert.get_by_role("button", name="Selesaikan telaah").click()
    expect(expert.get_by_text("Tercatat: Selesaikan telaah.")).to_be_visible()


def decide(walk: Walk) -> None:
    planner = walk.desk("supervisor", PLANNERS, "Wahyu Kurniawan", javascript=False)
    planner.get_by_role("link", name="Laksanakan", exact=True).click()
    planner.get_by_label("Jawaban kepada warga").fill("Terlalu singkat.")
    planner.get_by_role("button", name="Laksanakan", exact=True).click()
    expect(planner.locator(".error-summary")).to_be_visible()
    planner.get_by_label("Jawaban kepada warga").fill(ANSWER)
    planner.get_by_label("Kapan kabar berikutnya?").fill("2031-03-03")
    planner.get_by_role("button", name="Laksanakan", exact=True).click()
    expect(planner.get_by_text("Tercatat: Laksanakan.")).to_be_visible()


def everyone_reads_the_date(walk: Walk, check_accessibility: Callable[[Page], None]) -> None:
    for device in ({}, {"size": DESKTOP, "language": "en"}):
        reader = walk.public(**device)
        expect(reader.get_by_text(ANSWER)).to_be_visible()
        expect(reader.get_by_text(re.compile(r"3 (Maret|March) 2031")).first).to_be_visible()
        assert "Sari Wulandari" not in reader.content()
        check_accessibility(reader)
        assert reader.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def finish(walk: Walk) -> None:
    agency = walk.desk("officer", AGENCY, "Rudi Setiawan")
    agency.get_by_role("link", name="Sudah terlaksana").click()
    agency.get_by_label(re.compile("Penjelasan")).fill("Bangku dan pohon sudah ada di dua puluh halte.")
    agency.locator("input[type=file]").last.set_input_files(walk.photo)
    agency.get_by_role("button", name="Sudah terlaksana").click()
    expect(agency.get_by_text("Tercatat: Sudah terlaksana.")).to_be_visible()
    expect(walk.public().get_by_text("Selesai").first).to_be_visible()
