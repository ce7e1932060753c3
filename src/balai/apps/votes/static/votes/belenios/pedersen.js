// Trustees of whom some are enough (Pedersen's protocol): specification section 4.6. Three times a trustee's device makes
// something from the seed that it keeps: a certificate, a polynomial, an output. What it makes is public, or sealed for
// one other trustee. The city only hands it on (makeInputs) and puts it together (makeParameters).

import { randomLetters } from "./ballots.js";
import { addExponents, keysOf, receive, send, sign } from "./channel.js";
import { P, Q, Refused, checkKeys, checkList, powersOfG, randomExponent, readJson, readNumber, reduce } from "./group.js";
import { evaluate, publishKey, readCertificate, readCoefficients, verifyTrusteeKey } from "./trustees.js";
import { shareWithSecret } from "./verify.js";

const SEED = /^[1-9A-HJ-NP-Za-km-z]{22}$/;

// Inside a sealed message an exponent may stand as it was added up: others do not always take it modulo Q.
const readSecret = (value, place) => reduce(readNumber(value, place, P), Q);

function readSeed(source) {
  const seed = source.trim();
  if (!SEED.test(seed)) throw new Refused("seed", "a letter is wrong");
  return seed;
}

// Step 1: a seed to keep, and the certificate that all others see.
export async function makeCertificate() {
  const seed = randomLetters(22);
  const { signing, reading } = await keysOf(seed);
  const [verification, encryption] = [signing, reading].map((secret) => `${powersOfG().raise(secret)}`);
  return { seed, certificate: JSON.stringify(await sign(signing, { verification, encryption })) };
}

const readCertificates = (sources) =>
  Promise.all(sources.map((source, at) => readCertificate(readJson(source, `certificates[${at}]`), `certificates[${at}]`)));

// Who this seed is among the certificates: its keys and its place.
async function myself(seed, certificates) {
  const keys = await keysOf(readSeed(seed));
  const encryption = powersOfG().raise(keys.reading);
  const verification = powersOfG().raise(keys.signing);
  const place = certificates.findIndex((one) => one.encryption === encryption && one.verification === verification);
  if (place < 0) throw new Refused("seed", "none of the certificates");
  return { ...keys, encryption, place };
}

// Step 3: a secret polynomial of `threshold` coefficients, and its value at each trustee, sealed for that trustee.
export async function makePolynomial(seed, certificateTexts, threshold) {
  if (!Number.isInteger(threshold) || threshold < 1 || threshold > certificateTexts.length) {
    throw new Refused("threshold", "out of bounds");
  }
  const certificates = await readCertificates(certificateTexts);
  const me = await myself(seed, certificates);
  const coefficients = Array.from({ length: threshold }, randomExponent);
  const secrets = [];
  for (const [at, certificate] of certificates.entries()) {
    const number = BigInt(at + 1);
    const value = coefficients.reduceRight((sum, coefficient) => (sum * number + coefficient) % Q, 0n);
    secrets.push(await send(me.signing, certificate.encryption, { secret: `${value}` }));
  }
  const coefexps = coefficients.map((coefficient) => `${powersOfG().raise(coefficient)}`);
  return JSON.stringify({
    polynomial: await send(me.signing, me.encryption, { polynomial: coefficients.map((coefficient) => `${coefficient}`) }),
    secrets,
    coefexps: await sign(me.signing, { coefexps }),
  });
}

function readPolynomials(sources, count) {
  checkList(sources, count, "polynomials");
  return sources.map((source, at) => {
    const found = readJson(source, `polynomials[${at}]`);
    checkKeys(found, ["polynomial", "secrets", "coefexps"], [], `polynomials[${at}]`);
    checkList(found.secrets, count, `polynomials[${at}].secrets`);
    return found;
  });
}

