#!/usr/bin/env node
// The same ballots, keys and checks as on the city's pages, without the city's pages: for Node from 18 on.

import { createHash, webcrypto } from "node:crypto";
import { chmodSync, closeSync, openSync, readdirSync, readFileSync, readSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";

import * as belenios from "./belenios.js";

globalThis.crypto ??= webcrypto;

const USAGE = `node offline.js ballot ELECTION --credential FILE --choices FILE   a ballot, to standard output; the tracker below it
node offline.js key NAME                                           a trustee's key: NAME.privkey to keep, NAME.pubkey to hand in
node offline.js decrypt ARCHIVE --key FILE                         a trustee's share, after the whole archive was verified
node offline.js verify ARCHIVE [--since OLDER] [--tracker TRACKER] what holds in an archive, and whether a ballot is in it
node offline.js codes NAME --uuid UUID --count N                   the registrar: NAME.privcreds to hand out, NAME.pubcreds to hand in
node offline.js programs FOLDER                                    the fingerprint of the voting programs in a folder
node offline.js certificate NAME                                   threshold, step 1: NAME.key to keep, NAME.cert to hand in
node offline.js polynomial NAME.key --certificates FILE --threshold N            step 3, to standard output
node offline.js output NAME.key --certificates FILE --threshold N --input FILE   step 5, to standard output
node offline.js decrypt ARCHIVE --seed NAME.key --key NAME.dkey    the share of such a trustee

ELECTION is election.json or the archive. A FILE named - is standard input. Secrets are read from files only.
`;

const OPTIONS = {
  credential: "string", choices: "string", key: "string", seed: "string", since: "string", tracker: "string",
  certificates: "string", threshold: "string", input: "string", uuid: "string", count: "string",
};

const CHECKED = {
  chain: "events, each chained to the one before it, and all data as their hashes say",
  trustees: "trustees' keys with their proofs; the election's key is theirs",
  roll: "public credentials, none twice",
  ballots: "ballots: form, proofs and signature of each",
  tally: "last ballots summed anew",
  shares: "trustees' shares with their proofs",
  result: "questions counted anew from the shares",
};

function fileSource(path) {
  const file = openSync(path, "r");
  const read = async (start, end) => {
    const bytes = new Uint8Array(end - start);
    return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, start));
  };
  return { size: statSync(path).size, read, close: () => closeSync(file) };
}

const textOf = (path) => readFileSync(path === "-" ? 0 : path, "utf8");
const linesOf = (path) => textOf(path).split("\n").filter((line) => line !== "");

function needed(values, ...names) {
  for (const name of names) if (values[name] === undefined) throw new belenios.Refused(`--${name}`, "is missing");
  return names.map((name) => values[name]);
}

// A secret is made for its owner alone, and never over another.
function keep(path, secret) {
  writeFileSync(path, secret, { mode: 0o600, flag: "wx" });
  chmodSync(path, 0o400);
}

async function electionText(path) {
  if (!path.endsWith(".bel")) return textOf(path).replace(/\n$/, "");
  const archive = await belenios.openArchive(fileSource(path));
  const [first] = archive.events;
  return archive.text(JSON.parse(await archive.text(first.payload, first.place)).election, first.place);
}

async function ballot([path], values) {
  const [credential, choices] = needed(values, "credential", "choices");
  const election = await belenios.readElection(await electionText(path));
  const made = await belenios.makeBallot(election, textOf(credential).trim(), JSON.parse(textOf(choices)));
  process.stdout.write(`${made.source}\n`);
  process.stderr.write(`tracker ${made.tracker}\n`);
}

async function key([name]) {
  const made = await belenios.makeTrusteeKey();
  keep(`${name}.privkey`, made.private);
  writeFileSync(`${name}.pubkey`, `${made.public}\n`);
  process.stderr.write(`Keep ${name}.privkey; hand in ${name}.pubkey.\n`);
}

