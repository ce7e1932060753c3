"""The main navigation on a phone opens and closes without scripts, by touch and by keyboard, and nothing scrolls sideways."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.journey
DESKTOP = (1280, 900)
OpenPage = Callable[..., Page]


def sideways(page: Page) -> int:
    """By how many pixels the page is wider than the window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("person", ["", "officer"])
def test_it_opens_by_touch_and_by_keyboard(open_page: OpenPage, javascript: bool, person: str) -> None:
    page = open_page(javascript=javascript, person=person)
    page.goto("/laporan/")
    links = page.get_by_role("navigation").first.get_by_role("listitem")
    menu = page.locator(".menu summary")
    expect(links).to_have_count(0)
    menu.tap()
    expect(links.first).to_be_visible()
    boxes = [links.nth(number).bounding_box() for number in range(links.count())]
    assert all(box is not None and box["height"] >= 44 and box["x"] >= 0 for box in boxes)
    assert sideways(page) <= 0
    menu.focus()
    page.keyboard.press("Enter")
    expect(links).to_have_count(0)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(links.first.locator("a")).to_be_focused()


def test_on_a_wide_screen_the_links_stand_there(
    open_page: OpenPage, check_accessibility: Callable[[Page], None]
) -> None:
    page = open_page(size=DESKTOP, person="officer")
    page.goto("/laporan/")
    expect(page.locator(".menu summary")).not_to_be_visible()
    expect(page.get_by_role("link", name="Daftar kerja")).to_be_visible()
    phone = open_page(person="officer")
    phone.goto("/laporan/")
    check_accessibility(phone)
    phone.locator(".menu summary").tap()
    check_accessibility(phone)