// Step 4, by the city: what each trustee gets from all the others.
export function makeInputs(polynomialTexts) {
  const polynomials = readPolynomials(polynomialTexts, polynomialTexts.length);
  const coefexps = polynomials.map((one) => one.coefexps);
  return polynomials.map((own, at) => {
    const secrets = polynomials.map((one) => one.secrets[at]);
    return JSON.stringify({ polynomial: own.polynomial, secrets, coefexps });
  });
}

const readAllCoefficients = (coefexps, certificates, threshold) =>
  Promise.all(
    coefexps.map((one, at) => readCoefficients(one, certificates[at].verification, threshold, `coefexps[${at}]`)),
  );

// Step 5: checks what all others sent, and makes the own part of the key. It is sealed for its holder alone.
export async function makeOutput(seed, certificateTexts, inputText, threshold) {
  const certificates = await readCertificates(certificateTexts);
  const me = await myself(seed, certificates);
  const input = readJson(inputText, "input");
  checkKeys(input, ["polynomial", "secrets", "coefexps"], [], "input");
  checkList(input.secrets, certificates.length, "input.secrets");
  checkList(input.coefexps, certificates.length, "input.coefexps");
  const coefficients = await readAllCoefficients(input.coefexps, certificates, threshold);
  await checkOwn(me, input, coefficients[me.place]);
  const values = [];
  for (const [at, sealed] of input.secrets.entries()) {
    const place = `input.secrets[${at}]`;
    const found = await receive(me.reading, certificates[at].verification, sealed, place);
    const value = readSecret(found?.secret, place);
    if (powersOfG().raise(value) !== evaluate(coefficients[at], me.place + 1)) throw new Refused(place, "not on its polynomial");
    values.push(value);
  }
  const secret = addExponents(values);
  const sealed = await send(me.signing, me.encryption, { decryption_key: `${secret}` });
  return JSON.stringify({ private_key: sealed, public_key: await publishKey(secret) });
}

// What is said to be one's own polynomial is the one that one made.
async function checkOwn(me, input, coefficients) {
  const own = await receive(me.reading, powersOfG().raise(me.signing), input.polynomial, "input.polynomial");
  const expected = checkList(own?.polynomial, coefficients.length, "input.polynomial");
  expected.forEach((coefficient, at) => {
    const exponent = readSecret(coefficient, `input.polynomial[${at}]`);
    if (powersOfG().raise(exponent) !== coefficients[at]) throw new Refused("input.coefexps", "not one's own polynomial");
  });
}

// Step 6, by the city: the parameters that the election publishes, and each trustee's sealed part to keep for the end.
export async function makeParameters(certificateTexts, polynomialTexts, outputTexts, threshold) {
  const certificates = await readCertificates(certificateTexts);
  const polynomials = readPolynomials(polynomialTexts, certificates.length);
  const coefexps = polynomials.map((one) => one.coefexps);
  const coefficients = await readAllCoefficients(coefexps, certificates, threshold);
  const outputs = checkList(outputTexts, certificates.length, "outputs").map((one, at) => readJson(one, `outputs[${at}]`));
  for (const [at, output] of outputs.entries()) {
    checkKeys(output, ["private_key", "public_key"], [], `outputs[${at}]`);
    const key = await verifyTrusteeKey(output.public_key, `outputs[${at}].public_key`);
    if (coefficients.reduce((product, one) => (product * evaluate(one, at + 1)) % P, 1n) !== key) {
      throw new Refused(`outputs[${at}].public_key`, "not the key that all polynomials give");
    }
  }
  const certs = certificateTexts.map((source) => JSON.parse(source));
  const parameters = { threshold, certs, coefexps, verification_keys: outputs.map((one) => one.public_key) };
  return { parameters: JSON.stringify(parameters), keys: outputs.map((one) => one.private_key) };
}

// A share of a verified archive, from the seed and the sealed part of the key.
export async function shareOfSeed(report, seed, sealedKey) {
  const keys = await keysOf(readSeed(seed));
  const found = await receive(keys.reading, powersOfG().raise(keys.signing), sealedKey, "sealed key");
  return shareWithSecret(report, readSecret(found?.decryption_key, "sealed key"));
}
