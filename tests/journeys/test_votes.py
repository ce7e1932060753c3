"""Votes, as residents and officers see them: one is answered by keyboard alone, and every page can be read by all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.journey

PHONE, DESKTOP = (360, 740), (1280, 900)
OpenPage = Callable[..., Page]


@pytest.fixture(scope="module")
def polls(served_city: Any) -> dict[str, str]:
    """A running vote with the citizen on its roll, a counted one with a budget, and a draft: their codes."""
    from balai.apps.votes.tests.scenes import votes_of_a_city

    with served_city.records():
        return votes_of_a_city()


def test_a_resident_votes_without_scripts_and_sees_the_receipt(open_page: OpenPage, polls: dict[str, str]) -> None:
    page = open_page(person="citizen", javascript=False, language="id", size=PHONE)
    page.goto(f"/suara/{polls['running']}/")
    page.get_by_role("link", name="Pilih sekarang").click()
    page.get_by_role("button", name="Kirim suara saya").click()
    expect(page.locator(".error-summary")).to_be_visible()
    page.get_by_label("Kebun warga").check()
    page.get_by_label("Lampu gang").check()
    page.get_by_role("button", name="Kirim suara saya").click()
    expect(page.get_by_text("Suara Anda sudah disimpan")).to_be_visible()
    page.goto(f"/suara/{polls['running']}/")
    expect(page.get_by_role("link", name="Pilih lagi")).to_be_visible()


def test_a_vote_is_given_by_keyboard_alone(open_page: OpenPage, polls: dict[str, str]) -> None:
    page = open_page(person="citizen", language="en", size=DESKTOP)
    page.goto(f"/suara/{polls['running']}/pilih/")
    page.locator("input[name=q1]").first.focus()
    page.keyboard.press("ArrowDown")
    page.locator("input[name=q2]").first.focus()
    if not page.locator("input[name=q2]").first.is_checked():
        page.keyboard.press("Space")
    for _field in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.type === 'submit'"):
            break
    page.keyboard.press("Enter")
    expect(page.get_by_text("Your ballot is kept")).to_be_visible()


@pytest.mark.parametrize(
    "visitor",
    [{"language": "id", "dark": False, "size": PHONE}, {"language": "en", "dark": True, "size": DESKTOP}],
    ids=["phone", "desktop"],
)
def test_every_page_of_votes_can_be_read_by_all(
    open_page: OpenPage, polls: dict[str, str], check_accessibility: Callable[[Page], None], visitor: dict[str, Any]
) -> None:
    running, counted, draft = polls["running"], polls["counted"], polls["draft"]
    for person, addresses in {
        "citizen": (
            "/suara/",
            f"/suara/{running}/",
            f"/suara/{running}/pilih/",
            f"/suara/{running}/suara-saya/",
            f"/suara/{running}/bilik/",
            f"/suara/{counted}/",
            f"/suara/{counted}/nama/",
        ),
        "officer": (
            "/kerja/suara/",
            "/kerja/suara/baru/",
            "/kerja/suara/domisili/",
            f"/kerja/suara/{draft}/",
            f"/kerja/suara/{draft}/ubah/",
            f"/kerja/suara/{draft}/siapa/",
            f"/kerja/suara/{draft}/pertanyaan/",
            f"/kerja/suara/{running}/",
        ),
    }.items():
        page = open_page(person=person, **visitor)
        for address in addresses:
            answer = page.goto(address)
            assert answer is not None
            assert answer.status == 200, address
            check_accessibility(page)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
