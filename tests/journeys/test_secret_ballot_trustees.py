"""Trustees who make one key together, each step on its page in Chromium."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.journeys.towns import QUESTIONS, Town

pytestmark = pytest.mark.journey


def step(town: Town, name: str, private: Path, **given: Any) -> str:
    """One step of a trustee with a key file; what was handed in."""
    page = town.page("votes/secret/trustee.html", step=name, file_name="wali", threshold=2, **given)
    page.locator("#private").set_input_files(private)
    page.locator("[data-open]").click()
    page.locator("[data-step=done]").wait_for()
    page.close()
    return town.handed_in[-1]


def a_seed(town: Town, tmp_path: Path, number: int) -> tuple[Path, str]:
    page = town.page("votes/secret/trustee.html", step="certificate", file_name=f"wali-{number}")
    page.locator("[data-make]").click()
    with page.expect_download() as started:
        page.locator("[data-save]").click()
    seed = tmp_path / started.value.suggested_filename
    started.value.save_as(seed)
    page.locator("#kept").set_input_files(seed)
    page.locator("[data-send]").click()
    page.locator("[data-step=done]").wait_for()
    page.close()
    return seed, town.handed_in[-1]


def test_trustees_who_make_one_key_together(town: Town, tmp_path: Path) -> None:
    """The three steps of each on its page; the engine, in the city's place, hands on and puts together."""
    seeds, certificates = zip(*(a_seed(town, tmp_path, number) for number in (1, 2)), strict=True)
    town.texts["/certificates"] = "".join(f"{line}\n" for line in certificates)
    made = [step(town, "polynomial", seed, certificates_url="/certificates") for seed in seeds]
    letters = [json.loads(text) for text in made]
    outputs = []
    for at, seed in enumerate(seeds):
        secrets = [letter["secrets"][at] for letter in letters]
        given = {"polynomial": letters[at]["polynomial"], "secrets": secrets}
        town.texts["/input"] = json.dumps({**given, "coefexps": [letter["coefexps"] for letter in letters]})
        outputs.append(json.loads(step(town, "output", seed, certificates_url="/certificates", input_url="/input")))
    parameters = {
        "threshold": 2,
        "certs": [json.loads(text) for text in certificates],
        "coefexps": [letter["coefexps"] for letter in letters],
        "verification_keys": [output["public_key"] for output in outputs],
    }
    town.outside.begin(QUESTIONS, (), json.dumps(parameters, separators=(",", ":")), voters=2)
    town.outside.close()
    for seed, output in zip(seeds, outputs, strict=True):
        town.texts["/sealed"] = output["private_key"]
        share = step(town, "share", seed, sealed_key_url="/sealed")
        town.outside.add("PartialDecryption", *share.splitlines())
    town.outside.add("Result", town.outside.ask("election", "compute-result").strip())
    assert town.outside.accepts()
    assert not any(seed.read_text().strip() in text for seed in seeds for text in town.handed_in)
