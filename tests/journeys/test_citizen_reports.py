"""A citizen reports a pothole: without scripts, by keyboard alone, in two languages, and follows it to its end."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.journey

CIKINI_STATION = (106.839, -6.191)
WORDS = "Lubang besar di lajur kiri, dua motor sudah jatuh."
OpenPage = Callable[..., Page]


def test_without_scripts_the_whole_way_works(open_page: OpenPage, photo: Path) -> None:
    page = open_page(javascript=False)
    page.goto("/")
    page.click(".hero .button")
    page.set_input_files("#id_photo", photo)
    page.click("text=Simpan dan tambah foto lain")
    expect(page.locator(".photos__item img")).to_have_count(1)
    _continue(page)
    page.fill("[name=place_words]", "Depan stasiun, sisi timur")
    page.select_option("[name=place_area]", label="Cikini")
    _continue(page)
    page.fill("[name=q]", "lubang di jalan")
    page.click("text=Cari")
    page.check("input[value='report.road/pothole']", force=True)
    _continue(page)
    expect(page.locator("h1")).to_have_text("Lubang di jalan")
    page.check("input[value=yes]", force=True)
    _continue(page)
    page.fill("[name=words]", WORDS)
    _continue(page)
    page.locator(".summary__row", has_text="Lokasi").get_by_role("link").click()
    page.fill("[name=place_words]", "Depan stasiun, sisi barat")
    _continue(page)
    expect(page.locator(".summary")).to_contain_text("sisi barat")
    _continue(page)
    reference = page.locator(".confirmation__reference").inner_text()
    page.click("text=Buka laporan saya")
    expect(page.locator("h1")).to_have_text("Lubang di jalan")
    page.goto("/")
    page.fill("#find_reference", reference.lower().replace("-", " "))
    page.click("form[role=search] button")
    expect(page.locator("main")).to_contain_text("sisi barat")


def _continue(page: Page) -> None:
    page.locator("#page-form .buttons .button").first.click()


class Keys:
    """A person who has nothing but a keyboard."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def to(self, what: str, most: int = 60) -> None:
        """Press Tab until the focus is on the element."""
        for _ in range(most):
            if self.page.evaluate("(what) => document.activeElement?.matches(what) ?? false", what):
                return
            self.page.keyboard.press("Tab")
        pytest.fail(f"The keyboard does not reach {what} on {self.page.url}")

    def write(self, what: str, words: str) -> None:
        self.to(what)
        self.page.keyboard.type(words)

    def press(self, what: str, key: str = "Enter") -> None:
        self.to(what)
        self.page.keyboard.press(key)


def test_a_keyboard_is_enough(open_page: OpenPage) -> None:
    page = open_page(size=(1280, 900))
    keys = Keys(page)
    page.goto("/")
    keys.press(".skip-link")
    keys.press("a.button[href='/lapor/']")
    page.wait_for_url("**/lapor/")
    keys.press("#page-form .buttons .button")
    page.wait_for_url("**/lokasi/")
    keys.write("[name=place_words]", "Depan stasiun")
    keys.write(".finder input", "cikini")
    expect(page.locator("[name=place_area]")).to_have_value("31.71.06.1003")
    keys.press("#page-form .buttons .button")
    page.wait_for_url("**/jenis/")
    keys.write(".finder input", "lampu mati")
    expect(page.locator("[name=kind]:visible")).to_have_count(1)
    keys.press("[name=kind][value='report.streetlight/dark']", " ")
    keys.press("#page-form .buttons .button")
    page.wait_for_url("**/cerita/")
    keys.write("[name=words]", "Lampu mati sejak tiga malam.")
    keys.to("[name=visibility]")
    page.keyboard.press("ArrowDown")
    expect(page.locator("[name=visibility][value=closed]")).to_be_checked()
    keys.press("#page-form .buttons .button")
    page.wait_for_url("**/periksa/")
    keys.press("#page-form .buttons .button")
    page.wait_for_url("**/terkirim/")
    expect(page.locator("h1")).to_be_visible()


def test_mistakes_put_the_focus_where_they_are_said(open_page: OpenPage) -> None:
    page = open_page(size=(1280, 900))
    keys = Keys(page)
    page.goto("/lapor/")
    keys.press("#page-form .buttons .button")
    page.wait_for_url("**/lokasi/")
    keys.press("#page-form .buttons .button")
    expect(page.locator("[data-error-summary]")).to_be_focused()
    keys.press("[data-error-summary] a")
    expect(page.locator("[name=place_words]")).to_be_focused()


