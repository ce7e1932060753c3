// One step of a trustee's ceremony, or the registrar's making of voting codes. What is secret is made, saved as a file
// and read back here; only public parts are sent.

import {
  fingerprint, makeCertificate, makeCredentials, makeOutput, makePolynomial, makeTrusteeKey, shareOf, shareOfSeed, sourceOfBlob,
} from "./belenios.js";
import { verifyOnAllCores } from "./hands.js";

const PATIENCE = 60_000;
const page = document.querySelector("[data-trustee]");
const one = (selector) => page.querySelector(selector);

let made = null;

function say(code, reason = "") {
  for (const sentence of page.querySelectorAll("[data-says]")) sentence.hidden = sentence.dataset.says !== code;
  if (reason) one("[data-reason]").textContent = reason;
}

function show(step) {
  for (const part of page.querySelectorAll("[data-step]")) part.hidden = part.dataset.step !== step;
  one(`[data-step=${step}] [data-heading]`)?.focus();
}

class Away extends Error {}

async function get(address) {
  const answer = await fetch(address, { cache: "no-store" }).catch(() => null);
  if (!answer?.ok) throw new Away();
  return answer;
}

async function handIn(text) {
  say("sending");
  const headers = { "Content-Type": "text/plain", Accept: "application/json", "X-CSRFToken": page.dataset.token };
  const signal = AbortSignal.timeout(PATIENCE);
  const answer = await fetch(page.dataset.handIn, { method: "POST", body: text, headers, signal }).catch(() => null);
  if (answer === null || answer.status >= 500) throw new Away();
  if (!answer.ok) {
    const problem = await answer.json().catch(() => ({}));
    throw Object.assign(new Error(problem.detail ?? problem.title ?? `${answer.status}`), { name: "Refused" });
  }
  made = null;
  say(null);
  show("done");
}

// Whatever is refused, here or by the city, is said in its own words; what is our own fault stays a loud error.
async function trying(work) {
  say("working");
  try {
    await work();
  } catch (error) {
    if (error instanceof Away) say("away");
    else if (error.name === "Refused") say("refused", error.message);
    else {
      say("refused", error.name);
      throw error;
    }
  }
}

const advance = (done, all) => Object.assign(one("[data-progress]"), { hidden: done === all, value: done, max: all });

const KEYS = {
  key: async () => {
    const key = await makeTrusteeKey();
    return { secret: key.private, open: key.public, ending: "privkey" };
  },
  certificate: async () => {
    const { seed, certificate } = await makeCertificate();
    return { secret: `${seed}\n`, open: certificate, ending: "key" };
  },
  codes: async () => {
    const { uuid, count } = page.dataset;
    const codes = await makeCredentials(uuid, Number(count), advance);
    return { secret: codes.private, open: codes.public, ending: "privcreds" };
  },
};

async function make() {
  made = await KEYS[page.dataset.trustee]();
  const save = one("[data-save]");
  save.href = URL.createObjectURL(new Blob([made.secret], { type: "application/octet-stream" }));
  save.download = `${page.dataset.name}.${made.ending}`;
  one("[data-fingerprint]").textContent = await fingerprint(made.open);
  say(null);
  show("save");
}

async function compare() {
  const [file] = one("[data-kept]").files;
  if (!file || made === null) return;
  if ((await file.text()) !== made.secret) {
    say("differs");
    return;
  }
  URL.revokeObjectURL(one("[data-save]").href);
  say(null);
  show("hand-in");
}

const lines = async (address) => (await (await get(address)).text()).split("\n").filter((line) => line !== "");
const threshold = () => Number(page.dataset.threshold);

async function share(secret) {
  const archive = await (await get(page.dataset.archive)).blob();
  const report = await verifyOnAllCores(sourceOfBlob(archive), { progress: advance });
  if (!page.dataset.sealedKey) return (await shareOf(report, secret)).source;
  return (await shareOfSeed(report, secret, await (await get(page.dataset.sealedKey)).text())).source;
}

// Who else is there, computed here: a city that showed each trustee other certificates would be found out.
async function showCertificates() {
  const list = one("[data-fingerprints]");
  if (!page.dataset.certificates || list === null) return;
  for (const certificate of await lines(page.dataset.certificates)) {
    const code = Object.assign(document.createElement("code"), { textContent: await fingerprint(certificate) });
    const item = document.createElement("li");
    item.append(code);
    list.querySelector("ol").append(item);
  }
  list.hidden = false;
}

const PARTS = {
  polynomial: async (secret) => makePolynomial(secret, await lines(page.dataset.certificates), threshold()),
  output: async (secret) => {
    const input = (await (await get(page.dataset.input)).text()).trim();
    return makeOutput(secret, await lines(page.dataset.certificates), input, threshold());
  },
  share,
};

async function open() {
  const [file] = one("[data-private]").files;
  if (!file) return;
  const button = one("[data-open]");
  button.disabled = true;
  try {
    await handIn(await PARTS[page.dataset.trustee](await file.text()));
  } finally {
    button.disabled = false;
    one("[data-progress]").hidden = true;
  }
}

if (page) {
  if (!globalThis.crypto?.subtle) say("insecure");
  else if (page.dataset.trustee in KEYS) {
    one("[data-make]").addEventListener("click", () => trying(make));
    one("[data-kept]").addEventListener("change", () => trying(compare));
    one("[data-send]").addEventListener("click", () => trying(() => handIn(made.open)));
    addEventListener("beforeunload", (event) => { if (made !== null) event.preventDefault(); });
    show("make");
  } else {
    one("[data-private]").addEventListener("change", (event) => { one("[data-open]").disabled = !event.target.files.length; });
    one("[data-open]").addEventListener("click", () => trying(open));
    show("open");
    showCertificates().catch(() => say("away"));
  }
}
