import type { GuardrailCheck } from '#lib/contracts/guardrail-definition.ts';
import { wordPattern } from './word-pattern.ts';

type Topic = Extract<GuardrailCheck, { type: 'topics' }>['topics'][number];

/** How far around a term the words are looked for that make sure, or rule out, what is spoken of. */
const reach = 300;
/** Places of terms that are looked at; a text that is full of them was judged by then. */
const placesMax = 500;

/** Finds the first of the topics that a normalised text is about; null where it is about none. */
export function topicFinder(topics: readonly Topic[]): (text: string) => string | null {
  const compiled = topics.map(({ name, terms, context, except, terms_min: termsMin }) => ({
    ...{ name, termsMin },
    ...{ terms: wordPattern(terms), context: wordPattern(context), except: wordPattern(except) },
  }));
  const isThere = (pattern: RegExp | null, text: string): boolean | null => (pattern === null ? null : text.search(pattern) !== -1);
  return (text) => {
    for (const { name, termsMin, terms, context, except } of compiled) {
      const said = new Set<string>();
      let places = 0;
      for (const match of terms === null ? [] : text.matchAll(terms)) {
        if (places === placesMax) break;
        places += 1;
        const around = text.slice(Math.max(0, match.index - reach), match.index + match[0].length + reach);
        if (isThere(context, around) === false || isThere(except, around) === true) continue;
        said.add(match[0]);
        if (said.size >= termsMin) return name;
      }
    }
    return null;
  };
}
