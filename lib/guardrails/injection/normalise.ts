import { lookAlikes, plainLetters } from '#lib/core/skeleton.ts';

/** A text as a model would understand it, and what was done to hide that. */
export interface NormalText {
  /** Lower case, without marks and invisible characters, look-alikes told as what they look like. */
  readonly text: string;
  /** Characters that nobody sees, within words or in a row of their own. */
  readonly hidden: number;
  /** Words that mix alphabets, such as a Cyrillic letter among Latin ones. */
  readonly mixedWords: number;
  /** What was written in invisible tag characters (Unicode block E0000), as ASCII. */
  readonly tagged: string;
}

/** Zero-width and direction characters, soft hyphens and empty letters: they change no word and hide it from a search. */
const invisible = /\p{Cf}|[\u115f\u1160]/gu;
/** Joiners between emoji and in scripts that need them are no disguise, so only those between Latin letters count. */
const hiddenInWord = /[a-z][\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]+(?=[a-z])/giu;
const tagCharacters = /[\u{e0020}-\u{e007e}]+/gu;
const foreignLetters = /[\u0370-\u058f]/;
const mixedWord = /[a-z\u0370-\u058f]{3,40}/giu;
const latinLetter = /[a-z]/i;

/** Look-alikes told as the Latin letters that they look like, in words that mix alphabets; each is one unit for one. */
export function latinLetters(seen: string): { readonly text: string; readonly mixedWords: number } {
  if (!foreignLetters.test(seen)) return { text: seen, mixedWords: 0 };
  let mixedWords = 0;
  const text = seen.replace(mixedWord, (word) => {
    if (!foreignLetters.test(word) || !latinLetter.test(word)) return word;
    mixedWords += 1;
    return [...word].map((letter) => lookAlikes.get(letter) ?? letter).join('');
  });
  return { text, mixedWords };
}

/** A text in the form in which features look for words. Its length is that of the text or less, but for ligatures. */
export function normalise(raw: string): NormalText {
  let tagged = '';
  const untagged = raw.includes('\u{db40}')
    ? raw.replace(tagCharacters, (run) => {
        for (const one of run) tagged += String.fromCodePoint((one.codePointAt(0) ?? 0) - 0xe0000);
        return '';
      })
    : raw;
  const hidden = untagged.match(hiddenInWord)?.length ?? 0;
  const seen = plainLetters(untagged.replace(invisible, '')).toLowerCase();
  const { text, mixedWords } = latinLetters(seen);
  return { text: text.replace(/[ \t\u00a0]+/g, ' '), hidden, mixedWords, tagged };
}
