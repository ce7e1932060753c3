"""Whatever a stranger's file holds, the browser's readers take it or refuse it: never another error, never for long."""

from __future__ import annotations

from typing import Any

import pytest
from tests.standards.conftest import MODULES, Node, Outside

pytestmark = pytest.mark.standards
QUESTIONS = [
    {"question": "Taman?", "answers": ["Ya", "Tidak"], "min": 1, "max": 1},
    {"question": "Yang mana?", "answers": ["A", "B"], "blank": True, "min": 1, "max": 2},
]
START = """
    const { readTally, verifyPartly } = await import(given.modules + "/belenios/trustees.js");
    let state = given.seed;
    const random = (below) => {
      state = (Math.imul(state ^ (state >>> 15), 2246822519) + 0x9e3779b9) >>> 0;
      let mixed = Math.imul(state ^ (state >>> 13), 3266489917) >>> 0;
      mixed = (mixed ^ (mixed >>> 16)) >>> 0;
      return mixed % below;
    };
    const bytes = readFileSync(given.archive);
    const archive = await votes.openArchive(votes.sourceOfBytes(bytes));
    const setup = JSON.parse(await archive.text(archive.events[0].payload, ""));
    const electionText = await archive.text(setup.election, "");
    const trusteesText = await archive.text(setup.trustees, "");
    const election = await votes.readElection(electionText);
    const trustees = await votes.readTrustees(trusteesText);
    const payload = (type) => archive.text(archive.events.find((event) => event.type === type).payload, "");
    const ballot = await payload("Ballot");
    const tallyText = await archive.text(JSON.parse(await payload("EncryptedTally")).encrypted_tally, "");
    const tally = readTally(election, tallyText);
    const share = await archive.text(JSON.parse(await payload("PartialDecryption")).payload, "");
"""
TEXTS = """
    const readers = [
      [electionText, (text) => votes.readElection(text)],
      [trusteesText, (text) => votes.readTrustees(text)],
      [ballot, (text) => votes.verifyBallot(election, text)],
      [tallyText, (text) => readTally(election, text)],
      [share, (text) => verifyPartly(election, tally, text, trustees.keys[0], "share")],
    ];
    const strange = [
      null, true, 0, -1, 1.5, 1e300, "", "0", "-1", "9".repeat(5000), "\\ud800", [], {}, [[]], [null], { challenge: null },
      { alpha: "1", beta: "1" }, { __proto__: null, toString: "x" }, "constructor",
    ];
    const change = (value) => {
      const keys = Object.keys(value);
      const key = keys[random(keys.length)];
      const inner = value[key];
      if (inner !== null && typeof inner === "object" && Object.keys(inner).length && random(4)) change(inner);
      else if (random(5) === 0 && !Array.isArray(value)) delete value[key];
      else if (random(5) === 0) value[random(2) ? "__proto__" : "length"] = 3;
      else value[key] = strange[random(strange.length)];
    };
    const letters = (text) => {
      const at = random(text.length);
      const kinds = ["", "[".repeat(1 + random(20000)), "\\u0000", "é", "\\"", "}", ",", "1e9", "\\ud800"];
      return text.slice(0, at) + kinds[random(kinds.length)] + text.slice(at + random(3));
    };
    let refused = 0;
    const began = performance.now();
    for (let round = 0; round < given.rounds; round += 1) {
      for (const [text, read] of readers) {
        let changed = letters(text);
        if (random(2)) {
          const value = JSON.parse(text);
          change(value);
          changed = JSON.stringify(value);
        }
        try {
          await read(changed);
        } catch (error) {
          if (error.name !== "Refused") throw new Error(`${error.stack}\\n${changed.slice(0, 300)}`);
          refused += 1;
        }
      }
    }
    return refused;
"""
FILES = """
    let refused = 0;
    for (let round = 0; round < given.rounds; round += 1) {
      let changed = Uint8Array.from(bytes);
      const at = random(bytes.length);
      const kind = random(5);
      if (kind === 0) changed[at] ^= 1 << random(8);
      if (kind === 1) changed = changed.slice(0, at);
      if (kind === 2) changed.copyWithin(at, random(bytes.length), random(bytes.length));
      if (kind === 3) for (let more = 0; more < 20; more += 1) changed[512 * random(bytes.length / 512) + random(160)] = random(256);
      if (kind === 4) changed = Uint8Array.from([...changed.slice(at - (at % 512)), ...changed]);
      const same = changed.length === bytes.length && changed.every((byte, place) => byte === bytes[place]);
      const report = await votes.verifyArchive(votes.sourceOfBytes(changed));
      const beginning = kind === 1 && at % 512 === 0;
      if (report.refused === null && !same && !beginning) throw new Error(`round ${round}, kind ${kind}, at ${at}`);
      refused += report.refused !== null;
    }
    return refused;
"""


@pytest.fixture
def given(outside: Outside, node: Node) -> dict[str, Any]:
    """An archive with one of each, by the tool."""
    key = node("return await votes.makeTrusteeKey();")
    outside.begin(QUESTIONS, [key["public"]], voters=1)
    (outside.folder / "credential").write_text(outside.credentials[0])
    (outside.folder / "choices").write_text("[[1,0],[0,1,0]]")
    ballot = outside.ask("election", "generate-ballot", "--privcred", "credential", "--ballot", "choices")
    outside.add("Ballot", ballot.strip())
    outside.close()
    (outside.folder / "k.privkey").write_text(key["private"])
    share = outside.ask("election", "decrypt", "--privkey", "k.privkey", "--trustee-id", "1")
    outside.add("PartialDecryption", *share.splitlines())
    outside.add("Result", outside.ask("election", "compute-result").strip())
    return {"archive": str(outside.archive), "modules": str(MODULES), "seed": 20261122}


def test_any_text(given: dict[str, Any], node: Node, effort: int) -> None:
    rounds = 40 * effort**2
    refused = node(START + TEXTS, rounds=rounds, **given)
    assert refused > 4 * rounds, "most changes matter"


def test_any_file(given: dict[str, Any], node: Node, effort: int) -> None:
    rounds = 100 * effort
    assert node(START + FILES, rounds=rounds, **given) > rounds / 2
