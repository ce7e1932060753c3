"""What standards are proven with: `belenios-tool`, of others' making, and our modules for browsers, run by Node.

`outside` begins elections that the tool keeps. `node` runs a few lines of JavaScript on our modules.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

MODULES = Path(__file__).parents[2] / "src" / "balai" / "apps" / "votes" / "static" / "votes"
GROUP = ("--group", "BELENIOS-2048")
Question = dict[str, Any]


def program(name: str, package: str) -> str:
    """The path of a program that judges us. In CI, lacking it is a failure."""
    found = shutil.which(name)
    if found is None:
        sentence = f"{name} was not found, so nothing was proven with it: install Debian's {package}."
        if os.environ.get("CI"):
            pytest.fail(sentence, pytrace=False)
        pytest.skip(sentence)
    return found


@dataclass(slots=True)
class Outside:
    """An election in a folder of its own, kept by `belenios-tool`; `credentials` are its voters' private ones."""

    tool: str
    folder: Path
    uuid: str = ""
    credentials: list[str] = field(default_factory=list)

    def run(self, *arguments: str, given: str | None = None) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "BELENIOS_USE_URANDOM": "1"}
        return subprocess.run(
            [self.tool, *arguments],
            cwd=self.folder,
            env=environment,
            input=given,
            text=True,
            capture_output=True,
            check=False,
        )

    def ask(self, *arguments: str, given: str | None = None) -> str:
        """What the tool prints; it must have succeeded."""
        answer = self.run(*arguments, given=given)
        assert answer.returncode == 0, (arguments, answer.stderr)
        return answer.stdout

    @property
    def archive(self) -> Path:
        return self.folder / f"{self.uuid}.bel"

    def begin(
        self, questions: Sequence[Question], keys: Sequence[str] = (), threshold: str = "", voters: int = 3
    ) -> None:
        """Open the election: `keys` are trustees' public keys, `threshold` the parameters of a group of them."""
        self.uuid = self.ask("setup", "generate-token").strip()
        counted = ("--uuid", self.uuid, *GROUP)
        self.ask("setup", "generate-credentials", *counted, "--count", str(voters))
        self._rename("*.pubcreds", "public_creds.json")
        private = self._rename("*.privcreds", "private_creds.txt")
        self.credentials = [line.split()[1] for line in private.read_text().splitlines()]
        (self.folder / "public_keys.jsons").write_text("".join(f"{key}\n" for key in keys))
        if threshold:
            (self.folder / "threshold.json").write_text(threshold)
        self.ask("setup", "make-trustees")
        template = {"description": "Jajak “uji” é", "name": "Taman", "questions": list(questions)}
        (self.folder / "questions.json").write_text(json.dumps(template))
        self.ask("setup", "make-election", *counted, "--template", "questions.json")
        self.ask("archive", "init")
        for name in ("election.json", "trustees.json", "public_creds.json"):
            (self.folder / name).unlink(missing_ok=True)

    def _rename(self, pattern: str, name: str) -> Path:
        (found,) = self.folder.glob(pattern)
        return found.rename(self.folder / name)

    def add(self, kind: str, *lines: str) -> None:
        self.ask("archive", "add-event", f"--type={kind}", given="".join(f"{line}\n" for line in lines))

    def close(self) -> None:
        """End the vote and sum the ballots."""
        self.add("EndBallots")
        self.add("EncryptedTally", *self.ask("election", "compute-encrypted-tally").splitlines())

    def accepts(self) -> bool:
        return self.run("election", "verify").returncode == 0


Node = Callable[..., Any]


@pytest.fixture
def outside(tmp_path: Path) -> Outside:
    folder = tmp_path / "election"
    folder.mkdir()
    return Outside(program("belenios-tool", "belenios-tool"), folder)


@pytest.fixture(scope="session")
def node() -> Node:
    """`node(lines, **given)`: what the lines return, which see `given`, `readFile(path)` and our modules as `votes`."""
    found = program("node", "nodejs")

    def run(lines: str, **given: Any) -> Any:
        script = f"""
            import {{ readFileSync }} from "node:fs";
            import {{ webcrypto }} from "node:crypto";
            globalThis.crypto ??= webcrypto;
            const votes = await import({json.dumps(str(MODULES / "belenios.js"))});
            const readFile = (path) => votes.sourceOfBytes(readFileSync(path));
            const given = JSON.parse(readFileSync(0, "utf8"));
            const answer = await (async () => {{ {lines} }})();
            process.stdout.write(JSON.stringify(answer ?? null));
        """
        command = [found, "--input-type=module", "--eval", script]
        answer = subprocess.run(command, input=json.dumps(given), text=True, capture_output=True, check=False)
        assert answer.returncode == 0, answer.stderr
        assert not answer.stderr
        return json.loads(answer.stdout)

    return run
