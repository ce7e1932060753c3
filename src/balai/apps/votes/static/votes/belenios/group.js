// The group BELENIOS-2048, its numbers and its hashes: Belenios specification 2.0, sections 4.2, 4.3 and 5.1.

export const GROUP = "BELENIOS-2048";
export const P = BigInt(
  "206947856914225464010136436575050080649229892957511040971008847870573742192427174019222372544976843381290666" +
    "331380789584049600543896362897963930387739057228036059737494276713767776188985898727358650490811670993105358" +
    "677809800307904916540637771737641986785272734744763418356000356983051931442845617019110007867373073335641239" +
    "717328979132404745788344682606523279746479511376726586935821800463179220736688600526271863633860887968821207" +
    "694323661494910029234443463732221458841005864210502421203654335612013204811188524087310770141516662001623131" +
    "77169372189248078507711827842317498073276598828825169183103125680162072880719",
);
export const Q = BigInt("78571733251071885079927659812671450121821421258408794611510081919805623223441");
export const G = BigInt(
  "240235267750185220922768770353239993271228765737836491651007531878766327414635321932028567615526967879969466" +
    "829874938909508389657342560190060106847716449173547413728310461045868131451178164675540052740288984613986453" +
    "266121505579709716201616827031288643245666383486363578210615491841998253431518974065818686865115135857641013" +
    "888221539601604322884360393098933366277284840659313840601023167509576377798266510360682240663507669776402534" +
    "625377308513317349519424896775405257365904949247763147599157519877517771148149092045660020547812705472823814" +
    "0972518639858334115700568353695553423781475582491896050296680037745308460627",
);

const LONGEST = P.toString().length;
const text = new TextEncoder();

// What cannot be counted, and the place in the file where it stands.
export class Refused extends Error {
  constructor(place, reason) {
    super(`${place}: ${reason}`);
    this.name = "Refused";
    this.place = place;
    this.reason = reason;
  }
}

export const reduce = (value, modulus) => {
  const rest = value % modulus;
  return rest < 0n ? rest + modulus : rest;
};

// A number as the specification writes it: decimal digits in a string, no sign, no leading zero, and never too long.
export function readNumber(value, place, below) {
  if (typeof value !== "string" || value.length > LONGEST || !/^(0|[1-9][0-9]*)$/.test(value)) {
    throw new Refused(place, "not a number");
  }
  const number = BigInt(value);
  if (number >= below) throw new Refused(place, "number too large");
  return number;
}

export const readExponent = (value, place) => readNumber(value, place, Q);

// A number from 1 to P - 1. Whether it is in the group is asked of Powers.isInGroup, which shares its work.
export function readElement(value, place) {
  const element = readNumber(value, place, P);
  if (element === 0n) throw new Refused(place, "not in the group");
  return element;
}

export function readProof(value, place) {
  checkKeys(value, ["challenge", "response"], [], place);
  return [readExponent(value.challenge, `${place}.challenge`), readExponent(value.response, `${place}.response`)];
}

export const writeProof = ([challenge, response]) => ({ challenge: `${challenge}`, response: `${response}` });

export function checkKeys(value, needed, optional, place) {
  if (value === null || typeof value !== "object" || Array.isArray(value)) throw new Refused(place, "not an object");
  for (const key of needed) if (!Object.hasOwn(value, key)) throw new Refused(place, `${key} is missing`);
  for (const key of Object.keys(value)) {
    if (!needed.includes(key) && !optional.includes(key)) throw new Refused(place, `unknown ${key}`);
  }
}

export function checkList(value, length, place) {
  if (!Array.isArray(value)) throw new Refused(place, "not a list");
  if (length !== null && value.length !== length) throw new Refused(place, `${length} expected, ${value.length} found`);
  return value;
}

export function readJson(source, place) {
  try {
    return JSON.parse(source);
  } catch {
    throw new Refused(place, "not JSON");
  }
}

