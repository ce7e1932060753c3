"""The network's pages in both languages, on any screen; an officer asks another city, and reads how it works, by hand."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.journey

SMALLEST, PHONE = (320, 640), (360, 740)
OPEN = ("/jaringan/", "/jaringan/kami/", "/jaringan/bandingkan/", "/jaringan/bandingkan/promises.on_time/",
        "/jaringan/peringatan/")  # fmt: skip
DESK = ("/kerja/jaringan/tanya/", "/kerja/jaringan/tanya/baru/", "/kerja/jaringan/belajar/")
ADDRESS, HOST = "https://seberang.example", "seberang.example"
OpenPage = Callable[..., Page]


@pytest.fixture(scope="module")
def lessons(served_city: Any) -> dict[str, int]:
    """A city that ours trusts, with a question to it, an alarm about it, and what was read there; its numbers."""
    from balai.apps.indicators.service import definitions_file
    from balai.apps.network.actions.inquiring import inquire
    from balai.apps.network.models import Alarm, Lesson, Peer
    from balai.apps.network.service import describe
    from balai.base.clock import now
    from balai.engines.transparency.tests.samples import log_key

    moment = now()
    body = {
        "address": ADDRESS, "code": "seberang", "names": {"id": "Kota Seberang", "en": "City Opposite"}, "country": "ID",
        "languages": ["id"], "population": {"people": 1234567, "year": 2025, "label": {"id": "BPS", "en": "Statistics"}},
        "software": {"name": "Balai", "version": "1"}, "witness": {"wanted": 2},
        "map": {"longitude": "119.4123", "latitude": "-5.1477"},
        "services": [{"code": "report.road", "title": {"id": "Jalan", "en": "Roads"}, "version": "x"}],
        "definitions": {"address": f"{ADDRESS}/angka/definisi.json", "sha256": "0" * 64},
    }  # fmt: skip
    row = next(one for one in json.loads(definitions_file())["indicators"] if one["code"] == "promises.on_time")
    with served_city.records():
        describe(now=moment)
        peer = Peer.objects.create(
            address=ADDRESS, trust=Peer.Trust.TRUSTED, since=moment, origin=f"{HOST}/log", descriptor=body, sequence=1,
            keys=[str(log_key(f"{HOST}/log").verifier)], answered_at=moment, cosigned_by=["lain.example/witness"],
            cosigned_size=12345, cosigned_at=moment, size=23456, verified_at=moment,
        )  # fmt: skip
        inquire(address=ADDRESS, subject="Banjir rob", words="Bagaimana Anda\nmemberi tahu warga?", by=None, now=moment)
        alarm = {"kind": "city.replayed", "digest": "0" * 64, "is_proof": False, "evidence": {"evidence": []}}
        Alarm.objects.create(
            peer=peer, at=moment, last_at=moment, closed_at=moment, closing_words="Sudah jelas.", **alarm
        )
        lesson = Lesson.objects.create(
            peer=peer, kind=Lesson.Kind.INDICATOR, code=row["code"], source={**row, "formula": "kept / all"},
            read_at=moment, tried_at=moment,
        )  # fmt: skip
    return {"peer": peer.pk, "lesson": lesson.pk}


@pytest.mark.parametrize(
    "visitor",
    [{"language": "id", "dark": True, "size": PHONE}, {"language": "en", "javascript": False, "size": SMALLEST}],
)
def test_everyone_can_read_them(
    open_page: OpenPage, lessons: dict[str, int], check_accessibility: Callable[[Page], None], visitor: dict[str, Any]
) -> None:
    page = open_page(**visitor)
    desk = open_page(person="officer", **visitor)
    told = [(page, path) for path in (*OPEN, f"/jaringan/kota/{lessons['peer']}/")]
    told += [(desk, path) for path in (*DESK, f"/kerja/jaringan/belajar/{lessons['lesson']}/")]
    for shown, path in told:
        response = shown.goto(path)
        assert response is not None
        assert response.status == 200, path
        if visitor.get("javascript", True):
            check_accessibility(shown)
        width = shown.evaluate("document.documentElement.scrollWidth")
        assert width <= visitor["size"][0], f"{shown.url}: {width} px"


def test_numbers_are_written_as_the_reader_writes_them(open_page: OpenPage, lessons: dict[str, int]) -> None:
    for language, written in (("id", "1.234.567"), ("en", "1,234,567")):
        page = open_page(language=language)
        page.goto(f"/jaringan/kota/{lessons['peer']}/")
        expect(page.get_by_text(written).first).to_be_visible()


def test_the_network_is_found_from_the_first_page(open_page: OpenPage) -> None:
    page = open_page(language="en", javascript=False, size=(1280, 900))
    page.goto("/")
    page.get_by_role("link", name="Other cities").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Cities that know each other")


def test_an_officer_asks_another_city(open_page: OpenPage, lessons: dict[str, int]) -> None:
    page = open_page(person="officer", language="id", javascript=False)
    page.goto("/kerja/jaringan/tanya/")
    page.get_by_role("link", name="Tanya kota lain").click()
    page.get_by_label("Kota Seberang").check()
    page.get_by_label("Tentang apa?").fill("Sampah pasar")
    page.get_by_label("Pertanyaan Anda").fill("Pendek")
    page.get_by_role("button", name="Kirim").click()
    expect(page.get_by_label("Tentang apa?")).to_have_value("Sampah pasar")
    page.get_by_label("Pertanyaan Anda").fill("Siapa yang mengangkutnya pada hari Minggu?")
    page.get_by_role("button", name="Kirim").click()
    expect(page.get_by_role("heading", name="Sampah pasar")).to_be_visible()
    expect(page.get_by_text("Sedang dikirim").first).to_be_visible()
