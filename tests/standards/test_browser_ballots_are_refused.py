"""What belenios-tool refuses, the browser's modules refuse: changed ballots, signed anew or not, and changed archives."""

from __future__ import annotations

import random
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from tests.standards.conftest import MODULES, Node, Outside

from balai.engines.belenios.checking import verify_ballot
from balai.engines.belenios.elections import Election, read_election
from balai.engines.belenios.errors import Wrong

pytestmark = pytest.mark.standards
QUESTIONS = [
    {"question": "Taman?", "answers": ["Ya", "Tidak"], "min": 1, "max": 1},
    {"question": "Yang mana?", "answers": ["A", "B"], "blank": True, "min": 1, "max": 2},
]
STRICTER = {"unknown", "padded"}
"""A ballot signed in a second spelling, which the tool reads past: ours refuse what is not written in the one form."""
CHOICES = [[1, 0], [0, 1, 1]]
CHANGES = """
    const { P, Q, G, writeProof } = await import(given.modules + "/belenios/group.js");
    const { proveKnowledge } = await import(given.modules + "/belenios/proofs.js");
    const archive = await votes.openArchive(await readFile(given.archive));
    const setup = JSON.parse(await archive.text(archive.events[0].payload, "setup"));
    const election = await votes.readElection(await archive.text(setup.election, "election"));
    const roll = new Set(JSON.parse(await archive.text(setup.credentials, "credentials")));
    const good = await votes.makeBallot(election, given.credential, given.choices);
    const other = await votes.makeBallot(election, given.credential, given.choices);
    const secret = await votes.secretOf(given.credential, election.uuid);

    const leaves = (value, found = []) => {
      for (const key of Object.keys(value)) {
        if (typeof value[key] === "string") found.push([value, key]);
        else leaves(value[key], found);
      }
      return found;
    };
    const numbers = {
      next: (digits) => `${BigInt(digits) + 1n}`,
      zero: () => "0",
      one: () => "1",
      order: (digits) => `${BigInt(digits) + Q}`,
      field: (digits) => `${BigInt(digits) + P}`,
      minus: (digits) => `${P - BigInt(digits)}`,
      negative: (digits) => `-${digits}`,
      padded: (digits) => `0${digits}`,
      spaced: (digits) => ` ${digits}`,
      long: (digits) => digits.repeat(40),
      generator: (digits) => `${BigInt(digits) * G % P}`,
      words: () => "x",
      empty: () => "",
    };
    const wholes = {
      swapped: (ballot) => { ballot.answers[0].choices.reverse(); },
      answers: (ballot) => { ballot.answers.reverse(); },
      fewer: (ballot) => { ballot.answers.pop(); },
      more: (ballot) => { ballot.answers.push(ballot.answers[0]); },
      borrowed: (ballot) => { ballot.answers[0] = JSON.parse(other.source).answers[0]; },
      lacking: (ballot) => { delete ballot.answers[1].blank_proof; },
      added: (ballot) => { ballot.answers[0].blank_proof = ballot.answers[1].blank_proof; },
      shorter: (ballot) => { ballot.answers[1].overall_proof.pop(); },
      longer: (ballot) => { ballot.answers[0].individual_proofs[0].push({ challenge: "0", response: "0" }); },
      unknown: (ballot) => { ballot.answers[0].note = "1"; },
      none: (ballot) => { ballot.answers[0].choices = []; ballot.answers[0].individual_proofs = []; },
      list: (ballot) => { ballot.answers[0].choices[0] = ["1", "1"]; },
      nothing: (ballot) => { ballot.answers[1] = null; },
      foreign: (ballot) => { ballot.election_uuid = "11111111111111"; },
      hash: (ballot) => { ballot.election_hash = votes.trackerOf("00".repeat(32)); },
    };
    const texts = {
      space: (source) => source.replace(',"answers"', ', "answers"'),
      doubled: (source) => source.replace('"answers":', '"answers":[],"answers":'),
      escaped: (source) => source.replace('"alpha"', '"\\\\u0061lpha"'),
      cut: (source) => source.slice(0, -1),
      tail: (source) => `${source} `,
      number: (source) => source.replace(/"response":"(\\d+)"/, '"response":$1'),
    };
    async function sign(ballot) {
      const hash = await votes.fingerprint(JSON.stringify(ballot));
      ballot.signature = { hash, proof: writeProof(await proveKnowledge(`sig|${hash}`, secret)) };
    }
    async function change({ kind, place, signed }) {
      if (texts[kind]) return texts[kind](good.source);
      const ballot = JSON.parse(good.source);
      if (signed) delete ballot.signature;
      if (wholes[kind]) wholes[kind](ballot);
      else {
        const all = leaves(ballot);
        const [value, key] = all[Math.floor(place * all.length)];
        if (!/^[0-9]+$/.test(value[key])) value[key] = `${value[key]}A`;
        else value[key] = numbers[kind](value[key]);
      }
      if (signed) await sign(ballot);
      return JSON.stringify(ballot);
    }
    const found = [];
    for (const one of given.changes) {
      const source = await change(one);
      let refused = null;
      try {
        await votes.verifyBallot(election, source, roll);
      } catch (error) {
        if (error.name !== "Refused") throw error;
        refused = error.message;
      }
      found.push([source, refused]);
    }
    const kinds = { numbers: Object.keys(numbers), others: [...Object.keys(wholes), ...Object.keys(texts)] };
    const election_text = await archive.text(setup.election, "election");
    return { found, kinds, election: election_text };
"""


def changed_ballots(outside: Outside, node: Node, changes: Sequence[dict[str, Any]]) -> dict[str, Any]:
    given = {"archive": str(outside.archive), "credential": outside.credentials[0], "choices": CHOICES}
    found: dict[str, Any] = node(CHANGES, modules=str(MODULES), changes=list(changes), **given)
    return found


def tool_takes(outside: Outside, folder: Path, source: str) -> bool:
    """Whether the tool still accepts the election after this ballot came in."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    shutil.copy(outside.archive, folder)
    added = outside.run("archive", "add-event", "--dir", str(folder), "--type=Ballot", given=f"{source}\n")
    return added.returncode == 0 and outside.run("election", "verify", "--dir", str(folder)).returncode == 0


def engine_takes(election: Election, source: str) -> bool:
    """Whether the city's engine takes it, whoever is on the roll."""
    try:
        verify_ballot(source, election, None)
    except Wrong:
        return False
    return True


def test_changed_ballots(outside: Outside, node: Node, tmp_path: Path, effort: int) -> None:
    """Every kind of change, each at seeded places, and every other one signed anew by its voter."""
    chance = random.Random(7)
    key = node("return await votes.makeTrusteeKey();")
    outside.begin(QUESTIONS, [key["public"]])
    kinds = changed_ballots(outside, node, [])["kinds"]
    changes = [{"kind": kind, "place": 0, "signed": signed} for kind in kinds["others"] for signed in (False, True)]
    for kind in kinds["numbers"]:
        changes += [{"kind": kind, "place": chance.random(), "signed": signed} for signed in [False, True] * effort]
    found = changed_ballots(outside, node, changes)["found"]
    election = read_election(changed_ballots(outside, node, [])["election"])
    for change, (source, refused) in zip(changes, found, strict=True):
        assert engine_takes(election, source) == (refused is None), (change, refused)
        taken = tool_takes(outside, tmp_path / "tried", source)
        strict = change["kind"] in STRICTER
        assert refused or not strict, change
        assert taken == (refused is None) or strict, (change, refused, source[:200])
