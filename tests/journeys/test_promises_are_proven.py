"""A citizen looks up the proof of the city's promises, and a browser of no one's checks it and the whole log."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect
from tests.conftest import HOME_AREA, HOME_POINT, City

pytestmark = pytest.mark.journey

OpenPage = Callable[..., Page]
READ_LOG = """
async () => {
  const script = document.querySelector("script[src*=evidence]").src;
  const [, name] = /"[.][/](verify[^"]*)"/.exec(await (await fetch(script)).text());
  const { readLog } = await import(new URL(name, script));
  const get = async (path) => new Uint8Array(await (await fetch(`/log/${path}`)).arrayBuffer());
  const log = await readLog(get);
  return { size: log.size, sound: log.sound, signed: log.signed, kinds: log.entries.map((entry) => JSON.parse(entry).kind) };
}
"""


def report(city: City) -> Any:
    from balai.apps.cases.service import Place, Submission, open_case
    from balai.base import clock

    longitude, latitude = HOME_POINT
    answers = {"category": "pothole", "danger": False, "words": "Lubang di depan halte."}
    submission = Submission("report.road", uuid4(), answers, Place(longitude, latitude, HOME_AREA, "Halte"), True)
    with city.records():
        return open_case(submission=submission, by=None, now=clock.now())


def sequence(city: City) -> None:
    """What the worker does, once, in the city's own settings."""
    command = [sys.executable, "-m", "balai.project.command", "worker", "--once"]
    subprocess.run(command, env=dict(city.settings), check=True, capture_output=True, timeout=120)


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_promise_is_proven_in_the_browser(city: City, open_page: OpenPage, language: str) -> None:
    case = report(city)
    sequence(city)
    page = open_page(language=language)
    page.goto(f"/laporan/{case.reference}/")
    page.click("text=Bukti janji kota" if language == "id" else "text=Proof of the city’s promises")
    page.click("[data-check]")
    answers = page.locator("[data-answer]")
    expect(answers.first).to_contain_text("✓")
    assert {answers.nth(number).get_attribute("data-answer") for number in range(answers.count())} == {"true"}
    told = page.evaluate(READ_LOG)
    assert (told["sound"], told["signed"]) == (True, True)
    assert told["size"] == len(told["kinds"]) > 0
    assert {"promise.opened", "service.activated"} <= set(told["kinds"])


def test_a_forged_proof_is_seen(city: City, open_page: OpenPage) -> None:
    case = report(city)
    sequence(city)
    page = open_page(language="en")
    page.goto(f"/laporan/{case.reference}/{case.secret}/bukti/")
    first = page.locator("[data-file]").first
    evidence = json.loads(first.text_content())
    evidence["record"] = evidence["record"].replace(case.reference, "JKT-0000-0000")
    first.evaluate("(element, text) => { element.textContent = text; }", json.dumps(evidence))
    page.click("[data-check]")
    expect(page.locator("[data-answer]").first).to_have_attribute("data-answer", "false")


def test_without_scripts_the_proof_can_be_taken_along(city: City, open_page: OpenPage) -> None:
    case = report(city)
    sequence(city)
    page = open_page(language="id", javascript=False)
    page.goto(f"/laporan/{case.reference}/bukti/")
    with page.expect_download() as kept:
        page.click("text=Simpan sebagai berkas")
    content = json.loads(kept.value.path().read_text())
    assert content["case"] == case.reference
    assert all(one["proof"].startswith("c2sp.org/tlog-proof@v1") for one in content["evidence"])
