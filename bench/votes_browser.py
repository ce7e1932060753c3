"""A secret ballot in Chromium, from a cold page and from a warm one, beside belenios-tool: `python bench/votes_browser.py`.

A yes/no question, and one of ten answers of which three may be chosen or none (a blank vote). Times are of the clock, in
the page, so that waiting for WebCrypto counts. belenios-tool's time is that of its process, less that of one that does
nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Route, sync_playwright

MODULES = Path(__file__).parents[1] / "src" / "balai" / "apps" / "votes" / "static" / "votes"
ADDRESS = "https://balai.test"
CHROMIUM = os.environ.get("BALAI_TEST_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
LIMIT_MS = 50.0
GROUP = ("--group", "BELENIOS-2048")
SHAPES: dict[str, tuple[list[dict[str, Any]], list[list[int]]]] = {
    "yes/no": ([{"question": "?", "answers": ["Ya", "Tidak"], "min": 1, "max": 1}], [[1, 0]]),
    "3 of 10, or blank": (
        [{"question": "?", "answers": [f"{n}" for n in range(10)], "min": 1, "max": 3, "blank": True}],
        [[0, 1, 0, 1, *[0] * 7]],
    ),
}
TIMES = """
async ([source, credential, choices, rounds]) => {
  const times = { load: [], election: [], make: [], verify: [] };
  const timed = async (name, work) => {
    const began = performance.now();
    const value = await work();
    times[name].push(performance.now() - began);
    return value;
  };
  const votes = await timed("load", () => import("/static/votes/belenios.js"));
  const election = await timed("election", () => votes.readElection(source));
  for (let round = 0; round < rounds; round += 1) {
    const ballot = await timed("make", () => votes.makeBallot(election, credential, choices));
    await timed("verify", () => votes.verifyBallot(election, ballot.source));
  }
  return times;
}
"""


def tool(folder: Path, *arguments: str) -> str:
    environment = {**os.environ, "BELENIOS_USE_URANDOM": "1"}
    command = ["belenios-tool", *arguments]
    answer = subprocess.run(command, cwd=folder, env=environment, text=True, capture_output=True, check=True)
    return answer.stdout


def election(folder: Path, questions: Sequence[dict[str, Any]]) -> tuple[str, str]:
    """Its text and one credential; its archive lies in the folder."""
    identifier = tool(folder, "setup", "generate-token").strip()
    counted = ("--uuid", identifier, *GROUP)
    tool(folder, "setup", "generate-credentials", *counted, "--count", "2")
    next(folder.glob("*.pubcreds")).rename(folder / "public_creds.json")
    credential = next(folder.glob("*.privcreds")).read_text().split()[1]
    tool(folder, "setup", "generate-trustee-key", *GROUP)
    shutil.copy(next(folder.glob("*.pubkey")), folder / "public_keys.jsons")
    tool(folder, "setup", "make-trustees")
    template = {"description": "", "name": "", "questions": list(questions)}
    (folder / "questions.json").write_text(json.dumps(template))
    tool(folder, "setup", "make-election", *counted, "--template", "questions.json")
    source = (folder / "election.json").read_text().rstrip("\n")
    tool(folder, "archive", "init")
    return source, credential


@contextmanager
def page_of(browser: Browser) -> Iterator[Page]:
    """A page of a new visitor, with nothing kept from the one before."""
    context = browser.new_context()

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(ADDRESS)
        if path == "/":
            route.fulfill(body="<!doctype html><title>.</title>", content_type="text/html")
        else:
            script = MODULES / path.removeprefix("/static/votes/")
            route.fulfill(body=script.read_bytes(), content_type="text/javascript")

    context.route("**/*", answer)
    page = context.new_page()
    page.goto(f"{ADDRESS}/")
    yield page
    context.close()


def elapsed(folder: Path, *arguments: str) -> float:
    began = time.perf_counter()
    tool(folder, *arguments)
    return (time.perf_counter() - began) * 1000


def said(times: Sequence[float]) -> str:
    return f"{statistics.median(times):6.1f} ({min(times):.1f}–{max(times):.1f})"


def measure(browser: Browser, name: str, rounds: int) -> bool:
    questions, choices = SHAPES[name]
    with tempfile.TemporaryDirectory() as kept:
        folder = Path(kept)
        source, credential = election(folder, questions)
        cold: dict[str, list[float]] = {"load": [], "election": [], "make": []}
        warm: dict[str, list[float]] = {"make": [], "verify": []}
        for _ in range(rounds):
            with page_of(browser) as page:
                found = page.evaluate(TIMES, [source, credential, choices, 6])
            for step, times in cold.items():
                times.append(found[step][0])
            for step, times in warm.items():
                times.extend(found[step][1:])
        (folder / "credential").write_text(credential)
        (folder / "choices").write_text(json.dumps(choices))
        ballot = ("election", "generate-ballot", "--privcred", "credential", "--ballot", "choices")
        peer = [elapsed(folder, *ballot) - elapsed(folder, "--version") for _ in range(3 * rounds)]
    first = [sum(step) for step in zip(cold["election"], cold["make"], strict=True)]
    print(f"\n{name}, ms, median (least–most) of {rounds} pages")
    print(f"  modules loaded                         {said(cold['load'])}")
    print(f"  election read, first ballot made       {said(first)}")
    print(f"  a further ballot made                  {said(warm['make'])}")
    print(f"  a ballot verified                      {said(warm['verify'])}")
    print(f"  belenios-tool: a ballot made           {said(peer)}")
    holds = name != "yes/no" or statistics.median(warm["make"]) <= LIMIT_MS
    print("" if holds else f"  BROKEN: more than {LIMIT_MS:.0f} ms")
    return holds


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--rounds", type=int, default=7)
    rounds = parser.parse_args().rounds
    print(f"load {os.getloadavg()[0]:.1f}")
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=CHROMIUM)
        print(f"Chromium {browser.version}")
        sound = [measure(browser, name, rounds) for name in SHAPES]
        browser.close()
    return 0 if all(sound) else 1


if __name__ == "__main__":
    sys.exit(main())
