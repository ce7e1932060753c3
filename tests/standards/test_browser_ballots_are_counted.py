"""Ballots, keys and shares that the browser's modules make are counted by belenios-tool, and the other way round."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from tests.standards.conftest import GROUP, Node, Outside, Question

from balai.engines.belenios.verification import verify_archive

pytestmark = pytest.mark.standards
VOTERS = 3
BALLOTS = """
    const archive = await votes.openArchive(await readFile(given.archive));
    const setup = JSON.parse(await archive.text(archive.events[0].payload, "setup"));
    const election = await votes.readElection(await archive.text(setup.election, "election"));
    const made = [];
    for (const [credential, choices] of given.voices) {
      const ballot = await votes.makeBallot(election, credential, choices);
      if (ballot.tracker !== await votes.fingerprint(ballot.source)) throw new Error("tracker");
      made.push(ballot.source);
    }
    return made;
"""
VERDICT = """
    const { refused, result, checked, warnings } = await votes.verifyArchive(await readFile(given.archive));
    return { refused, result, checked: checked.map(({ code }) => code), warnings };
"""
SHARE = """
    const report = await votes.verifyArchive(await readFile(given.archive));
    const share = given.seed
      ? await votes.shareOfSeed(report, given.seed, given.key)
      : await votes.shareOf(report, given.key);
    return share.source.trim().split("\\n");
"""
WHOLE = ["chain", "trustees", "roll", "ballots", "tally", "shares", "result"]


def some_questions(chance: random.Random) -> list[Question]:
    """Questions of several shapes: with and without a blank vote, bounds of every kind."""
    questions = []
    for blank in (False, True):
        size = chance.randint(2, 3)
        least = chance.randint(0, size)
        bounds = {"min": least, "max": chance.randint(least, size)}
        answers = [f"Pilihan {number} “é”" for number in range(size)]
        questions.append({"question": "Yang mana?", "answers": answers, **bounds, **({"blank": True} if blank else {})})
    return questions


def some_choices(chance: random.Random, questions: Sequence[Question]) -> list[list[int]]:
    choices = []
    for question in questions:
        size = len(question["answers"])
        blank = question.get("blank", False)
        if blank and chance.random() < 0.3:
            choices.append([1, *[0] * size])
            continue
        chosen = set(chance.sample(range(size), chance.randint(question["min"], question["max"])))
        choices.append([0] * blank + [int(number in chosen) for number in range(size)])
    return choices


def summed(ballots: Sequence[list[list[int]]]) -> list[list[int]]:
    return [[sum(column) for column in zip(*answers, strict=True)] for answers in zip(*ballots, strict=True)]


def a_key(node: Node) -> dict[str, str]:
    key: dict[str, str] = node("return await votes.makeTrusteeKey();")
    return key


def test_whole_election_of_the_modules(outside: Outside, node: Node) -> None:
    chance = random.Random(1)
    questions = some_questions(chance)
    keys = [a_key(node) for _ in range(2)]
    outside.begin(questions, [key["public"] for key in keys], voters=VOTERS)
    voices = [(credential, some_choices(chance, questions)) for credential in outside.credentials]
    again = (voices[0][0], some_choices(chance, questions))
    for source in node(BALLOTS, archive=str(outside.archive), voices=[*voices, again]):
        outside.add("Ballot", source)
    assert outside.accepts()
    outside.close()
    for key in reversed(keys):
        outside.add("PartialDecryption", *node(SHARE, archive=str(outside.archive), key=key["private"]))
    expected = summed([again[1], *[choices for _, choices in voices[1:]]])
    result = outside.ask("election", "compute-result").strip()
    assert json.loads(result) == {"result": expected}
    outside.add("Result", result)
    assert outside.accepts()
    verdict = node(VERDICT, archive=str(outside.archive))
    assert verdict == {"refused": None, "result": expected, "checked": WHOLE, "warnings": []}
    report = verify_archive(outside.archive, processes=1)
    assert (report.result, report.ballots, report.replaced) == (expected, VOTERS + 1, 1)


def test_ballots_of_the_tool_are_counted_by_the_modules(outside: Outside, node: Node) -> None:
    chance = random.Random(3)
    questions = some_questions(chance)
    outside.ask("setup", "generate-trustee-key", *GROUP)
    (public,), (private,) = outside.folder.glob("*.pubkey"), outside.folder.glob("*.privkey")
    outside.begin(questions, [public.read_text().strip()])
    cast = []
    for credential in outside.credentials:
        cast.append(some_choices(chance, questions))
        (outside.folder / "credential").write_text(credential)
        (outside.folder / "choices").write_text(json.dumps(cast[-1]))
        made = outside.ask("election", "generate-ballot", "--privcred", "credential", "--ballot", "choices")
        outside.add("Ballot", made.strip())
    outside.close()
    share = outside.ask("election", "decrypt", "--privkey", private.name, "--trustee-id", "1")
    outside.add("PartialDecryption", *share.splitlines())
    outside.add("Result", outside.ask("election", "compute-result").strip())
    verdict = node(VERDICT, archive=str(outside.archive))
    assert verdict == {"refused": None, "result": summed(cast), "checked": WHOLE, "warnings": []}


def by_tool(outside: Outside, *arguments: str, given: str | None = None) -> str:
    command = ("setup", "generate-trustee-key-threshold", *GROUP, "--certs", "certs.jsons")
    return outside.ask(*command, *arguments, given=given)


def tools_certificate(outside: Outside) -> tuple[str, Path]:
    outside.ask("setup", "generate-trustee-key-threshold", *GROUP, "--step", "1")
    (certificate,), (seed,) = outside.folder.glob("*.cert"), outside.folder.glob("*.key")
    return certificate.read_text().strip(), seed


def three_trustees(outside: Outside, node: Node) -> tuple[list[str], Path, dict[str, Any]]:
    """The seeds of two trustees with our modules, that of the tool's between them, and what they build together."""
    ours = [node("return await votes.makeCertificate();") for _ in range(2)]
    theirs, seed = tools_certificate(outside)
    certificates = [ours[0]["certificate"], theirs, ours[1]["certificate"]]
    (outside.folder / "certs.jsons").write_text("".join(f"{line}\n" for line in certificates))
    by_tool(outside, "--step", "2")
    begin = "return await votes.makePolynomial(given.seed, given.certificates, 2);"
    made = [node(begin, seed=one["seed"], certificates=certificates) for one in ours]
    polynomials = [made[0], by_tool(outside, "--key", seed.name, "--step", "3", "--threshold", "2").strip(), made[1]]
    inputs = node("return votes.makeInputs(given.polynomials);", polynomials=polynomials)
    finish = "return await votes.makeOutput(given.seed, given.certificates, given.input, 2);"
    first, last = (
        node(finish, seed=one["seed"], certificates=certificates, input=inputs[at])
        for one, at in zip(ours, (0, 2), strict=True)
    )
    middle = by_tool(outside, "--key", seed.name, "--step", "5", given=f"{inputs[1]}\n").strip()
    built = node(
        "return await votes.makeParameters(given.certificates, given.polynomials, given.outputs, 2);",
        certificates=certificates,
        polynomials=polynomials,
        outputs=[first, middle, last],
    )
    return [one["seed"] for one in ours], seed, built


