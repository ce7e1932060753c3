// On the page for outsiders: verifies the archive on this device and says what holds, what not, and where.

import { findTracker, openArchive, partingOf, sourceOfBlob } from "./belenios.js";
import { verifyOnAllCores } from "./hands.js";

const page = document.querySelector("[data-check-archive]");
const one = (selector) => page.querySelector(selector);
const all = (selector) => [...page.querySelectorAll(selector)];

function say(code) {
  for (const sentence of all("[data-says]")) sentence.hidden = sentence.dataset.says !== code;
}

function found(...codes) {
  for (const sentence of all("[data-found]")) sentence.hidden = !codes.includes(sentence.dataset.found);
}

function list(counts) {
  for (const line of all("[data-code]")) {
    const count = counts.get(line.dataset.code);
    line.hidden = !count;
    line.querySelector("[data-count]").textContent = (count ?? 0).toLocaleString(document.documentElement.lang);
  }
}

async function download() {
  const answer = await fetch(page.dataset.archive, { cache: "no-store" });
  if (!answer.ok) throw new Error("away");
  return sourceOfBlob(await answer.blob());
}

function row(words, number) {
  const line = document.createElement("div");
  line.className = "summary__row";
  for (const [name, kind, text] of [["dt", "term", words], ["dd", "value", number]]) {
    const part = document.createElement(name);
    part.className = `summary__${kind}`;
    part.textContent = text;
    line.append(part);
  }
  return line;
}

// The numbers as this device counted them, in the archive's own words. A blank vote stands first where there is one.
function tellResult({ result, board }) {
  const lines = (result ?? []).flatMap((votes, at) => {
    const { question, answers, blank } = board.election.questions[at];
    const names = blank ? [one("[data-result]").dataset.blank, ...answers] : answers;
    return votes.map((number, place) => row(`${question} ${names[place]}`, number.toLocaleString(document.documentElement.lang)));
  });
  one("[data-result]").replaceChildren(...lines);
}

function tell(report) {
  tellResult(report);
  const counts = new Map(report.checked.map(({ code, count }) => [code, count]));
  counts.set("repeated", report.warnings.length);
  list(counts);
  if (report.refused) one("[data-reason]").textContent = `${report.refused.place}: ${report.refused.reason}`;
  say(report.refused ? "refused" : "sound");
}

function stateOf(report, tracker) {
  if (!tracker || report.refused) return null;
  const place = findTracker(report, tracker);
  if (place === null) return "absent";
  return place.counted ? "counted" : "replaced";
}

// Whether the city's present archive only goes on from one's own copy.
async function compare(own, present) {
  const parting = own.events.length > present.events.length ? present.events.length : partingOf(own, present);
  one("[data-parting]").textContent = parting === null ? "" : `${parting}`;
  return parting === null ? "older" : "parted";
}

async function check() {
  const bar = one("[data-progress]");
  const button = one("[data-check]");
  say("working");
  found();
  list(new Map());
  one("[data-result]").replaceChildren();
  bar.hidden = false;
  button.disabled = true;
  try {
    const [copy] = one("[data-own]").files;
    const source = copy ? sourceOfBlob(copy) : await download();
    const progress = (done, whole) => Object.assign(bar, { value: done, max: whole });
    const report = await verifyOnAllCores(source, { progress });
    tell(report);
    const state = stateOf(report, one("[data-tracker]").value.trim());
    found(state, copy && !report.refused ? await compare(report.archive, await openArchive(await download())) : null);
  } catch (error) {
    say("away");
    if (error.message !== "away" && error.name !== "TypeError") throw error;
  } finally {
    bar.hidden = true;
    button.disabled = false;
  }
}

if (page) {
  if (globalThis.crypto?.subtle) {
    one("[data-tools]").hidden = false;
    one("[data-check]").addEventListener("click", check);
  } else say("insecure");
}
