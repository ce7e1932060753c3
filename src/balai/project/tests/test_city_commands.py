"""`balai city check` and `balai city new` work without a database; importing boundaries reports before it writes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from balai.base.failures import Failure
from balai.base.packs import check_pack
from balai.project import city_commands
from balai.project.command import COMMANDS, find_command, load

JAKARTA = Path(__file__).resolve().parents[4] / "cities" / "jakarta"


CIKINI = [[106.83, -6.2], [106.85, -6.2], [106.85, -6.18], [106.83, -6.18], [106.83, -6.2]]
REAL = JAKARTA.parents[2] / "shared" / "data" / "areas" / "jakarta.geojson"


@pytest.fixture
def begun(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    folder = tmp_path / "my city"
    assert city_commands.new([str(folder), "--name", "Kota Contoh", "--country", "ID"]) == 0
    capsys.readouterr()
    return folder


def test_the_commands_stand_in_the_table() -> None:
    paths = {command.name: command.path for command in COMMANDS}
    for name in ("city check", "city new", "city areas import"):
        assert paths[name].startswith("balai.project.city_commands:")
    found = find_command(["city", "areas", "import", "x.geojson"])
    assert found is not None
    assert load(found[0]) is city_commands.import_areas


def test_a_new_pack_passes_the_check(begun: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check_pack(begun) == []
    assert city_commands.check([str(begun)]) == 0
    assert capsys.readouterr().out == f"{begun} has no mistakes.\n"


def test_new_says_what_it_wrote(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    city_commands.new([str(tmp_path / "n"), "--name", "Nairobi", "--country", "ke", "--languages", "en,sw"])
    out = capsys.readouterr().out
    assert str(tmp_path / "n" / "city.yaml") in out
    assert "balai city check" in out
    assert "languages: [en, sw]" in (tmp_path / "n" / "city.yaml").read_text()


def test_each_mistake_is_told_with_file_line_and_mend(begun: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = begun / "city.yaml"
    path.write_text(path.read_text().replace("zone: Asia/Jakarta", "zone: Asia/Batavia"))
    assert city_commands.check([str(begun)]) == 1
    out = capsys.readouterr().out
    assert f"{path}:8: city.zone: 'Asia/Batavia' is not a time zone.\n  → Write an IANA name" in out
    assert out.endswith(f"1 mistake in {begun}.\n")
    assert city_commands.check([str(begun), "--json"]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert answer["mistakes"][0]["line"] == 8
    assert set(answer["mistakes"][0]) == {"file", "line", "code", "wrong", "mend"}


def test_without_a_path_the_running_citys_pack_is_checked(capsys: pytest.CaptureFixture[str]) -> None:
    assert city_commands.check([]) == 0
    assert str(JAKARTA) in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "identifier"),
    [
        (["--name", "Kota", "--country", "XX"], "balai.C010"),
        (["--name", "{}", "--country", "ID"], "balai.C012"),
        (["--name", "Kota", "--country", "ID", "--languages", "indonesian"], "balai.C012"),
    ],
)
def test_what_cannot_be_begun_is_said_with_an_id(tmp_path: Path, arguments: list[str], identifier: str) -> None:
    with pytest.raises(Failure) as failure:
        city_commands.new([str(tmp_path / "new"), *arguments])
    assert failure.value.id == identifier
    assert not (tmp_path / "new").exists()


def test_a_folder_with_something_in_it_is_left_alone(begun: Path, tmp_path: Path) -> None:
    with pytest.raises(Failure) as failure:
        city_commands.new([str(begun), "--name", "Kota", "--country", "ID"])
    assert failure.value.id == "balai.C011"
    (tmp_path / "file").touch()
    with pytest.raises(Failure) as failure:
        city_commands.new([str(tmp_path / "file" / "new"), "--name", "Kota", "--country", "ID"])
    assert failure.value.id == "balai.C013"


def test_checking_a_pack_loads_no_django() -> None:
    program = (
        "import sys\nfrom balai.project.command import main\n"
        f"code = main(['city', 'check', {str(JAKARTA)!r}])\n"
        "sys.exit(3 if 'django' in sys.modules else code)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr


def balai(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "BALAI_HOME": str(home), "BALAI_CITY": str(JAKARTA)}
    command = [sys.executable, "-m", "balai.project.command", *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)


@pytest.mark.database
def test_official_boundaries_are_reported_then_written(home: Path, tmp_path: Path) -> None:
    assert balai(home, "migrate").returncode == 0
    features = [
        {"type": "Feature", "properties": {"code": code}, "geometry": {"type": "Polygon", "coordinates": [CIKINI]}}
        for code in ("31.71.06.1003", "31.71.06.1004", "99.99", "31.71.06.1003")
    ]
    file = tmp_path / "few.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    tried = json.loads(balai(home, "city", "areas", "import", str(file), "--dry-run", "--json").stdout)
    assert (tried["matched"], tried["written"], tried["unmatched"]) == (2, 0, ["99.99"])
    done = balai(home, "city", "areas", "import", str(file))
    assert done.returncode == 0, done.stdout + done.stderr
    for sentence in (
        "feature 4, line 1: 31.71.06.1003 is also feature 1.",
        "Codes that the city does not have: 1\n  99.99",
        "Areas that the file leaves out: 265",
        "at the level subdistrict (there the citizen is asked): 1\n  31.71.06.1003 and 31.71.06.1004",
        "2 boundaries are official now.",
    ):
        assert sentence in done.stdout
    assert balai(home, "city", "areas", "import", str(tmp_path / "none.geojson")).returncode == 1
    if REAL.exists():
        real = json.loads(balai(home, "city", "areas", "import", str(REAL), "--json").stdout)
        assert (real["written"], len(real["repaired"]), len(real["overlaps"]["subdistrict"])) == (317, 2, 430)
