"""Every page of the citizen's way: readable by all, in both languages, by day and by night, on the smallest phone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.journey

SMALLEST = (320, 640)
OpenPage = Callable[..., Page]


@pytest.fixture(scope="module")
def cases(served_city: Any) -> dict[str, Any]:
    """A report with a question open, one that is solved, and one that is refused, with photos."""
    from balai.apps.cases.actions.working import ask_reporter
    from balai.apps.cases.tests.samples import VERIFIERS, colleague, end, finish_work, picture, report
    from balai.base import clock
    from balai.base.people.models import User

    now = clock.now()
    with served_city.records():
        sari = User.objects.get(email="sari@demo.balai.example")
        officer, verifier = colleague("officer"), colleague("verifier", VERIFIERS)
        asked = report(by=sari, now=now, files={"photo": [picture(seed=21), picture(seed=22)]})
        ask_reporter(case_id=asked.id, step="intake", words="Lajur yang mana?", actor=officer.actor, now=now)
        solved = report(by=sari, now=now, files={"photo": [picture(seed=23)]})
        finish_work(solved.id, officer, now, seed=24)
        end(solved.id, verifier, "verify", "confirm", now)
        refused = report(now=now)
        end(refused.id, officer, "intake", "refuse", now, reason="unclear", words="Mohon sebutkan lokasinya.")
    return {"asked": asked, "solved": solved, "refused": refused}


def _pages(page: Page, cases: dict[str, Any]) -> Iterator[str]:
    """Open one page after the other; the name of each."""
    asked, solved, refused = cases["asked"], cases["solved"], cases["refused"]
    for name, address in {
        "home": "/",
        "list": "/laporan/",
        "narrowed list": "/laporan/?area=31.71.06&status=waiting",
        "empty list": "/laporan/?jenis=report.waste/burning&area=31.01",
        "find": "/cari/",
        "not found": "/cari/?nomor=JKT-0000-0000",
        "public, asked": f"/laporan/{asked.reference}/",
        "public, solved": f"/laporan/{solved.reference}/",
        "public, refused": f"/laporan/{refused.reference}/",
        "private, asked": f"/laporan/{asked.reference}/{asked.secret}/",
        "private, solved": f"/laporan/{solved.reference}/{solved.secret}/",
        "draft gone": "/lapor/00000000-0000-4000-8000-000000000000/foto/",
    }.items():
        page.goto(address, wait_until="networkidle")
        yield name
    yield from _way(page)


def _way(page: Page) -> Iterator[str]:
    """The five pages, with what they say when something is missing."""
    onward = page.locator("#page-form .buttons .button").first
    page.goto("/lapor/", wait_until="networkidle")
    yield "photo"
    onward.click()
    page.wait_for_url("**/lokasi/")
    onward.click()
    page.wait_for_load_state("networkidle")
    yield "place, with a mistake"
    page.fill("[name=place_words]", "Depan stasiun")
    page.locator("main summary").first.click()
    page.fill("[name=place_latitude]", "-6.191")
    page.fill("[name=place_longitude]", "106.839")
    onward.click()
    page.wait_for_url("**/jenis/")
    onward.click()
    page.wait_for_load_state("networkidle")
    yield "kind, with a mistake"
    page.check("input[value='report.road/pothole']", force=True)
    yield "kind, with a further question"
    onward.click()
    page.wait_for_url("**/cerita/")
    page.fill("[name=email]", "bukan alamat")
    onward.click()
    page.wait_for_load_state("networkidle")
    yield "words, with mistakes"
    page.fill("[name=words]", "Lubang besar di lajur kiri.")
    page.fill("[name=email]", "")
    onward.click()
    page.wait_for_url("**/periksa/")
    yield "check, with reports near by"
    onward.click()
    page.wait_for_url("**/terkirim/")
    yield "sent"


@pytest.mark.parametrize(("language", "dark"), [("id", False), ("en", True)])
def test_axe_finds_nothing_serious(
    open_page: OpenPage,
    cases: dict[str, Any],
    check_accessibility: Callable[[Page], None],
    language: str,
    dark: bool,
) -> None:
    page = open_page(language=language, dark=dark)
    for _name in _pages(page, cases):
        check_accessibility(page)


def test_ones_own_pages_are_readable_by_all(
    open_page: OpenPage, cases: dict[str, Any], check_accessibility: Callable[[Page], None]
) -> None:
    page = open_page(person="citizen")
    for address in ("/", "/laporan-saya/", f"/laporan-saya/{cases['solved'].reference}/", "/lapor/"):
        page.goto(address, wait_until="networkidle")
        check_accessibility(page)


def test_nothing_runs_over_the_edge_of_the_smallest_phone(open_page: OpenPage, cases: dict[str, Any]) -> None:
    page = open_page(size=SMALLEST)
    wide = []
    for name in _pages(page, cases):
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > SMALLEST[0]:
            wide.append(f"{name}: {width} px")
    assert not wide, "\n".join(wide)


def test_without_scripts_no_control_is_dead(open_page: OpenPage, cases: dict[str, Any]) -> None:
    """Buttons that only a script can serve are not shown to those who have none."""
    page = open_page(javascript=False)
    dead = []
    asked = cases["asked"]
    for address in (
        "/",
        "/lapor/",
        "/laporan/",
        f"/laporan/{asked.reference}/",
        f"/laporan/{asked.reference}/{asked.secret}/",
    ):
        page.goto(address)
        buttons = page.locator("button[type=button]:visible")
        dead += [f"{address}: {buttons.nth(number).inner_text()}" for number in range(buttons.count())]
    assert not dead, "\n".join(dead)
