// The crew's service worker: keeps the last list and what draws it, and sends kept work when the net is back.

import { flush } from "{% static 'cases/outbox.js' %}";

const CACHE = "balai-lapangan";
const HOME = new URL("{% url 'desk:crew' %}", location.origin);
const FILES = "{% get_static_prefix %}";
const PATIENCE = 6000;
const TWO_MONTHS = 60 * 24 * 3_600_000;

const isHome = (url) => url.origin === location.origin && url.pathname === HOME.pathname;
const isFile = (url) => url.origin === location.origin && url.pathname.startsWith(FILES);
const isPhoto = (url) => url.origin === location.origin && /^\/kerja\/[^/]+\/foto\//.test(url.pathname);
const kept = (url) => caches.match(url, { ignoreVary: true, ignoreSearch: isHome(url) });
const forget = () => caches.delete(CACHE);

async function put(url, answer) {
  if (!answer.ok || answer.redirected || answer.type !== "basic") return;
  await (await caches.open(CACHE)).put(isHome(url) ? HOME : url, answer);
}

// What a new list no longer shows goes, and files that nobody has loaded anew for two months.
async function tidy(list) {
  const cache = await caches.open(CACHE);
  for (const request of await cache.keys()) {
    const url = new URL(request.url);
    const age = Date.now() - Date.parse((await cache.match(request))?.headers.get("Date") ?? 0);
    if ((isPhoto(url) && !list.includes(url.pathname)) || (isFile(url) && age > TWO_MONTHS)) await cache.delete(request);
  }
}

// The list: from the net, else as it was seen last. Whoever is sent to log in loses what was kept of it.
// It is read to its end before the page gets it: a net that breaks off half-way is no net.
async function home(request) {
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(PATIENCE) });
    if (answer.type === "opaqueredirect" || answer.redirected || answer.status === 403) {
      await forget();
      return answer;
    }
    const { status, statusText, headers } = answer;
    const body = await answer.blob();
    const copy = () => new Response(body, { status, statusText, headers });
    if (answer.ok) {
      await (await caches.open(CACHE)).put(HOME, copy());
      await tidy(await body.text());
    }
    return copy();
  } catch {
    return (await kept(HOME)) ?? Response.error();
  }
}

// Files under hashed names never change; photos and the rest are looked up again when there is a net.
async function file(request) {
  const url = new URL(request.url);
  const known = isFile(url) ? await kept(url) : undefined;
  if (known) return known;
  try {
    const answer = await fetch(request);
    await put(url, answer.clone());
    return answer;
  } catch {
    return (await kept(url)) ?? Response.error();
  }
}

async function keepAll(addresses) {
  for (const address of addresses) {
    const url = new URL(address);
    url.hash = "";
    if (!(isHome(url) || isFile(url) || isPhoto(url)) || (await kept(url))) continue;
    const answer = await fetch(url, { credentials: "same-origin" }).catch(() => null);
    if (answer) await put(url, answer);
  }
}

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET") return;
  if (isHome(url)) event.respondWith(home(request));
  else if (isFile(url) || isPhoto(url)) event.respondWith(file(request));
});

addEventListener("message", (event) => {
  if (event.data?.keep) event.waitUntil(keepAll(event.data.keep));
  if (event.data?.forget) event.waitUntil(forget());
});

addEventListener("sync", (event) => {
  if (event.tag !== "unsent") return;
  const act = async () => {
    const outcome = await flush();
    for (const client of await clients.matchAll({ type: "window" })) client.postMessage({ sent: outcome });
    if (outcome === "offline") throw new Error("try again");
  };
  event.waitUntil(act());
});
