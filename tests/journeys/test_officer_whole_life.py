"""The whole life of a report: an officer accepts it, the crew finishes it, another office checks it, the citizen rates it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.journey

DESKTOP = (1280, 900)
ROADS = "Dinas Bina Marga"
OpenPage = Callable[..., Page]
Report = Callable[..., str]


@pytest.fixture
def report(city: Any) -> Report:
    """Open a report in Cikini, perhaps for one of the people, and give its reference."""

    def make(words: str = "Lubang besar di depan sekolah.", by: str = "") -> str:
        from balai.apps.cases.tests.samples import report
        from balai.base import clock
        from balai.base.people.models import User

        with city.records():
            person = User.objects.get(email=by) if by else None
            answers = {"category": "pothole", "danger": True, "words": words}
            return report(by=person, now=clock.now(), answers=answers).reference

    return make


def story(city: Any, reference: str) -> list[tuple[str, str]]:
    """Kinds and outcomes of a report's events."""
    from balai.apps.cases.models import Event

    with city.records():
        return list(Event.objects.filter(case__reference=reference).order_by("seq").values_list("kind", "outcome"))


def state(city: Any, reference: str) -> str:
    from balai.apps.cases.models import Case

    with city.records():
        return Case.objects.get(reference=reference).public_state


def test_three_people_bring_a_report_to_done(city: Any, open_page: OpenPage, report: Report, photo: Path) -> None:
    reference = report(by="sari@demo.balai.example")

    officer = open_page(size=DESKTOP, person="officer")
    officer.goto("/kerja/")
    officer.get_by_role("row", name=reference).get_by_role("link").first.click()
    expect(officer.get_by_role("heading", level=1)).to_have_text("Lubang di jalan")
    officer.get_by_role("button", name="Terima dan kerjakan").click()
    expect(officer.get_by_role("status").first).to_contain_text("Tercatat: Terima dan kerjakan.")

    crew = open_page(person="crew")
    crew.goto("/lapangan/")
    job = crew.locator(f"[data-job='{reference}']")
    job.locator("summary").click()
    job.get_by_role("button", name="Mulai kerjakan").click()
    expect(job.get_by_text("Sudah dimulai")).to_be_visible()
    job.locator("summary").click()
    job.locator("input[type=file]").last.set_input_files(photo)
    job.get_by_label("Penjelasan").fill("Sudah ditambal dengan aspal panas.")
    job.get_by_role("button", name="Selesai dikerjakan").click()
    expect(job).to_have_count(0)

    verifier = open_page(size=DESKTOP, person="verifier")
    verifier.goto(f"/kerja/{reference}/")
    expect(verifier.get_by_alt_text("Foto pekerjaan")).to_be_visible()
    verifier.get_by_role("button", name="Sahkan hasilnya").click()
    expect(verifier.get_by_text("Tercatat: Sahkan hasilnya.")).to_be_visible()
    assert state(city, reference) == "done"

    end_by_the_reporter(city, reference)
    outcomes = [outcome for _kind, outcome in story(city, reference) if outcome]
    assert outcomes == ["accept", "finish", "confirm", "satisfied", "done"]
    officer.goto(f"/kerja/{reference}/")
    expect(officer.get_by_text("Nilai: 5 dari 5")).to_be_visible()
    expect(officer.get_by_text("Tidak ada lagi yang perlu dilakukan.")).to_be_visible()


def end_by_the_reporter(city: Any, reference: str) -> None:
    """The citizen's rating; its page belongs to another journey."""
    from balai.apps.cases.actions.working import Ending, end_step
    from balai.apps.cases.models import Case
    from balai.base import clock
    from balai.engines.casework.decisions import Actor
    from balai.engines.casework.definition import REPORTER

    with city.records():
        number = Case.objects.get(reference=reference).id
        ending, actor = Ending("review", "satisfied", rating=5), Actor(None, REPORTER)
        end_step(case_id=number, ending=ending, actor=actor, now=clock.now())


