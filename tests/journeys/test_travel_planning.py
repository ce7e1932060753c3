"""Planning a journey by hand: suggestions, one's own position, a page for each journey, without scripts as well."""

from __future__ import annotations

import time
import urllib.request
from collections.abc import Callable
from typing import Any
from urllib.error import HTTPError

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.journey

SMALLEST, PHONE = (320, 640), (390, 844)
READY_SECONDS = 240.0
"""The first question of a fresh city waits for compiled code, on a busy machine for long."""
QUESTION = "?dari=Andara&ke=Kota&kapan=2026-11-23T08:00"
OpenPage = Callable[..., Page]


@pytest.fixture(scope="module", autouse=True)
def timetable(served_city: Any) -> None:
    """The served city has its timetable at hand, and compiled what answers and what searches for the least fare."""
    end = time.monotonic() + READY_SECONDS
    while time.monotonic() < end:
        try:
            for path in ("/perjalanan.json", "/perjalanan/"):
                with urllib.request.urlopen(f"{served_city.address}{path}{QUESTION}", timeout=READY_SECONDS):
                    pass
        except HTTPError as answer:
            if answer.code != 503:
                raise
        else:
            return
        time.sleep(0.5)
    pytest.fail("The timetable was not made ready", pytrace=False)


def test_names_are_suggested_and_one_s_position_fills_a_field(
    open_page: OpenPage, check_accessibility: Callable[[Page], None]
) -> None:
    page = open_page(language="id", size=PHONE, dark=True, at=(106.8041, -6.3161))
    page.set_default_timeout(READY_SECONDS * 1000)
    page.goto("/perjalanan/")
    page.get_by_role("button", name="Posisi saya").click()
    expect(page.get_by_role("combobox", name="Dari")).to_have_value("-6.3161,106.8041")
    to = page.get_by_role("combobox", name="Ke")
    to.press_sequentially("monu")
    expect(page.locator("datalist#plan_ke_names option[value='Monumen Nasional']")).to_be_attached()
    to.fill("Monumen Nasional")
    page.locator("input[name=kapan]").fill("2026-11-23T08:00")
    to.press("Enter")
    expect(page.locator(".way").first).to_be_visible()
    check_accessibility(page)
    page.locator(".way a").first.click()
    expect(page.locator("[data-map-ready]")).to_be_attached()
    expect(page.get_by_role("heading", name="Langkah demi langkah")).to_be_visible()
    check_accessibility(page)


def test_a_point_of_the_map_is_marked_by_keyboard(open_page: OpenPage) -> None:
    page = open_page(language="en", size=(1280, 900))
    page.set_default_timeout(READY_SECONDS * 1000)
    page.goto("/perjalanan/")
    page.get_by_text("Choose on the map").click()
    expect(page.locator("[data-pick][data-map-ready]")).to_be_attached()
    page.get_by_role("radio", name="To").check()
    page.locator(".pick .map").press("Enter")
    expect(page.locator("#plan_ke")).to_have_value("-6.2000,106.8270")


@pytest.mark.parametrize(
    "visitor", [{"language": "id", "size": SMALLEST, "javascript": False}, {"language": "en", "dark": True}]
)
def test_everyone_can_read_them(
    open_page: OpenPage, check_accessibility: Callable[[Page], None], visitor: dict[str, Any]
) -> None:
    page = open_page(**visitor)
    page.set_default_timeout(READY_SECONDS * 1000)
    paths = (
        f"/perjalanan/{QUESTION}", "/perjalanan/?dari=Menteng&ke=xyz", "/halte/?cari=lebak",
        "/halte/tj-monas/?kapan=2026-11-23T08:00", "/jangkauan/?dari=Monas&kapan=2026-11-23T08:00",
    )  # fmt: skip
    for path in paths:
        page.goto(path)
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= page.viewport_size["width"], f"{path}: {width} px"  # type: ignore[index]
        if visitor.get("javascript", True):
            check_accessibility(page)


def test_without_scripts_a_name_is_asked_back_and_a_journey_saved(open_page: OpenPage) -> None:
    page = open_page(language="id", javascript=False, person="neighbour")
    page.set_default_timeout(READY_SECONDS * 1000)
    page.goto("/perjalanan/")
    page.get_by_role("textbox", name="Dari").fill("Menteng")
    page.get_by_role("textbox", name="Ke").fill("Kota")
    page.get_by_role("button", name="Cari perjalanan").click()
    page.get_by_role("link", name="Menteng, Menteng").click()
    expect(page.get_by_role("heading", name="Dari Menteng, Menteng ke Kota")).to_be_visible()
    page.get_by_role("button", name="Simpan perjalanan ini").click()
    page.goto("/perjalanan/")
    expect(page.get_by_role("link", name="Menteng, Menteng → Kota")).to_be_visible()
    page.get_by_role("button", name="Hapus").click()
    expect(page.get_by_role("link", name="Menteng, Menteng → Kota")).to_have_count(0)
