"""`balai service preview` and `diff` show a service file, and what a new one would change."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from balai.project.command import main

SERVICES = Path("cities/jakarta/services")
PERMIT = SERVICES / "permit-food-stall.yaml"


def said(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> str:
    capsys.readouterr()
    assert main(["service", *words]) == code
    told = capsys.readouterr()
    return told.out if code == 0 else told.err + told.out


@pytest.mark.parametrize("path", sorted(SERVICES.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_service_of_jakarta_can_be_shown(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for language in ("id", "en"):
        words = said(capsys, "preview", str(path), "--language", language)
        assert "What is asked" in words
        assert "■" in words


def test_a_preview_as_data_and_as_a_drawing(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    image = tmp_path / "permit.svg"
    shown = json.loads(said(capsys, "preview", str(PERMIT), "--json", "--svg", str(image)))
    assert (shown["service"], shown["language"]) == ("permit.food_stall", "id")
    assert ("inspection", "minutes", "water") in {(ask["step"], ask["outcome"], ask["name"]) for ask in shown["asks"]}
    assert ET.parse(image).getroot().tag.endswith("svg")


def test_a_diff_speaks_to_everyone_concerned(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    new = tmp_path / "new.yaml"
    words = PERMIT.read_text(encoding="utf-8")
    words = words.replace("rupiah: 120000", "rupiah: 150000").replace("signatures: 2", "signatures: 3")
    words = words.replace("within: 25 working days", "within: 20 working days")
    new.write_text(words, encoding="utf-8")
    told = said(capsys, "diff", str(PERMIT), str(new))
    citizens, officers, clocks, cases = (
        told.index(head) for head in ("For citizens", "For officers", "For clocks", "under way")
    )
    assert citizens < told.index("Rp150.000") < officers < told.index("signatures: 2 → 3") < clocks
    assert clocks < told.index("20 working days") < cases
    data = json.loads(said(capsys, "diff", str(PERMIT), str(new), "--json"))
    assert {change["concern"] for change in data["changes"]} == {"citizens", "officers", "clocks"}
    assert len(data["running_cases"]) == 2


def test_a_file_outside_of_a_pack_takes_the_flow_of_the_other(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    old = tmp_path / "old.yaml"
    old.write_text((SERVICES / "report-road.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    told = said(capsys, "diff", str(old), str(SERVICES / "report-road.yaml"))
    assert told.endswith("Nothing changes: the two say the same.\n")
    assert "service.flow" in said(capsys, "preview", str(old), code=1)


def test_mistakes_are_told_with_line_and_mend(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text(PERMIT.read_text(encoding="utf-8").replace("needs: [receipt]", "needs: []"), encoding="utf-8")
    told = said(capsys, "preview", str(broken), code=1)
    assert "broken.yaml:" in told
    assert "service.fee_unpaid" in told
    assert "needs: [receipt]" in told
    assert "service.missing" in said(capsys, "preview", str(tmp_path / "none.yaml"), code=1)