@pytest.mark.parametrize("javascript", [True, False])
def test_the_language_changes_in_the_middle_and_keeps_what_was_typed(open_page: OpenPage, javascript: bool) -> None:
    page = open_page(javascript=javascript)
    page.goto("/lapor/")
    _continue(page)
    page.fill("[name=place_words]", "Depan sta")
    page.select_option("[name=place_area]", label="Cikini")
    page.click("button[lang=en]")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("[name=place_words]")).to_have_value("Depan sta")
    expect(page.locator("[name=place_area]")).to_have_value("31.71.06.1003")
    expect(page.locator("body")).to_contain_text("Step 2 of 5")
    _continue(page)
    page.check("input[value='report.tree/fallen']", force=True)
    page.click("button[lang=id]")
    expect(page.locator("input[value='report.tree/fallen']")).to_be_checked()
    _continue(page)
    page.fill("[name=words]", "Pohon tumbang menutup jalan.")
    page.click("button[lang=en]")
    expect(page.locator("[name=words]")).to_have_value("Pohon tumbang menutup jalan.")
    _continue(page)
    expect(page.locator("h1")).to_have_text("Check and send")
    expect(page.locator(".summary")).to_contain_text("Fallen tree")


def test_the_map_marks_the_place_and_the_border_is_asked(open_page: OpenPage) -> None:
    page = open_page(size=(1280, 900))
    page.goto("/lapor/")
    _continue(page)
    page.locator(".map.leaflet-container").click()
    expect(page.locator("[name=place_latitude]")).not_to_have_value("")
    latitude, longitude = _border()
    page.locator("main summary").click()
    page.fill("[name=place_latitude]", latitude)
    page.fill("[name=place_longitude]", longitude)
    _continue(page)
    expect(page.locator("h1")).to_have_text("Termasuk kelurahan mana?")
    page.locator("[name=place_area]").first.check(force=True)
    _continue(page)
    page.wait_for_url("**/jenis/")


def _border() -> tuple[str, str]:
    """A point on the drawn border of Cikini, as the pack draws it."""
    drawn = json.loads((Path(os.environ["BALAI_CITY"]) / "areas.geojson").read_text())
    cikini = next(one for one in drawn["features"] if one["properties"]["code"] == "31.71.06.1003")
    ring = cikini["geometry"]["coordinates"][0]
    ring = ring[0] if isinstance(ring[0][0], list) else ring
    (x1, y1), (x2, y2) = ring[0][:2], ring[1][:2]
    return f"{(y1 + y2) / 2:.6f}", f"{(x1 + x2) / 2:.6f}"


def test_a_neighbour_supports_what_is_there_instead_of_reporting_it_again(open_page: OpenPage, city: Any) -> None:
    with _opened(city, service="report.tree", category="risk") as case:
        page = open_page(at=CIKINI_STATION)
        page.goto("/lapor/")
        _continue(page)
        page.locator("[data-place-locate]").click()
        expect(page.locator("[name=place_latitude]")).not_to_have_value("")
        _continue(page)
        page.check("input[value='report.tree/risk']", force=True)
        _continue(page)
        page.fill("[name=words]", "Pohonnya miring sekali ke arah jalan.")
        _continue(page)
        near = page.locator("article.card", has=page.locator(f"a[href*='{case.reference}']"))
        near.get_by_role("button", name="Dukung laporan ini saja").click()
        page.wait_for_url(f"**/laporan/{case.reference}/")
        expect(page.locator("main")).to_contain_text("1 orang mendukung laporan ini")


def test_the_reporter_answers_rates_and_copies_the_link(open_page: OpenPage, city: Any) -> None:
    from balai.apps.cases.actions.working import ask_reporter
    from balai.apps.cases.tests.samples import VERIFIERS, colleague, end, finish_work
    from balai.base import clock

    with _opened(city, service="report.road", category="pavement") as case, city.records():
        officer = colleague("officer")
        ask_reporter(case_id=case.id, step="intake", words="Sisi mana?", actor=officer.actor, now=clock.now())
    page = open_page()
    page.goto(f"/laporan/{case.reference}/{case.secret}/")
    expect(page.locator("main")).to_contain_text("Sisi mana?")
    page.fill("[name=words]", "Sisi timur, dekat halte.")
    page.click("text=Kirim jawaban")
    expect(page.locator("[role=status]", has_text="Terima kasih")).to_be_visible()
    with city.records():
        finish_work(case.id, officer, clock.now())
        end(case.id, colleague("verifier", VERIFIERS), "verify", "confirm", clock.now())
    page.reload()
    page.locator("label", has_text="5 – sangat baik").click()
    page.click("text=Beri nilai dan tutup laporan")
    expect(page.locator("main")).to_contain_text("Nilai dari pelapor: 5 dari 5")
    expect(page.locator("#private_link")).to_have_value(re.compile(f"/laporan/{case.reference}/{case.secret}/$"))
    page.click("[data-copy-button]")
    expect(page.locator("[data-copy-button]")).to_have_text("Tersalin")


@contextmanager
def _opened(city: Any, *, service: str, category: str) -> Iterator[Any]:
    """A fresh public report in Cikini."""
    from balai.apps.cases.tests.samples import report
    from balai.base import clock

    with city.records():
        case = report(
            now=clock.now(), service=service, answers={"category": category, "words": "Sudah lama begini, tolong."}
        )
    yield case
