// Proofs that something hidden is one of a few things, without a word on which: specification sections 4.12 to 4.14.

import { P, Q, SharedPowers, challengeOf, powersOfG, randomExponent, reduce } from "./group.js";

// One of `branches` is true, the one at place `real`; nobody else learns which. A branch is [randomness, distance]:
// its ciphertext is (g^randomness, y^randomness * g^value), `distance` the value less the one that the branch claims.
// Each branch that is not real is made up from a challenge drawn beforehand. The work done is the same for every `real`.
async function proveOneOf(powersOfKey, prefix, branches, real) {
  const powers = powersOfG();
  const nonce = randomExponent();
  const proofs = [];
  const commitments = [];
  let drawn = 0n;
  commitments[real] = `${powers.raise(nonce)},${powersOfKey.raise(nonce)}`;
  branches.forEach(([randomness, distance], at) => {
    if (at === real) return;
    const challenge = randomExponent();
    const response = randomExponent();
    const exponent = reduce(response + randomness * challenge, Q);
    const shift = powers.raise(reduce(distance * challenge, Q));
    commitments[at] = `${powers.raise(exponent)},${(powersOfKey.raise(exponent) * shift) % P}`;
    proofs[at] = [challenge, response];
    drawn += challenge;
  });
  const challenge = reduce((await challengeOf(`${prefix}|${commitments.join(",")}`)) - drawn, Q);
  proofs[real] = [challenge, reduce(nonce - branches[real][0] * challenge, Q)];
  return proofs;
}

// A branch is here [ciphertext, value]. Whether the proofs fit the statement that one branch holds.
async function holdsOneOf(powersOfKey, prefix, branches, proofs) {
  const powers = powersOfG();
  let sum = 0n;
  const commitments = branches.map(([ciphertext, value], at) => {
    const [challenge, response] = proofs[at];
    sum += challenge;
    const first = (powers.raise(response) * ciphertext.alpha.raise(challenge)) % P;
    let second = (powersOfKey.raise(response) * ciphertext.beta.raise(challenge)) % P;
    if (value !== 0n) second = (second * powers.raise(reduce(-value * challenge, Q))) % P;
    return `${first},${second}`;
  });
  return (await challengeOf(`${prefix}|${commitments.join(",")}`)) === sum % Q;
}

const interval = (prefix, ciphertext) => `prove|${prefix}|${ciphertext.alpha.base},${ciphertext.beta.base}`;

// `values`: what the number may be, as BigInts. `hidden` is the secret side of a ciphertext: { randomness, value }.
export function proveInterval(powersOfKey, prefix, ciphertext, hidden, values) {
  const branches = values.map((value) => [hidden.randomness, hidden.value - value]);
  return proveOneOf(powersOfKey, interval(prefix, ciphertext), branches, values.indexOf(hidden.value));
}

export function holdsInterval(powersOfKey, prefix, ciphertext, values, proofs) {
  const branches = values.map((value) => [ciphertext, value]);
  return holdsOneOf(powersOfKey, interval(prefix, ciphertext), branches, proofs);
}

// Either not blank, or nothing is chosen.
export function proveBlank(powersOfKey, prefix, blank, sum) {
  const branches = [blank, sum].map((hidden) => [hidden.randomness, hidden.value]);
  return proveOneOf(powersOfKey, `bproof0|${prefix}`, branches, blank.value === 0n ? 0 : 1);
}

export function holdsBlank(powersOfKey, prefix, blank, sum, proofs) {
  return holdsOneOf(powersOfKey, `bproof0|${prefix}`, [[blank, 0n], [sum, 0n]], proofs);
}

// Either blank, or as many chosen as `values` allow.
export function proveBlankOrInterval(powersOfKey, prefix, blank, sum, values) {
  const branches = [[blank.randomness, blank.value - 1n]];
  for (const value of values) branches.push([sum.randomness, sum.value - value]);
  const real = blank.value === 1n ? 0 : 1 + values.indexOf(sum.value);
  return proveOneOf(powersOfKey, `bproof1|${prefix}`, branches, real);
}

export function holdsBlankOrInterval(powersOfKey, prefix, blank, sum, values, proofs) {
  const branches = [[blank, 1n], ...values.map((value) => [sum, value])];
  return holdsOneOf(powersOfKey, `bproof1|${prefix}`, branches, proofs);
}

// I know the secret of g^secret, and mean what `prefix` (ending before the commitment) says.
export async function proveKnowledge(prefix, secret) {
  const nonce = randomExponent();
  const challenge = await challengeOf(`${prefix}|${powersOfG().raise(nonce)}`);
  return [challenge, reduce(nonce - secret * challenge, Q)];
}

export async function holdsKnowledge(prefix, key, [challenge, response]) {
  const shared = key instanceof SharedPowers ? key : new SharedPowers(key);
  const commitment = (powersOfG().raise(response) * shared.raise(challenge)) % P;
  return (await challengeOf(`${prefix}|${commitment}`)) === challenge;
}
