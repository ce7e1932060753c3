"""What a report costs a citizen: taps, seconds on a net of 400 kbit/s, and what each page weighs.

Run with -s to read the figures.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.journey

CIKINI_STATION = (106.839, -6.191)
WORDS = "Lubang besar di lajur kiri, dua motor sudah jatuh."
BYTES_A_SECOND = 400_000 / 8
LATENCY_MILLISECONDS = 100
MOST_TAPS, MOST_SECONDS, MOST_PAGE_BYTES = 12, 60, 60_000
READING_SECONDS = 1.5
"""What somebody who knows the pages needs to look at each of them."""
MAP_FILES = ("leaflet", "map.js", "map.css", "place.js", "batas", "boundaries", "geojson")
OpenPage = Callable[..., Page]


@dataclass
class SlowPhone:
    """Counts taps and seconds, and weighs what each page loads, on a net of 400 kbit/s."""

    page: Page
    taps: int = 0
    weights: dict[str, dict[str, float]] = field(default_factory=dict)
    _loading: dict[str, float] = field(default_factory=dict)
    _urls: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.line = self.page.context.new_cdp_session(self.page)
        self.line.send("Network.enable")
        self.line.send(
            "Network.emulateNetworkConditions",
            {
                "offline": False,
                "latency": LATENCY_MILLISECONDS,
                "downloadThroughput": BYTES_A_SECOND,
                "uploadThroughput": BYTES_A_SECOND,
            },
        )
        self.line.on(
            "Network.requestWillBeSent", lambda event: self._urls.update({event["requestId"]: event["request"]["url"]})
        )
        self.line.on(
            "Network.loadingFinished",
            lambda event: self._loading.update({self._urls.get(event["requestId"], ""): event["encodedDataLength"]}),
        )

    def tap(self, what: str) -> None:
        self.page.locator(what).first.tap()
        self.taps += 1

    def weigh(self, name: str) -> None:
        """Close the account of the page that is open: its own bytes, and those that only the map needs."""
        self.page.wait_for_load_state("networkidle")
        of_map = sum(size for url, size in self._loading.items() if any(part in url for part in MAP_FILES))
        pictures = sum(size for url, size in self._loading.items() if url.startswith("blob:") or ".jpg" in url)
        whole = sum(self._loading.values())
        self.weights[name] = {"page": whole - of_map - pictures, "map": of_map, "photos": pictures}
        self._loading.clear()


def test_a_phone_on_a_slow_net_reports_in_a_minute_and_twelve_taps(open_page: OpenPage, photo: Path) -> None:
    page = open_page(at=CIKINI_STATION)
    phone = SlowPhone(page)
    begun = time.monotonic()
    page.goto("/")
    phone.tap(".hero .button")
    page.wait_for_url("**/lapor/")
    with page.expect_file_chooser() as chooser:
        phone.tap(".drop__button:visible")
    chooser.value.set_files(photo)  # the shutter is the camera's own tap
    phone.taps += 1
    expect(page.locator("[data-previews] img")).to_be_visible()
    phone.tap("#page-form .buttons .button")
    page.wait_for_url("**/lokasi/")
    phone.tap("[data-place-locate]")
    expect(page.locator("[name=place_latitude]")).to_have_value("-6.191000")
    phone.tap("#page-form .buttons .button")
    page.wait_for_url("**/jenis/")
    phone.tap(".choice:has(input[value='report.road/pothole']) label")
    phone.tap("label[for$='danger_0']")
    phone.tap("#page-form .buttons .button")
    page.wait_for_url("**/cerita/")
    phone.tap("[name=words]")
    page.keyboard.type(WORDS, delay=120)
    phone.tap("#page-form .buttons .button")
    page.wait_for_url("**/periksa/")
    phone.tap("#page-form .buttons .button")
    page.wait_for_url("**/terkirim/")
    seconds = time.monotonic() - begun + 6 * READING_SECONDS
    expect(page.locator(".confirmation__reference")).to_contain_text("JKT-")
    print(f"\nReported in {seconds:.0f} s and {phone.taps} taps, at 400 kbit/s, 360 px.")
    assert phone.taps <= MOST_TAPS
    assert seconds <= MOST_SECONDS


def test_no_page_of_the_way_is_heavier_than_sixty_kilobytes(open_page: OpenPage) -> None:
    """Each page as a first visit would load it, nothing kept by the browser; the map comes later and apart."""
    page = open_page(at=CIKINI_STATION)
    phone = SlowPhone(page)
    phone.line.send("Network.setCacheDisabled", {"cacheDisabled": True})
    phone.line.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1},
    )
    for name, go_on in _ways(page):
        phone.weigh(name)
        go_on()
    print("\nWeight of each page as sent, compressed (page, then what only its map adds):")
    for name, parts in phone.weights.items():
        print(f"  {name:10} {parts['page'] / 1000:6.1f} kB   {parts['map'] / 1000:6.1f} kB")
    assert len(phone.weights) == 6
    for name, parts in phone.weights.items():
        assert parts["page"] <= MOST_PAGE_BYTES, name


def _ways(page: Page) -> Iterator[tuple[str, Callable[[], None]]]:
    """Each page in turn, with what leads to the next one."""

    def following(url: str) -> Callable[[], None]:
        def go_on() -> None:
            page.click("#page-form .buttons .button")
            page.wait_for_url(f"**/{url}/")

        return go_on

    page.goto("/")
    yield "home", lambda: page.click(".hero .button")
    page.wait_for_url("**/lapor/")
    yield "photo", following("lokasi")
    page.fill("[name=place_words]", "Depan stasiun")
    page.select_option("[name=place_area]", label="Cikini")
    yield "place", following("jenis")
    page.check("input[value='report.waste/dumped']", force=True)
    yield "kind", following("cerita")
    page.fill("[name=words]", "Sampah menumpuk sejak hari Senin.")
    yield "story", following("periksa")
    yield "check", following("terkirim")
