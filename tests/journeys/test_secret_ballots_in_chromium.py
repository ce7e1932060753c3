"""A secret election made in Chromium, under the city's content policy, and counted by belenios-tool."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route
from tests.standards.conftest import MODULES, Outside, program

from balai.base.middleware.security_headers import HEADERS

pytestmark = pytest.mark.journey
ADDRESS = "https://balai.test"
QUESTIONS = [
    {"question": "Taman atau parkir?", "answers": ["Taman", "Parkir"], "min": 1, "max": 1},
    {"question": "Yang mana dulu?", "answers": ["Air", "Jalan", "Lampu"], "blank": True, "min": 1, "max": 2},
]
CHOICES = [[[1, 0], [0, 1, 0, 1]], [[0, 1], [1, 0, 0, 0]], [[1, 0], [0, 0, 1, 0]]]
ENOUGH_FOR_WORKERS = 160_000
SUM = [[2, 1], [1, 1, 1, 1]]
ARCHIVE = """
    const { verifyArchive, sourceOfBlob, ...votes } = await import("/static/votes/belenios.js");
    const download = async () => sourceOfBlob(await (await fetch("/archive.bel")).blob());
"""


@dataclass
class Opened:
    """A page of a place that serves our modules and one archive, and what the page did besides."""

    page: Page
    asked: list[tuple[str, str | None, str]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    workers: list[str] = field(default_factory=list)

    def run(self, lines: str, given: Any = None) -> Any:
        return self.page.evaluate(f"async (given) => {{ {ARCHIVE} {lines} }}", given)


@pytest.fixture
def outside(tmp_path: Path) -> Outside:
    return Outside(program("belenios-tool", "belenios-tool"), tmp_path)


@pytest.fixture
def opened(browser: Browser, outside: Outside) -> Iterator[Opened]:
    context = browser.new_context(service_workers="block")
    context.set_default_timeout(15_000)

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(ADDRESS)
        if path == "/":
            route.fulfill(body="<!doctype html><title>Suara</title>", content_type="text/html", headers=dict(HEADERS))
        elif path == "/archive.bel":
            route.fulfill(body=outside.archive.read_bytes(), content_type="application/octet-stream")
        else:
            script = MODULES / path.removeprefix("/static/votes/")
            route.fulfill(body=script.read_bytes(), content_type="text/javascript", headers=dict(HEADERS))

    context.route("**/*", answer)
    page = context.new_page()
    found = Opened(page)
    page.on("request", lambda request: found.asked.append((request.method, request.post_data, request.url)))
    page.on("worker", lambda worker: found.workers.append(worker.url))
    page.on("console", lambda message: found.said.append(message.text))
    page.on("pageerror", lambda error: found.said.append(str(error)))
    page.goto(f"{ADDRESS}/")
    yield found
    context.close()


def made_in(opened: Opened, credentials: list[str]) -> list[dict[str, str]]:
    made: list[dict[str, str]] = opened.run(
        """
        const archive = await votes.openArchive(await download());
        const setup = JSON.parse(await archive.text(archive.events[0].payload, "setup"));
        const election = await votes.readElection(await archive.text(setup.election, "election"));
        const made = [];
        for (const [credential, choices] of given) made.push(await votes.makeBallot(election, credential, choices));
        return made;
        """,
        list(zip(credentials, CHOICES, strict=True)),
    )
    return made


def left_behind(opened: Opened) -> Any:
    return opened.page.evaluate(
        """async () => [
          localStorage.length, sessionStorage.length, (await indexedDB.databases()).length, (await caches.keys()).length,
          document.cookie, location.href, window.name, history.length, document.documentElement.innerText.trim(),
        ]"""
    )


def test_a_whole_election(opened: Opened, outside: Outside) -> None:
    before = left_behind(opened)
    keys = opened.run(
        "return [await votes.makeTrusteeKey(), await votes.makeTrusteeKey(), await votes.makeTrusteeKey()];"
    )
    outside.begin(QUESTIONS, [key["public"] for key in keys])
    ballots = made_in(opened, outside.credentials)
    for ballot in ballots:
        outside.add("Ballot", ballot["source"])
    assert outside.accepts()
    outside.close()
    share = "return await votes.shareOf(await verifyArchive(await download()), given);"
    shares = [opened.run(share, key["private"]) for key in keys]
    assert [one["owner"] for one in shares] == [1, 2, 3]
    for one in shares:
        outside.add("PartialDecryption", *one["source"].splitlines())
    outside.add("Result", outside.ask("election", "compute-result").strip())
    assert outside.accepts()
    verdict = opened.run(
        """
        const report = await verifyArchive(await download());
        const found = given.map((tracker) => votes.findTracker(report, tracker));
        return [report.refused, report.result, found, votes.findTracker(report, "A".repeat(43))];
        """,
        [ballot["tracker"] for ballot in ballots],
    )
    assert verdict == [None, SUM, [{"height": height, "counted": True} for height in (1, 2, 3)], None]
    assert left_behind(opened) == before
    assert not opened.said
    assert {(method, sent) for method, sent, _ in opened.asked} == {("GET", None)}
    paths = {address.removeprefix(ADDRESS) for _, _, address in opened.asked}
    assert all(path in {"/", "/archive.bel", "/favicon.ico"} or path.startswith("/static/votes/") for path in paths)


def test_many_hands_find_the_same(opened: Opened, outside: Outside) -> None:
    """Ballots checked in workers: the same report, and of two that are false the first is said."""
    key = opened.run("return await votes.makeTrusteeKey();")
    outside.begin(QUESTIONS, [key["public"]])
    for _ in range(5):
        for ballot in made_in(opened, outside.credentials):
            outside.add("Ballot", ballot["source"])
    assert outside.archive.stat().st_size > ENOUGH_FOR_WORKERS
    verdict = """
        const { verifyOnAllCores } = await import("/static/votes/hands.js");
        const reports = [];
        for (const verify of [verifyArchive, verifyOnAllCores]) {
          const { refused, checked } = await verify(await download());
          reports.push({ refused, checked });
        }
        return reports;
    """
    alone, together = opened.run(verdict)
    assert alone == together
    assert alone["refused"] is None
    source = ballot["source"]
    for cut in ('"overall_proof":[{"challenge":"', '"individual_proofs":[[{"challenge":"'):
        at = source.index(cut) + len(cut)
        outside.add("Ballot", source[:at] + ("2" if source[at] == "1" else "1") + source[at + 1 :])
    alone, together = opened.run(verdict)
    assert alone["refused"] == together["refused"]
    assert alone["refused"]["place"].startswith("event 16 (Ballot), ballot.answers[0].overall_proof")
    assert any(worker.endswith("/worker.js") for worker in opened.workers)
