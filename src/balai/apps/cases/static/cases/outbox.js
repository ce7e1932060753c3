// Work that waits for the net: kept in IndexedDB, sent once. Used by the crew's page and by its service worker.
// The server knows each piece by its key, so that sending it twice is the same as once.

const NAME = "balai-lapangan";
const STORE = "unsent";
const KEY_ADDRESS = "/lapangan/kunci/";
const PATIENCE = 60_000;

export const WAITING = "waiting";
export const REFUSED = "refused";

function database() {
  return new Promise((done, failed) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "key" });
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
}

async function within(mode, act) {
  const db = await database();
  try {
    return await new Promise((done, failed) => {
      const transaction = db.transaction(STORE, mode, { durability: "strict" });
      const request = act(transaction.objectStore(STORE));
      transaction.oncomplete = () => done(request.result);
      transaction.onerror = transaction.onabort = () => failed(transaction.error);
    });
  } finally {
    db.close();
  }
}

// A piece of work: {key, person, reference, label, address, fields: [[name, text]], photos: [[name, Blob, filename]], at}
export const keep = (work) => within("readwrite", (store) => store.put({ state: WAITING, problem: "", ...work }));
export const dismiss = (key) => within("readwrite", (store) => store.delete(key));

export async function unsent() {
  const found = await within("readonly", (store) => store.getAll());
  return found.sort((one, other) => one.at - other.at);
}

// Who is logged in, and a fresh form token: {token, person}; null when nobody is; undefined when there is no net.
async function session() {
  try {
    const answer = await fetch(KEY_ADDRESS, { headers: { Accept: "application/json" }, cache: "no-store" });
    if (answer.status === 401 || answer.status === 403) return null;
    return answer.ok ? await answer.json() : undefined;
  } catch {
    return undefined;
  }
}

async function post(work, token) {
  const body = new FormData();
  for (const [name, text] of work.fields) body.append(name, text);
  for (const [name, photo, filename] of work.photos) body.append(name, photo, filename);
  const patience = AbortSignal.timeout(PATIENCE);
  const headers = { Accept: "application/json", "X-CSRFToken": token };
  return fetch(work.address, { method: "POST", body, headers, credentials: "same-origin", signal: patience });
}

// What became of one piece: sent, refused (with the city's sentence), later (no net), or again (the city cannot now).
async function send(work, token) {
  let answer;
  try {
    answer = await post(work, token);
  } catch {
    return "later";
  }
  if (answer.ok) {
    await dismiss(work.key);
    return "sent";
  }
  const problem = await answer.json().catch(() => ({}));
  const again = answer.status >= 500 || [401, 408, 425, 429].includes(answer.status) || problem.code === "form_expired";
  if (again) return "again";
  await keep({ ...work, state: REFUSED, problem: problem.detail ?? problem.title ?? String(answer.status) });
  return "refused";
}

// Sends what waits, in the order in which it was done. `tell(work, outcome)` hears of each.
// Gives "empty", "offline", "logged_out" or "done". One sender at a time, across pages and the service worker.
export function flush(tell = () => {}) {
  const act = async () => {
    const waiting = (await unsent()).filter((work) => work.state === WAITING);
    if (!waiting.length) return "empty";
    const who = await session();
    if (who === undefined) return "offline";
    if (who === null) return "logged_out";
    let rest = "done";
    for (const work of waiting) {
      if (work.person !== who.person) {
        tell(work, "other");
        continue;
      }
      tell(work, "sending");
      const outcome = await send(work, who.token);
      tell(work, outcome);
      if (outcome === "later") return "offline";
      if (outcome === "again") rest = "offline"; // one that is stuck does not hold up the others
    }
    return rest;
  };
  return navigator.locks ? navigator.locks.request("balai-lapangan", act) : act();
}
