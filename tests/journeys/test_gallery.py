"""Every component in a real browser: readable by all, small enough for any phone, and useful without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.journey

SMALLEST, PHONE, DESKTOP = (320, 640), (360, 740), (1280, 900)
TOUCH = 44
KEMANG = (106.8166, -6.2576)
OpenPage = Callable[..., Page]


def opened(page: Page) -> Page:
    page.goto("/gallery/", wait_until="networkidle")
    return page


@pytest.mark.parametrize(
    ("language", "dark", "size"),
    [("id", False, PHONE), ("en", True, PHONE), ("en", False, DESKTOP), ("id", True, DESKTOP)],
)
def test_axe_finds_nothing(city: Any, browser: Browser, language: str, dark: bool, size: tuple[int, int]) -> None:
    context = browser.new_context(
        base_url=city.address,
        viewport={"width": size[0], "height": size[1]},
        locale={"id": "id-ID", "en": "en-GB"}[language],
        color_scheme="dark" if dark else "light",
        bypass_csp=True,  # axe measures with inline styles of its own
    )
    page = opened(context.new_page())
    page.click("#sample .buttons button")
    page.wait_for_load_state("networkidle")
    found = Axe().run(page).response["violations"]
    context.close()
    assert [(one["id"], one["nodes"][0]["html"][:200]) for one in found] == []


def test_nothing_runs_over_the_edge_of_the_smallest_phone(open_page: OpenPage) -> None:
    page = opened(open_page(size=SMALLEST))
    assert page.evaluate("document.documentElement.scrollWidth") <= SMALLEST[0]


def test_whatever_is_touched_is_large_enough(open_page: OpenPage) -> None:
    page = opened(open_page())
    small = page.evaluate(
        """(least) => [...document.querySelectorAll("button, .button, .input, .choice__box, .nav a, .languages button, summary")]
            .filter((one) => one.offsetParent && !one.ariaHidden && one.getBoundingClientRect().height < least)
            .map((one) => one.outerHTML.slice(0, 120))""",
        TOUCH,
    )
    assert small == []


def test_errors_take_the_focus_and_lead_to_their_fields(open_page: OpenPage) -> None:
    page = opened(open_page(language="en"))
    page.click("#sample .buttons button")
    expect(page).to_have_title(re.compile("^Error: "))
    expect(page.locator("[data-error-summary]")).to_be_focused()
    page.click("[data-error-summary] a[href='#id_words']")
    expect(page.locator("#id_words")).to_be_focused()


def test_the_language_changes_and_what_was_typed_stays(open_page: OpenPage) -> None:
    page = opened(open_page())
    page.fill("#id_words", "Lubang di depan sekolah")
    page.click("button[value=en]")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#id_words")).to_have_value("Lubang di depan sekolah")
    expect(page.locator("[data-error-summary]")).to_have_count(0)


def test_enter_sends_the_form_and_does_not_change_the_language(open_page: OpenPage) -> None:
    page = opened(open_page(language="en"))
    page.fill("#id_name", "Sari")
    page.press("#id_name", "Enter")
    expect(page).to_have_title(re.compile("^Error: "))
    expect(page.locator("html")).to_have_attribute("lang", "en")


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no-scripts"])
def test_the_form_works_with_and_without_scripts(open_page: OpenPage, javascript: bool) -> None:
    page = opened(open_page(language="en", javascript=javascript))
    page.fill("#id_words", "A hole before the school")
    page.check("#id_kind_1")
    page.fill("#id_place_words", "Before the school")
    page.select_option("#id_place_area", "31.74.03.1002")
    page.click("#sample .buttons button")
    page.wait_for_load_state()
    expect(page.locator(".error-summary")).to_have_count(0)


def test_the_device_can_say_where_it_is(open_page: OpenPage) -> None:
    page = opened(open_page(at=KEMANG))
    page.click("[data-place-locate]")
    expect(page.locator("#id_place_latitude")).to_have_value("-6.257600")
    expect(page.locator("#id_place_longitude")).to_have_value("106.816600")
    expect(page.locator("[data-place-found]")).to_contain_text("Lokasi ditandai")


def test_the_map_is_used_by_keyboard_and_by_touch(open_page: OpenPage) -> None:
    page = opened(open_page(size=(1280, 900)))
    map_box = page.locator("[data-place] .map")
    map_box.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#id_place_latitude")).to_have_value(re.compile(r"^-6\.\d{6}$"))
    before = page.input_value("#id_place_longitude")
    map_box.click(position={"x": 100, "y": 100})
    expect(page.locator("#id_place_longitude")).not_to_have_value(before)
    expect(page.locator("[data-place] .map__pin")).to_be_visible()


def test_a_long_list_can_be_searched(open_page: OpenPage) -> None:
    page = opened(open_page(language="id"))
    search = page.get_by_role("searchbox", name="Cari di daftar ini")
    search.fill("aspal")
    expect(page.locator(".choice:has(#id_kind_0)")).to_be_visible()
    expect(page.locator(".choice:has(#id_kind_1)")).to_be_hidden()
    search.fill("")
    page.get_by_role("searchbox", name="Cari kelurahan").fill("kuningan barat")
    expect(page.locator("#id_place_area")).to_have_value(re.compile(r"^31\."))


def test_a_question_appears_when_it_applies(open_page: OpenPage) -> None:
    page = opened(open_page())
    danger = page.locator("#id_danger_0 + label")
    expect(danger).to_be_hidden()
    page.click("#id_kind_0 + label")
    expect(danger).to_be_visible()


def test_characters_are_counted(open_page: OpenPage) -> None:
    page = opened(open_page(language="en"))
    page.fill("#id_words", "x" * 490)
    expect(page.locator("#id_words_counter")).to_have_text("You have 10 characters left")
    page.fill("#id_words", "x" * 503)
    expect(page.locator("#id_words_counter")).to_have_text("You have 3 characters too many")


def test_a_large_photo_is_shown_and_made_smaller(open_page: OpenPage, tmp_path: Path) -> None:
    from PIL import Image

    large = tmp_path / "large.jpg"
    Image.effect_noise((3000, 2000), 80).convert("RGB").save(large, quality=95)
    page = opened(open_page())
    page.set_input_files("#id_photo", large)
    expect(page.locator("[data-previews] img")).to_have_count(1)
    size, wide = page.evaluate(
        """async () => {
            const file = document.querySelector("#id_photo").files[0];
            return [file.size, (await createImageBitmap(file)).width];
        }"""
    )
    assert size < large.stat().st_size / 2
    assert wide == 2000
    page.click("[data-previews] button")
    assert page.evaluate("document.querySelector('#id_photo').files.length") == 0
