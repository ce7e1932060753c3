// Keys of trustees, their shares of a decryption, and the result: specification sections 4.5 to 4.7, 4.18 and 4.19.

import {
  FixedPowers, G, GROUP, P, Q, Refused, SharedPowers, challengeOf, checkKeys, checkList, inverse, power, powersOfG,
  randomExponent, readElement, readExponent, readJson, readProof, reduce, writeProof,
} from "./group.js";
import { holdsKnowledge, proveKnowledge } from "./proofs.js";

const MOST_TRUSTEES = 100;

// A public key with the proof that its maker knows the private one.
export async function publishKey(secret) {
  const key = powersOfG().raise(secret);
  return { pok: writeProof(await proveKnowledge(`pok|${GROUP}|${key}`, secret)), public_key: `${key}` };
}

// The private key never leaves the device: it is for its holder to keep, the public one for the election.
// `private` is what `belenios-tool` keeps in a `.privkey` file, `public` what it writes to `.pubkey`.
export async function makeTrusteeKey() {
  const secret = randomExponent();
  return { private: JSON.stringify(`${secret}`), public: JSON.stringify(await publishKey(secret)) };
}

export const readPrivateKey = (source) => readExponent(readJson(source.trim(), "private key"), "private key");

export function readMember(value, place) {
  const element = readElement(value, place);
  if (!new SharedPowers(element).isInGroup()) throw new Refused(place, "not in the group");
  return element;
}

export async function verifyTrusteeKey(value, place) {
  checkKeys(value, ["pok", "public_key"], [], place);
  const key = readMember(value.public_key, `${place}.public_key`);
  const proof = readProof(value.pok, `${place}.pok`);
  if (!(await holdsKnowledge(`pok|${GROUP}|${key}`, key, proof))) throw new Refused(`${place}.pok`, "does not hold");
  return key;
}

// A signed message; `key` is what signed it, or the message itself says its key (a certificate).
export async function readSigned(value, key, place) {
  checkKeys(value, ["message", "signature"], [], place);
  if (typeof value.message !== "string") throw new Refused(`${place}.message`, "not a string");
  const proof = readProof(value.signature, `${place}.signature`);
  const message = readJson(value.message, `${place}.message`);
  const signer = key ?? readMember(message?.verification, `${place}.message.verification`);
  if (!(await holdsKnowledge(`sigmsg|${value.message}`, signer, proof))) {
    throw new Refused(`${place}.signature`, "does not hold");
  }
  return message;
}

export async function readCertificate(value, place) {
  const message = await readSigned(value, null, place);
  checkKeys(message, ["verification", "encryption"], [], `${place}.message`);
  return {
    verification: readElement(message.verification, `${place}.message.verification`),
    encryption: readMember(message.encryption, `${place}.message.encryption`),
  };
}

// The public coefficients of one trustee's polynomial.
export async function readCoefficients(value, signer, threshold, place) {
  const message = await readSigned(value, signer, place);
  checkKeys(message, ["coefexps"], [], `${place}.message`);
  const list = checkList(message.coefexps, threshold, `${place}.message.coefexps`);
  return list.map((element, at) => readMember(element, `${place}.message.coefexps[${at}]`));
}

// g^f(number), from g to the power of each coefficient of f.
export function evaluate(coefficients, number) {
  return coefficients.reduceRight((sum, coefficient) => (power(sum, BigInt(number)) * coefficient) % P, 1n);
}

async function readPedersen(value, place) {
  checkKeys(value, ["threshold", "certs", "coefexps", "verification_keys"], [], place);
  const { threshold } = value;
  const count = checkList(value.certs, null, `${place}.certs`).length;
  if (!Number.isInteger(threshold) || threshold < 1 || threshold > count || count > MOST_TRUSTEES) {
    throw new Refused(`${place}.threshold`, "out of bounds");
  }
  const coefficients = [];
  for (const [at, found] of checkList(value.coefexps, count, `${place}.coefexps`).entries()) {
    const certificate = await readCertificate(value.certs[at], `${place}.certs[${at}]`);
    coefficients.push(await readCoefficients(found, certificate.verification, threshold, `${place}.coefexps[${at}]`));
  }
  const keys = [];
  for (const [at, found] of checkList(value.verification_keys, count, `${place}.verification_keys`).entries()) {
    const key = await verifyTrusteeKey(found, `${place}.verification_keys[${at}]`);
    if (coefficients.reduce((product, one) => (product * evaluate(one, at + 1)) % P, 1n) !== key) {
      throw new Refused(`${place}.verification_keys[${at}]`, "not the key that all polynomials give");
    }
    keys.push(key);
  }
  return { threshold, keys, key: coefficients.reduce((product, one) => (product * one[0]) % P, 1n) };
}

// Groups of trustees: `threshold` of the `keys` of each are needed. `first` is the number of a group's first trustee.
export async function readTrustees(source) {
  const found = checkList(readJson(source, "trustees"), null, "trustees");
  if (found.length === 0 || found.length > MOST_TRUSTEES) throw new Refused("trustees", "too few or too many");
  const groups = [];
  let first = 1;
  let key = 1n;
  for (const [at, item] of found.entries()) {
    const place = `trustees[${at}]`;
    const [kind, value] = checkList(item, 2, place);
    if (kind !== "Single" && kind !== "Pedersen") throw new Refused(place, "unknown kind of trustee");
    const single = kind === "Single" ? await verifyTrusteeKey(value, place) : null;
    const group = single === null ? await readPedersen(value, place) : { threshold: 1, keys: [single], key: single };
    groups.push({ ...group, first, single: single !== null });
    first += group.keys.length;
    key = (key * group.key) % P;
  }
  return { groups, keys: groups.flatMap((group) => group.keys), key };
}

