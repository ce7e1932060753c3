"""`balai election`: a whole secret election with files alone, checked and compared from its archive."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from balai.engines.belenios.encoding import compact, name_of
from balai.engines.belenios.tally import Tally, decrypt_tally
from balai.engines.belenios.tests.samples import Sample, ceremony
from balai.project.command import main

QUESTIONS = {
    "name": "Taman malam",
    "description": "Jajak pendapat RW 05",
    "questions": [{"question": "Buka sampai malam?", "answers": ["Ya", "Tidak"], "blank": True, "min": 1, "max": 1}],
}
YES, NO, BLANK = [[0, 1, 0]], [[0, 0, 1]], [[1, 0, 0]]


class Desk:
    """A folder with an election of two trustees and three voters."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capsys = capsys
        self.file("questions.json", json.dumps(QUESTIONS))

    def file(self, name: str, text: str) -> str:
        path = self.folder / name
        path.write_text(text)
        return str(path)

    def run(self, *words: str) -> tuple[int, str, str]:
        self._capsys.readouterr()
        code = main(["election", *words])
        said = self._capsys.readouterr()
        return code, said.out, said.err

    def begin(self) -> str:
        code, said, _ = self.run(
            "new", str(self.folder), "--questions", f"{self.folder}/questions.json", "--trustees", "2", "--voters", "3"
        )
        assert code == 0
        return said.strip()

    def ballot(self, archive: str, voter: int, choices: list[list[int]]) -> tuple[str, str]:
        """The ballot's file and its tracker."""
        line = (self.folder / "private_creds.txt").read_text().splitlines()[voter]
        credential, chosen = self.file("credential", line.split()[1]), self.file("choices", json.dumps(choices))
        code, said, tracker = self.run("ballot", archive, "--credential", credential, "--choices", chosen)
        assert code == 0
        return self.file(f"ballot-{tracker[:6].replace('/', '_')}", said), tracker.strip()

    def vote(self, archive: str, voter: int, choices: list[list[int]]) -> str:
        path, tracker = self.ballot(archive, voter, choices)
        code, _, said = self.run("ballot", archive, "--take", path)
        assert (code, said.strip()) == (0, tracker)
        return tracker


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path, capsys)


def test_a_whole_election(desk: Desk) -> None:
    archive = desk.begin()
    first = desk.vote(archive, 0, YES)
    kept = desk.file("kept.bel", "")
    Path(kept).write_bytes(Path(archive).read_bytes())
    for voter, choices in ((0, NO), (1, YES), (2, BLANK)):
        last = desk.vote(archive, voter, choices)
    keys = [str(desk.folder / f"trustee-{number}.privkey") for number in (1, 2)]
    assert desk.run("tally", archive)[0] == 1
    assert "1 more trustees" in desk.run("tally", archive, "--close", "--key", keys[1])[1]
    share = desk.file("share", desk.run("tally", archive, "--print", "--key", keys[0])[1])
    assert desk.run("tally", archive, "--share", share)[0] == 0
    code, said, _ = desk.run("verify", archive, "--json", "--tracker", first, "--tracker", last)
    report = json.loads(said)
    assert (code, report["result"], report["counted"]) == (0, [[1, 1, 1]], 3)
    assert report["trackers"] == {first: "replaced", last: "counted"}
    code, said, _ = desk.run("verify", archive)
    assert code == 0
    assert "(blank)" in said
    code, said, _ = desk.run("diff", kept, archive, "--json")
    assert (code, json.loads(said)["before"]) == (0, 2)
    assert desk.run("diff", archive, kept)[0] == 1


def test_what_is_not_there_is_said(desk: Desk) -> None:
    archive = desk.begin()
    code, said, _ = desk.run("verify", archive, "--tracker", "x" * 43)
    assert code == 1
    assert "is not in the archive" in said
    assert desk.run("verify", str(desk.folder / "none.bel"))[0] == 1


def test_a_damaged_archive_is_refused_with_the_place(desk: Desk) -> None:
    archive = Path(desk.begin())
    desk.vote(str(archive), 0, YES)
    archive.write_bytes(archive.read_bytes()[:-600])
    code, said, _ = desk.run("verify", str(archive), "--json")
    assert code == 1
    assert json.loads(said)["fault"] == "archive"
    assert json.loads(said)["place"].startswith("byte ")


