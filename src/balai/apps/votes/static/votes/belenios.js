// Secret ballots as the Belenios specification 2.0 defines them, for browsers and for Node from 18 on, of no dependency.
// Nothing here is written to a log, kept in the browser's storage or sent: callers do that, with what they are given.

export { GROUP, Refused, fingerprint } from "./belenios/group.js";
export {
  makeBallot, makeCredential, makeCredentials, publicOf, readCredential, readElection, secretOf, verifyBallot,
} from "./belenios/ballots.js";
export { makeTrusteeKey, publishKey, readPrivateKey, readTrustees, verifyTrusteeKey } from "./belenios/trustees.js";
export { openArchive, partingOf, sourceOfBlob, sourceOfBytes } from "./belenios/archive.js";
export { findTracker, shareOf, trackerOf, verifyArchive } from "./belenios/verify.js";
export {
  makeCertificate, makeInputs, makeOutput, makeParameters, makePolynomial, shareOfSeed,
} from "./belenios/pedersen.js";