// The ciphertexts of a tally, as [alpha, beta] for each choice of each question.
export function readTally(election, source) {
  const found = checkList(readJson(source, "tally"), election.questions.length, "tally");
  return found.map((row, at) =>
    checkList(row, election.questions[at].size, `tally[${at}]`).map((ciphertext, number) => {
      const place = `tally[${at}][${number}]`;
      checkKeys(ciphertext, ["alpha", "beta"], [], place);
      return [readMember(ciphertext.alpha, `${place}.alpha`), readMember(ciphertext.beta, `${place}.beta`)];
    }),
  );
}

const decryption = (election, key) => `decrypt|${election.fingerprint}|${key}`;

// A trustee's share. Whoever holds the secret checks first that the tally is the tally of all ballots: see verify.js.
export async function decryptPartly(election, tally, secret) {
  const key = powersOfG().raise(secret);
  const factors = [];
  const proofs = [];
  for (const row of tally) {
    const pairs = [];
    for (const [alpha] of row) {
      const powers = new FixedPowers(alpha, 2);
      const nonce = randomExponent();
      const commitments = `${powersOfG().raise(nonce)},${powers.raise(nonce)}`;
      const challenge = await challengeOf(`${decryption(election, key)}|${commitments}`);
      pairs.push([`${powers.raise(secret)}`, writeProof([challenge, reduce(nonce - secret * challenge, Q)])]);
    }
    factors.push(pairs.map(([factor]) => factor));
    proofs.push(pairs.map(([, proof]) => proof));
  }
  return JSON.stringify({ decryption_factors: factors, decryption_proofs: proofs });
}

// The factors of one trustee's share, checked against that trustee's public key.
export async function verifyPartly(election, tally, source, key, place) {
  const found = readJson(source, place);
  checkKeys(found, ["decryption_factors", "decryption_proofs"], [], place);
  checkList(found.decryption_factors, tally.length, `${place}.decryption_factors`);
  checkList(found.decryption_proofs, tally.length, `${place}.decryption_proofs`);
  const shared = new SharedPowers(key);
  const factors = [];
  for (const [at, row] of tally.entries()) {
    checkList(found.decryption_factors[at], row.length, `${place}.decryption_factors[${at}]`);
    checkList(found.decryption_proofs[at], row.length, `${place}.decryption_proofs[${at}]`);
    factors.push([]);
    for (const [number, [alpha]] of row.entries()) {
      const factor = new SharedPowers(
        readElement(found.decryption_factors[at][number], `${place}.decryption_factors[${at}][${number}]`),
      );
      const where = `${place}.decryption_proofs[${at}][${number}]`;
      const [challenge, response] = readProof(found.decryption_proofs[at][number], where);
      const first = (powersOfG().raise(response) * shared.raise(challenge)) % P;
      const second = (power(alpha, response) * factor.raise(challenge)) % P;
      const expected = await challengeOf(`${decryption(election, key)}|${first},${second}`);
      if (!factor.isInGroup() || expected !== challenge) throw new Refused(where, "does not hold");
      factors[at].push(factor.base);
    }
  }
  return factors;
}

function lagrange(numbers, number) {
  let above = 1n;
  let below = 1n;
  for (const other of numbers.filter((one) => one !== number)) {
    above = reduce(above * BigInt(other), Q);
    below = reduce(below * BigInt(other - number), Q);
  }
  let inverted = 1n;
  for (let base = below, rest = Q - 2n; rest > 0n; rest >>= 1n) {
    if (rest & 1n) inverted = (inverted * base) % Q;
    base = (base * base) % Q;
  }
  return (above * inverted) % Q;
}

// The exponent below `most` of a power of G; null where there is none (giant steps, then baby steps).
function logarithms(most) {
  const step = Math.ceil(Math.sqrt(most + 1));
  const small = new Map();
  let element = 1n;
  for (let exponent = 0; exponent < step; exponent += 1) {
    small.set(element, exponent);
    element = (element * G) % P;
  }
  const back = inverse(element);
  return (target) => {
    for (let giant = 0, rest = target; giant <= step; giant += 1) {
      if (small.has(rest)) return giant * step + small.get(rest);
      rest = (rest * back) % P;
    }
    return null;
  };
}

// Which trustees' shares are taken: a Map from number to exponent; null while too few are there.
function taken(groups, shares) {
  const weights = new Map();
  for (const group of groups) {
    const there = group.keys.map((_, at) => at + 1).filter((number) => shares.has(group.first + number - 1));
    if (there.length < group.threshold) return null;
    const used = there.slice(0, group.threshold);
    for (const number of used) weights.set(group.first + number - 1, group.single ? 1n : lagrange(used, number));
  }
  return weights;
}

// The numbers of votes, from the tally and the factors of each trustee (a Map by number). Null: shares are missing.
export function computeResult(tally, groups, shares, most) {
  const weights = taken(groups, shares);
  if (weights === null) return null;
  const logarithm = logarithms(most);
  return tally.map((row, at) =>
    row.map(([, beta], number) => {
      let mask = 1n;
      for (const [trustee, weight] of weights) mask = (mask * power(shares.get(trustee)[at][number], weight)) % P;
      const votes = logarithm((beta * inverse(mask)) % P);
      if (votes === null) throw new Refused(`tally[${at}][${number}]`, "no number of votes");
      return votes;
    }),
  );
}
