// The crew's phone: nearest first, and work that is kept while the net is away. The page works without this file.

import { REFUSED, dismiss, flush, keep, unsent } from "./outbox.js";

const page = document.getElementById("crew");
const words = document.querySelector("[data-words]").dataset;
const section = document.querySelector("[data-unsent]");
const list = document.querySelector("[data-unsent-list]");
const template = document.querySelector("[data-unsent-item]");
const announce = (text) => { document.getElementById("announcements").textContent = text; };

// what is kept

const states = new Map();

function stateWords(work) {
  if (work.state === REFUSED) return words.refused.replace("%s", work.problem);
  return { sending: words.sending, other: words.other }[states.get(work.key)] ?? words.waiting;
}

function line(work) {
  const item = template.content.firstElementChild.cloneNode(true);
  const [label, state, button] = item.children;
  label.textContent = work.label;
  const photos = work.photos.length ? ` (${words.photos.replace("%s", work.photos.length)})` : "";
  state.textContent = stateWords(work) + photos;
  if (work.state === REFUSED) {
    item.classList.add("unsent__item--refused");
    button.hidden = false;
    button.setAttribute("aria-label", `${button.textContent}: ${work.label}`);
    button.addEventListener("click", async () => { await dismiss(work.key); await show(); });
  }
  return item;
}

async function show() {
  const kept = await unsent().catch(() => []);
  section.hidden = !kept.length;
  list.replaceChildren(...kept.map(line));
  const waiting = new Set(kept.filter((work) => work.state !== REFUSED).map((work) => work.reference));
  for (const job of document.querySelectorAll("[data-job]")) {
    job.querySelector("[data-kept]").hidden = !waiting.has(job.dataset.job);
  }
  return kept;
}

// sending

let again;

async function sendAll() {
  clearTimeout(again);
  let changed = false;
  const outcome = await flush((work, what) => {
    states.set(work.key, what);
    if (what === "sent") { changed = true; announce(words.sent.replace("%s", work.label)); }
    show();
  }).catch(() => "offline");
  document.querySelector("[data-needs-log-in]").hidden = outcome !== "logged_out";
  const kept = await show();
  if (outcome === "offline" && navigator.onLine && kept.length) again = setTimeout(sendAll, 30_000);
  if (changed) await refresh();
}

// The list as the city has it now, without losing an open form: jobs that are done go, new ones come.
async function refresh() {
  const answer = await fetch(location.pathname).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const job of document.querySelectorAll("[data-job]")) {
    if (!fresh.querySelector(`[data-job="${job.dataset.job}"]`)) job.remove();
  }
  for (const job of fresh.querySelectorAll("[data-job]")) {
    const shown = document.querySelector(`[data-job="${job.dataset.job}"]`);
    if (shown?.querySelector("details").open) continue;
    if (shown) shown.replaceWith(job);
    else document.querySelector("[data-jobs]")?.append(job);
    job.dispatchEvent(new CustomEvent("htmx:afterSettle", { bubbles: true })); // the page's helpers take it up
  }
}

async function keepWork(form) {
  const fields = [], photos = [];
  for (const [name, value] of new FormData(form)) {
    if (name === "csrfmiddlewaretoken") continue;
    if (typeof value === "string") fields.push([name, value]);
    else if (value.size) photos.push([name, new Blob([await value.arrayBuffer()], { type: value.type }), value.name]);
  }
  const key = form.elements.key.value;
  const reference = form.closest("[data-job]").dataset.job;
  const address = new URL(form.action).pathname;
  await keep({ key, reference, address, fields, photos, person: page.dataset.person, label: form.dataset.label, at: Date.now() });
}

// What is missing is for the person to add now, not when the net is back.
function complete(form) {
  const inputs = (name) => [...form.elements].filter((input) => input.name === name);
  const given = (input) => input.files?.length || (input.type !== "file" && input.value.trim());
  const missing = (form.dataset.needs ?? "").split(" ").filter((name) => name && !inputs(name).some(given));
  const problem = form.querySelector("[data-missing]");
  if (problem) problem.hidden = !missing.length;
  if (missing.length) inputs(missing[0]).at(-1).focus();
  return !missing.length;
}

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-work]");
  if (!form || event.defaultPrevented || form.querySelector("[aria-busy=true]")) return;
  event.preventDefault();
  if (!complete(form)) return;
  try {
    await keepWork(form);
  } catch {
    announce(words.failed);
    form.submit();
    return;
  }
  form.closest("details").open = false;
  form.closest("[data-job]").querySelector("summary").focus();
  announce(words.kept);
  await show();
  const ready = await navigator.serviceWorker?.getRegistration();
  await ready?.sync?.register("unsent").catch(() => {});
  await sendAll();
});

document.querySelector("[data-send-now]").addEventListener("click", sendAll);

// on and off the net

function showNet() {
  document.querySelector("[data-offline]").hidden = navigator.onLine;
  if (navigator.onLine) sendAll();
}
addEventListener("online", showNet);
addEventListener("offline", showNet);
document.addEventListener("visibilitychange", () => { if (!document.hidden) showNet(); });

// nearest first

const EARTH = 6_371_000;
const radians = (degrees) => (degrees * Math.PI) / 180;

function metres(from, job) {
  const [x, y] = [Number(job.dataset.longitude), Number(job.dataset.latitude)];
  const width = radians(x - from.longitude) * Math.cos(radians((y + from.latitude) / 2));
  return Math.hypot(width, radians(y - from.latitude)) * EARTH;
}

function sortBy(from) {
  const jobs = document.querySelector("[data-jobs]");
  const far = (job) => (job.dataset.longitude ? metres(from, job) : Infinity);
  const number = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 });
  for (const job of jobs.children) {
    const distance = far(job);
    const field = job.querySelector("[data-distance]");
    field.hidden = !Number.isFinite(distance);
    field.textContent = distance < 950 ? `· ${number.format(Math.round(distance / 10) * 10)} m` : `· ${number.format(distance / 1000)} km`;
  }
  jobs.append(...[...jobs.children].sort((one, other) => far(one) - far(other)));
}

const nearest = document.querySelector("[data-nearest]");
nearest?.addEventListener("click", () => {
  const say = (text) => { document.querySelector("[data-sort-words]").textContent = text; };
  const failed = () => say(nearest.dataset.denied);
  if (!navigator.geolocation) { failed(); return; }
  const found = (position) => { sortBy(position.coords); say(nearest.dataset.sorted); };
  navigator.geolocation.getCurrentPosition(found, failed, { maximumAge: 60_000, timeout: 15_000 });
});

// the page for when the net is away

async function prepare() {
  if (!("serviceWorker" in navigator)) return;
  await navigator.serviceWorker.register(page.dataset.worker, { type: "module" }).catch(() => null);
  const { active } = await navigator.serviceWorker.ready;
  active.postMessage({ keep: [location.href] });
  // Everything the page has loaded, and whatever it loads later.
  const loaded = (entries) => active.postMessage({ keep: entries.getEntries().map((entry) => entry.name) });
  new PerformanceObserver(loaded).observe({ type: "resource", buffered: true });
}

navigator.serviceWorker?.addEventListener("message", () => sendAll());

await show();
showNet();
await prepare();
