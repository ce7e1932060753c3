"""`balai tally` counts a file of ballots and says why."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from balai.project.command import main

BUDGET = """META
key;value
description;Dana RW 05
num_projects;2
num_votes;3
budget;100
vote_type;approval
rule;greedy
PROJECTS
project_id;cost;name;selected
taman;80;Taman;1
lampu;50;Lampu;0
VOTES
voter_id;vote
1;taman
2;taman,lampu
3;taman
"""
COUNCIL = '3 1\n4 1 2 0\n3 2 0\n2 3 2 0\n0\n"Adi"\n"Budi"\n"Citra"\n"Ketua RT"\n'


@pytest.fixture
def budget(tmp_path: Path) -> Path:
    path = tmp_path / "dana.pb"
    path.write_text(BUDGET, encoding="utf-8")
    return path


def said(capsys: pytest.CaptureFixture[str], *arguments: object, code: int = 0) -> str:
    capsys.readouterr()
    assert main(["tally", *map(str, arguments)]) == code
    told = capsys.readouterr()
    return told.out + told.err


def test_words_in_both_languages_and_the_official_outcome(budget: Path, capsys: pytest.CaptureFixture[str]) -> None:
    indonesian = said(capsys, budget, "--rule", "greedy")
    assert "Taman didanai: 3 suara" in indonesian
    assert "Hasil resmi dalam berkas: sama" in indonesian
    english = said(capsys, budget, "--rule", "equal-shares", "--budget", "150", "--language", "en")
    assert "Taman is funded: 3 supporters paid 80 together" in english
    assert "1 of 2 projects" in english


def test_json_and_a_picture(budget: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    picture = tmp_path / "dana.svg"
    found = json.loads(
        said(capsys, budget, "--rule", "greedy", "--budget", "49", "--seed", "benih", "--json", "--svg", picture)
    )
    assert found["winners"] == []
    assert found["official_differs"] == ["taman"]
    assert found["tie_seed"] == "benih"
    assert ET.parse(picture).getroot().tag.endswith("svg")


def test_a_file_may_say_how_ties_and_shares_were_settled(budget: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said_so = "rule;greedy\ntie_seed;akar:42\ncompletion;add1,greedy\nincrement;5\n"
    budget.write_text(BUDGET.replace("rule;greedy\n", said_so), encoding="utf-8")
    found = json.loads(said(capsys, budget, "--rule", "equal-shares", "--json"))
    (share,) = [step for step in found["steps"] if step["kind"] == "share"]
    assert (found["tie_seed"], share["unit"]) == ("akar:42", 5)
    told = json.loads(said(capsys, budget, "--rule", "equal-shares", "--increment", "7", "--seed", "", "--json"))
    assert (told["tie_seed"], [step["unit"] for step in told["steps"] if step["kind"] == "share"]) == ("", [7])


def test_a_file_whose_ending_says_nothing(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "ballots.txt"
    path.write_text(COUNCIL, encoding="utf-8")
    assert "balai.T103" in said(capsys, path, "--rule", "instant-runoff", code=1)
    assert "Budi terpilih pada tahap 2" in said(capsys, path, "--rule", "instant-runoff", "--form", "blt")


def test_what_is_wrong_is_told_with_its_place(budget: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "balai.T104" in said(capsys, budget, "--rule", "schulze", code=1)
    assert "balai.T105" in said(capsys, budget, "--rule", "greedy", "--svg", budget / "no" / "where.svg", code=1)
    budget.write_text(BUDGET.replace("2;taman,lampu", "2;taman,lapu"), encoding="utf-8")
    assert "dana.pb, line 16: there is no option 'lapu'" in said(capsys, budget, "--rule", "greedy", code=1)
    failed = json.loads(said(capsys, budget, "--rule", "greedy", "--json", code=1))
    assert failed["failed"]["id"] == "balai.T102"
    assert "balai.T101" in said(capsys, budget.with_name("nothing.pb"), "--rule", "greedy", code=1)
    with pytest.raises(SystemExit) as misused:
        main(["tally", str(budget), "--rule", "borda"])
    assert misused.value.code == 2


def test_counting_loads_no_django(budget: Path) -> None:
    code = f"""
import sys
from balai.project.command import main
assert main(["tally", {str(budget)!r}, "--rule", "greedy"]) == 0
assert "django" not in sys.modules, "Django was loaded"
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
