"""Every page of the desk and of the crew's phone: readable by all, in both languages, by day and by night, on any screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.journey

SMALLEST, DESKTOP = (320, 640), (1280, 900)
OpenPage = Callable[..., Page]


@pytest.fixture(scope="module")
def cases(served_city: Any) -> dict[str, str]:
    """Reports at several steps of their way, by what is particular about each."""
    from balai.apps.cases.actions.working import ask_reporter
    from balai.apps.cases.tests.samples import VERIFIERS, colleague, end, finish_work, picture, report
    from balai.base import clock
    from balai.base.people.models import User

    now = clock.now()
    with served_city.records():
        sari = User.objects.get(email="sari@demo.balai.example")
        office, verifier = colleague("officer"), colleague("verifier", VERIFIERS)
        fresh = report(by=sari, now=now, files={"photo": [picture(seed=51), picture(seed=52)]})
        late = report(now=now - timedelta(days=3), is_public=False)
        asked = report(now=now)
        ask_reporter(case_id=asked.id, step="intake", words="Lajur yang mana?", actor=office.actor, now=now)
        accepted = report(now=now, files={"photo": [picture(seed=53)]})
        end(accepted.id, office, "intake", "accept", now)
        returned, repeated = report(now=now), report(now=now)
        for case in (returned, repeated):
            finish_work(case.id, office, now, seed=54)
        end(returned.id, verifier, "verify", "return", now, words="Mohon difoto ulang.")
        passed_on = report(now=now)
        end(passed_on.id, office, "intake", "transfer", now, words="Jalan kota.", organisation="dinas-bina-marga")
        refused = report(now=now)
        end(refused.id, office, "intake", "refuse", now, reason="unclear", words="Mohon sebutkan lokasinya.")
    found = {"fresh": fresh, "late": late, "asked": asked, "accepted": accepted, "returned": returned}
    found |= {"repeated": repeated, "passed_on": passed_on, "refused": refused}
    return {name: case.reference for name, case in found.items()}


def _pages(open_page: OpenPage, cases: dict[str, str], **visitor: Any) -> Iterator[tuple[str, Page]]:
    """Open one page after the other, as the people who see them."""
    officer = open_page(person="officer", **visitor)
    for name in ("fresh", "late", "asked", "accepted", "returned", "passed_on", "refused"):
        yield from _at(officer, f"/kerja/{cases[name]}/")
    case = f"/kerja/{cases['fresh']}"
    for address in ("/kerja/", "/kerja/?show=late", "/kerja/?show=mine", "/kerja/pesan/", f"{case}/pelapor/"):
        yield from _at(officer, address)
    for act in ("intake/hasil/transfer", "intake/hasil/refuse", "intake/tugaskan", "intake/tanya", "catatan"):
        yield from _at(officer, f"{case}/{act}/")
    officer.get_by_role("button").last.scroll_into_view_if_needed()
    officer.locator("#act-form .button").first.click()
    officer.wait_for_load_state("networkidle")
    yield "a form with mistakes", officer
    yield from _at(officer, f"/kerja/{cases['accepted']}/work/hasil/finish/")
    yield from _at(open_page(person="verifier", **visitor), f"/kerja/{cases['repeated']}/")
    yield from _at(open_page(person="supervisor", **visitor), "/kerja/?area=31.71")
    yield from _at(open_page(person="auditor", **visitor), f"/kerja/{cases['fresh']}/")
    crew = open_page(person="crew", **visitor)
    yield from _at(crew, "/lapangan/")
    for summary in crew.locator(".job__summary").all():
        summary.click()
    yield "the crew's jobs, open", crew


def _at(page: Page, address: str) -> Iterator[tuple[str, Page]]:
    page.goto(address, wait_until="networkidle")
    yield address, page


@pytest.mark.parametrize(
    "visitor",
    [
        {"language": "id", "dark": False, "size": SMALLEST},
        {"language": "en", "dark": True, "size": SMALLEST},
        {"language": "id", "dark": False, "size": DESKTOP},
    ],
)
def test_axe_finds_nothing_serious(
    open_page: OpenPage,
    cases: dict[str, str],
    check_accessibility: Callable[[Page], None],
    visitor: dict[str, Any],
) -> None:
    for _name, page in _pages(open_page, cases, **visitor):
        check_accessibility(page)


def test_a_form_opened_in_the_page_and_the_help_are_accessible(
    open_page: OpenPage, cases: dict[str, str], check_accessibility: Callable[[Page], None]
) -> None:
    page = open_page(person="officer", size=DESKTOP)
    page.goto(f"/kerja/{cases['fresh']}/")
    page.get_by_role("link", name="Tolak laporan").click()
    page.wait_for_selector("[data-doing-form]")
    check_accessibility(page)
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    check_accessibility(page)


@pytest.mark.parametrize("size", [SMALLEST, (768, 1024)])
def test_nothing_runs_over_the_edge(open_page: OpenPage, cases: dict[str, str], size: tuple[int, int]) -> None:
    wide = []
    for name, page in _pages(open_page, cases, size=size):
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > size[0]:
            wide.append(f"{name}: {width} px")
    assert not wide, "\n".join(wide)


def test_without_scripts_no_control_is_dead(open_page: OpenPage, cases: dict[str, str]) -> None:
    """Buttons that only a script can serve are not shown to those who have none."""
    dead = []
    for person, address in (("officer", "/kerja/"), ("officer", f"/kerja/{cases['fresh']}/"), ("crew", "/lapangan/")):
        page = open_page(person=person, javascript=False)
        page.goto(address)
        dead += [f"{address}: {button.inner_text()}" for button in page.locator("button[type=button]:visible").all()]
    assert not dead, "\n".join(dead)
