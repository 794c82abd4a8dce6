import { plainLetters } from '#lib/core/skeleton.ts';
import { latinLetters } from '../injection/normalise.ts';

/** A text in the form in which words are looked for, with the stretch of the original that each of its units stands for. */
export interface PlacedNormal {
  /** That of `normalise`. */
  readonly text: string;
  /** For each unit where its character begins in the original. */
  readonly starts: readonly number[];
  /** The same for where it ends, with the marks and invisible characters behind it. */
  readonly ends: readonly number[];
}

const invisible = /\p{Cf}|[\u115f\u1160]/gu;
const ascii = /^[\0-\x7f]$/;

const unmarked = (character: string): string => (ascii.test(character) ? character : plainLetters(character.replace(invisible, '')));

/** A character with what changes or hides it: marks, invisible characters, and the parts that a Korean syllable is written in. */
const cluster = /(?:[\u1100-\u115e\u1161-\u11ff][\u1100-\u11ff]*|\P{Cf})[\p{M}\p{Cf}\u115f\u1160]*|\p{Cf}+/gu;
const blank = /[ \t]/;

/** Reads a text character by character. */
export function placedNormal(raw: string): PlacedNormal {
  const starts: number[] = [];
  const ends: number[] = [];
  let read = '';
  for (const { 0: found, index } of raw.matchAll(cluster)) {
    const end = index + found.length;
    for (const unit of unmarked(found).split('')) {
      if (blank.test(unit) && read.endsWith(' ')) ends[ends.length - 1] = end;
      else {
        read += blank.test(unit) ? ' ' : unit;
        starts.push(index);
        ends.push(end);
      }
    }
  }
  return { text: latinLetters(read.toLowerCase()).text, starts, ends };
}
