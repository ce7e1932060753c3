"""A whole secret vote in Chromium: three trustees, a registrar, voters; at the end a stranger's program verifies it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.standards.conftest import program

pytestmark = [pytest.mark.journey, pytest.mark.standards]

OpenPage = Callable[..., Page]
TRUSTEES = ("neighbour", "supervisor", "administrator")
"""Three of the journeys' people, none of whom makes this vote, releases it or hands out its codes."""


@pytest.fixture
def code(city: Any) -> str:
    """A secret vote that waits for its keys and codes, with ten people on its roll."""
    from tests.conftest import PEOPLE

    from balai.apps.votes.tests.scenes import secret_vote_of_a_city

    with city.records():
        return secret_vote_of_a_city([PEOPLE[name].email for name in TRUSTEES])


def saved(page: Page, press: Callable[[], object], path: Path) -> Path:
    with page.expect_download() as download:
        press()
    download.value.save_as(path)
    return path


def make_and_keep(page: Page, path: Path) -> None:
    """What a trustee and the registrar do alike: make it, save it, show the saved file, hand in the public half."""
    page.locator("[data-make]").click()
    saved(page, page.locator("[data-save]").click, path)
    page.locator("[data-kept]").set_input_files(path)
    page.locator("[data-step=hand-in] [data-send]").click()
    expect(page.locator("[data-step=done]")).to_be_visible()


def _make_key(page: Page, code: str, path: Path) -> None:
    page.goto(f"/suara/{code}/wali/")
    make_and_keep(page, path)


def make_codes(page: Page, code: str, path: Path) -> list[str]:
    page.goto(f"/kerja/suara/{code}/kode/")
    make_and_keep(page, path)
    return [line.split()[1] for line in path.read_text().splitlines()]


def vote(page: Page, code: str, credential: str, choice: int) -> str:
    page.goto(f"/suara/{code}/rahasia/")
    page.locator("[data-option]").nth(choice).check()
    page.locator("[data-credential]").fill(credential)
    page.locator("[data-make]").click()
    expect(page.locator("[data-step=send]")).to_be_visible()
    page.locator("[data-step=send] [data-send]").click()
    expect(page.locator("[data-step=done]")).to_be_visible()
    return page.locator("[data-step=done] [data-tracker]").inner_text()


def open_sum(page: Page, code: str, path: Path) -> None:
    page.goto(f"/suara/{code}/wali/")
    page.locator("[data-private]").set_input_files(path)
    page.locator("[data-open]").click()
    expect(page.locator("[data-step=done]")).to_be_visible(timeout=30_000)


def test_a_stranger_verifies_what_three_trustees_opened(
    city: Any, code: str, open_page: OpenPage, tmp_path: Path, check_accessibility: Callable[[Page], None]
) -> None:
    from balai.apps.votes.actions.opening import open_poll
    from balai.base import clock

    tool = program("belenios-tool", "belenios-tool")
    trustees = {name: open_page(person=name, language="id") for name in TRUSTEES}
    for name, page in trustees.items():
        _make_key(page, code, tmp_path / f"{name}.privkey")
    registrar = open_page(person="verifier", language="en", size=(1280, 900))
    codes = make_codes(registrar, code, tmp_path / "codes.privcreds")
    assert len(set(codes)) == len(codes) == 10
    check_accessibility(registrar)

    with city.records():
        open_poll(code=code, now=clock.now())
    voter = open_page(language="en")
    first = vote(voter, code, codes[0], 0)
    replaced = vote(voter, code, codes[1], 0)
    last = vote(voter, code, codes[1], 2)
    voter.goto(f"/suara/{code}/papan/?pelacak={last}")
    expect(voter.get_by_role("link", name=last)).to_be_visible()
    check_accessibility(voter)
    early = saved_archive(voter, code, tmp_path / "early" / "early.bel")

    _others_vote_and_it_closes(city, code, codes[2:])
    for name, page in trustees.items():
        open_sum(page, code, tmp_path / f"{name}.privkey")
    _result_is_shown(voter, code)
    voter.goto(f"/suara/{code}/periksa/?pelacak={first}")
    voter.locator("[data-check]").click()
    expect(voter.locator("[data-says=sound]")).to_be_visible(timeout=30_000)
    expect(voter.locator("[data-found=counted]")).to_be_visible()
    expect(voter.get_by_text("belenios-tool election verify", exact=False).first).to_be_visible()
    whole = saved_archive(voter, code, tmp_path / "whole" / "whole.bel")
    assert replaced != last
    verified(tool, "verify", "--dir", str(whole.parent))
    verified(tool, "verify-diff", "--dir1", str(early.parent), "--dir2", str(whole.parent))


def _others_vote_and_it_closes(city: Any, code: str, codes: list[str]) -> None:
    from balai.apps.votes.tests.scenes import cast_for, close_now

    with city.records():
        cast_for(code, codes, 1)
        close_now(code, city.settings["DATABASE_OWNER_URL"])


def _result_is_shown(page: Page, code: str) -> None:
    page.goto(f"/suara/{code}/")
    table = page.get_by_role("table").first
    for answer, votes in (("A playground", "1"), ("A community garden", "8"), ("A sports field", "1")):
        expect(table.get_by_role("row", name=answer).get_by_role("cell").first).to_contain_text(votes)


def saved_archive(page: Page, code: str, path: Path) -> Path:
    page.goto(f"/suara/{code}/periksa/")
    path.parent.mkdir()
    link = page.locator("a[download]").first
    name = link.get_attribute("download")
    assert name is not None
    return saved(page, link.click, path.parent / name)


def verified(tool: str, *arguments: str) -> None:
    environment = {**os.environ, "BELENIOS_USE_URANDOM": "1"}
    answer = subprocess.run(
        [tool, "election", *arguments], env=environment, capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0, answer.stderr
