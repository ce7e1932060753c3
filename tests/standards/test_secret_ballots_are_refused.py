"""The law: changed elections are accepted or refused alike by our engine and by belenios-tool.

Where ours is stricter, EXPLAINED says why. It is never laxer.
"""

from __future__ import annotations

import re

import pytest
from tests.standards.conftest import Outside

from balai.engines.belenios.archive import ArchiveWriter
from balai.engines.belenios.errors import Fault, Wrong
from balai.engines.belenios.tests.assembly import Step, packed
from balai.engines.belenios.tests.cheats import CHEATS
from balai.engines.belenios.tests.mutations import Mutation, mutation, sample, steps
from balai.engines.belenios.verification import verify_archive

pytestmark = pytest.mark.standards
TENTH = 52
HONEST = {"honest", "honest-blank", "mixed"}
EXPLAINED: dict[str, tuple[set[Fault], str]] = {
    r".*(padded|underscored|signed|hexadecimal|spaced|trailing|negative|fraction): .*": (
        {Fault.ENCODING},
        "The tool reads a number in several spellings; ours in the one that it is hashed in.",
    ),
    r".*object-unknown: .*": ({Fault.ENCODING}, "The tool passes over fields that nothing speaks of."),
    r".*text-(comment|doubled|tail|mark|newline|escaped|space)": (
        {Fault.ENCODING, Fault.ROLL},
        "The tool's JSON allows comments, names that stand twice, and something behind the end.",
    ),
    r"roll-.*": (
        {Fault.ENCODING, Fault.ROLL, Fault.GROUP},
        "The tool reads of the roll only what a ballot asks for.",
    ),
    r"EncryptedTally.*": (
        {Fault.TALLY, Fault.GROUP, Fault.ENCODING, Fault.CHOICES, Fault.MISSING, Fault.SIZE},
        "The tool computes the sum anew and does not compare it with the published one.",
    ),
    r"election-(next|before|minus|negative|huge): questions.*(min|max)": (
        {Fault.SIZE},
        "The tool allows bounds that make no sense, as long as nobody votes.",
    ),
    r"election-list-(clear|drop): questions.*answers": (
        {Fault.ELECTION, Fault.SIZE},
        "The tool allows questions without answers, as long as nobody votes.",
    ),
    r"order-.*": ({Fault.ORDER}, "The tool does not ask in what order events stand."),
    r"file-zeros: .*": ({Fault.ARCHIVE}, "The tool reads past an end mark; ours never writes one."),
}


def our_verdict(outside: Outside) -> Wrong | None:
    try:
        verify_archive(outside.archive)
    except Wrong as wrong:
        return wrong
    return None


def compared(outside: Outside, changed: Mutation) -> None:
    outside.uuid = sample().election.uuid
    outside.archive.write_bytes(changed.content)
    wrong = our_verdict(outside)
    if outside.accepts() == (wrong is None):
        return
    assert wrong is not None, f"{changed.name}: ours accepts what the tool refuses"
    reasons = [faults for pattern, (faults, _) in EXPLAINED.items() if re.fullmatch(pattern, changed.name)]
    assert any(wrong.fault in faults for faults in reasons), f"{changed.name}: {wrong}"


def test_changes_are_judged_alike(outside: Outside, effort: int) -> None:
    for seed in range(TENTH * effort):
        compared(outside, mutation(seed))


@pytest.mark.parametrize("name", list(CHEATS))
def test_cheats_are_refused_by_both(outside: Outside, name: str) -> None:
    text = CHEATS[name](sample(), sample().chance)
    outside.uuid = sample().election.uuid
    outside.archive.write_bytes(packed([steps()[0], Step("Ballot", (text,))]))
    assert outside.accepts() == (name in HONEST)
    assert (our_verdict(outside) is None) == (name in HONEST)


def test_the_same_ballot_again_is_accepted_and_warned_of(outside: Outside) -> None:
    own = sample()
    path = own.write(outside.folder, own.archive([*own.cast, own.cast[0]]))
    assert outside.accepts()
    report = verify_archive(path)
    assert report.repeated == ["event 4 (Ballot)"]
    assert (report.ballots, report.counted) == (4, 2)


def test_a_rewritten_past_is_refused_by_both(outside: Outside) -> None:
    own = sample()
    older, newer = outside.folder / "older", outside.folder / "newer"
    for folder, cast in ((older, own.cast[:2]), (newer, own.cast[1:])):
        folder.mkdir()
        own.write(folder, own.archive(cast, closed=False))
    differs = outside.run("election", "verify-diff", "--dir1", str(older), "--dir2", str(newer))
    assert differs.returncode != 0
    with own.write(newer, own.archive(own.cast[:2], closed=False)).open("r+b") as file:
        ArchiveWriter.reopen(file).add_ballot(own.cast[2])
    grows = outside.run("election", "verify-diff", "--dir1", str(older), "--dir2", str(newer))
    assert grows.returncode == 0, grows.stderr
