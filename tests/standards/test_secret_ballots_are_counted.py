"""Whole elections of our engine pass `belenios-tool`, and whole elections that the tool keeps pass our engine."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence

import pytest
from tests.standards.conftest import GROUP, Outside

from balai.engines.belenios.archive import ArchiveWriter, Kind
from balai.engines.belenios.ballots import tracker_of
from balai.engines.belenios.elections import Question
from balai.engines.belenios.encoding import compact
from balai.engines.belenios.messages import Seed
from balai.engines.belenios.tally import Tally, decrypt_tally, result_text
from balai.engines.belenios.tests.samples import PARKS, UP_TO_ONE, YES_OR_NO, Sample, some_choice, summed
from balai.engines.belenios.threshold import open_private_key
from balai.engines.belenios.verification import verify_archive

pytestmark = pytest.mark.standards


@pytest.mark.parametrize(
    ("singles", "group", "owners"),
    [(1, None, None), (2, None, [2, 1]), (0, (2, 3), [1, 3]), (1, (2, 3), [4, 1, 2]), (1, (3, 3), None)],
)
def test_our_elections_pass_the_tool(
    outside: Outside, singles: int, group: tuple[int, int] | None, owners: list[int] | None
) -> None:
    sample = Sample.new(YES_OR_NO, PARKS, UP_TO_ONE, seed=singles, singles=singles, group=group)
    sample.cast_all()
    path = sample.write(outside.folder, sample.archive(sample.cast, owners=owners))
    assert outside.accepts()
    report = verify_archive(path, trackers=[tracker_of(text) for text in sample.cast])
    assert report.stage == Kind.RESULT
    assert (report.ballots, report.counted, report.replaced) == (4, 3, 1)
    assert list(report.trackers.values()) == ["replaced", "counted", "counted", "counted"]


@pytest.mark.parametrize("cast", [0, 2])
def test_an_election_is_sound_at_every_stage(outside: Outside, cast: int) -> None:
    sample = Sample.new(YES_OR_NO, voters=3)
    texts = [sample.ballot(voter, [[0, 1]]) for voter in range(cast)]
    for closed in (False, True):
        path = sample.write(outside.folder, sample.archive(texts, closed=closed))
        assert outside.accepts()
        report = verify_archive(path)
        assert report.result == ([[0, cast]] if closed else None)


def test_weights_are_counted_as_the_tool_does(outside: Outside) -> None:
    """A voice may weigh more: cooperatives use it, cities do not. The first voter votes twice."""
    sample = Sample.new(YES_OR_NO, voters=3)
    weights = dict(zip(json.loads(sample.roll), (5, 1, 2), strict=True))
    sample.roll = compact([f"{credential},{weight}" for credential, weight in weights.items()])
    sample.cast = [sample.ballot(voter, [[1, 0]]) for voter in (0, 1, 2)] + [sample.ballot(0, [[0, 1]])]
    ballots = sample.counting(sample.cast)
    tally = Tally(sample.election)
    for ballot in ballots:
        tally.add(ballot.answers, weights[ballot.credential])
    path = sample.write(outside.folder, sample.archive(sample.cast, closed=False))
    with path.open("r+b") as file:
        writer = ArchiveWriter.reopen(file)
        writer.end_ballots()
        writer.add_tally(tally, 3, 8)
        share = decrypt_tally(sample.election, tally, sample.keys[1], sample.chance)
        writer.add_partial_decryption(1, share)
        moved = weights[ballots[-1].credential]
        writer.add_result(result_text([[8 - moved, moved]]))
    assert outside.accepts()
    assert verify_archive(path).result == [[8 - moved, moved]]


def some_questions(chance: random.Random) -> list[Question]:
    questions = []
    for number in range(2):
        size = chance.randint(1, 4)
        least = chance.randint(0, size)
        most = chance.randint(least, size)
        questions.append(Question(f"“{number}”?", tuple("ABCD"[:size]), least, most, blank=chance.random() < 0.5))
    return questions


def as_template(questions: Sequence[Question]) -> list[dict[str, object]]:
    return [
        {"question": one.text, "answers": list(one.answers), "min": one.minimum, "max": one.maximum}
        | ({"blank": True} if one.blank else {})
        for one in questions
    ]


@pytest.mark.parametrize("seed", [1, 2])
def test_the_tools_elections_pass_ours(outside: Outside, seed: int) -> None:
    chance = random.Random(seed)
    questions = some_questions(chance)
    outside.ask("setup", "generate-trustee-key", *GROUP)
    (public,), (private,) = outside.folder.glob("*.pubkey"), outside.folder.glob("*.privkey")
    outside.begin(as_template(questions), [public.read_text().strip()])
    cast = []
    for credential in outside.credentials:
        cast.append([some_choice(chance, question) for question in questions])
        (outside.folder / "credential").write_text(credential)
        (outside.folder / "choices").write_text(json.dumps(cast[-1]))
        made = outside.ask("election", "generate-ballot", "--privcred", "credential", "--ballot", "choices")
        outside.add("Ballot", made.strip())
    outside.close()
    share = outside.ask("election", "decrypt", "--privkey", private.name, "--trustee-id", "1")
    outside.add("PartialDecryption", *share.splitlines())
    outside.add("Result", outside.ask("election", "compute-result").strip())
    assert verify_archive(outside.archive).result == summed(cast)


def test_the_tools_ceremony_passes_ours(outside: Outside) -> None:
    """Two of three trustees, the keys made by the tool; their sealed private keys open with our code."""
    step = ("setup", "generate-trustee-key-threshold", *GROUP)
    for _ in range(3):
        outside.ask(*step, "--step", "1")
    seeds = sorted(outside.folder.glob("*.key"))
    certificates = "".join(seed.with_suffix(".cert").read_text() for seed in seeds)
    (outside.folder / "certs.jsons").write_text(certificates)
    step += ("--certs", "certs.jsons")
    polynomials = "".join(outside.ask(*step, "--key", seed.name, "--step", "3", "--threshold", "2") for seed in seeds)
    (outside.folder / "polynomials.jsons").write_text(polynomials)
    outside.ask(*step, "--step", "4", "--polynomials", "polynomials.jsons")
    answers = ""
    for seed in seeds:
        answers += outside.ask(*step, "--key", seed.name, "--step", "5", given=seed.with_suffix(".vinput").read_text())
    threshold = outside.ask(*step, "--step", "6", "--polynomials", "polynomials.jsons", given=answers)
    outside.begin(as_template([YES_OR_NO]), threshold=threshold)
    outside.close()
    for owner in (3, 1):
        seed = seeds[owner - 1]
        sealed = seed.with_suffix(".dkey")
        open_private_key(Seed.read(seed.read_text()), sealed.read_text().strip())
        keys = ("--key", seed.name, "--decryption-key", sealed.name, "--trustee-id", str(owner))
        outside.add("PartialDecryption", *outside.ask("election", "decrypt-threshold", *keys).splitlines())
    outside.add("Result", outside.ask("election", "compute-result").strip())
    report = verify_archive(outside.archive)
    assert (report.result, report.decrypted_by) == ([[0, 0]], [3, 1])
