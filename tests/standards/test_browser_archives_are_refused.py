"""An archive that was changed anywhere is refused by the browser's modules, as by belenios-tool."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from tests.standards.conftest import Node, Outside

pytestmark = pytest.mark.standards
QUESTIONS = [{"question": "Taman?", "answers": ["Ya", "Tidak"], "min": 1, "max": 1}]
BALLOTS = """
    const archive = await votes.openArchive(await readFile(given.archive));
    const setup = JSON.parse(await archive.text(archive.events[0].payload, "setup"));
    const election = await votes.readElection(await archive.text(setup.election, "election"));
    const made = [];
    for (const credential of given.credentials) {
      made.push((await votes.makeBallot(election, credential, [[1, 0]])).source);
    }
    return made;
"""
VERDICTS = """
    const verdicts = [];
    for (const path of given.archives) {
      const { refused, warnings } = await votes.verifyArchive(await readFile(path));
      verdicts.push([refused && `${refused.place}: ${refused.reason}`, warnings.map(({ code }) => code)]);
    }
    return verdicts;
"""
SHARE = "return (await votes.shareOf(await votes.verifyArchive(await readFile(given.archive)), given.key)).source;"
Events = list[tuple[str, list[str]]]


@pytest.fixture
def events(outside: Outside, node: Node) -> Events:
    """What a sound election of two voters adds to its set-up: each event with its lines. `outside` keeps the set-up."""
    key = node("return await votes.makeTrusteeKey();")
    (outside.folder / "kept.privkey").write_text(key["private"])
    outside.begin(QUESTIONS, [key["public"]], voters=2)
    start = outside.archive.read_bytes()
    found: Events = [("Ballot", [source]) for source in voted(outside, node, outside.credentials)]
    for kind, lines in found:
        outside.add(kind, *lines)
    tally = outside.ask("election", "compute-encrypted-tally")
    outside.add("EndBallots")
    outside.add("EncryptedTally", *tally.splitlines())
    share = node(SHARE, archive=str(outside.archive), key=key["private"]).splitlines()
    outside.add("PartialDecryption", *share)
    result = outside.ask("election", "compute-result").strip()
    outside.archive.write_bytes(start)
    ends: Events = [("EndBallots", []), ("EncryptedTally", tally.splitlines()), ("PartialDecryption", share)]
    return [*found, *ends, ("Result", [result])]


def voted(outside: Outside, node: Node, credentials: list[str]) -> list[str]:
    made: list[str] = node(BALLOTS, archive=str(outside.archive), credentials=credentials)
    return made


def kept(outside: Outside, folder: Path, events: Events) -> Path:
    """An archive of these events, chained by the tool, which adds whatever it is given."""
    folder.mkdir()
    path = folder / outside.archive.name
    shutil.copy(outside.archive, path)
    for kind, lines in events:
        given = "".join(f"{line}\n" for line in lines)
        outside.run("archive", "add-event", "--dir", str(folder), f"--type={kind}", given=given)
    return path


def tool_accepts(outside: Outside, archive: Path) -> bool:
    return outside.run("election", "verify", "--dir", str(archive.parent)).returncode == 0


def other_result(events: Events) -> Events:
    return [*events[:-1], ("Result", ['{"result":[[0,2]]}'])]


def one_ballot_less(events: Events) -> Events:
    return events[1:]


def other_owner(events: Events) -> Events:
    factors, owned = events[4][1]
    return [*events[:4], ("PartialDecryption", [factors, owned.replace('"owner":1', '"owner":2')]), events[5]]


def other_factor(events: Events) -> Events:
    share = json.loads(events[4][1][0])
    share["decryption_factors"][0].reverse()
    share["decryption_proofs"][0].reverse()
    factors = json.dumps(share, separators=(",", ":"))
    from_tool = json.loads(events[4][1][1])

    owned = json.dumps({**from_tool, "payload": sha256(factors.encode()).hexdigest()}, separators=(",", ":"))
    return [*events[:4], ("PartialDecryption", [factors, owned]), events[5]]


def no_share(events: Events) -> Events:
    return [*events[:4], events[5]]


def late_ballot(events: Events) -> Events:
    return [*events[:1], events[2], events[1], *events[3:]]


def result_twice(events: Events) -> Events:
    return [*events, events[-1]]


def never_closed(events: Events) -> Events:
    return [*events[:2], *events[3:]]


def one_voice_as_sum(events: Events) -> Events:
    """A city that has one ballot opened, as if it were the sum."""
    (ballot,) = events[0][1]
    choices = [answer["choices"] for answer in json.loads(ballot)["answers"]]
    content = json.dumps(choices, separators=(",", ":"))
    name = sha256(content.encode()).hexdigest()
    sized = f'{{"num_tallied":2,"total_weight":2,"encrypted_tally":"{name}"}}'
    return [*events[:3], ("EncryptedTally", [content, sized])]


CHANGES: list[Callable[[Events], Events]] = [
    other_result,
    one_ballot_less,
    other_owner,
    other_factor,
    no_share,
    late_ballot,
    result_twice,
    never_closed,
    one_voice_as_sum,
]

STRICTER = {"result_twice", "never_closed", "one_voice_as_sum"}
"""What the tool reads past: ours refuse whatever follows the end, a sum while ballots may still come, and a wrong sum at
once, which the tool sees only with the result, when trustees have opened it."""


def test_a_sound_archive_and_its_beginnings(outside: Outside, node: Node, events: Events, tmp_path: Path) -> None:
    """Whatever the archive has grown to, it is sound; a ballot that was sent again is said."""
    grown = [kept(outside, tmp_path / f"grown{count}", events[:count]) for count in range(len(events) + 1)]
    again = kept(outside, tmp_path / "again", [events[0], events[0]])
    assert all(tool_accepts(outside, path) for path in [*grown, again])
    verdicts = node(VERDICTS, archives=[str(path) for path in [*grown, again]])
    assert verdicts == [[None, []]] * len(grown) + [[None, ["repeated"]]]


def test_rewritten_archives(outside: Outside, node: Node, events: Events, tmp_path: Path) -> None:
    """Chained anew after the change, so that no hash tells."""
    made = [kept(outside, tmp_path / change.__name__, change(events)) for change in CHANGES]
    verdicts = node(VERDICTS, archives=[str(path) for path in made])
    for path, (refused, _) in zip(made, verdicts, strict=True):
        assert refused, path.parent.name
        assert not tool_accepts(outside, path) or path.parent.name in STRICTER, path.parent.name


def damaged(whole: bytes, chance: random.Random) -> dict[str, bytes]:
    found = {}
    for number in range(12):
        at = chance.randrange(len(whole))
        found[f"bit{number}"] = whole[:at] + bytes([whole[at] ^ 1 << chance.randrange(8)]) + whole[at + 1 :]
    cut = chance.randrange(1, len(whole) // 512)
    found["cut"] = whole[: cut * 512 + 100]
    found["headless"] = whole[1024:]
    found["empty"] = b""
    found["short"] = whole[:700]
    found["long"] = whole[:124] + b"77777777777" + whole[135:]
    found["strange"] = whole + b"PK\x03\x04" * 128
    return found


def test_damaged_archives(outside: Outside, node: Node, events: Events, tmp_path: Path, effort: int) -> None:
    whole = kept(outside, tmp_path / "sound", events).read_bytes()
    made: dict[str, Path] = {}
    for seed in range(effort):
        for name, content in damaged(whole, random.Random(seed)).items():
            folder = tmp_path / f"{name}-{seed}"
            folder.mkdir()
            made[folder.name] = folder / outside.archive.name
            made[folder.name].write_bytes(content)
    verdicts: list[Any] = node(VERDICTS, archives=[str(path) for path in made.values()])
    for (name, path), (refused, _) in zip(made.items(), verdicts, strict=True):
        assert refused, name
        assert not tool_accepts(outside, path), name


def test_a_trustee_opens_nothing_but_the_sum(outside: Outside, node: Node, events: Events, tmp_path: Path) -> None:
    """Nor anything before the vote is closed, nor in another's place."""
    asked = """
        const tried = [];
        for (const path of given.archives) {
          const report = await votes.verifyArchive(await readFile(path));
          tried.push(await votes.shareOf(report, given.key).then(() => "made", (error) => error.name));
        }
        return tried;
    """
    single = kept(outside, tmp_path / "single", one_voice_as_sum(events))
    early = kept(outside, tmp_path / "early", events[:3])
    whole = kept(outside, tmp_path / "whole", events[:4])
    strange = node("return await votes.makeTrusteeKey();")["private"]
    assert node(asked, archives=[str(single), str(early), str(whole)], key=strange) == ["Refused"] * 3
    assert (
        node(asked, archives=[str(single), str(early)], key=(outside.folder / "kept.privkey").read_text())
        == ["Refused"] * 2
    )
    assert node(asked, archives=[str(whole)], key=(outside.folder / "kept.privkey").read_text()) == ["made"]
