import { createHash } from 'node:crypto';

/** Numbers in [0, 1) that are the same for the same seed (mulberry32). */
export type SeededRandom = () => number;

/** SHA-256 of a request's bytes, from which everything in its answer follows. */
export const digestOf = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest();

export function seededRandom(seed: number): SeededRandom {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One element, or undefined of an empty list. */
export const pick = <T>(random: SeededRandom, items: readonly T[]): T | undefined => items[Math.floor(random() * items.length)];

/** A whole number from low to high, both included. */
export const between = (random: SeededRandom, low: number, high: number): number => low + Math.floor(random() * (high - low + 1));
