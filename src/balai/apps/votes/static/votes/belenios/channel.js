// Messages from trustee to trustee that nobody between them can read or change: specification section 4.6.1 to 4.6.3.

import {
  FixedPowers, P, Q, Refused, checkKeys, inverse, powersOfG, randomExponent, readElement, readJson, reduce, sha256,
  toBigInt, toHex, writeProof,
} from "./group.js";
import { proveKnowledge } from "./proofs.js";
import { readMember, readSigned } from "./trustees.js";

const BLOCK = 16;
const TAG = 8;
const NONCE = 13;
const LONGEST = 65_535;
const text = new TextEncoder();

const join = (...parts) => Uint8Array.from(parts.flatMap((part) => [...part]));

// WebCrypto has no CCM (RFC 3610): its two halves, CBC-MAC and counter mode, are made from what it has. With a nonce of
// 13 bytes, a tag of 8 and no further data, as the trustees' messages are sealed by others too.
async function macOf(key, nonce, message) {
  const first = join([((TAG - 2) / 2) * 8 + 1], nonce, [message.length >> 8, message.length & 255]);
  const rest = new Uint8Array(Math.ceil(message.length / BLOCK) * BLOCK);
  rest.set(message);
  const whole = join(first, rest);
  const cbc = await crypto.subtle.importKey("raw", key, "AES-CBC", false, ["encrypt"]);
  const chained = await crypto.subtle.encrypt({ name: "AES-CBC", iv: new Uint8Array(BLOCK) }, cbc, whole);
  return new Uint8Array(chained).slice(whole.length - BLOCK, whole.length - BLOCK + TAG);
}

// Counter mode over tag and message: block 0 hides the tag, the message starts at block 1. The same both ways.
async function counted(key, nonce, tag, message) {
  const counter = join([1], nonce, [0, 0]);
  const ctr = await crypto.subtle.importKey("raw", key, "AES-CTR", false, ["encrypt"]);
  const padded = new Uint8Array(BLOCK);
  padded.set(tag);
  const how = { name: "AES-CTR", counter, length: 16 };
  const found = new Uint8Array(await crypto.subtle.encrypt(how, ctr, join(padded, message)));
  return [found.slice(0, TAG), found.slice(BLOCK)];
}

const sealing = async (element, alpha) => [await sha256(`key|${element}`), (await sha256(`iv|${alpha}`)).slice(0, NONCE)];

async function seal(element, alpha, message) {
  const bytes = text.encode(message);
  if (bytes.length > LONGEST) throw new Refused("message", "too long");
  const [key, nonce] = await sealing(element, alpha);
  const [tag, hidden] = await counted(key, nonce, await macOf(key, nonce, bytes), bytes);
  return toHex(hidden) + toHex(tag);
}

async function unseal(element, alpha, data, place) {
  if (typeof data !== "string" || data.length > 2 * LONGEST || data.length < 2 * TAG || !/^([0-9a-f]{2})*$/.test(data)) {
    throw new Refused(place, "not a sealed message");
  }
  const bytes = Uint8Array.from(data.match(/../g), (pair) => parseInt(pair, 16));
  const [key, nonce] = await sealing(element, alpha);
  const [tag, message] = await counted(key, nonce, bytes.slice(-TAG), bytes.slice(0, -TAG));
  const expected = await macOf(key, nonce, message);
  if (expected.reduce((differs, byte, at) => differs | (byte ^ tag[at]), 0) !== 0) throw new Refused(place, "not for this key");
  return new TextDecoder().decode(message);
}

// A trustee's two secrets, for signing and for reading, from the one seed to be kept.
export async function keysOf(seed) {
  const [signing, reading] = await Promise.all(["sk", "dk"].map(async (name) => toBigInt(await sha256(`${name}|${seed}`)) % Q));
  return { signing, reading };
}

export async function sign(signing, value) {
  const message = JSON.stringify(value);
  return { message, signature: writeProof(await proveKnowledge(`sigmsg|${message}`, signing)) };
}

// A text that only the holder of `recipient`'s key reads, signed within.
export async function send(signing, recipient, value) {
  const inner = await sign(signing, { recipient: `${recipient}`, message: JSON.stringify(value) });
  const [randomness, hidden] = [randomExponent(), randomExponent()];
  const element = powersOfG().raise(hidden);
  const alpha = powersOfG().raise(randomness);
  const beta = (new FixedPowers(recipient, 2).raise(randomness) * element) % P;
  return JSON.stringify({ alpha: `${alpha}`, beta: `${beta}`, data: await seal(element, alpha, JSON.stringify(inner)) });
}

// Opens what `sender` (its verification key) sent to the holder of `reading`.
export async function receive(reading, sender, source, place) {
  const sealed = readJson(source, place);
  checkKeys(sealed, ["alpha", "beta", "data"], [], place);
  const alpha = readMember(sealed.alpha, `${place}.alpha`);
  const mask = new FixedPowers(alpha, 2).raise(reading);
  const element = (readElement(sealed.beta, `${place}.beta`) * inverse(mask)) % P;
  const inner = readJson(await unseal(element, alpha, sealed.data, place), place);
  const message = await readSigned(inner, sender, place);
  checkKeys(message, ["recipient", "message"], [], place);
  if (message.recipient !== `${powersOfG().raise(reading)}`) throw new Refused(place, "written for somebody else");
  return readJson(message.message, place);
}

export const addExponents = (exponents) => exponents.reduce((sum, one) => reduce(sum + one, Q), 0n);