function say(report) {
  for (const { code, count } of report.checked) process.stdout.write(`✓ ${count} ${CHECKED[code]}\n`);
  for (const { place } of report.warnings) process.stdout.write(`! ${place}: the same ballot was sent again\n`);
  if (report.refused) process.stdout.write(`✗ ${report.refused.place}: ${report.refused.reason}\n`);
  if (report.result) process.stdout.write(`result ${JSON.stringify(report.result)}\n`);
}

async function verify([path], { since, tracker }) {
  const report = await belenios.verifyArchive(fileSource(path));
  say(report);
  let sound = report.refused === null;
  if (sound && since !== undefined) {
    const older = await belenios.openArchive(fileSource(since));
    const parting = older.events.length > report.archive.events.length ? report.archive.events.length : belenios.partingOf(older, report.archive);
    process.stdout.write(parting === null ? "✓ goes on from the older archive\n" : `✗ event ${parting}: not what the older archive says\n`);
    sound = parting === null;
  }
  if (sound && tracker !== undefined) {
    const found = belenios.findTracker(report, tracker);
    process.stdout.write(found === null ? "✗ no ballot has this tracker\n" : `✓ event ${found.height} has this tracker, ${found.counted ? "and counts" : "and was replaced later"}\n`);
    sound = found !== null;
  }
  process.exitCode = sound ? 0 : 1;
}

async function decrypt([path], values) {
  const [secret] = needed(values, "key");
  const report = await belenios.verifyArchive(fileSource(path));
  const share = values.seed === undefined
    ? await belenios.shareOf(report, textOf(secret))
    : await belenios.shareOfSeed(report, textOf(values.seed), textOf(secret));
  process.stdout.write(share.source);
}

async function codes([name], values) {
  const [uuid, count] = needed(values, "uuid", "count");
  if (!/^[1-9][0-9]{0,6}$/.test(count)) throw new belenios.Refused("--count", "not a number");
  const made = await belenios.makeCredentials(uuid, Number(count));
  keep(`${name}.privcreds`, made.private);
  writeFileSync(`${name}.pubcreds`, `${made.public}\n`);
  process.stderr.write(`Hand out ${name}.privcreds, one line to each; hand in ${name}.pubcreds.\n`);
}

// A line "hash  name" for each program by its name, and the hash of these lines, as the city publishes it.
async function programs([folder]) {
  const names = readdirSync(folder, { recursive: true }).map((name) => name.replaceAll("\\", "/"));
  const lines = names.filter((name) => name.endsWith(".js")).sort().map((name) => {
    const hash = createHash("sha256").update(readFileSync(join(folder, name))).digest("hex");
    return `${hash}  ${name}\n`;
  });
  process.stdout.write(lines.join(""));
  process.stdout.write(`${createHash("sha256").update(lines.join("")).digest("hex")}\n`);
}

async function certificate([name]) {
  const made = await belenios.makeCertificate();
  keep(`${name}.key`, `${made.seed}\n`);
  writeFileSync(`${name}.cert`, `${made.certificate}\n`);
  process.stderr.write(`Keep ${name}.key; hand in ${name}.cert.\n`);
}

async function polynomial([seed], values) {
  const [certificates, threshold] = needed(values, "certificates", "threshold");
  process.stdout.write(`${await belenios.makePolynomial(textOf(seed), linesOf(certificates), Number(threshold))}\n`);
}

async function output([seed], values) {
  const [certificates, threshold, input] = needed(values, "certificates", "threshold", "input");
  const made = await belenios.makeOutput(textOf(seed), linesOf(certificates), textOf(input).trim(), Number(threshold));
  process.stdout.write(`${made}\n`);
}

const COMMANDS = { ballot, key, decrypt, verify, codes, programs, certificate, polynomial, output };

async function main() {
  const options = Object.fromEntries(Object.entries(OPTIONS).map(([name, type]) => [name, { type }]));
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const [name, ...rest] = positionals;
  if (!Object.hasOwn(COMMANDS, name ?? "") || rest.length !== 1) {
    process.stderr.write(USAGE);
    process.exitCode = 2;
    return;
  }
  await COMMANDS[name](rest, values);
}

main().catch((error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
