"""The offline client: a whole election without any page of the city, its secrets in files that only their owner reads."""

from __future__ import annotations

import json
import subprocess
import zipfile
from collections.abc import Callable
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from tests.standards.conftest import MODULES, Outside, program

from balai.apps.votes.elections import programs_hash
from balai.apps.votes.views.programs import programs_file
from balai.engines.belenios.credentials import public_credential, roll_text

pytestmark = pytest.mark.standards
QUESTIONS = [{"question": "Taman?", "answers": ["Ya", "Tidak"], "min": 1, "max": 1}]
Offline = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def offline(tmp_path: Path) -> Offline:
    found = program("node", "nodejs")

    def run(*arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
        command = [found, str(MODULES / "offline.js"), *arguments]
        return subprocess.run(command, cwd=tmp_path, input=given, text=True, capture_output=True, check=False)

    return run


def good(answer: subprocess.CompletedProcess[str]) -> str:
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


def test_an_election_without_the_citys_pages(outside: Outside, offline: Offline, tmp_path: Path) -> None:
    good(offline("key", "wali"))
    private = tmp_path / "wali.privkey"
    assert private.stat().st_mode & 0o377 == 0, "only its owner reads it, and nobody writes it"
    kept = private.read_text()
    assert offline("key", "wali").returncode == 1
    assert private.read_text() == kept
    outside.begin(QUESTIONS, [(tmp_path / "wali.pubkey").read_text().strip()], voters=2)
    older = tmp_path / "older.bel"
    older.write_bytes(outside.archive.read_bytes())
    (tmp_path / "choices.json").write_text("[[0,1]]")
    for credential in outside.credentials:
        made = offline(
            "ballot", str(outside.archive), "--credential", "-", "--choices", "choices.json", given=credential
        )
        assert credential not in made.stdout + made.stderr
        outside.add("Ballot", good(made).strip())
        tracker = made.stderr.split()[1]
    assert offline("decrypt", str(outside.archive), "--key", "wali.privkey").returncode == 1
    outside.close()
    outside.add(
        "PartialDecryption", *good(offline("decrypt", str(outside.archive), "--key", "wali.privkey")).splitlines()
    )
    outside.add("Result", outside.ask("election", "compute-result").strip())
    assert outside.accepts()
    said = good(offline("verify", str(outside.archive), "--since", str(older), "--tracker", tracker))
    assert "result [[0,2]]" in said
    assert "event 2 has this tracker, and counts" in said
    assert "goes on from the older archive" in said


def test_it_says_what_is_wrong(outside: Outside, offline: Offline, tmp_path: Path) -> None:
    good(offline("key", "wali"))
    outside.begin(QUESTIONS, [(tmp_path / "wali.pubkey").read_text().strip()], voters=2)
    (tmp_path / "choices.json").write_text("[[1,1]]")
    ballot = ("ballot", str(outside.archive), "--credential", "-", "--choices", "choices.json")
    answer = offline(*ballot, given=outside.credentials[0])
    assert (answer.returncode, answer.stdout) == (1, "")
    assert answer.stderr == "choices[0]: too few or too many choices\n"
    (tmp_path / "choices.json").write_text("[[1,0]]")
    answer = offline(*ballot, given="111-111-111-111-111")
    assert answer.stderr == "credential: a letter is wrong\n"
    damaged = bytearray(outside.archive.read_bytes())
    damaged[600] ^= 1
    (tmp_path / "damaged.bel").write_bytes(damaged)
    answer = offline("verify", "damaged.bel")
    assert answer.returncode == 1
    assert "✗ byte " in answer.stdout
    other = Outside(outside.tool, tmp_path / "other")
    other.folder.mkdir()
    other.begin(QUESTIONS, [(tmp_path / "wali.pubkey").read_text().strip()], voters=2)
    answer = offline("verify", str(outside.archive), "--since", str(other.archive))
    assert "✗ event 0: not what the older archive says" in answer.stdout
    assert [offline(*words).returncode for words in (["nonsense", "x"], ["ballot"], [])] == [2, 2, 2]


def test_codes_of_the_registrar(offline: Offline, tmp_path: Path) -> None:
    """The engine derives from each code a public one of the list, whose order tells nothing."""
    uuid = "LuringUji123456"
    good(offline("codes", "daftar", "--uuid", uuid, "--count", "12"))
    private = tmp_path / "daftar.privcreds"
    assert private.stat().st_mode & 0o377 == 0
    lines = [line.split() for line in private.read_text().splitlines()]
    assert [number for number, _ in lines] == [str(number) for number in range(1, 13)]
    derived = [str(public_credential(code, uuid)) for _, code in lines]
    assert (tmp_path / "daftar.pubcreds").read_text().strip() == roll_text(derived)
    assert roll_text(derived) == json.dumps(sorted(derived, key=int), separators=(",", ":"))


def test_fingerprint_of_the_programs(offline: Offline) -> None:
    """What anyone gets with sha256sum and sort."""
    said = good(offline("programs", str(MODULES)))
    names = sorted(path.relative_to(MODULES).as_posix() for path in MODULES.rglob("*.js"))
    lines = "".join(f"{sha256((MODULES / name).read_bytes()).hexdigest()}  {name}\n" for name in names)
    assert said == f"{lines}{sha256(lines.encode()).hexdigest()}\n"


def test_what_the_city_gives_away_runs(tmp_path: Path) -> None:
    """The file of the programs holds all that the offline client needs, and has the fingerprint that pages show."""
    with zipfile.ZipFile(BytesIO(programs_file())) as archive:
        archive.extractall(tmp_path)
    folder = tmp_path / "balai-votes"
    command = [program("node", "nodejs"), "offline.js", "programs", "."]
    answer = subprocess.run(command, cwd=folder, text=True, capture_output=True, check=False)
    assert good(answer).splitlines()[-1] == programs_hash()