def test_nothing_wrong_is_taken_in(desk: Desk) -> None:
    archive = desk.begin()
    path, _ = desk.ballot(archive, 0, YES)
    text = Path(path).read_text()
    changed = desk.file("changed", text.replace('"response":"', '"response":"1', 1))
    before = Path(archive).read_bytes()
    assert "balai.V001" in desk.run("ballot", archive, "--take", changed)[2]
    assert Path(archive).read_bytes() == before
    assert desk.run("ballot", archive, "--take", path)[0] == 0
    assert "balai.V014" in desk.run("ballot", archive, "--take", path)[2]
    wrong = desk.file("wrong", json.dumps([[0, 1, 1]]))
    credential = str(desk.folder / "credential")
    assert "balai.V001" in desk.run("ballot", archive, "--credential", credential, "--choices", wrong)[2]


def test_after_the_closing_nothing_is_taken_in(desk: Desk) -> None:
    archive = desk.begin()
    path, _ = desk.ballot(archive, 0, YES)
    desk.run("tally", archive, "--close")
    assert "balai.V013" in desk.run("ballot", archive, "--take", path)[2]


def test_a_wrong_share_closes_nothing(desk: Desk) -> None:
    """All that a command writes, or nothing: the vote stays open when the share beside --close is another election's."""
    archive, other = desk.begin(), Sample.new(seed=9)
    text = decrypt_tally(other.election, Tally(other.election), other.keys[1], other.chance)
    share = desk.file("share", f"{text}\n{compact({'owner': 1, 'payload': name_of(text.encode())})}")
    before = Path(archive).read_bytes()
    assert "balai.V001" in desk.run("tally", archive, "--close", "--share", share)[2]
    assert Path(archive).read_bytes() == before


FULL = """
import resource, sys
from balai.project.command import main
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), -1))
sys.exit(main(sys.argv[2:]))
"""


def test_a_full_disk_leaves_the_archive_as_it_was(desk: Desk) -> None:
    archive = desk.begin()
    path, tracker = desk.ballot(archive, 0, YES)
    before = Path(archive).read_bytes()
    take = ("election", "ballot", archive, "--take", path)
    command = [sys.executable, "-c", FULL, str(len(before) + 2_000), *take]
    answer = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert "balai.V002" in answer.stderr
    assert tracker not in answer.stderr
    assert Path(archive).read_bytes() == before
    assert desk.run(*take[1:])[0] == 0


def test_secrets_are_their_owners_alone_and_never_written_over(desk: Desk) -> None:
    desk.begin()
    for name in ("private_creds.txt", "trustee-1.privkey"):
        assert (desk.folder / name).stat().st_mode & 0o077 == 0
    words = (
        "new",
        str(desk.folder),
        "--questions",
        f"{desk.folder}/questions.json",
        "--trustees",
        "1",
        "--voters",
        "1",
    )
    assert "balai.V002" in desk.run(*words)[2]


def test_keys_and_credentials_may_come_from_elsewhere(desk: Desk) -> None:
    """The roles apart: the registrar's roll, the trustees' public keys, a group of whom two suffice."""
    sample = Sample.new(seed=5)
    pedersen, _ = ceremony(2, 3, sample.chance)
    threshold = desk.file("threshold.json", json.dumps(pedersen.written()[1]))
    key = desk.file("one.pubkey", json.dumps(sample.trustees.keys[0].written()))
    roll = desk.file("public_creds.json", sample.roll)
    given = ("--questions", f"{desk.folder}/questions.json", "--key", key, "--threshold", threshold)
    code, archive, _ = desk.run("new", str(desk.folder), *given, "--roll", roll, "--uuid", sample.election.uuid)
    assert code == 0
    report = json.loads(desk.run("verify", archive.strip(), "--json")[1])
    assert (report["uuid"], report["trustees"], report["voters"]) == (sample.election.uuid, 4, 3)
    assert report["trustees_lacking"] == 3
    assert "balai.V010" in desk.run("new", str(desk.folder), *given)[2]
