// Verifies an archive with as many hands as the device has cores: each ballot is checked in a worker (worker.js).

import { Refused, verifyArchive } from "./belenios.js";

const MOST = 8;
const WAITING = 4;
const FEW = 20;

function hire(count) {
  const waiting = new Map();
  const failed = (event) => {
    for (const { reject } of waiting.values()) reject(new Error(event.message ?? "worker"));
    waiting.clear();
  };
  const workers = Array.from({ length: count }, () => {
    const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
    worker.onmessage = ({ data }) => {
      const { resolve, reject } = waiting.get(data.number);
      waiting.delete(data.number);
      if (data.refused) reject(new Refused(data.refused.place, data.refused.reason));
      else if (data.failed) reject(new Error(data.failed));
      else resolve({ credential: data.credential });
    };
    worker.onerror = failed;
    return worker;
  });
  let number = 0;
  const check = (electionText, source) =>
    new Promise((resolve, reject) => {
      number += 1;
      waiting.set(number, { resolve, reject });
      workers[number % count].postMessage({ number, electionText, source });
    });
  return { check, dismiss: () => workers.forEach((worker) => worker.terminate()) };
}

// As verifyArchive, with the same report. Small archives are not worth the start of workers.
export async function verifyOnAllCores(source, options = {}) {
  const count = Math.min(MOST, navigator.hardwareConcurrency || 1);
  const bytesOfBallots = FEW * 8000;
  if (count < 2 || source.size < bytesOfBallots) return verifyArchive(source, options);
  const { check, dismiss } = hire(count);
  try {
    return await verifyArchive(source, { ...options, check, hands: count * WAITING });
  } finally {
    dismiss();
  }
}
