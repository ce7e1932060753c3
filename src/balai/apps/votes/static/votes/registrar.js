// The registrar's page: makes one voting code for each entry of the roll, saves them on this device, and sends only
// their public halves, sorted, so that their order says nothing about the people.

import { makeCredential, publicOf, secretOf } from "./belenios.js";

const PATIENCE = 300_000;
const page = document.querySelector("[data-registrar]");
const one = (selector) => page.querySelector(selector);

let open = [];

function say(code, reason = "") {
  for (const sentence of page.querySelectorAll("[data-says]")) sentence.hidden = sentence.dataset.says !== code;
  if (reason) one("[data-reason]").textContent = reason;
}

async function make() {
  const count = Number(page.dataset.count);
  const bar = one("[data-progress]");
  one("[data-make]").disabled = true;
  bar.hidden = false;
  const lines = ["number,code"];
  open = [];
  for (let number = 1; number <= count; number += 1) {
    const code = await makeCredential();
    open.push(`${await publicOf(await secretOf(code, page.dataset.uuid))}`);
    lines.push(`${number},${code}`);
    Object.assign(bar, { value: number, max: count });
  }
  open.sort();
  bar.hidden = true;
  const save = one("[data-save]");
  save.href = URL.createObjectURL(new Blob([`${lines.join("\r\n")}\r\n`], { type: "text/csv" }));
  save.download = `${page.dataset.name}-codes.csv`;
  one("[data-saved]").hidden = false;
}

async function send() {
  const headers = { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": page.dataset.token };
  const signal = AbortSignal.timeout(PATIENCE);
  const sent = { method: "POST", body: JSON.stringify(open), headers, signal };
  const answer = await fetch(page.dataset.handIn, sent).catch(() => null);
  if (answer === null || answer.status >= 500) say("away");
  else if (answer.ok) say("done");
  else say("refused", (await answer.json().catch(() => ({}))).detail ?? `${answer.status}`);
}

if (page && globalThis.crypto?.subtle) {
  one("[data-tools]").hidden = false;
  one("[data-make]").addEventListener("click", make);
  one("[data-save]").addEventListener("click", () => { one("[data-send]").disabled = false; });
  one("[data-send]").addEventListener("click", send);
}
