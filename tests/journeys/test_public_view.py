"""The public's view: list and map, figures, data; readable by all, by keyboard, on a phone and on a desk."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.journey

PHONE, DESKTOP = (360, 740), (1280, 900)
ADDRESSES = (
    "/laporan/",
    "/laporan/?area=31.71.06&jenis=report.road&sejak=2020-01-01",
    "/angka/",
    "/angka/?area=31.71",
    "/angka/instansi/",
    "/data/",
)
OpenPage = Callable[..., Page]


@pytest.fixture(scope="module")
def figures(served_city: Any) -> None:
    """Ninety reports over the last months all over the middle of the city, many of them done; counted."""
    from balai.apps.cases.actions.opening import Place
    from balai.apps.cases.tests.samples import CIKINI, colleague, end, picture, report
    from balai.apps.figures.actions.following import follow
    from balai.base import clock
    from balai.base.areas.models import Area

    now = clock.now()
    with served_city.records():
        officer, verifier = colleague("officer"), colleague("verifier", "biro-pemerintahan")
        photo = picture(seed=77)
        areas = list(Area.objects.filter(level="subdistrict", code__startswith="31.7").order_by("code")[:200:9])
        home = Area.objects.get(code=CIKINI)
        for number in range(90):
            at = now - timedelta(days=(number * 37) % (90 if number % 2 else 300) + 1, hours=number)
            area = home if number % 2 else areas[number % len(areas)]
            place = Place(area=area.code) if number % 7 == 0 else _near(area, number)
            opened = report(now=at, place=place, is_public=number % 9 != 0)
            if area.code == CIKINI:
                end(opened.id, officer, "intake", "accept", at + timedelta(hours=2))
                done = min(now, at + timedelta(hours=5 + (number * number) % 97))
                end(opened.id, officer, "work", "finish", done, words="Sudah.", files=(photo,))
                end(opened.id, verifier, "verify", "confirm", done)
                end(opened.id, None, "review", "satisfied", done, rating=1 + number % 5)
        follow(now=now)


def _near(area: Any, number: int) -> Any:
    """A point in the area where there is one that is not doubtful."""
    from balai.apps.cases.actions.opening import Place
    from balai.base.areas.queries import find_area

    longitude, latitude = area.longitude + 0.0004 * (number % 5), area.latitude + 0.0004 * (number % 3)
    found = [candidate.code for candidate in find_area(longitude, latitude).candidates]
    return Place(longitude, latitude, area.code) if found == [area.code] else Place(area=area.code)


@pytest.mark.usefixtures("figures")
@pytest.mark.parametrize(("size", "language", "dark"), [(PHONE, "id", False), (DESKTOP, "en", True)])
def test_axe_finds_nothing_serious_and_nothing_runs_over_the_edge(
    open_page: OpenPage, check_accessibility: Callable[[Page], None], size: tuple[int, int], language: str, dark: bool
) -> None:
    page = open_page(size=size, language=language, dark=dark)
    for address in ADDRESSES:
        page.goto(address, wait_until="networkidle")
        check_accessibility(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0], address
        for closed in page.locator("main details:not([open]) > summary").all():
            closed.click()
        check_accessibility(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0], f"{address}, opened"


@pytest.mark.usefixtures("figures")
def test_the_map_is_used_by_keyboard(open_page: OpenPage) -> None:
    page = open_page(size=DESKTOP)
    page.goto("/laporan/", wait_until="networkidle")
    marks = page.locator(".cluster")
    expect(marks.first).to_be_visible()
    before = page.locator(".map-list__below span").inner_text()
    assert any(letter.isdigit() for letter in before)
    group = page.locator(".cluster:not(.cluster--single)").first
    assert group.get_attribute("role") == "button"
    assert "laporan" in str(group.get_attribute("aria-label"))
    with page.expect_response(lambda answer: "kelompok.json" in answer.url):
        group.focus()
        page.keyboard.press("Enter")
    page.wait_for_function(
        "before => document.querySelector('.map-list__below span').textContent !== before", arg=before
    )
    page.locator(".map-list__below a").click()
    page.wait_for_url("**kotak=**")
    expect(page.locator("h1")).to_be_visible()


@pytest.mark.usefixtures("figures")
def test_a_single_mark_opens_its_report(open_page: OpenPage) -> None:
    page = open_page(size=DESKTOP, language="en")
    page.goto("/laporan/", wait_until="networkidle")
    single = page.locator(".cluster--single").first
    single.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/laporan/JKT-*/")


@pytest.mark.usefixtures("figures")
def test_without_scripts_the_list_and_the_figures_say_everything(open_page: OpenPage) -> None:
    page = open_page(javascript=False)
    page.goto("/laporan/")
    assert page.locator(".map").count() == 0
    page.locator("main details summary").first.click()
    page.select_option("#filter_area", "31.71")
    page.fill("#filter_since", "2020-01-01")
    page.locator("form[role=search] button").click()
    page.wait_for_url("**area=31.71**")
    assert page.locator("article.card").count() > 0
    page.goto("/angka/")
    page.select_option("#choose_period", "3")
    page.locator("main form button").click()
    page.wait_for_url("**periode=3**")
    page.locator("main details summary").first.click()
    assert page.locator("table").first.is_visible()


@pytest.mark.usefixtures("figures")
def test_the_data_can_be_taken_away(open_page: OpenPage) -> None:
    page = open_page(size=DESKTOP)
    page.goto("/laporan/?area=31.71", wait_until="networkidle")
    page.locator("main a[href*='/data/']").click()
    with page.expect_download() as found:
        page.get_by_role("link", name="CSV", exact=True).click()
    assert found.value.suggested_filename.endswith(".csv")
    assert b"JKT-" in found.value.path().read_bytes()
