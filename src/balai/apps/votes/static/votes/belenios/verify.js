// Verifies a whole election from its archive alone, and says what it checked (specification section 3.5).

import { openArchive } from "./archive.js";
import { readElection, verifyBallot } from "./ballots.js";
import { P, Refused, checkKeys, checkList, hash, power, powersOfG, readElement, readJson } from "./group.js";
import { computeResult, decryptPartly, readPrivateKey, readTally, readTrustees, verifyPartly } from "./trustees.js";

// A wide table of powers pays only where many ballots are checked.
const widthFor = (events) => (events < 200 ? 4 : 7);
const HIGHEST_WEIGHT = 100_000;

// Public credentials with their weights. Order and doubles are the makers' affair; a double would hide a voice.
function readRoll(source) {
  const roll = new Map();
  checkList(readJson(source, "credentials"), null, "credentials").forEach((line, at) => {
    const place = `credentials[${at}]`;
    const [key, weight = "1", ...rest] = typeof line === "string" ? line.split(",") : [line];
    readElement(key, place);
    if (rest.length || !/^[1-9][0-9]{0,5}$/.test(weight) || Number(weight) > HIGHEST_WEIGHT) {
      throw new Refused(place, "not a weight");
    }
    if (roll.has(key)) throw new Refused(place, "listed twice");
    roll.set(key, Number(weight));
  });
  return roll;
}

async function setUp(archive, event) {
  const width = widthFor(archive.events.length);
  const setup = readJson(await archive.text(event.payload, event.place), event.place);
  checkKeys(setup, ["election", "trustees", "credentials"], [], event.place);
  const electionText = await archive.text(setup.election, "election");
  const election = await readElection(electionText, width);
  powersOfG(width);
  const trustees = await readTrustees(await archive.text(setup.trustees, "trustees"));
  if (trustees.key !== election.key) throw new Refused("election.public_key", "not the key of its trustees");
  const roll = readRoll(await archive.text(setup.credentials, "credentials"));
  return { electionText, election, trustees, roll };
}

export const trackerOf = (hex) =>
  btoa(String.fromCharCode(...hex.match(/../g).map((pair) => parseInt(pair, 16)))).replace(/=+$/, "");

// The product of the last ballot of everyone, each to its weight.
async function tallyOf(archive, board) {
  const sums = board.election.questions.map((question) => Array.from({ length: question.size }, () => [1n, 1n]));
  for (const [credential, event] of board.last) {
    const weight = BigInt(board.roll.get(credential));
    const ballot = JSON.parse(await archive.text(event.payload, event.place));
    ballot.answers.forEach((answer, at) => {
      answer.choices.forEach(({ alpha, beta }, number) => {
        const pair = [alpha, beta].map((part) => (weight === 1n ? BigInt(part) : power(BigInt(part), weight)));
        sums[at][number] = sums[at][number].map((sum, side) => (sum * pair[side]) % P);
      });
    });
  }
  return sums;
}

async function takeTally(archive, board, event) {
  const sized = readJson(await archive.text(event.payload, event.place), event.place);
  checkKeys(sized, ["num_tallied", "total_weight", "encrypted_tally"], [], event.place);
  const weight = [...board.last.keys()].reduce((sum, credential) => sum + board.roll.get(credential), 0);
  if (sized.num_tallied !== board.last.size || sized.total_weight !== weight) {
    throw new Refused(event.place, "another number of ballots");
  }
  const tally = readTally(board.election, await archive.text(sized.encrypted_tally, event.place));
  const expected = (await tallyOf(archive, board)).flat(2);
  if (tally.flat(2).some((part, at) => part !== expected[at])) throw new Refused(event.place, "not the sum of the ballots");
  Object.assign(board, { tally, weight });
}

async function takeShare(archive, board, event) {
  const owned = readJson(await archive.text(event.payload, event.place), event.place);
  checkKeys(owned, ["owner", "payload"], [], event.place);
  const key = Number.isInteger(owned.owner) ? board.trustees.keys[owned.owner - 1] : undefined;
  if (key === undefined) throw new Refused(event.place, "of nobody who is a trustee");
  if (board.shares.has(owned.owner)) throw new Refused(event.place, "a second share of one trustee");
  const source = await archive.text(owned.payload, event.place);
  board.shares.set(owned.owner, await verifyPartly(board.election, board.tally, source, key, event.place));
}

async function takeResult(archive, board, event) {
  const stated = readJson(await archive.text(event.payload, event.place), event.place);
  checkKeys(stated, ["result"], [], event.place);
  const result = computeResult(board.tally, board.trustees.groups, board.shares, board.weight);
  if (result === null) throw new Refused(event.place, "too few shares to open the tally");
  if (JSON.stringify(stated.result) !== JSON.stringify(result)) throw new Refused(event.place, "not what the shares say");
  board.result = result;
}

// What may come after what, and the state it leads to.
const AFTER = {
  Setup: { from: ["start"], to: "open" },
  Ballot: { from: ["open"], to: "open" },
  EndBallots: { from: ["open"], to: "closed" },
  EncryptedTally: { from: ["closed"], to: "tallied" },
  PartialDecryption: { from: ["tallied"], to: "tallied" },
  Result: { from: ["tallied"], to: "done" },
};

