// Checks a city's log in the browser, from the bytes alone. Written apart from the server's code, so that one mistake
// is not believed by both: RFC 9162 (tree), C2SP tlog-tiles, tlog-checkpoint, signed-note and tlog-proof.

const WIDTH = 256;
const HASH = 32;
const text = new TextEncoder();

async function sha256(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return new Uint8Array(await crypto.subtle.digest("SHA-256", whole));
}

const leafHash = (entry) => sha256(Uint8Array.of(0), entry);
const nodeHash = (left, right) => sha256(Uint8Array.of(1), left, right);

function fromBase64(letters) {
  const raw = atob(letters);
  if (btoa(raw) !== letters) throw new Error("base64");
  return Uint8Array.from(raw, (character) => character.charCodeAt(0));
}

function same(one, other) {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}

// A signed note: its text, and the signature lines below the last empty line.
export function readNote(note) {
  const end = note.lastIndexOf("\n\n");
  if (end < 0 || !note.endsWith("\n")) throw new Error("note");
  const signatures = note.slice(end + 2, -1).split("\n").map((line) => {
    const [dash, name, value] = line.split(" ");
    if (dash !== "\u2014" || !value) throw new Error("signature");
    const bytes = fromBase64(value);
    return { name, id: bytes.slice(0, 4), value: bytes.slice(4) };
  });
  return { text: note.slice(0, end + 1), signatures };
}

export function readCheckpoint(note) {
  const [origin, size, root] = note.text.split("\n");
  if (!/^(0|[1-9][0-9]*)$/.test(size)) throw new Error("size");
  return { origin, size: Number(size), root: fromBase64(root) };
}

async function readKey(line) {
  const [name, id, letters] = line.split("+", 2).concat(line.split("+").slice(2).join("+"));
  const material = fromBase64(letters);
  const hash = await sha256(text.encode(`${name}\n`), material);
  const hex = Array.from(hash.slice(0, 4), (byte) => byte.toString(16).padStart(2, "0")).join("");
  if (material[0] !== 1 || hex !== id) throw new Error("key");
  return { name, id: hash.slice(0, 4), public: material.slice(1) };
}

// Whether one of the log's keys signed the note. Null: this browser cannot check Ed25519.
export async function isSigned(note, keyLines) {
  const keys = await Promise.all(keyLines.map(readKey));
  for (const signature of note.signatures) {
    const key = keys.find((one) => one.name === signature.name && same(one.id, signature.id));
    if (!key) continue;
    try {
      const imported = await crypto.subtle.importKey("raw", key.public, { name: "Ed25519" }, false, ["verify"]);
      return await crypto.subtle.verify({ name: "Ed25519" }, imported, signature.value, text.encode(note.text));
    } catch (error) {
      if (error.name === "NotSupportedError") return null;
      throw error;
    }
  }
  return false;
}

// The root that a leaf at `index` leads to, in a tree of `size` leaves, by RFC 9162 section 2.1.3.2; null: no path.
export async function rootFrom(leaf, index, size, path) {
  if (index >= size) return null;
  let number = index;
  let last = size - 1;
  let found = leaf;
  for (const other of path) {
    if (last === 0) return null;
    if (number % 2 === 1 || number === last) {
      found = await nodeHash(other, found);
      while (number % 2 === 0 && number > 0) {
        number = Math.floor(number / 2);
        last = Math.floor(last / 2);
      }
    } else {
      found = await nodeHash(found, other);
    }
    number = Math.floor(number / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 ? found : null;
}

export function readProof(file) {
  const end = file.indexOf("\n\n");
  const lines = file.slice(0, end).split("\n");
  if (lines.shift() !== "c2sp.org/tlog-proof@v1") throw new Error("proof");
  if (lines[0].startsWith("extra ")) lines.shift();
  const index = /^index (0|[1-9][0-9]*)$/.exec(lines.shift());
  if (!index) throw new Error("index");
  return { index: Number(index[1]), path: lines.map(fromBase64), note: readNote(file.slice(end + 2)) };
}

// Each question with its answer: true, false, or null where this browser cannot tell.
export async function checkEvidence({ entry, record, nonce, proof }, keyLines) {
  const file = readProof(proof);
  const checkpoint = readCheckpoint(file.note);
  const leaf = await leafHash(text.encode(entry));
  const root = await rootFrom(leaf, file.index, checkpoint.size, file.path);
  const answers = { listed: root !== null && same(root, checkpoint.root), signed: await isSigned(file.note, keyLines) };
  if (nonce) {
    const committed = fromBase64(JSON.parse(entry).commitment || "");
    answers.yours = same(committed, await sha256(fromBase64(nonce), text.encode(record)));
  }
  return answers;
}

function tilePath(level, index, width) {
  const groups = [String(index % 1000).padStart(3, "0")];
  for (let rest = Math.floor(index / 1000); rest > 0; rest = Math.floor(rest / 1000)) {
    groups.unshift(`x${String(rest % 1000).padStart(3, "0")}`);
  }
  return `tile/${level}/${groups.join("/")}${width === WIDTH ? "" : `.p/${width}`}`;
}

async function rootOf(hashes) {
  if (hashes.length === 0) return sha256();
  if (hashes.length === 1) return hashes[0];
  let half = 1;
  while (half * 2 < hashes.length) half *= 2;
  return nodeHash(await rootOf(hashes.slice(0, half)), await rootOf(hashes.slice(half)));
}

// Reads a whole log: every entry against its leaf, and all leaves against the root that is signed.
export async function readLog(get) {
  const decoder = new TextDecoder();
  const note = readNote(decoder.decode(await get("checkpoint")));
  const checkpoint = readCheckpoint(note);
  const keyLines = decoder.decode(await get("keys")).trim().split("\n");
  const leaves = [];
  const entries = [];
  for (let index = 0; index * WIDTH < checkpoint.size; index += 1) {
    const width = Math.min(WIDTH, checkpoint.size - index * WIDTH);
    const tile = await get(tilePath(0, index, width));
    const bundle = await get(tilePath("entries", index, width));
    if (tile.length !== width * HASH) throw new Error("tile");
    let at = 0;
    for (let place = 0; place < width; place += 1) {
      const end = at + 2 + bundle[at] * 256 + bundle[at + 1];
      const entry = bundle.slice(at + 2, end);
      const leaf = tile.slice(place * HASH, (place + 1) * HASH);
      if (!same(leaf, await leafHash(entry))) throw new Error("entry");
      leaves.push(leaf);
      entries.push(decoder.decode(entry));
      at = end;
    }
    if (at !== bundle.length) throw new Error("bundle");
  }
  return {
    size: checkpoint.size,
    entries,
    sound: same(await rootOf(leaves), checkpoint.root),
    signed: await isSigned(note, keyLines),
  };
}
