"""`balai service replay` says what would differ as a table, CSV, JSON and a page, and refuses a file with mistakes."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from balai.base.failures import Failure
from balai.engines.casework.comparing import Comparison, Tally
from balai.engines.casework.replay import Retold
from balai.engines.casework.writing import NotPossible
from balai.project import service_replay
from balai.project.replay_report import REASONS, Findings, as_csv, as_html, as_json, as_text, picture

JAKARTA = Path(__file__).resolve().parents[4] / "cities" / "jakarta"
EARLY, LATE = Retold("a", hours=2.0, end="done"), Retold("b<", late=1, hours=5.0, end="done")


@pytest.fixture
def findings() -> Findings:
    found = Comparison()
    for _ in range(3):
        found.note("loses", EARLY, LATE)
    found.note("gains", LATE, EARLY)
    found.note("gains", EARLY, Retold(untold="unknown_outcome"))
    found.note("still", EARLY, EARLY)
    found.leave_out("still", "imported")
    names = {"loses": "Kali <Deres>", "gains": "Tebet", "still": "Menteng"}
    day = datetime(2026, 1, 1, tzinfo=UTC)
    return Findings("report.road", day, day.replace(month=7), "district", found, found.areas, names)


def test_the_table_names_those_who_lose_and_gain_and_what_is_assumed(findings: Findings) -> None:
    text = as_text(findings)
    lines = [line.split("  ")[0] for line in text.splitlines()]
    assert lines.index("Kali <Deres>") < lines.index("Tebet") < lines.index("All together")
    assert "Menteng" not in lines  # nothing changes there
    assert "3 cases would come to b< first, instead of a." in text
    assert "1 cases cannot be told: a step was ended with an outcome that the definition does not have." in text
    assert "People act at the same moments" in text


def test_csv_and_json_say_the_same(findings: Findings) -> None:
    rows = {row["area"]: row for row in csv.DictReader(io.StringIO(as_csv(findings)))}
    facts = json.loads(json.dumps(as_json(findings)))
    assert {area["area"] for area in facts["areas"]} == set(rows) == {"loses", "gains", "still"}
    for area in facts["areas"]:
        assert int(rows[area["area"]]["became_late"]) == area["became_late"]
    assert rows["loses"]["mean_hours_after"] == "5.00"
    assert facts["all"]["cases"] == 7
    assert facts["untold"] == {"unknown_outcome": 1, "imported": 1}


def test_the_page_has_a_sound_picture_and_escapes_names(findings: Findings) -> None:
    page = as_html(findings)
    assert "Kali &lt;Deres&gt;" in page
    assert "Kali <Deres>" not in page
    drawn = ET.fromstring(picture(findings))
    bars = [bar for bar in drawn.iter() if bar.tag == "rect" and float(bar.get("width", "0")) > 0]
    assert len(bars) == 2
    nothing = Findings("x", findings.since, findings.until, "district", Comparison(), {"a": Tally(cases=1)}, {})
    assert picture(nothing) == "<p>No area gains or loses.</p>"


def test_every_reason_of_the_engine_has_words() -> None:
    codes = {"step_not_open", "unknown_outcome", "not_yours", "used_up", "answer_missing", "answer_amiss"}
    assert codes <= set(REASONS)
    assert issubclass(NotPossible, ValueError)


def test_a_file_with_mistakes_is_refused(tmp_path: Path) -> None:
    sound = JAKARTA / "services" / "report-road.yaml"
    assert service_replay._definition(sound, JAKARTA).code == "report.road"
    copied = tmp_path / "changed.yaml"
    copied.write_text(sound.read_text())  # outside of any pack: its flow is the running city's
    assert service_replay._definition(copied, JAKARTA).steps
    copied.write_text(sound.read_text().replace("kind: report", "kind: 7"))
    with pytest.raises(Failure) as caught:
        service_replay._definition(copied, JAKARTA)
    assert caught.value.id == "balai.C030"
