"""The pages of a secret vote in Chromium: by keyboard, on a phone, in both languages; their ballots are counted.

The city's side is played by the engine, so that the pages are judged by themselves.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Page
from tests.journeys.towns import QUESTIONS, Town

from balai.engines.belenios.credentials import public_credential, roll_text

pytestmark = pytest.mark.journey
WORDS = {"id": ("Sandikan suara saya", "Kirim suara saya"), "en": ("Encrypt my ballot", "Send my ballot")}


def shown_questions() -> list[dict[str, Any]]:
    return [
        {
            "number": number,
            "words": question["question"],
            "least": question["min"],
            "most": question["max"],
            "blank": question.get("blank", False),
            "type": "radio" if question["min"] == question["max"] == 1 else "checkbox",
            "options": [{"words": words} for words in question["answers"]],
        }
        for number, question in enumerate(QUESTIONS)
    ]


def a_key(town: Town, tmp_path: Path, check: Callable[[Page], None]) -> Path:
    """Made, saved and read back on the trustee's page; the public part is what is handed in."""
    page = town.page("votes/secret/trustee.html", step="key", file_name="wali-1")
    check(page)
    page.get_by_role("button", name="Buat kunci saya").click()
    with page.expect_download() as started:
        page.get_by_role("link", name="Simpan berkas kunci").click()
    private = tmp_path / started.value.suggested_filename
    started.value.save_as(private)
    other = tmp_path / "lain.privkey"
    other.write_text('"1"')
    page.locator("#kept").set_input_files(other)
    page.get_by_text("Bukan berkas yang sama").wait_for()
    page.locator("#kept").set_input_files(private)
    page.get_by_role("button", name="Serahkan").click()
    page.locator("[data-step=done]").wait_for()
    assert private.name == "wali-1.privkey"
    assert json.loads(private.read_text()) not in "".join(town.handed_in)
    page.close()
    return private


def test_codes_are_made_by_the_registrar(
    town: Town, tmp_path: Path, check_accessibility: Callable[[Page], None]
) -> None:
    """Each code that was saved gives a public one that was handed in, and none of them was sent."""
    page = town.page("votes/secret/registrar.html", uuid="KodeUji1234567", count=5, file_name="daftar")
    check_accessibility(page)
    page.get_by_role("button", name="Buat kode").click()
    with page.expect_download() as started:
        page.get_by_role("link", name="Simpan berkas kode").click()
    saved = tmp_path / started.value.suggested_filename
    started.value.save_as(saved)
    page.locator("#kept").set_input_files(saved)
    check_accessibility(page)
    page.get_by_role("button", name="Serahkan").click()
    page.locator("[data-step=done]").wait_for()
    codes = [line.split()[1] for line in saved.read_text().splitlines()]
    (handed_in,) = town.handed_in
    assert handed_in == roll_text(str(public_credential(code, "KodeUji1234567")) for code in codes)
    assert not any(code in handed_in for code in codes)


def test_from_the_key_to_the_check(town: Town, tmp_path: Path, check_accessibility: Callable[[Page], None]) -> None:
    private = a_key(town, tmp_path, check_accessibility)
    (public,) = town.handed_in
    town.outside.begin(QUESTIONS, [public], voters=2)
    trackers = []
    for language, credential in zip(("id", "en"), town.outside.credentials, strict=True):
        town.language = language
        page = town.page("votes/secret/ballot.html", questions=shown_questions())
        check = check_accessibility if language == "id" else lambda page: None
        trackers.append(vote_by_keyboard(town, page, credential, check))
        assert not page.evaluate(
            "[...document.querySelectorAll('input')].some((input) => input.checked || input.value.length > 2)"
        )
        page.close()
    for ballot in town.handed_in[1:]:
        town.outside.add("Ballot", ballot)
    assert town.outside.accepts()
    town.outside.close()
    town.language = "id"
    open_the_sum(town, private, check_accessibility)
    town.outside.add("PartialDecryption", *town.handed_in[-1].splitlines())
    result = town.outside.ask("election", "compute-result").strip()
    assert json.loads(result) == {"result": [[2, 0], [0, 2, 0, 0]]}
    town.outside.add("Result", result)
    assert town.outside.accepts()
    page = town.page("votes/secret/check.html", archive_name=town.outside.archive.name, tracker=trackers[1])
    page.get_by_role("button", name="Periksa sekarang").click()
    page.get_by_text("Semuanya benar").wait_for()
    assert page.locator("[data-code]:visible").count() == 7
    assert page.locator("[data-result] dd").all_text_contents() == ["2", "0", "0", "2", "0", "0"]
    assert page.locator("[data-result] dt").all_text_contents()[2:4] == [
        "Yang mana dulu? Suara kosong",
        "Yang mana dulu? Air",
    ]
    page.get_by_text("Suara Anda ada, dan itulah yang dihitung.").wait_for()
    check_accessibility(page)
    assert "POST /" not in town.asked


