"""Whatever a stranger's file holds, the browser's readers take it or refuse it: never another error, never for long.

An input that is refused in a new way joins the corpus, from which the next are made. `make test` tries some inputs for
each reader, the same ones each time. In `make soak` each is tried for ten minutes of CPU, always with new ones, and its
corpus is kept in `.balai/fuzz/browser`.
"""

from __future__ import annotations

import os
import random
from pathlib import Path
from typing import Any

import pytest
from tests.standards.conftest import MODULES, Node, Outside, program

pytestmark = pytest.mark.standards
SOAK_SECONDS, SLOWEST_SECONDS = 600, 10
TEXT_READERS = ("election", "trustees", "ballot", "tally", "share")
QUESTIONS = [
    {"question": "Taman?", "answers": ["Ya", "Tidak"], "min": 1, "max": 1},
    {"question": "Yang mana?", "answers": ["A", "B"], "blank": True, "min": 1, "max": 2},
]
START = """
    const { readTally, verifyPartly } = await import(given.modules + "/belenios/trustees.js");
    const { mkdirSync, readdirSync, writeFileSync } = await import("node:fs");
    const { createHash } = await import("node:crypto");
    let state = given.seed;
    const random = (below) => {
      state = (Math.imul(state ^ (state >>> 15), 2246822519) + 0x9e3779b9) >>> 0;
      let mixed = Math.imul(state ^ (state >>> 13), 3266489917) >>> 0;
      mixed = (mixed ^ (mixed >>> 16)) >>> 0;
      return mixed % below;
    };
    const spent = () => process.cpuUsage().user / 1e6 + process.cpuUsage().system / 1e6;
    const end = spent() + given.seconds;
    const goesOn = (round) => (given.seconds ? spent() < end : round < given.rounds);
    const corpus = [];
    if (given.kept) {
      mkdirSync(given.kept, { recursive: true });
      for (const name of readdirSync(given.kept).sort()) corpus.push(readFileSync(`${given.kept}/${name}`));
    }
    const ways = new Set();
    const remember = (way, content) => {
      const told = String(way).replace(/\\d+/g, "0").slice(0, 200);
      if (ways.has(told)) return;
      ways.add(told);
      corpus.push(Buffer.from(content));
      const name = createHash("sha256").update(content).digest("hex").slice(0, 16);
      if (given.kept) writeFileSync(`${given.kept}/${name}`, content);
    };
    const inTime = async (work) => {
      const began = spent();
      const answer = await work();
      if (spent() - began > given.slowest) throw new Error(`took ${spent() - began} s of CPU`);
      return answer;
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
    const [whole, read] = {
      election: [electionText, (text) => votes.readElection(text)],
      trustees: [trusteesText, (text) => votes.readTrustees(text)],
      ballot: [ballot, (text) => votes.verifyBallot(election, text)],
      tally: [tallyText, (text) => readTally(election, text)],
      share: [share, (text) => verifyPartly(election, tally, text, trustees.keys[0], "share")],
    }[given.reader];
    corpus.push(Buffer.from(whole));
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
    const changedFrom = (text) => {
      let value;
      try {
        value = random(2) ? JSON.parse(text) : null;
      } catch {
        value = null;
      }
      if (value === null || typeof value !== "object" || !Object.keys(value).length) return letters(text);
      change(value);
      return JSON.stringify(value);
    };
    let [refused, round] = [0, 0];
    for (; goesOn(round); round += 1) {
      const text = changedFrom(random(4) ? whole : corpus[random(corpus.length)].toString());
      try {
        await inTime(() => read(text));
      } catch (error) {
        if (error.name !== "Refused") throw new Error(`${error.stack}\\n${text.slice(0, 300)}`);
        remember(error.message, text);
        refused += 1;
      }
    }
    return [round, refused, ways.size];
"""
FILES = """
    corpus.push(bytes);
    let [refused, round] = [0, 0];
    for (; goesOn(round); round += 1) {
      const base = random(4) ? bytes : corpus[random(corpus.length)];
      let changed = Uint8Array.from(base);
      const at = random(base.length);
      const kind = random(5);
      if (kind === 0) changed[at] ^= 1 << random(8);
      if (kind === 1) changed = changed.slice(0, at);
      if (kind === 2) changed.copyWithin(at, random(base.length), random(base.length));
      if (kind === 3) for (let more = 0; more < 20; more += 1) changed[512 * random(base.length / 512) + random(160)] = random(256);
      if (kind === 4) changed = Uint8Array.from([...changed.slice(at - (at % 512)), ...changed]).slice(0, 4 * bytes.length);
      const report = await inTime(() => votes.verifyArchive(votes.sourceOfBytes(changed)));
      // What is accepted is the archive itself, or its beginning up to the end of an entry.
      const beginning = bytes.subarray(0, changed.length).equals(changed) && changed.length % 512 === 0;
      if (report.refused === null && !beginning) throw new Error(`round ${round}, kind ${kind}, at ${at}`);
      if (report.refused !== null) {
        remember(JSON.stringify(report.refused), changed);
        refused += 1;
      }
    }
    return [round, refused, ways.size];
"""


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory, node: Node) -> dict[str, Any]:
    """An archive with one of each, by the tool."""
    outside = Outside(program("belenios-tool", "belenios-tool"), tmp_path_factory.mktemp("election"))
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
    return {"archive": str(outside.archive), "modules": str(MODULES), "slowest": SLOWEST_SECONDS}


def fuzzed(node: Node, script: str, given: dict[str, Any], reader: str, rounds: int) -> None:
    """So many rounds; in a soak ten minutes of CPU, going on from the corpus of the last one."""
    soak = bool(os.environ.get("BALAI_TEST_SOAK"))
    kept = Path(os.environ["BALAI_HOME"]).parent / "fuzz" / "browser" / reader
    effort = {"seconds": SOAK_SECONDS if soak else 0, "kept": str(kept) if soak else "", "rounds": rounds}
    seed = random.SystemRandom().randrange(2**32) if soak else 20261122
    done, refused, ways = node(START + script, reader=reader, seed=seed, **effort, **given)
    assert done >= rounds or soak
    assert refused > done / 2, "most changes matter"
    assert ways > 2


@pytest.mark.parametrize("reader", TEXT_READERS)
def test_any_text(given: dict[str, Any], node: Node, reader: str) -> None:
    fuzzed(node, TEXTS, given, reader, rounds=40)


def test_any_file(given: dict[str, Any], node: Node) -> None:
    fuzzed(node, FILES, given, "archive", rounds=100)
