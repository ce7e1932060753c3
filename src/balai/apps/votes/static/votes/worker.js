// One pair of hands: checks ballots of one election and says for each what was found.

import { readElection, verifyBallot } from "./belenios.js";

const WIDTH = 6;
let known = { text: null, election: null };

async function electionOf(text) {
  if (known.text !== text) known = { text, election: readElection(text, WIDTH) };
  return known.election;
}

onmessage = async ({ data: { number, electionText, source } }) => {
  try {
    const { credential } = await verifyBallot(await electionOf(electionText), source);
    postMessage({ number, credential });
  } catch (error) {
    const { name, place, reason } = error;
    postMessage(name === "Refused" ? { number, refused: { place, reason } } : { number, failed: String(error) });
  }
};
