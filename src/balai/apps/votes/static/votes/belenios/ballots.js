// Elections, credentials and ballots: specification sections 4.8 to 4.11 and 4.15.

import {
  FixedPowers, G, GROUP, P, Q, Refused, SharedPowers, checkKeys, checkList, fingerprint, powersOfG, randomExponent,
  readElement, readJson, readProof, reduce, toBigInt, writeProof,
} from "./group.js";
import {
  holdsBlank, holdsBlankOrInterval, holdsInterval, holdsKnowledge, proveBlank, proveBlankOrInterval, proveInterval,
  proveKnowledge,
} from "./proofs.js";

const LETTERS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const BITS = [0n, 1n];
const LONGEST_BALLOT = 4_000_000;
const MOST_ANSWERS = 1000;

const checksum = (letters) => {
  let rest = 0;
  for (const letter of letters) rest = (rest * 58 + LETTERS.indexOf(letter)) % 53;
  return LETTERS[53 - rest];
};

// `count` letters of base 58, each drawn evenly.
export function randomLetters(count) {
  let letters = "";
  while (letters.length < count) {
    const [byte] = crypto.getRandomValues(new Uint8Array(1));
    if (byte < 58 * 4) letters += LETTERS[byte % 58];
  }
  return letters;
}

export function makeCredential() {
  const letters = randomLetters(14);
  return (letters + checksum(letters)).match(/.{3}/g).join("-");
}

// The credential as it is counted, from what somebody typed; null where a letter must be wrong.
export function readCredential(typed) {
  const letters = typed.replace(/[\s-]/g, "");
  if (!/^[1-9A-HJ-NP-Za-km-z]{15}$/.test(letters) || checksum(letters.slice(0, 14)) !== letters[14]) return null;
  return letters.match(/.{3}/g).join("-");
}