def vote_by_keyboard(town: Town, page: Page, credential: str, check: Callable[[Page], None]) -> str:
    make, send = WORDS[town.language]
    page.locator("#question-0-0").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type(credential.replace("-", " "))
    check(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_role("button", name=send).wait_for()
    assert page.locator("[data-chosen] dd").all_text_contents() == ["Taman", "Air"]
    tracker = page.locator("[data-step=send] [data-tracker]").inner_text()
    check(page)
    assert page.evaluate("document.activeElement.hasAttribute('data-heading')")
    before = len(town.handed_in)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator("[data-step=done]").wait_for()
    assert len(town.handed_in) == before + 1
    assert page.locator("[data-step=done] [data-tracker]").inner_text() == tracker
    assert page.get_by_role("button", name=make).count() == 0
    assert (
        page.locator("[data-look]").evaluate("(link) => link.pathname + link.search")
        == f"/check_url?pelacak={quote(tracker, safe='')}"
    )
    check(page)
    return tracker


def open_the_sum(town: Town, private: Path, check: Callable[[Page], None]) -> None:
    page = town.page("votes/secret/trustee.html", step="share", file_name="wali-1")
    page.locator("#private").set_input_files(private)
    check(page)
    page.get_by_role("button", name="Periksa dan buka jumlahnya").click()
    page.locator("[data-step=done]").wait_for()
    assert json.loads(private.read_text()) not in "".join(town.handed_in)


def test_what_goes_wrong_is_said(town: Town, check_accessibility: Callable[[Page], None]) -> None:
    town.language = "en"
    town.outside.ask("setup", "generate-trustee-key", "--group", "BELENIOS-2048")
    (public,) = town.outside.folder.glob("*.pubkey")
    town.outside.begin(QUESTIONS, [public.read_text().strip()], voters=2)
    page = town.page("votes/secret/ballot.html", questions=shown_questions())
    page.get_by_role("button", name="Encrypt my ballot").click()
    assert page.locator("[data-mistake-list] li").count() == 3
    check_accessibility(page)
    page.locator("[data-mistake-list] a").first.click()
    assert page.evaluate("document.activeElement.id") == "question-0-0"
    page.locator("label[for=question-0-1]").click()
    page.locator("label[for=question-1-0]").click()
    page.locator("label[for=question-1-blank]").click()
    assert not page.locator("#question-1-0").is_checked(), "a blank vote stands alone"
    page.locator("#credential").fill(town.outside.credentials[0])
    page.get_by_role("button", name="Encrypt my ballot").click()
    town.away = True
    page.get_by_role("button", name="Send my ballot").click()
    page.get_by_text("Not counted yet").wait_for()
    town.away = False
    town.lies = True
    page.get_by_role("button", name="Send my ballot").click()
    page.get_by_text("Something is wrong").wait_for()
    town.lies = False
    page.get_by_role("button", name="Send my ballot").click()
    page.get_by_text("Your ballot is in the urn").wait_for()
    assert len(set(town.handed_in)) == 1, "the same ballot, as often as it is sent"
    town.troubles[:] = [trouble for trouble in town.troubles if "Failed to load resource" not in trouble]
