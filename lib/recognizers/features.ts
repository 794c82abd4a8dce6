import type { Need } from './recognizer.ts';

const bits = {
  at: 1,
  digits_4: 2,
  digits_6: 4,
  digits_8: 8,
  token: 16,
  colons: 32,
  dashes: 64,
  slashes: 128,
  nothing: 0,
} as const satisfies Record<Need, number>;

/** Kinds of characters: what they do to a count of digits and to a run of one token. */
const [other, digit, upper, lower, separator, mark] = [0, 1, 2, 3, 4, 5] as const;
const kinds = new Uint8Array(128);
for (let code = 0x30; code <= 0x39; code += 1) kinds[code] = digit;
for (let code = 0x41; code <= 0x5a; code += 1) kinds[code] = upper;
for (let code = 0x61; code <= 0x7a; code += 1) kinds[code] = lower;
for (const character of ' -./()+:') kinds[character.charCodeAt(0)] = separator;
kinds['_'.charCodeAt(0)] = mark;

/** Letters in a row that end a number: so many stand in a country code and in no word of interest. */
const lettersInNumberMax = 6;
const tokenLength = 16;
/** Long words of prose are in small letters. */
const tokenKinds = (1 << digit) | (1 << upper);

/** What a text contains of what recognisers need, as a set of bits; one pass, a few nanoseconds a character. */
export function featuresOf(text: string): number {
  let found = 0;
  let [digits, letters, run, runKinds, before] = [0, 0, 0, 0, 0];
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    const kind = code < 128 ? (kinds[code] ?? other) : other;
    if (kind === digit) {
      digits += 1;
      letters = 0;
      if (digits === 4) found |= bits.digits_4;
      else if (digits === 6) found |= bits.digits_6;
      else if (digits === 8) found |= bits.digits_8;
    } else if (kind === upper || kind === lower) {
      letters += 1;
      if (letters > lettersInNumberMax) digits = 0;
    } else if (kind !== separator) {
      if (code === 0x40) found |= bits.at;
      digits = 0;
    }
    if (code === before) {
      if (code === 0x2d) found |= bits.dashes;
      else if (code === 0x2f) found |= bits.slashes;
    }
    if (code === 0x3a) found |= bits.colons;
    before = code;
    if (kind === other || (kind === separator && code !== 0x2d && code !== 0x2e)) {
      run = runKinds = 0;
    } else {
      run += 1;
      runKinds |= 1 << kind;
      if (run >= tokenLength && (runKinds & tokenKinds) !== 0) found |= bits.token;
    }
  }
  // Addresses of four numbers need no colons, and those of six pairs may have dashes.
  return (found & (bits.digits_4 | bits.dashes)) === 0 ? found : found | bits.colons;
}

/** Whether a text with these features can hold what a recogniser looks for. */
export const hasNeed = (features: number, need: Need): boolean => (features & bits[need]) === bits[need];
