"""A secret vote whose result two of three trustees open, each step of theirs in Chromium; the third never comes back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.test_secret_vote import TRUSTEES, make_and_keep, make_codes, open_sum, saved_archive, verified, vote
from tests.standards.conftest import program

pytestmark = [pytest.mark.journey, pytest.mark.standards]

OpenPage = Callable[..., Page]


@pytest.fixture
def code(city: Any) -> str:
    from balai.apps.votes.tests.scenes import drafted_secret_vote

    with city.records():
        return drafted_secret_vote()


def _name_trustees(page: Page, code: str) -> None:
    """The office names three and says that two are enough."""
    from tests.conftest import PEOPLE

    page.goto(f"/kerja/suara/{code}/wali/")
    page.get_by_label("E-mail addresses of the trustees").fill("\n".join(PEOPLE[name].email for name in TRUSTEES))
    page.get_by_label("How many of them are enough").fill("2")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("any 2 of whom are enough")).to_be_visible()


def _next_part(page: Page, code: str, path: Path) -> None:
    """The next part of the key, made out of the key file."""
    page.goto(f"/suara/{code}/wali/")
    expect(page.locator("[data-fingerprints] li")).to_have_count(3)
    page.locator("[data-private]").set_input_files(path)
    page.locator("[data-open]").click()
    expect(page.locator("[data-step=done]")).to_be_visible(timeout=60_000)


def _three_rounds(trustees: dict[str, Page], code: str, keys: dict[str, Path]) -> None:
    for name, page in trustees.items():
        page.goto(f"/suara/{code}/wali/")
        make_and_keep(page, keys[name])
    for _round in ("polynomial", "output"):
        for name, page in trustees.items():
            _next_part(page, code, keys[name])


def test_two_of_three_trustees_open_what_a_stranger_verifies(
    city: Any, code: str, open_page: OpenPage, tmp_path: Path, check_accessibility: Callable[[Page], None]
) -> None:
    from balai.apps.votes.actions.opening import open_poll, release_poll
    from balai.apps.votes.tests.scenes import cast_for, close_now
    from balai.apps.votes.tests.things import person
    from balai.base import clock

    tool = program("belenios-tool", "belenios-tool")
    _name_trustees(open_page(person="officer", language="en", size=(1280, 900)), code)
    with city.records():
        release_poll(code=code, by=person("Penyelia"), now=clock.now())
    keys = {name: tmp_path / f"{name}.key" for name in TRUSTEES}
    trustees = {name: open_page(person=name, language="id") for name in TRUSTEES}
    _three_rounds(trustees, code, keys)
    codes = make_codes(
        open_page(person="verifier", language="en", size=(1280, 900)), code, tmp_path / "codes.privcreds"
    )

    with city.records():
        open_poll(code=code, now=clock.now())
    voter = open_page(language="en")
    vote(voter, code, codes[0], 0)
    with city.records():
        cast_for(code, codes[1:], 2)
        close_now(code, city.settings["DATABASE_OWNER_URL"])

    for name in (TRUSTEES[2], TRUSTEES[0]):
        open_sum(trustees[name], code, keys[name])
    never = trustees[TRUSTEES[1]]
    never.goto(f"/suara/{code}/wali/")
    expect(never.get_by_text("Tidak ada yang perlu Anda lakukan")).to_be_visible()
    voter.goto(f"/suara/{code}/")
    expect(voter.get_by_role("row", name="A sports field").get_by_role("cell").first).to_contain_text("9")
    check_accessibility(voter)
    archive = saved_archive(voter, code, tmp_path / "whole" / "whole.bel")
    verified(tool, "verify", "--dir", str(archive.parent))
    assert archive.read_bytes().count(b"decryption_factors") == 2
