"""A citizen reports a pothole: on a cheap phone and a slow net, without scripts, by keyboard alone, in two languages.

The first journey measures what it promises: taps, seconds at 400 kbit/s, and what each page weighs. Run with -s to
read the figures.
"""

from __future__ import annotations

import io
import random
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageFilter
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


@pytest.fixture(scope="module")
def photo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A photo as a phone takes it: twelve megapixels, some megabytes, full of detail."""
    chance = random.Random(7)
    small = Image.effect_noise((500, 375), 90).convert("RGB")
    picture = small.resize((4000, 3000), Image.Resampling.BICUBIC).filter(ImageFilter.GaussianBlur(2))
    grain = Image.effect_noise((4000, 3000), 14).convert("RGB")
    picture = Image.blend(picture, grain, 0.25)
    hole = Image.new("RGB", (1200, 700), (30, 30, chance.randrange(30, 40)))
    picture.paste(hole, (1400, 1500))
    path = tmp_path_factory.mktemp("photo") / "IMG_20261121.jpg"
    data = io.BytesIO()
    picture.save(data, "JPEG", quality=88)
    path.write_bytes(data.getvalue())
    return path


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


def test_without_scripts_the_whole_way_works(open_page: OpenPage, photo: Path) -> None:
    page = open_page(javascript=False)
    page.goto("/")
    page.click(".hero .button")
    page.set_input_files("#id_photo", photo)
    page.click("text=Simpan dan tambah foto lain")
    expect(page.locator(".photos__item img")).to_have_count(1)
    _continue(page)
    page.fill("[name=place_words]", "Depan stasiun, sisi timur")
    page.select_option("[name=place_area]", label="Cikini")
    _continue(page)
    page.fill("[name=q]", "lubang di jalan")
    page.click("text=Cari")
    page.check("input[value='report.road/pothole']", force=True)
    _continue(page)
    expect(page.locator("h1")).to_have_text("Lubang di jalan")
    page.check("input[value=yes]", force=True)
    _continue(page)
    page.fill("[name=words]", WORDS)
    _continue(page)
    page.locator(".summary__row", has_text="Lokasi").get_by_role("link").click()
    page.fill("[name=place_words]", "Depan stasiun, sisi barat")
    _continue(page)
    expect(page.locator(".summary")).to_contain_text("sisi barat")
    _continue(page)
    reference = page.locator(".confirmation__reference").inner_text()
    page.click("text=Buka laporan saya")
    expect(page.locator("h1")).to_have_text("Lubang di jalan")
    page.goto("/")
    page.fill("#find_reference", reference.lower().replace("-", " "))
    page.click("form[role=search] button")
    expect(page.locator("main")).to_contain_text("sisi barat")


def _continue(page: Page) -> None:
    page.locator("#page-form .buttons .button").first.click()


class Keys:
    """A person who has nothing but a keyboard."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def to(self, what: str, most: int = 60) -> None:
        """Press Tab until the focus is on the element."""
        for _ in range(most):
            if self.page.evaluate("(what) => document.activeElement?.matches(what) ?? false", what):
                return
            self.page.keyboard.press("Tab")
        pytest.fail(f"The keyboard does not reach {what} on {self.page.url}")

    def write(self, what: str, words: str) -> None:
        self.to(what)
        self.page.keyboard.type(words)

    def press(self, what: str, key: str = "Enter") -> None:
        self.to(what)
        self.page.keyboard.press(key)


def test_a_keyboard_is_enough(open_page: OpenPage) -> None:
    page = open_page(size=(1280, 900))
    keys = Keys(page)
    page.goto("/")
    keys.press(".skip-link")
    keys.press("a.button[href='/lapor/']")
    page.wait_for_url("**/lapor/")
    keys.press("#page-form .buttons .button")
    page.wait_for_url("**/lokasi/")
    keys.write("[name=place_words]", "Depan stasiun")
    keys.write(".finder input", "cikini")
    expect(page.locator("[name=place_area]")).to_have_value("31.71.06.1003")
    keys.press("#page-form .buttons .button")
    page.wait_for_url("**/jenis/")
    keys.write(".finder input", "lampu mati")
    expect(page.locator("[name=kind]:visible")).to_have_count(1)
    keys.press("[name=kind][value='report.streetlight/dark']", " ")
    keys.press("#page-form .buttons .button")
    page.wait_for_url("**/cerita/")
    keys.write("[name=words]", "Lampu mati sejak tiga malam.")
    keys.to("[name=visibility]")
    page.keyboard.press("ArrowDown")
    expect(page.locator("[name=visibility][value=closed]")).to_be_checked()
    keys.press("#page-form .buttons .button")
    page.wait_for_url("**/periksa/")
    keys.press("#page-form .buttons .button")
    page.wait_for_url("**/terkirim/")
    expect(page.locator("h1")).to_be_visible()


def test_mistakes_put_the_focus_where_they_are_said(open_page: OpenPage) -> None:
    page = open_page(size=(1280, 900))
    keys = Keys(page)
    page.goto("/lapor/")
    keys.press("#page-form .buttons .button")
    page.wait_for_url("**/lokasi/")
    keys.press("#page-form .buttons .button")
    expect(page.locator("[data-error-summary]")).to_be_focused()
    keys.press("[data-error-summary] a")
    expect(page.locator("[name=place_words]")).to_be_focused()


