"""The pages of fares: readable by all, in both languages, on any screen; a tariff tried and a charge disputed by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.conftest import PEOPLE

pytestmark = pytest.mark.journey

SMALLEST, PHONE = (320, 640), (360, 740)
OpenPage = Callable[..., Page]
NUMBER = "6013500400001234"


@pytest.fixture(scope="module")
def ride(served_city: Any) -> str:
    """A journey of the reporter's card, of yesterday, one of whose taps came late; the key of its second ride."""
    from django.conf import settings

    from balai.apps.mobility.service import load_tariffs, receive_taps, register_card
    from balai.base.city import city_zone
    from balai.base.clock import now
    from balai.base.packs import load_pack
    from balai.base.people.models import User
    from balai.engines.fares.taps import Tap

    begun = (now().astimezone(city_zone()) - timedelta(days=1)).replace(hour=8, minute=0)
    rows = (
        ("a", 0, "in", "transjakarta", "tj-blok-m"),
        ("b", 25, "out", "transjakarta", "tj-dukuh-atas"),
        ("c", 30, "in", "mrt", "mrt-dukuh-atas"),
        ("d", 36, "out", "mrt", "mrt-bendungan-hilir"),
    )
    taps = [
        Tap(key, NUMBER, begun + timedelta(minutes=minute), kind, network, stop, network)
        for key, minute, kind, network, stop in rows
    ]
    with served_city.records():
        load_tariffs(sources=load_pack(settings.CONFIGURATION.city).tariffs, now=now())
        holder = User.objects.get(email=PEOPLE["citizen"].email)
        register_card(number=NUMBER, owner=holder, by=None, now=begun - timedelta(days=1))
        receive_taps(taps=taps[:3], now=now())
        receive_taps(taps=taps[3:], now=now())
    return "c"


def _pages(open_page: OpenPage, key: str, **visitor: Any) -> Iterator[Page]:
    page = open_page(person="citizen", **visitor)
    for address in ("/tarif/", "/perjalanan-saya/", "/perjalanan-saya/kartu/", f"/perjalanan-saya/{key}/keberatan/"):
        page.goto(address)
        yield page
    page = open_page(person="supervisor", **visitor)
    page.goto("/kerja/setoran/")
    yield page
    page.goto("/kerja/tarif/")
    yield page
    file = page.locator("textarea[name=file]")
    file.fill(file.input_value().replace("boarding: 2500", "boarding: 2000"))
    page.locator("button[value=try]").click()
    expect(page.locator("svg[role=img]")).to_be_visible()
    yield page


@pytest.mark.parametrize(
    "visitor",
    [{"language": "id", "dark": True, "size": PHONE}, {"language": "en", "javascript": False, "size": SMALLEST}],
)
def test_everyone_can_read_them(
    open_page: OpenPage, ride: str, check_accessibility: Callable[[Page], None], visitor: dict[str, Any]
) -> None:
    for page in _pages(open_page, ride, **visitor):
        if visitor.get("javascript", True):
            check_accessibility(page)
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= visitor["size"][0], f"{page.url}: {width} px"


def test_a_late_tap_is_explained_and_a_charge_disputed(open_page: OpenPage, ride: str) -> None:
    page = open_page(person="citizen", language="id", javascript=False)
    page.goto("/perjalanan-saya/")
    expect(page.get_by_text("dikembalikan").first).to_be_visible()
    page.goto(f"/perjalanan-saya/{ride}/keberatan/")
    page.get_by_label("Dipungut dua kali untuk satu perjalanan").check()
    page.locator("form button[type=submit]").last.click()
    expect(page.get_by_text("Keberatan Anda terkirim").first).to_be_visible()