function step(state, event) {
  const rule = AFTER[event.type];
  if (rule === undefined) throw new Refused(event.place, "a kind of question that is not counted here");
  if (!rule.from.includes(state)) throw new Refused(event.place, "out of order");
  if ((event.payload === undefined) !== (event.type === "EndBallots")) throw new Refused(event.place, "payload");
  return rule.to;
}

// Takes a ballot that is on its way through `check`; several are on their way at once where `check` has several hands.
async function takeBallot(archive, board, event, check) {
  const source = await archive.text(event.payload, event.place);
  const known = board.seen.has(event.payload);
  board.seen.add(event.payload);
  if (known) board.warnings.push({ code: "repeated", place: event.place });
  let credential;
  try {
    ({ credential } = await check(source));
  } catch (error) {
    if (error.name === "Refused" && error.place) throw new Refused(`${event.place}, ${error.place}`, error.reason);
    throw error;
  }
  if (!board.roll.has(credential)) throw new Refused(event.place, "not enrolled");
  const before = board.last.get(credential);
  if (before === undefined || before.height < event.height) board.last.set(credential, event);
  board.ballots += 1;
}

const newBoard = () => ({
  state: "start", ballots: 0, last: new Map(), seen: new Set(), shares: new Map(), warnings: [], result: null,
});

// How each kind of event is taken, but ballots, which may be taken several at once.
const TAKING = {
  Setup: async (archive, board, event) => Object.assign(board, await setUp(archive, event)),
  EndBallots: async () => {},
  EncryptedTally: takeTally,
  PartialDecryption: takeShare,
  Result: takeResult,
};

// All of them; of several that are refused, the first in the archive is said, whichever came to an end first.
async function allOf(running) {
  for (const { reason } of await Promise.allSettled(running)) if (reason) throw reason;
}

async function take(archive, board, options) {
  const { check = null, hands = 1, progress = () => {} } = options;
  let running = [];
  const checkHere = (source) => verifyBallot(board.election, source);
  for (const event of archive.events) {
    if (event.type !== "Ballot" || running.length >= hands) {
      await allOf(running);
      running = [];
    }
    board.state = step(board.state, event);
    const checkOne = check === null ? checkHere : (source) => check(board.electionText, source);
    if (event.type === "Ballot") running.push(takeBallot(archive, board, event, checkOne));
    else await TAKING[event.type](archive, board, event);
    progress(event.height + 1, archive.events.length);
  }
  await allOf(running);
}

// What the archive was found to be. `checked` says what holds, each with how many; `refused` is the first thing that does
// not, with its place, or null. `options`: { check, hands, progress }, see belenios.js.
export async function verifyArchive(source, options = {}) {
  const board = newBoard();
  const checked = [];
  let archive = null;
  let refused = null;
  try {
    archive = await openArchive(source, options.reading);
    checked.push({ code: "chain", count: archive.events.length });
    if (archive.events.length === 0) throw new Refused("archive", "no event");
    await take(archive, board, options);
  } catch (error) {
    if (error.name !== "Refused") throw error;
    refused = { place: error.place ?? "", reason: error.reason ?? error.message };
  }
  if (board.election) {
    checked.push({ code: "trustees", count: board.trustees.keys.length }, { code: "roll", count: board.roll.size });
  }
  if (board.ballots) checked.push({ code: "ballots", count: board.ballots });
  if (board.tally) checked.push({ code: "tally", count: board.last.size });
  if (board.shares.size) checked.push({ code: "shares", count: board.shares.size });
  if (board.result) checked.push({ code: "result", count: board.result.length });
  return { archive, board, checked, refused, warnings: board.warnings, result: board.result };
}

// The place of a tracker in a verified archive: { height, counted }, or null. Only the last ballot of a voter counts.
export function findTracker({ archive, board }, tracker) {
  const wanted = tracker.trim().replace(/=+$/, "");
  const event = archive.events.findLast(({ type, payload }) => type === "Ballot" && trackerOf(payload) === wanted);
  if (event === undefined) return null;
  return { height: event.height, counted: [...board.last.values()].some((last) => last.payload === event.payload) };
}

// A trustee's share of a verified archive: { owner, source }, the two lines that `belenios-tool archive add-event` takes.
// Nothing is opened but the sum of all ballots, whatever a server asks for.
export async function shareWithSecret({ board, refused }, secret) {
  if (refused !== null) throw new Refused(refused.place, refused.reason);
  if (!board.tally) throw new Refused("archive", "voting has not been closed and summed");
  const owner = board.trustees.keys.indexOf(powersOfG().raise(secret)) + 1;
  if (owner === 0) throw new Refused("private key", "of nobody who is a trustee of this election");
  const factors = await decryptPartly(board.election, board.tally, secret);
  const owned = JSON.stringify({ owner, payload: await hash(factors) });
  return { owner, source: `${factors}\n${owned}\n` };
}

export const shareOf = async (report, privateKey) => shareWithSecret(report, readPrivateKey(privateKey));