@pytest.mark.parametrize("javascript", [True, False])
def test_the_language_changes_in_the_middle_and_keeps_what_was_typed(open_page: OpenPage, javascript: bool) -> None:
    page = open_page(javascript=javascript)
    page.goto("/lapor/")
    _continue(page)
    page.fill("[name=place_words]", "Depan sta")
    page.select_option("[name=place_area]", label="Cikini")
    page.click("button[lang=en]")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("[name=place_words]")).to_have_value("Depan sta")
    expect(page.locator("[name=place_area]")).to_have_value("31.71.06.1003")
    expect(page.locator("body")).to_contain_text("Step 2 of 5")
    _continue(page)
    page.check("input[value='report.tree/fallen']", force=True)
    page.click("button[lang=id]")
    expect(page.locator("input[value='report.tree/fallen']")).to_be_checked()
    _continue(page)
    page.fill("[name=words]", "Pohon tumbang menutup jalan.")
    page.click("button[lang=en]")
    expect(page.locator("[name=words]")).to_have_value("Pohon tumbang menutup jalan.")
    _continue(page)
    expect(page.locator("h1")).to_have_text("Check and send")
    expect(page.locator(".summary")).to_contain_text("Fallen tree")


def test_the_map_marks_the_place_and_the_border_is_asked(open_page: OpenPage) -> None:
    page = open_page(size=(1280, 900))
    page.goto("/lapor/")
    _continue(page)
    page.locator(".map.leaflet-container").click()
    expect(page.locator("[name=place_latitude]")).not_to_have_value("")
    latitude, longitude = _border()
    page.locator("summary").click()
    page.fill("[name=place_latitude]", latitude)
    page.fill("[name=place_longitude]", longitude)
    _continue(page)
    expect(page.locator("h1")).to_have_text("Termasuk kelurahan mana?")
    page.locator("[name=place_area]").first.check(force=True)
    _continue(page)
    page.wait_for_url("**/jenis/")


def _border() -> tuple[str, str]:
    """A point on the drawn border of Cikini, as the pack draws it."""
    import json
    import os

    drawn = json.loads((Path(os.environ["BALAI_CITY"]) / "areas.geojson").read_text())
    cikini = next(one for one in drawn["features"] if one["properties"]["code"] == "31.71.06.1003")
    ring = cikini["geometry"]["coordinates"][0]
    ring = ring[0] if isinstance(ring[0][0], list) else ring
    (x1, y1), (x2, y2) = ring[0][:2], ring[1][:2]
    return f"{(y1 + y2) / 2:.6f}", f"{(x1 + x2) / 2:.6f}"


def test_a_neighbour_supports_what_is_there_instead_of_reporting_it_again(open_page: OpenPage, city: Any) -> None:
    with _opened(city, service="report.tree", category="risk") as case:
        page = open_page(at=CIKINI_STATION)
        page.goto("/lapor/")
        _continue(page)
        page.locator("[data-place-locate]").click()
        expect(page.locator("[name=place_latitude]")).not_to_have_value("")
        _continue(page)
        page.check("input[value='report.tree/risk']", force=True)
        _continue(page)
        page.fill("[name=words]", "Pohonnya miring sekali ke arah jalan.")
        _continue(page)
        near = page.locator("article.card", has=page.locator(f"a[href*='{case.reference}']"))
        near.get_by_role("button", name="Dukung laporan ini saja").click()
        page.wait_for_url(f"**/laporan/{case.reference}/")
        expect(page.locator("main")).to_contain_text("1 orang mendukung laporan ini")


def test_the_reporter_answers_rates_and_copies_the_link(open_page: OpenPage, city: Any) -> None:
    from balai.apps.cases.actions.working import ask_reporter
    from balai.apps.cases.tests.samples import VERIFIERS, colleague, end, finish_work
    from balai.base import clock

    with _opened(city, service="report.road", category="pavement") as case, city.records():
        officer = colleague("officer")
        ask_reporter(case_id=case.id, step="intake", words="Sisi mana?", actor=officer.actor, now=clock.now())
    page = open_page()
    page.goto(f"/laporan/{case.reference}/{case.secret}/")
    expect(page.locator("main")).to_contain_text("Sisi mana?")
    page.fill("[name=words]", "Sisi timur, dekat halte.")
    page.click("text=Kirim jawaban")
    expect(page.locator("[role=status]", has_text="Terima kasih")).to_be_visible()
    with city.records():
        finish_work(case.id, officer, clock.now())
        end(case.id, colleague("verifier", VERIFIERS), "verify", "confirm", clock.now())
    page.reload()
    page.locator("label", has_text="5 – sangat baik").click()
    page.click("text=Beri nilai dan tutup laporan")
    expect(page.locator("main")).to_contain_text("Nilai dari pelapor: 5 dari 5")
    expect(page.locator("#private_link")).to_have_value(re.compile(f"/laporan/{case.reference}/{case.secret}/$"))
    page.click("[data-copy-button]")
    expect(page.locator("[data-copy-button]")).to_have_text("Tersalin")


@contextmanager
def _opened(city: Any, *, service: str, category: str) -> Iterator[Any]:
    """A fresh public report in Cikini."""
    from balai.apps.cases.tests.samples import report
    from balai.base import clock

    with city.records():
        case = report(
            now=clock.now(), service=service, answers={"category": category, "words": "Sudah lama begini, tolong."}
        )
    yield case
