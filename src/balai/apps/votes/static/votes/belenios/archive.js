// Reads a `.bel` archive: an old tar file that only grows, in it data and a chain of events (specification 4.4).
// A source is { size, read(start, end) -> bytes }: a file in the browser, a file in Node. It is never held whole.

import { Refused, checkKeys, hash, readJson } from "./group.js";

const BLOCK = 512;
const WINDOW = 1 << 20;
const LONGEST_DATA = 1 << 28;
const LONGEST_EVENT = 1024;
const MOST_MEMBERS = 5_000_000;
const HASH = /^[0-9a-f]{64}$/;
const NAME = /^([0-9a-f]{64})\.(data|event)\.json$/;
const TYPES = [
  "Setup", "Ballot", "EndBallots", "EncryptedTally", "Shuffle", "EndShuffles", "PartialDecryption", "Result",
];
const letters = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const bytesOf = new TextEncoder();

export const sourceOfBytes = (bytes) => ({ size: bytes.length, read: async (start, end) => bytes.subarray(start, end) });

export const sourceOfBlob = (blob) => ({
  size: blob.size,
  read: async (start, end) => new Uint8Array(await blob.slice(start, end).arrayBuffer()),
});

// Reads ahead, so that small neighbours cost one reading.
function buffered(source) {
  let from = 0;
  let window = new Uint8Array(0);
  return async (start, end) => {
    if (start < from || end > from + window.length) {
      from = start;
      window = await source.read(start, Math.min(source.size, Math.max(end, start + WINDOW)));
      if (window.length < end - start) throw new Refused(`byte ${start}`, "cut off");
    }
    return window.subarray(start - from, end - from);
  };
}

const octal = (number, width) => number.toString(8).padStart(width, "0");

// The one header that a member of this name, size and time may have.
function headerOf(name, size, time) {
  const header = new Uint8Array(BLOCK);
  const put = (at, words) => header.set(bytesOf.encode(words), at);
  put(0, name);
  put(100, "0000644\0" + "0000000\0" + "0000000\0" + `${octal(size, 11)}\0${octal(time, 11)}\0` + "        0");
  const sum = header.reduce((total, byte) => total + byte, 0);
  put(148, `${octal(sum, 6)}\0 `);
  return header;
}

const same = (one, other) => one.length === other.length && one.every((byte, at) => byte === other[at]);

function readHeader(header, place) {
  const words = (start, end) => String.fromCharCode(...header.subarray(start, end)).replace(/\0+$/, "");
  const name = words(0, 100);
  const numbers = [words(124, 136), words(136, 148)];
  if (!numbers.every((number) => /^[0-7]{11}$/.test(number))) throw new Refused(place, "not a header of the archive");
  const [size, time] = numbers.map((number) => parseInt(number, 8));
  if (!same(header, headerOf(name, size, time))) throw new Refused(place, "not a header of the archive");
  return { name, size };
}

function readText(bytes, place) {
  try {
    return letters.decode(bytes);
  } catch {
    throw new Refused(place, "not UTF-8");
  }
}

function readEvent(source, place) {
  const event = readJson(source, place);
  checkKeys(event, ["height", "type"], ["parent", "payload"], place);
  const { parent, height, type, payload } = event;
  for (const found of [parent, payload]) {
    if (found !== undefined && !(typeof found === "string" && HASH.test(found))) throw new Refused(place, "not a hash");
  }
  if (!TYPES.includes(type)) throw new Refused(place, "unknown kind of event");
  const ordered = { ...(parent && { parent }), height, type, ...(payload && { payload }) };
  if (JSON.stringify(ordered) !== source) throw new Refused(place, "not written in the one form that is counted");
  return event;
}

// The event must stand right after the one before it.
function checkChain(events, event, place) {
  if (event.height !== events.length) throw new Refused(place, `height ${events.length} expected`);
  if (event.parent !== events.at(-1)?.hash) throw new Refused(place, "does not follow the event before it");
}

function checkStart(bytes, place) {
  const start = readJson(readText(bytes, place), place);
  checkKeys(start, ["version", "timestamp"], [], place);
  if (start.version !== 1) throw new Refused(place, "unknown version");
}

// Every member with its hash, and the whole chain of events. `progress(bytes done, bytes in all)` is called now and then.
export async function openArchive(source, progress = () => {}) {
  const read = buffered(source);
  const data = new Map();
  const events = [];
  let count = 0;
  for (let at = 0; at < source.size; count += 1) {
    const place = `byte ${at}`;
    const { name, size } = readHeader(await read(at, at + BLOCK), place);
    const start = at + BLOCK;
    const end = start + size;
    const next = Math.ceil(end / BLOCK) * BLOCK;
    if (size > LONGEST_DATA || next > source.size) throw new Refused(place, "longer than the file");
    const padded = await read(start, next);
    const bytes = padded.subarray(0, size);
    if (padded.subarray(size).some((byte) => byte !== 0)) throw new Refused(place, "something hidden after a member");
    const [, named, kind] = NAME.exec(name) ?? [];
    if (count === 0 ? name !== "BELENIOS" : !named) throw new Refused(place, "unknown name of a member");
    if (count === 0) checkStart(bytes, place);
    else if ((await hash(bytes)) !== named) throw new Refused(place, "not what its name says");
    if (kind === "data") data.set(named, { start, end });
    if (kind === "event") {
      if (size > LONGEST_EVENT) throw new Refused(place, "too long for an event");
      const event = readEvent(readText(bytes, place), place);
      checkChain(events, event, place);
      if (event.payload && !data.has(event.payload)) throw new Refused(place, "what it speaks of does not stand before it");
      events.push({ ...event, hash: named, place: `event ${event.height} (${event.type})` });
    }
    if (count > MOST_MEMBERS) throw new Refused(place, "too many members");
    if (count % 100 === 0) progress(next, source.size);
    at = next;
  }
  if (count === 0) throw new Refused("archive", "empty");
  const text = async (named, place) => {
    const found = data.get(named);
    if (!found) throw new Refused(place, "what it speaks of is not in the archive");
    return readText(await read(found.start, found.end), place);
  };
  return { events, text };
}

// The height at which two archives part; null where the longer only goes on from the shorter.
export function partingOf(one, other) {
  const shorter = Math.min(one.events.length, other.events.length);
  for (let height = 0; height < shorter; height += 1) {
    if (one.events[height].hash !== other.events[height].hash) return height;
  }
  return null;
}