// Of bytes or of a string in UTF-8.
export async function sha256(source) {
  const bytes = typeof source === "string" ? text.encode(source) : source;
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

export const toHex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
export const toBigInt = (bytes) => BigInt(`0x${toHex(bytes)}`);
export const hash = async (source) => toHex(await sha256(source));

// HJSON of section 4.15: base64 without padding. Of a ballot it is the tracker, of an election its fingerprint.
export const fingerprint = async (source) => btoa(String.fromCharCode(...(await sha256(source)))).replace(/=+$/, "");

export const challengeOf = async (source) => toBigInt(await sha256(source)) % Q;

// Uniform below Q but for 2^-128: 48 bytes are drawn, so that no draw has to be thrown away.
export const randomExponent = () => toBigInt(crypto.getRandomValues(new Uint8Array(48))) % Q;

export function power(base, exponent) {
  let result = 1n;
  for (let bit = exponent.toString(2), at = 0; at < bit.length; at += 1) {
    result = (result * result) % P;
    if (bit[at] === "1") result = (result * base) % P;
  }
  return result;
}

export const inverse = (element) => power(element, P - 2n);

// Exponent digits of `width` bits, lowest first.
function digitsOf(exponent, width, count) {
  const bits = exponent.toString(2).padStart(width * count, "0");
  const digits = new Array(count);
  for (let at = 0; at < count; at += 1) digits[at] = parseInt(bits.slice(-width * (at + 1), bits.length - width * at), 2);
  return digits;
}

// Powers of one base of order Q, from a table made once. Every power makes the same multiplications, none of them by
// one: row i holds base^((d + 1) * 2^(width * i)), and what the "+ 1" adds is taken off the exponent beforehand.
export class FixedPowers {
  constructor(base, width) {
    this.base = base;
    this.width = width;
    this.rows = [];
    this.added = 0n;
    let step = base;
    for (let shift = 0; shift < 256; shift += width) {
      const row = [step];
      for (let digit = 1; digit < 1 << width; digit += 1) row.push((row[digit - 1] * step) % P);
      this.rows.push(row);
      this.added += 1n << BigInt(shift);
      step = row[row.length - 1];
    }
  }

  raise(exponent) {
    const digits = digitsOf(reduce(exponent - this.added, Q), this.width, this.rows.length);
    let result = this.rows[0][digits[0]];
    for (let at = 1; at < digits.length; at += 1) result = (result * this.rows[at][digits[at]]) % P;
    return result;
  }
}

const WINDOW = 4;
const DIGITS = 64;

// A few powers of one public element that comes only once: its squarings are made once and shared (Yao's method).
// Quicker than `power` from the second on, and only for exponents that are no secret.
export class SharedPowers {
  constructor(base) {
    this.base = base;
    this.steps = [base];
    for (let at = 1; at < DIGITS; at += 1) {
      let step = this.steps[at - 1];
      for (let bit = 0; bit < WINDOW; bit += 1) step = (step * step) % P;
      this.steps.push(step);
    }
  }

  raise(exponent) {
    const buckets = new Array(1 << WINDOW).fill(null);
    const digits = digitsOf(exponent, WINDOW, DIGITS);
    for (let at = 0; at < DIGITS; at += 1) {
      const digit = digits[at];
      buckets[digit] = buckets[digit] === null ? this.steps[at] : (buckets[digit] * this.steps[at]) % P;
    }
    let running = null;
    let result = 1n;
    for (let digit = buckets.length - 1; digit > 0; digit -= 1) {
      if (buckets[digit] !== null) running = running === null ? buckets[digit] : (running * buckets[digit]) % P;
      if (running !== null) result = (result * running) % P;
    }
    return result;
  }

  // P - 1 has small factors besides Q: an element outside the group could carry a second meaning past the proofs.
  isInGroup() {
    return this.raise(Q) === 1n;
  }
}

let generator = null;

// Powers of the generator. A wider table pays from some hundred powers on.
export function powersOfG(width = 4) {
  if (generator === null || generator.width < width) generator = new FixedPowers(G, width);
  return generator;
}