export async function secretOf(credential, uuid) {
  const text = new TextEncoder();
  const key = await crypto.subtle.importKey("raw", text.encode(credential), "PBKDF2", false, ["deriveBits"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt: text.encode(uuid), iterations: 1000 };
  return toBigInt(new Uint8Array(await crypto.subtle.deriveBits(how, key, 256))) % Q;
}

export const publicOf = (secret) => powersOfG().raise(secret);

// The codes of a roll, by the registrar: `private` has a line "number code" for each, to hand out; `public` is the list
// that the election publishes, in the order of its numbers, so that its places tell nothing.
export async function makeCredentials(uuid, count, progress = () => {}) {
  const codes = [];
  const keys = [];
  for (let number = 1; number <= count; number += 1) {
    const credential = makeCredential();
    codes.push(`${number} ${credential}\n`);
    keys.push(publicOf(await secretOf(credential, uuid)));
    progress(number, count);
  }
  keys.sort((one, other) => (one < other ? -1 : 1));
  if (new Set(keys).size !== count) throw new Refused("credentials", "one twice");
  return { private: codes.join(""), public: JSON.stringify(keys.map(String)) };
}

function readQuestion(question, place) {
  if (Object.hasOwn(question ?? {}, "type")) throw new Refused(place, "a kind of question that is not counted here");
  checkKeys(question, ["answers", "min", "max", "question"], ["blank"], place);
  checkList(question.answers, null, `${place}.answers`);
  const { answers, min, max, blank = false } = question;
  const sound = Number.isInteger(min) && Number.isInteger(max) && min >= 0 && min <= max && max <= answers.length;
  if (!sound || answers.length > MOST_ANSWERS || typeof blank !== "boolean") throw new Refused(place, "out of bounds");
  const values = Array.from({ length: max - min + 1 }, (_, at) => BigInt(min + at));
  return { question: question.question, answers, min, max, blank, values, size: answers.length + (blank ? 1 : 0) };
}

// An election from the very text that was published: its fingerprint is of the bytes.
export async function readElection(source, width = 4) {
  const found = readJson(source, "election");
  const keys = ["version", "description", "name", "group", "public_key", "questions", "uuid"];
  checkKeys(found, keys, ["administrator", "credential_authority"], "election");
  if (found.version !== 1 || found.group !== GROUP) throw new Refused("election", "unknown version or group");
  if (typeof found.uuid !== "string" || !/^[1-9A-HJ-NP-Za-km-z]{14,64}$/.test(found.uuid)) {
    throw new Refused("election.uuid", "not an identifier");
  }
  const key = readElement(found.public_key, "election.public_key");
  if (!new SharedPowers(key).isInGroup()) throw new Refused("election.public_key", "not in the group");
  const questions = checkList(found.questions, null, "election.questions");
  return {
    uuid: found.uuid,
    name: found.name,
    description: found.description,
    questions: questions.map((question, at) => readQuestion(question, `election.questions[${at}]`)),
    fingerprint: await fingerprint(source),
    key,
    powers: new FixedPowers(key, width),
  };
}

function checkChoice(question, choice, place) {
  checkList(choice, question.size, place);
  if (!choice.every((value) => value === 0 || value === 1)) throw new Refused(place, "only 0 and 1 are choices");
  const chosen = choice.slice(question.blank ? 1 : 0).reduce((sum, value) => sum + value, 0);
  const blank = question.blank && choice[0] === 1;
  if (blank ? chosen !== 0 : chosen < question.min || chosen > question.max) {
    throw new Refused(place, "too few or too many choices");
  }
}

const joined = (ciphertexts) => ciphertexts.map(({ alpha, beta }) => `${alpha.base},${beta.base}`).join(",");

function sumHidden(hidden) {
  const randomness = hidden.reduce((sum, one) => sum + one.randomness, 0n);
  return { randomness: reduce(randomness, Q), value: hidden.reduce((sum, one) => sum + one.value, 0n) };
}

function encrypt(powersOfKey, value) {
  const randomness = randomExponent();
  const mask = powersOfKey.raise(randomness);
  const beta = [mask, (mask * G) % P][value];
  return [{ alpha: { base: powersOfG().raise(randomness) }, beta: { base: beta } }, { randomness, value: BigInt(value) }];
}

async function makeAnswer(powersOfKey, voter, question, choice) {
  const pairs = choice.map((value) => encrypt(powersOfKey, value));
  const ciphertexts = pairs.map(([ciphertext]) => ciphertext);
  const hidden = pairs.map(([, secret]) => secret);
  const individual = [];
  for (const [ciphertext, secret] of pairs) {
    individual.push((await proveInterval(powersOfKey, voter, ciphertext, secret, BITS)).map(writeProof));
  }
  const prefix = `${voter}|${joined(ciphertexts)}`;
  const answer = {
    choices: ciphertexts.map(({ alpha, beta }) => ({ alpha: `${alpha.base}`, beta: `${beta.base}` })),
    individual_proofs: individual,
  };
  if (question.blank) {
    const sum = sumHidden(hidden.slice(1));
    const overall = await proveBlankOrInterval(powersOfKey, prefix, hidden[0], sum, question.values);
    answer.overall_proof = overall.map(writeProof);
    answer.blank_proof = (await proveBlank(powersOfKey, prefix, hidden[0], sum)).map(writeProof);
  } else {
    const whole = product(ciphertexts, (base) => ({ base }));
    const overall = await proveInterval(powersOfKey, prefix, whole, sumHidden(hidden), question.values);
    answer.overall_proof = overall.map(writeProof);
  }
  return answer;
}

function product(ciphertexts, wrap) {
  let alpha = 1n;
  let beta = 1n;
  for (const one of ciphertexts) {
    alpha = (alpha * one.alpha.base) % P;
    beta = (beta * one.beta.base) % P;
  }
  return { alpha: wrap(alpha), beta: wrap(beta) };
}

// `choices`: for each question, 0 or 1 for each answer; where a blank vote is allowed, that one first.
// The text is what is sent and counted, byte by byte; the tracker is how its voter finds it again.
export async function makeBallot(election, credential, choices) {
  checkList(choices, election.questions.length, "choices");
  election.questions.forEach((question, at) => checkChoice(question, choices[at], `choices[${at}]`));
  const counted = readCredential(credential);
  if (counted === null) throw new Refused("credential", "a letter is wrong");
  const secret = await secretOf(counted, election.uuid);
  const key = publicOf(secret);
  const voter = `${election.fingerprint}|${key}`;
  const ballot = { election_uuid: election.uuid, election_hash: election.fingerprint, credential: `${key}`, answers: [] };
  for (const [at, question] of election.questions.entries()) {
    ballot.answers.push(await makeAnswer(election.powers, voter, question, choices[at]));
  }
  const signed = await fingerprint(JSON.stringify(ballot));
  ballot.signature = { hash: signed, proof: writeProof(await proveKnowledge(`sig|${signed}`, secret)) };
  const source = JSON.stringify(ballot);
  return { source, tracker: await fingerprint(source), credential: ballot.credential };
}

function readCiphertext(value, place) {
  checkKeys(value, ["alpha", "beta"], [], place);
  const [alpha, beta] = ["alpha", "beta"].map((name) => {
    const shared = new SharedPowers(readElement(value[name], `${place}.${name}`));
    if (!shared.isInGroup()) throw new Refused(`${place}.${name}`, "not in the group");
    return shared;
  });
  return { alpha, beta };
}

const readProofs = (value, length, place) =>
  checkList(value, length, place).map((proof, at) => readProof(proof, `${place}[${at}]`));

async function verifyAnswer(powersOfKey, voter, question, answer, place) {
  const needed = ["choices", "individual_proofs", "overall_proof", ...(question.blank ? ["blank_proof"] : [])];
  checkKeys(answer, needed, [], place);
  checkList(answer.choices, question.size, `${place}.choices`);
  const individual = checkList(answer.individual_proofs, question.size, `${place}.individual_proofs`);
  const ciphertexts = [];
  for (const [at, choice] of answer.choices.entries()) {
    const ciphertext = readCiphertext(choice, `${place}.choices[${at}]`);
    const proofs = readProofs(individual[at], 2, `${place}.individual_proofs[${at}]`);
    if (!(await holdsInterval(powersOfKey, voter, ciphertext, BITS, proofs))) {
      throw new Refused(`${place}.individual_proofs[${at}]`, "does not hold");
    }
    ciphertexts.push(ciphertext);
  }
  const prefix = `${voter}|${joined(ciphertexts)}`;
  const shared = (base) => new SharedPowers(base);
  const { values } = question;
  let sound;
  if (question.blank) {
    const overall = readProofs(answer.overall_proof, values.length + 1, `${place}.overall_proof`);
    const blank = readProofs(answer.blank_proof, 2, `${place}.blank_proof`);
    const sum = product(ciphertexts.slice(1), shared);
    if (!(await holdsBlank(powersOfKey, prefix, ciphertexts[0], sum, blank))) {
      throw new Refused(`${place}.blank_proof`, "does not hold");
    }
    sound = await holdsBlankOrInterval(powersOfKey, prefix, ciphertexts[0], sum, values, overall);
  } else {
    const overall = readProofs(answer.overall_proof, values.length, `${place}.overall_proof`);
    sound = await holdsInterval(powersOfKey, prefix, product(ciphertexts, shared), values, overall);
  }
  if (!sound) throw new Refused(`${place}.overall_proof`, "does not hold");
  return ciphertexts.map(({ alpha, beta }) => [alpha.base, beta.base]);
}

// The ballot in the one order of fields that is counted.
function inOrder(ballot) {
  const proof = ({ challenge, response }) => ({ challenge, response });
  const answers = ballot.answers.map((answer) => ({
    choices: answer.choices.map(({ alpha, beta }) => ({ alpha, beta })),
    individual_proofs: answer.individual_proofs.map((proofs) => proofs.map(proof)),
    overall_proof: answer.overall_proof.map(proof),
    ...(answer.blank_proof ? { blank_proof: answer.blank_proof.map(proof) } : {}),
  }));
  const { election_uuid, election_hash, credential } = ballot;
  return { election_uuid, election_hash, credential, answers };
}

// Checks one ballot against its election, and against the public credentials when they are given (a Set of strings).
// Throws Refused with the place. Ciphertexts are [alpha, beta] for each choice of each question.
export async function verifyBallot(election, source, credentials = null) {
  if (source.length > LONGEST_BALLOT) throw new Refused("ballot", "too long");
  const ballot = readJson(source, "ballot");
  checkKeys(ballot, ["election_uuid", "election_hash", "credential", "answers", "signature"], [], "ballot");
  if (ballot.election_uuid !== election.uuid) throw new Refused("ballot.election_uuid", "of another election");
  if (ballot.election_hash !== election.fingerprint) throw new Refused("ballot.election_hash", "of another election");
  const key = new SharedPowers(readElement(ballot.credential, "ballot.credential"));
  if (credentials !== null && !credentials.has(ballot.credential)) throw new Refused("ballot.credential", "not enrolled");
  if (!key.isInGroup()) throw new Refused("ballot.credential", "not in the group");
  checkList(ballot.answers, election.questions.length, "ballot.answers");
  checkKeys(ballot.signature, ["hash", "proof"], [], "ballot.signature");
  const proof = readProof(ballot.signature.proof, "ballot.signature.proof");
  const ciphertexts = [];
  for (const [at, question] of election.questions.entries()) {
    const voter = `${election.fingerprint}|${ballot.credential}`;
    ciphertexts.push(await verifyAnswer(election.powers, voter, question, ballot.answers[at], `ballot.answers[${at}]`));
  }
  const ordered = inOrder(ballot);
  const signed = await fingerprint(JSON.stringify(ordered));
  const { challenge, response } = ballot.signature.proof;
  ordered.signature = { hash: ballot.signature.hash, proof: { challenge, response } };
  if (JSON.stringify(ordered) !== source) throw new Refused("ballot", "not written in the one form that is counted");
  if (ballot.signature.hash !== signed) throw new Refused("ballot.signature.hash", "of another ballot");
  if (!(await holdsKnowledge(`sig|${signed}`, key, proof))) throw new Refused("ballot.signature", "does not hold");
  return { credential: ballot.credential, tracker: await fingerprint(source), ciphertexts };
}
