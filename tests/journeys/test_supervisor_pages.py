"""The pages of supervisors and administrators: readable by all, in both languages, on any screen; and a transfer of many."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.journey

SMALLEST, PHONE, DESKTOP = (320, 640), (360, 740), (1280, 900)
OpenPage = Callable[..., Page]
AGENCY = "dinas-bina-marga"
HERE = "/kerja/pengawasan/"


@pytest.fixture(scope="module")
def places(served_city: Any) -> dict[str, str]:
    """Work of several ages and hands, a sample, a transfer, somebody away: where each of them is shown."""
    from balai.apps.supervision.tests.scenes import busy_city

    with served_city.records():
        return busy_city()


def _pages(open_page: OpenPage, places: dict[str, str], **visitor: Any) -> Iterator[tuple[str, Page]]:
    """Open one page after the other, as the people who see them."""
    page = open_page(person="supervisor", **visitor)
    for address in (HERE, f"{HERE}daftar/", f"{HERE}beban/", f"{HERE}tangan/", f"{HERE}contoh/", f"{HERE}contoh/undi/"):
        yield from _at(page, address)
    for name in ("hands of a case", "sample", "finding", "transferred", "sheet"):
        yield from _at(page, places[name])
    for address in ("/kerja/lembar/", "/kerja/berhalangan/", "/kerja/berhalangan/atur/"):
        yield from _at(page, address)
    page.goto(f"{HERE}daftar/")
    page.locator(".watched__tick").first.check()
    page.locator("button[value=ticked]").click()
    yield "where to", page
    page.locator("select[name=organisation]").select_option(AGENCY, force=True)
    page.locator("textarea[name=words]").fill("Jalan kota.")
    page.locator("#act-form .button").first.click()
    yield "a look at the transfer", page
    page = open_page(person="administrator", **visitor)
    for address in ("/kerja/orang/", "/kerja/orang/undang/", places["person"], f"{places['person']}beri/"):
        yield from _at(page, address)


def _at(page: Page, address: str) -> Iterator[tuple[str, Page]]:
    page.goto(address)
    yield address, page


@pytest.mark.parametrize(
    "visitor",
    [
        {"language": "id", "dark": False, "size": PHONE},
        {"language": "en", "dark": True, "size": DESKTOP},
    ],
)
def test_axe_finds_nothing_serious(
    open_page: OpenPage,
    places: dict[str, str],
    check_accessibility: Callable[[Page], None],
    visitor: dict[str, Any],
) -> None:
    for _name, page in _pages(open_page, places, **visitor):
        check_accessibility(page)


def test_nothing_runs_over_the_edge(open_page: OpenPage, places: dict[str, str]) -> None:
    wide = []
    for name, page in _pages(open_page, places, size=SMALLEST):
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > SMALLEST[0]:
            wide.append(f"{name}: {width} px")
    assert not wide, "\n".join(wide)


def test_reports_are_sent_after_a_look_without_scripts(open_page: OpenPage, places: dict[str, str]) -> None:
    page = open_page(person="supervisor", language="en", javascript=False)
    page.goto(f"{HERE}daftar/?watch=late")
    page.locator(".watched__tick").first.check()
    page.get_by_role("button", name="Transfer those ticked").click()
    page.get_by_label("Send them to").select_option(AGENCY)
    page.get_by_label("Reason").fill("A city road.")
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Transfer 1 report").click()
    expect(page.get_by_text("1 report has been sent.")).to_be_visible()


def test_the_sheet_prints_on_paper(open_page: OpenPage, places: dict[str, str]) -> None:
    """On paper: the sheet alone, with its line to sign on."""
    page = open_page(person="supervisor", size=DESKTOP)
    page.goto(places["sheet"])
    page.emulate_media(media="print")
    expect(page.locator(".sheet__line")).to_be_visible()
    for part in (".header", ".footer", ".sections", ".desk-bar", ".no-print"):
        assert not page.locator(part).first.is_visible(), part
    assert page.locator(".sheet").bounding_box()["width"] <= DESKTOP[0]  # type: ignore[index]