def test_a_report_is_transferred_and_handed_down(city: Any, open_page: OpenPage, report: Report) -> None:
    reference = report()
    officer = open_page(size=DESKTOP, person="officer")
    officer.goto(f"/kerja/{reference}/")
    officer.get_by_role("link", name="Teruskan ke instansi lain").click()
    form = officer.locator("[data-doing-form]")
    expect(form.get_by_role("heading")).to_be_focused()
    form.get_by_placeholder("Cari nama").fill("dinas bina marga")
    form.get_by_label("Instansi", exact=True).select_option(ROADS)
    form.get_by_label("Penjelasan").fill("Jalan ini kewenangan dinas.")
    form.get_by_role("button", name="Teruskan ke instansi lain").click()
    expect(officer.get_by_text("Sedang ditangani instansi lain.")).to_be_visible()
    assert state(city, reference) == "coordination"

    supervisor = open_page(size=DESKTOP, person="supervisor", javascript=False)
    supervisor.goto(f"/kerja/{reference}/")
    expect(supervisor.get_by_text("Jalan ini kewenangan dinas.")).to_be_visible()
    supervisor.get_by_role("link", name="Disposisikan ke unit di bawah").click()
    supervisor.get_by_label("Instansi").select_option(label="Suku Dinas Bina Marga Kota Administrasi Jakarta Pusat")
    supervisor.get_by_role("button", name="Disposisikan ke unit di bawah").click()
    expect(supervisor.get_by_text("Tercatat: Disposisikan ke unit di bawah.")).to_be_visible()
    assert state(city, reference) == "disposition"


def test_the_list_is_worked_with_the_keyboard_alone(open_page: OpenPage, report: Report) -> None:
    first, second = report("Laporan papan tombol satu."), report("Laporan papan tombol dua.")
    page = open_page(size=DESKTOP, person="officer")
    page.goto("/kerja/?show=new")
    shown = [page.locator(".work__reference").nth(number).inner_text() for number in range(2)]
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator(".work__link").nth(1)).to_be_focused()
    page.keyboard.press("k")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"/kerja/{shown[1]}/")
    page.keyboard.press("1")
    expect(page.get_by_role("button", name="Terima dan kerjakan")).to_be_focused()
    page.keyboard.press("c")
    expect(page.locator("[data-doing-form] textarea")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("[data-doing-form]")).to_have_count(0)
    page.keyboard.press("b")
    expect(page).to_have_url("/kerja/")
    page.keyboard.press("l")
    expect(page).to_have_url("/kerja/?show=late")
    expect(page.locator("#announcements")).to_contain_text("Terlambat:")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type(first)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"/kerja/{first}/")
    assert second != first


def test_single_letter_keys_can_be_switched_off(open_page: OpenPage, report: Report) -> None:
    report()
    page = open_page(size=DESKTOP, person="officer")
    page.goto("/kerja/")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.get_by_label("Gunakan pintasan satu huruf").uncheck(force=True)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).not_to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("?")
    expect(page.locator(".work__link").first).not_to_be_focused()
    expect(page.get_by_role("dialog")).not_to_be_visible()
    page.reload()
    page.keyboard.press("l")
    expect(page).to_have_url("/kerja/")


def test_tabs_and_filters_change_the_list_in_place_and_are_announced(open_page: OpenPage, report: Report) -> None:
    report()
    page = open_page(size=DESKTOP, person="supervisor")
    page.goto("/kerja/")
    page.evaluate("window.stayed = true")
    page.get_by_role("link", name="Baru").click()
    expect(page).to_have_url("/kerja/?show=new")
    expect(page.locator("#announcements")).to_contain_text("Baru:")
    page.get_by_label("Wilayah").select_option(label="Kota Administrasi Jakarta Pusat")
    expect(page).to_have_url("/kerja/?show=new&area=31.71&service=")
    expect(page.get_by_label("Wilayah").get_by_role("option", name="Menteng")).to_be_attached()
    assert page.evaluate("window.stayed") is True
    page.go_back()
    expect(page.get_by_label("Wilayah")).to_have_value("")


def test_looking_at_the_reporter_takes_a_reason(city: Any, open_page: OpenPage, report: Report) -> None:
    reference = report(by="sari@demo.balai.example")
    page = open_page(size=DESKTOP, person="officer")
    page.goto(f"/kerja/{reference}/")
    assert "Sari" not in page.content()
    page.get_by_role("link", name="Lihat dengan alasan").click()
    page.get_by_label("Untuk bertanya kepada yang bersangkutan").check(force=True)
    page.get_by_label("Penjelasan").fill("Letak lubang belum jelas di foto.")
    page.get_by_role("button", name="Catat alasan dan lihat").click()
    expect(page.get_by_text("Sari Wulandari")).to_be_visible()
    assert ("identity_revealed", "") in story(city, reference)
