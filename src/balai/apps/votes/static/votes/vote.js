// On a page with a secret ballot: encrypts the choice, shows it once more with its tracker, and sends it when told to.
// The choice and the voting code stay in the page's memory, which forgets them as soon as the ballot is in the urn.

import { makeBallot, readCredential, readElection } from "./belenios.js";

const PATIENCE = 30_000;
const page = document.querySelector("[data-secret-ballot]");
const one = (selector) => page.querySelector(selector);
const all = (selector) => [...page.querySelectorAll(selector)];

let election = null;
let ballot = null;

function say(code) {
  for (const sentence of all("[data-says]")) sentence.hidden = sentence.dataset.says !== code;
}

function show(step) {
  for (const part of all("[data-step]")) part.hidden = part.dataset.step !== step;
  one(`[data-step=${step}] [data-heading]`)?.focus();
}

// For each question 0 or 1 for each answer, and whether what was chosen is allowed.
function readChoice(question) {
  const chosen = [...question.querySelectorAll("[data-option]")].map((input) => Number(input.checked));
  const blank = Number(question.querySelector("[data-blank-option]")?.checked ?? 0);
  const count = chosen.reduce((sum, value) => sum + value, 0);
  const { least, most } = question.dataset;
  const sound = blank ? count === 0 : count >= Number(least) && count <= Number(most);
  return { sound, choice: "blank" in question.dataset ? [blank, ...chosen] : chosen };
}

function mark(field, wrong) {
  field.classList.toggle("field--wrong", wrong);
  const mistake = field.querySelector("[data-mistake]");
  mistake.hidden = !wrong;
  const input = field.querySelector("input");
  mistake.id ||= `${input.id}-mistake`;
  if (!wrong) return null;
  const link = document.createElement("a");
  link.href = `#${input.id}`;
  link.textContent = mistake.textContent.trim();
  link.addEventListener("click", (event) => {
    event.preventDefault();
    input.focus();
  });
  const item = document.createElement("li");
  item.append(link);
  return item;
}

function judge() {
  const choices = all("[data-question]").map(readChoice);
  const typed = one("[data-credential]");
  const wrong = all("[data-question]").map((question, at) => mark(question, !choices[at].sound));
  const credential = readCredential(typed.value);
  wrong.push(mark(typed.closest("[data-field]"), credential === null));
  typed.setAttribute("aria-invalid", String(credential === null));
  const found = wrong.filter(Boolean);
  one("[data-mistake-list]").replaceChildren(...found);
  one("[data-mistakes]").hidden = found.length === 0;
  if (found.length) one("[data-mistakes]").focus();
  return found.length ? null : { credential, choices: choices.map(({ choice }) => choice) };
}

function describe(question) {
  const row = document.createElement("div");
  row.className = "summary__row";
  const term = document.createElement("dt");
  term.className = "summary__term";
  term.textContent = question.querySelector("[data-words]").textContent;
  const value = document.createElement("dd");
  value.className = "summary__value";
  const chosen = [...question.querySelectorAll("input:checked")];
  value.textContent = chosen.map((input) => input.labels[0].querySelector(".choice__text").textContent).join(", ") || "–";
  row.append(term, value);
  return row;
}

async function loadElection() {
  const answer = await fetch(page.dataset.election, { cache: "no-store" });
  if (!answer.ok) throw new Error("away");
  return readElection(await answer.text());
}

// What goes wrong in the making is either the net, or a poll whose data cannot be read: never the voter's mistake.
async function make() {
  const voice = judge();
  if (voice === null) return;
  say("making");
  try {
    election ??= await loadElection();
    ballot = await makeBallot(election, voice.credential, voice.choices);
  } catch (error) {
    say(error.name === "Refused" ? "broken" : "away");
    return;
  }
  one("[data-chosen]").replaceChildren(...all("[data-question]").map(describe));
  for (const place of all("[data-tracker]")) place.textContent = ballot.tracker;
  say(null);
  show("send");
}

function forget() {
  for (const input of all("input")) {
    input.checked = false;
    if (input.type === "text") input.value = "";
  }
  one("[data-chosen]").replaceChildren();
  ballot = null;
}

async function answerOf(response) {
  try {
    return await response.json();
  } catch {
    return {};
  }
}

// A ballot that is there already (409 with its own tracker) is in the urn: the first answer was lost on the way.
async function send() {
  say("sending");
  one("[data-send]").disabled = true;
  try {
    const headers = { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": page.dataset.token };
    const signal = AbortSignal.timeout(PATIENCE);
    const response = await fetch(page.dataset.intake, { method: "POST", body: ballot.source, headers, signal });
    const answer = await answerOf(response);
    if (response.ok || (response.status === 409 && answer.tracker)) finish(answer);
    else if (response.status >= 500) say("away");
    else {
      one("[data-reason]").textContent = answer.detail ?? answer.title ?? `${response.status}`;
      say("refused");
    }
  } catch {
    say("away");
  } finally {
    one("[data-send]").disabled = false;
  }
}

function finish(answer) {
  if (answer.tracker !== ballot.tracker) {
    one("[data-other-tracker]").textContent = answer.tracker ?? "?";
    say("changed");
    return;
  }
  one("[data-save]").href = URL.createObjectURL(new Blob([`${ballot.tracker}\n`], { type: "text/plain" }));
  one("[data-look]").search = `?pelacak=${encodeURIComponent(ballot.tracker)}`;
  forget();
  say(null);
  show("done");
}

function back() {
  ballot = null;
  say(null);
  show("choose");
  one("[data-question] input")?.focus();
}

// A blank vote stands alone.
function keepBlankAlone(event) {
  const question = event.target.closest("[data-question]");
  const blank = question?.querySelector("[data-blank-option][type=checkbox]");
  if (!blank || !event.target.checked) return;
  for (const input of question.querySelectorAll("input")) {
    if ((input === blank) !== (event.target === blank)) input.checked = false;
  }
}

if (page) {
  if (globalThis.crypto?.subtle) {
    one("[data-make]").addEventListener("click", make);
    one("[data-send]").addEventListener("click", send);
    one("[data-back]").addEventListener("click", back);
    page.addEventListener("change", keepBlankAlone);
    show("choose");
    // Read ahead, so that the ballot is made at once; who is offline now is told when the ballot is made.
    loadElection().then((found) => { election = found; }, () => {});
  } else say("insecure");
}