def test_some_of_the_trustees_are_enough(outside: Outside, node: Node) -> None:
    """Two trustees with our modules and one with the tool, of whom two are needed, beside one who always is."""
    ours, theirs, built = three_trustees(outside, node)
    host = a_key(node)
    question = {"question": "Taman?", "answers": ["Ya", "Tidak"], "min": 1, "max": 1}
    outside.begin([question], [host["public"]], built["parameters"])
    voices = [(credential, [[1, 0]]) for credential in outside.credentials]
    for source in node(BALLOTS, archive=str(outside.archive), voices=voices):
        outside.add("Ballot", source)
    outside.close()
    (outside.folder / "sealed").write_text(built["keys"][1])
    decrypt = ("election", "decrypt-threshold", "--key", theirs.name, "--decryption-key", "sealed", "--trustee-id", "3")
    outside.add("PartialDecryption", *outside.ask(*decrypt).splitlines())
    outside.add("PartialDecryption", *node(SHARE, archive=str(outside.archive), seed=ours[1], key=built["keys"][2]))
    outside.add("PartialDecryption", *node(SHARE, archive=str(outside.archive), key=host["private"]))
    outside.add("Result", outside.ask("election", "compute-result").strip())
    assert outside.accepts()
    assert node(VERDICT, archive=str(outside.archive))["result"] == [[3, 0]]


def test_credentials_are_derived_as_the_tool_does(outside: Outside, node: Node) -> None:
    outside.begin([{"question": "Taman?", "answers": ["Ya"], "min": 0, "max": 1}], [a_key(node)["public"]], voters=20)
    derived = node(
        """
        const keys = [];
        for (const credential of given.credentials) {
          const typed = credential.replaceAll("-", " ");
          keys.push(`${votes.publicOf(await votes.secretOf(votes.readCredential(typed), given.uuid))}`);
        }
        const archive = await votes.openArchive(await readFile(given.archive));
        const setup = JSON.parse(await archive.text(archive.events[0].payload, "setup"));
        return [keys, JSON.parse(await archive.text(setup.credentials, "credentials"))];
        """,
        credentials=outside.credentials,
        uuid=outside.uuid,
        archive=str(outside.archive),
    )
    assert sorted(derived[0]) == sorted(derived[1])


def test_a_mistyped_credential_is_noticed(node: Node) -> None:
    """Any one wrong letter, but one fifty-three places on in the alphabet of fifty-eight, which the checksum cannot see."""
    unnoticed = node(
        """
        const letters = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
        const unnoticed = [];
        for (let round = 0; round < 20; round += 1) {
          const credential = votes.makeCredential();
          if (votes.readCredential(credential) !== credential) throw new Error(credential);
          for (let at = 0; at < credential.length; at += 1) {
            const old = letters.indexOf(credential[at]);
            for (let next = 0; next < 58 && old >= 0; next += 1) {
              const typed = credential.slice(0, at) + letters[next] + credential.slice(at + 1);
              if (next !== old && votes.readCredential(typed) !== null) unnoticed.push(Math.abs(next - old));
            }
          }
        }
        const strange = ["", "0", "xLD-H4g-uha-4bQ-HK", "OOO-OOO-OOO-OOO-OOO", "lll-lll-lll-lll-lll"];
        return [unnoticed, strange.map(votes.readCredential)];
        """
    )
    assert set(unnoticed[0]) <= {53}
    assert unnoticed[1] == [None] * 5
